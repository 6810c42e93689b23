"""Days that count: working days after the Algemene termijnenwet, and calendar months."""

from datetime import UTC, date, datetime

import pytest

from domain.law.calendar import (
    WITHOUT_DECREES,
    add_working_days,
    is_working_day,
    local_date,
    months_before,
    next_working_day,
    working_days_between,
)
from domain.law.decrees import DECREES, days_of


@pytest.mark.parametrize("day", [date(2025, 4, 18), date(2026, 4, 3), date(2027, 3, 26)])
def test_good_friday_does_not_count(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize("year", [2022, 2023, 2025, 2026, 2028])
def test_the_fifth_of_may_never_counts_not_only_in_lustrum_years(year: int) -> None:
    assert not is_working_day(date(year, 5, 5))


@pytest.mark.parametrize("day", [date(2025, 5, 30), date(2026, 5, 15), date(2028, 4, 28)])
def test_a_day_that_a_decree_made_equal_to_a_holiday_does_not_count_where_the_decree_was_known(day: date) -> None:
    assert not is_working_day(day)
    assert is_working_day(day, WITHOUT_DECREES)


def test_a_decree_that_is_added_later_changes_no_edition_that_was_there() -> None:
    assert {edition: len(days_of(decrees)) for edition, decrees in DECREES.items()}["2026-11"] == 25


def test_every_decreed_day_is_an_ordinary_weekday_of_one_decree_that_says_where_it_was_read() -> None:
    for decrees in DECREES.values():
        days = [day for decree in decrees for day in decree.days]
        assert len(days) == len(set(days))
        assert all(is_working_day(day, WITHOUT_DECREES) for day in days)
        assert all(decree.source.startswith("Besluit ") and decree.read for decree in decrees)


def test_kings_day_is_kept_on_the_saturday_when_the_27th_is_a_sunday() -> None:
    assert date(2031, 4, 27).weekday() == 6
    assert not is_working_day(date(2031, 4, 26))
    assert is_working_day(date(2031, 4, 25))
    assert is_working_day(date(2031, 4, 28))
    assert not is_working_day(date(2026, 4, 27))
    assert is_working_day(date(2026, 4, 28))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2029, 12, 26),
    ],
)
def test_other_holidays_do_not_count(day: date) -> None:
    assert day.weekday() < 5
    assert not is_working_day(day)


def test_a_term_of_three_working_days_starts_the_day_after() -> None:
    assert add_working_days(date(2026, 3, 17), 3) == date(2026, 3, 20)
    assert add_working_days(date(2026, 3, 19), 3) == date(2026, 3, 24)


def test_a_term_passes_over_easter() -> None:
    assert add_working_days(date(2026, 4, 1), 3) == date(2026, 4, 8)


def test_a_term_that_starts_on_a_sunday_counts_from_monday() -> None:
    assert add_working_days(date(2026, 3, 15), 3) == date(2026, 3, 18)


def test_the_next_working_day_after_new_years_eve_passes_new_year() -> None:
    assert next_working_day(date(2026, 12, 31)) == date(2027, 1, 4)


def test_working_days_between_counts_forwards_and_backwards() -> None:
    assert working_days_between(date(2026, 4, 1), date(2026, 4, 8)) == 3
    assert working_days_between(date(2026, 4, 8), date(2026, 4, 1)) == -3
    assert working_days_between(date(2026, 4, 4), date(2026, 4, 4)) == 0


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 3, 1), 6, date(2025, 9, 1)),
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 3, 17), 24, date(2024, 3, 17)),
        (date(2026, 3, 17), 0, date(2026, 3, 17)),
    ],
)
def test_months_before_stays_in_the_month_it_names(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_a_local_day_is_counted_in_amsterdam() -> None:
    assert local_date(datetime(2026, 3, 16, 22, 59, tzinfo=UTC)) == date(2026, 3, 16)
    assert local_date(datetime(2026, 3, 16, 23, 0, tzinfo=UTC)) == date(2026, 3, 17)
    assert local_date(datetime(2026, 7, 16, 22, 0, tzinfo=UTC)) == date(2026, 7, 17)
