"""Cells that a spreadsheet program keeps as numbers, days or yes and no, as the partner's own CSV would hold them.

So one way of reading serves both: `domain.intake.files.cells` makes values of texts, whatever they came from.
"""

from datetime import date, datetime, timedelta
from math import isfinite
from typing import Final, NamedTuple

DIGITS: Final = 15
"""Digits that a spreadsheet program keeps of a number; further ones become noughts when it saves."""
TOO_LONG: Final = 10**DIGITS
DAY_NOUGHT: Final = "0000-00-00"
"""Day 0 of a spreadsheet program is no day."""
DAY_OF_1900: Final = date(1899, 12, 30)
DAY_OF_1904: Final = date(1904, 1, 1)
LEAP_DAY_THAT_WAS_NONE: Final = 60
"""The year 1900 has a 29 February there: days before it are one off."""
LAST_DAY: Final = 2_958_465
"""31 December 9999."""
SECONDS_IN_DAY: Final = 86_400
MOST_HOURS: Final = 10_000

Cell = str | date
"""What a cell holds: a text, or a day that is still to be written in the form of its column."""


class Counting(NamedTuple):
    """How amounts are written (`mark`: the decimal mark), and from when the workbook counts its days."""

    mark: str
    from_1904: bool = False


def number_text(written: str, counting: Counting) -> str:
    """A number as a person writes it: no noughts behind the mark, no more digits than the program keeps.

    A whole number that lost digits is written with its exponent, as such a program shows it: nobody takes that for a
    number that was meant. Raises ValueError for no number.
    """
    if written.isdecimal() and written.isascii() and len(written) <= DIGITS:
        return str(int(written))
    value = float(written)
    if not isfinite(value):
        raise ValueError("no number")
    if abs(value) >= TOO_LONG:
        return f"{value:.{DIGITS - 1}E}"
    text = f"{value:.{DIGITS}g}"
    text = f"{value:.{DIGITS}f}" if "e" in text else text
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return ("0" if text == "-0" else text).replace(".", counting.mark)


def share_text(written: str, counting: Counting) -> str:
    """A share as it is shown: with its sign, so that it is never taken for an amount."""
    return number_text(repr(float(written) * 100), counting) + "%"


def counted_day(written: str, counting: Counting) -> Cell:
    """The day on which a count of days falls; its time of day is left out. Raises ValueError for no such day."""
    count = float(written)
    if not 0 <= count < LAST_DAY + 1:
        raise ValueError("no day")
    whole = int(count)
    if counting.from_1904:
        return DAY_OF_1904 + timedelta(whole)
    if whole in (0, LEAP_DAY_THAT_WAS_NONE):
        return DAY_NOUGHT
    return DAY_OF_1900 + timedelta(whole + (whole < LEAP_DAY_THAT_WAS_NONE))


def time_text(written: str, _: Counting) -> str:
    """A time of day or a duration, of days, as hours, minutes and seconds. Raises ValueError for no such time."""
    days = float(written)
    if not 0 <= days * 24 < MOST_HOURS:
        raise ValueError("no time")
    seconds = round(days * SECONDS_IN_DAY)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def written_day(written: str, _: Counting) -> Cell:
    """A day that stands in ISO 8601, with or without a time of day. Raises ValueError for no such day."""
    return datetime.fromisoformat(written).date()


def ja_or_nee(written: str, _: Counting) -> str:
    """A cell that is true or false."""
    return "ja" if written.lower() in ("1", "true") else "nee"


def in_form(day: date, date_format: str, century: int | None = None) -> str:
    """A day as its column writes days; ISO 8601 where that form cannot tell which year it is."""
    if "%y" in date_format and (century is None or not century <= day.year < century + 100):
        return day.isoformat()
    return day.strftime(date_format)
