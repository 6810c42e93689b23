"""Working days counted back and forth from a day, and the days of a horizon."""

from datetime import date, timedelta

from domain.law.calendar import NEWEST, Calendar, add_working_days, is_working_day

ONE_DAY = timedelta(days=1)


def working_day_from(day: date, calendar: Calendar = NEWEST) -> date:
    """The first working day on or after `day`."""
    return day if is_working_day(day, calendar) else add_working_days(day, 1, calendar)


def working_day_until(day: date, calendar: Calendar = NEWEST) -> date:
    """The last working day on or before `day`."""
    while not is_working_day(day, calendar):
        day -= ONE_DAY
    return day


def working_days_back(day: date, number: int, calendar: Calendar = NEWEST) -> date:
    """The working day that lies `number` working days before `day`, itself a working day."""
    for _ in range(number):
        day = working_day_until(day - ONE_DAY, calendar)
    return day


def working_days_from(day: date, number: int, calendar: Calendar = NEWEST) -> tuple[date, ...]:
    """The first `number` working days on or after `day`."""
    first = working_day_from(day, calendar)
    return tuple(add_working_days(first, ahead, calendar) for ahead in range(number))
