"""Days that count: Dutch working days by the Algemene termijnenwet, calendar months, parts of the year.

Good Friday and 5 May count as holidays every year (Atw art. 3 and its standing equivalents).
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from holidays import country_holidays
from holidays.constants import OPTIONAL, PUBLIC

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
SATURDAY = 5


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


def is_working_day(day: date) -> bool:
    """Whether `day` is neither Saturday, Sunday nor a generally recognised holiday."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def add_working_days(day: date, number: int) -> date:
    """The last day of a term of `number` working days that starts after `day`."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def end_of_term(start: date, days: int) -> date:
    """The last day of a legal term of `days` days (a week is seven) that starts after `start`.

    One that would end on a Saturday, Sunday or holiday runs on to the next day that is none (Atw art. 1(1), 3). That
    does not hold for terms that are counted backwards from a day (art. 1(2): the age of arrears, the look-backs), nor
    for terms in hours, of more than 90 days, twelve weeks or three months, or of years (art. 4).
    """
    return next_working_day(start + timedelta(days=days - 1))


def next_working_day(day: date) -> date:
    """The first working day after `day`."""
    return add_working_days(day, 1)


def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and including `last`; negative when `last` lies before `first`."""
    if last < first:
        return -working_days_between(last, first)
    return sum(is_working_day(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def months_before(day: date, months: int) -> date:
    """The same day `months` calendar months earlier, or the last day of that month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
