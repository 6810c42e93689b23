"""Cells with a birth date that is known in part: 00-05-1985, 00.00.1985, 19850500, in the form the mapping names."""

import re
from functools import lru_cache
from typing import Final

DIRECTIVES: Final = {"%d": r"(?P<day>\d{1,2})", "%m": r"(?P<month>\d{1,2})", "%Y": r"(?P<year>\d{4})"}


def partly_known(cell: str, date_format: str) -> str | None:
    """The date as yyyy-mm-dd with 00 for what is not known; None for every other cell."""
    form = _form(date_format)
    found = form.fullmatch(cell) if form else None
    if found is None:
        return None
    day, month = int(found["day"]), int(found["month"])
    if day and month:
        return None
    return f"{found['year']}-{month:02d}-{day:02d}" if day <= 31 and month <= 12 else None


@lru_cache(maxsize=64)
def _form(date_format: str) -> re.Pattern[str] | None:
    """A form of dates as an expression; only of the three parts a birth date is written in."""
    if sorted(re.findall("%.", date_format)) != sorted(DIRECTIVES):
        return None
    parts = re.split("(%.)", date_format)
    return re.compile("".join(DIRECTIVES.get(part) or re.escape(part) for part in parts), re.ASCII)
