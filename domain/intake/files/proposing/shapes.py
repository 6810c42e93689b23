"""How the cells of a column are written: days, amounts, an address in one cell, and shapes that say what they are."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from domain.intake.files.date_form import UNKNOWN_DAY, date_form, day_written
from domain.intake.files.numbers import AMOUNT_FORMS, cents_in
from domain.intake.files.splitting import SPLITS, parts_of, split_pattern

DATE_FORMS: Final = (
    "%d-%m-%Y",
    "%Y-%m-%d",
    "%Y%m%d",
    "%d%m%Y",
    "%d/%m/%Y",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%-d-%-m-%Y",
    "%-d/%-m/%Y",
    "%-d.%-m.%Y",
    "%d-%m-%y",
    "%d/%m/%y",
    "%-d %B %Y",
    "%-d-%b-%Y",
    "%-d-%b-%y",
    "%m/%d/%Y",
    "%-m/%-d/%Y",
)
"""In the order in which they are tried: a day before a month, as people write here."""
CENTURY: Final = 1930
"""Where two digits of a year begin that we propose [A]."""
SHAPES: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {
        "postcode": re.compile(r"[1-9]\d{3} ?[A-Za-z]{2}"),
        "email": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
        "telefoonnummer": re.compile(r"(?:\+31|0031|0)[ -]?[1-9](?:[ -]?\d){8}"),
    }
)
"""What no other attribute looks like."""
SAYS_NOTHING: Final = "0-/. "
MOST: Final = 0.8
"""The part of the filled cells that has to look alike: files hold mistakes."""


def filled(rows: Iterable[Sequence[str]], position: int) -> list[str]:
    """The cells of a column that hold anything."""
    return [text for row in rows if (text := row[position].strip())]


def shape_of(cells: Sequence[str]) -> str | None:
    """The attribute that these cells look like."""
    return next((name for name, shape in SHAPES.items() if _most(shape.fullmatch(one) for one in cells)), None)


def date_form_of(cells: Sequence[str]) -> str | None:
    """The first form that reads most of these cells as days, None when no form does."""
    known = [one for one in cells if set(one) - set(SAYS_NOTHING)]
    for written in DATE_FORMS:
        form = date_form(written, CENTURY)
        if _most(day_written(one, form) not in {None, UNKNOWN_DAY} for one in known):
            return written
    return None


def has_decimal_comma(cells: Sequence[str]) -> bool | None:
    """Whether amounts are written with a comma; None when these cells do not tell."""
    reads = Counter(comma for comma, form in AMOUNT_FORMS.items() for one in cells if cents_in(one, form) is not None)
    return None if reads[True] == reads[False] else reads[True] > reads[False]


def can_be_split(cells: Sequence[str], name: str) -> bool:
    """Whether this way to take a cell apart does so with most of them."""
    return _most(_in_parts(one, name) for one in cells)


def only_unknown_days(cells: Sequence[str]) -> bool:
    """Whether these cells hold days that nobody knows, and nothing else."""
    return not any(set(one) - set(SAYS_NOTHING) for one in cells)


def _in_parts(text: str, name: str) -> bool:
    parts = parts_of(text, split_pattern(SPLITS[name]))
    return parts is not None and all(parts[one] for one in list(parts)[:2])


def _most(good: Iterable[object]) -> bool:
    found = [bool(one) for one in good]
    return bool(found) and sum(found) >= MOST * len(found)
