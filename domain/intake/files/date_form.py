"""Date forms of partners: as many digits as the form names, months in words, part of a date that is not known."""

import re
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.intake.files.words import MONTH_WORDS

UNKNOWN_DAY: Final = "0000-00-00"
STANDS_FOR_NO_DAY: Final = re.compile(
    r"(\d{1,4}[-./ ]){0,2}0+([-./ ]\d{1,4}){0,2}|0{4}\d{4}|\d{4}0{4}|99[-./]?99[-./]?9999|9999[-./]?99[-./]?99",
    re.ASCII,
)
"""What stands for no day in any form: a day, month or year that is nought, or all nines."""
MIDNIGHT: Final = r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
"""A spreadsheet writes it behind a date; it says nothing."""
_WORD: Final = r"(?P<month_word>[A-Za-z]{3,9})\.?"
FORM_PARTS: Final = MappingProxyType(
    {
        "%d": r"(?P<day>\d\d)",
        "%-d": r"(?P<day>\d\d?)",
        "%m": r"(?P<month>\d\d)",
        "%-m": r"(?P<month>\d\d?)",
        "%b": _WORD,
        "%B": _WORD,
        "%Y": r"(?P<year>\d{4})",
        "%y": r"(?P<short_year>\d\d)",
    }
)
"""What each part of a form reads; `%-d` and `%-m` take one digit or two."""
PART: Final = re.compile(r"%-?.")
NEEDED: Final = MappingProxyType({"a day": {"%d", "%-d"}, "a month": {"%m", "%-m", "%b", "%B"}, "a year": {"%Y", "%y"}})


class DateForm(NamedTuple):
    """A form that can read; `century`: the first year of the hundred that two digits stand for."""

    pattern: re.Pattern[str]
    century: int | None


def date_form(written: str, century: int | None) -> DateForm:
    """The form that `%d-%m-%Y` and the like describe. Raises ValueError saying what is wrong with it."""
    parts = PART.findall(written)
    if unknown := sorted(set(parts) - set(FORM_PARTS)):
        raise ValueError(f"{', '.join(unknown)} is not among {', '.join(FORM_PARTS)}")
    for what, words in NEEDED.items():
        if sum(part in words for part in parts) != 1:
            raise ValueError(f"a date form has {what} once: {', '.join(sorted(words))}")
    if "%y" in parts and century is None:
        raise ValueError("two digits for a year need `century`: the first year of the hundred they stand for")
    between = [re.escape(text) for text in PART.split(written)]
    reads = [FORM_PARTS[part] for part in parts] + [""]
    return DateForm(
        re.compile("".join(a + b for a, b in zip(between, reads, strict=True)) + MIDNIGHT, re.ASCII), century
    )


def day_written(text: str, form: DateForm) -> str | None:
    """The day as yyyy-mm-dd, with 00 for what is not known of it; None for what is no date in this form."""
    found = form.pattern.fullmatch(text)
    if found is None:
        return UNKNOWN_DAY if STANDS_FOR_NO_DAY.fullmatch(text) else None
    parts = found.groupdict()
    day, month, year = int(parts["day"]), _month(parts), _year(parts, form.century)
    if not year or (not day and not month and parts.get("short_year") == "00"):
        return UNKNOWN_DAY
    if month == 0 or (day == 0 and month <= 12):
        return f"{year:04}-{month:02}-00"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return UNKNOWN_DAY if STANDS_FOR_NO_DAY.fullmatch(text) else None


def _month(parts: dict[str, str]) -> int:
    """The number of a month; 13 for a word that is none."""
    return MONTH_WORDS.get(parts["month_word"].lower(), 13) if "month_word" in parts else int(parts["month"])


def _year(parts: dict[str, str], century: int | None) -> int:
    if century is None or "short_year" not in parts:
        return int(parts["year"])
    return century + (int(parts["short_year"]) - century) % 100
