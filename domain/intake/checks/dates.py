"""Dates that systems fill in when they know none, and dates that cannot be what their field says."""

from datetime import date
from typing import Final

from domain.law.calendar import months_before

UNKNOWN_PART: Final = "0000-00-00"
"""What stands where day, month or year of a birth date is not known (BRP)."""
Days = tuple[date, date]
"""The first and the last day."""
YEAR: Final = 12
"""Months."""
FIRST_REAL_YEAR: Final = 1901
LAST_REAL_YEAR: Final = 2090
"""Outside these years a date is a placeholder: 0001, 1753, 1900-01-01, 2099-12-31, 9999 and the like [A]."""
OLDEST_PERSON_YEARS: Final = 120
YOUNGEST_PERSON_YEARS: Final = 12
"""Nobody younger has a contract of his own [A]."""
FIRST_DAYS: Final = frozenset({date(1904, 1, 1), date(1970, 1, 1)})
"""Day nought of spreadsheets and of Unix; somebody may be born on it, but nothing else is told of it [A]."""
PLANNED_WITHIN_YEARS: Final = 2
"""A measure that was or will be taken further away is not what a crisis signal tells [A]."""


def is_placeholder(day: date) -> bool:
    """Whether a system filled this date in because it knew none; birth dates are judged by age alone."""
    return not FIRST_REAL_YEAR <= day.year <= LAST_REAL_YEAR or day in FIRST_DAYS


def births(today: date) -> tuple[str, str]:
    """Between which days (yyyy-mm-dd) everybody with debts of his own was born."""
    oldest, youngest = YEAR * OLDEST_PERSON_YEARS, YEAR * YOUNGEST_PERSON_YEARS
    return months_before(today, oldest).isoformat(), months_before(today, youngest).isoformat()


def measures(today: date) -> Days:
    """Between which days a measure that a signal announces is taken."""
    return months_before(today, YEAR * PLANNED_WITHIN_YEARS), months_before(today, -YEAR * PLANNED_WITHIN_YEARS)
