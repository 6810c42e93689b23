"""Days that count: Dutch working days by the Algemene termijnenwet, calendar months, parts of the year.

Good Friday and 5 May count as holidays every year (Atw art. 3(1) and (2)), and so do the days of `decrees` (art. 3(3)).
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from holidays import country_holidays
from holidays.constants import OPTIONAL, PUBLIC

from domain.law.decrees import DECREES, days_of

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """What an edition of this calendar knows of the Algemene termijnenwet.

    `made_equal`: days made equal to holidays by decree. `least_working_days`: how many working days a legal term of at
    least three days has in it (art. 2).
    """

    made_equal: frozenset[date]
    least_working_days: int = 2


WITHOUT_DECREES: Final = Calendar(frozenset(), least_working_days=0)
"""How terms were counted until rules `2026.3`: by art. 1 and 3(1) and (2) alone."""
CALENDARS: Final[Mapping[str, Calendar]] = MappingProxyType(
    {edition: Calendar(days_of(decrees)) for edition, decrees in DECREES.items()}
)
"""The calendar of each edition of the decrees."""
NEWEST: Final = list(CALENDARS.values())[-1]


@lru_cache(1_024)
def local_date(moment: datetime) -> date:
    """The local calendar date of a moment."""
    return moment.astimezone(AMSTERDAM).date()


def day_begins(day: date) -> datetime:
    """The moment (UTC) at which a local day begins."""
    return datetime.combine(day, time(), AMSTERDAM).astimezone(UTC)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("NL", years=year, categories=(PUBLIC, OPTIONAL)))


def is_working_day(day: date, calendar: Calendar = NEWEST) -> bool:
    """Whether `day` is neither Saturday, Sunday, a generally recognised holiday nor made equal to one."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year) and day not in calendar.made_equal


def add_working_days(day: date, number: int, calendar: Calendar = NEWEST) -> date:
    """The last day of a term of `number` working days that starts after `day`."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day, calendar)
    return day


def next_working_day(day: date, calendar: Calendar = NEWEST) -> date:
    """The first working day after `day`."""
    return add_working_days(day, 1, calendar)


def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and including `last`; negative when `last` lies before `first`."""
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


@lru_cache(4_096)
def months_before(day: date, months: int) -> date:
    """The same day `months` calendar months earlier, or the last day of that month."""
    return months_after(day, -months)


def months_after(day: date, months: int) -> date:
    """The same day `months` calendar months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
