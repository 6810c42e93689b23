"""Days as the naive reference counts them: months back, working days, terms that run on."""

from datetime import date, timedelta

HOLIDAYS = {
    date(2026, 1, 2),
    date(2026, 4, 3),
    date(2026, 4, 6),
    date(2026, 4, 27),
    date(2026, 5, 5),
    date(2026, 5, 14),
    date(2026, 5, 15),
    date(2026, 5, 25),
    date(2026, 12, 25),
    date(2026, 12, 26),
    date(2027, 1, 1),
    date(2027, 3, 26),
    date(2027, 3, 29),
}
"""Of 2026 and the first quarter of 2027, with what a decree made equal to them."""


def months_ago(day: date, months: int) -> date:
    """The same day so many months before, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    while True:
        try:
            return date(year, month + 1, day.day)
        except ValueError:
            day -= timedelta(days=1)


def working_days_on(day: date, left: int) -> date:
    """So many working days later."""
    while left:
        day += timedelta(days=1)
        left -= is_working(day)
    return day


def days_on(day: date, days: int) -> date:
    """So many days later; a term that ends on a day that is no working day runs on."""
    day += timedelta(days=days)
    while not is_working(day):
        day += timedelta(days=1)
    return day


def is_working(day: date) -> bool:
    """Whether it is no Saturday, Sunday or holiday."""
    return day.weekday() < 5 and day not in HOLIDAYS
