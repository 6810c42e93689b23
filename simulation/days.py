"""Months and working days as the simulation counts them: Monday to Friday, public holidays left out [A]."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
WEEKEND_BEGINS = 5


def month_number(day: date) -> int:
    """Months since year 0, so that months can be added and compared."""
    return day.year * 12 + day.month - 1


def day_in(month: int, day: int) -> date:
    """The given day (1-28) of a month number."""
    return date(month // 12, month % 12 + 1, day)


def is_weekday(day: date) -> bool:
    """Whether the day is from Monday to Friday."""
    return day.weekday() < WEEKEND_BEGINS


def working_day(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    while not is_weekday(day):
        day += ONE_DAY
    return day


def after_working_days(day: date, count: int) -> date:
    """The day `count` working days later; for 0 the day itself or the Monday after."""
    day = working_day(day)
    for _ in range(count):
        day = working_day(day + ONE_DAY)
    return day
