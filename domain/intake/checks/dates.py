"""Dates that systems fill in when they know none, and dates that cannot be what their field says."""

from datetime import date
from typing import Final

from domain.law.calendar import months_before

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
PLANNED_WITHIN_YEARS: Final = 2
"""A measure that was or will be taken further away is not what a crisis signal tells [A]."""


def is_placeholder(day: date) -> bool:
    """Whether a system filled this date in because it knew none."""
    return not FIRST_REAL_YEAR <= day.year <= LAST_REAL_YEAR


def births(today: date) -> Days:
    """Between which days everybody with debts of his own was born."""
    return months_before(today, YEAR * OLDEST_PERSON_YEARS), months_before(today, YEAR * YOUNGEST_PERSON_YEARS)


def measures(today: date) -> Days:
    """Between which days a measure that a signal announces is taken."""
    return months_before(today, YEAR * PLANNED_WITHIN_YEARS), months_before(today, -YEAR * PLANNED_WITHIN_YEARS)
