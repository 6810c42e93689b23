"""Days that count: working days after the Algemene termijnenwet, and calendar months."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.law.calendar import (
    add_working_days,
    end_of_term,
    is_working_day,
    local_date,
    months_before,
    next_working_day,
    working_days_between,
)


@pytest.mark.parametrize("day", [date(2025, 4, 18), date(2026, 4, 3), date(2027, 3, 26)])
def test_good_friday_does_not_count(day: date) -> None:
    assert not is_working_day(day)


@pytest.mark.parametrize("year", [2022, 2023, 2025, 2026, 2028])
def test_the_fifth_of_may_never_counts_not_only_in_lustrum_years(year: int) -> None:
    assert not is_working_day(date(year, 5, 5))


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


@pytest.mark.parametrize(
    ("received", "days", "ends"),
    [
        (date(2026, 11, 4), 28, date(2026, 12, 2)),
        (date(2026, 11, 7), 28, date(2026, 12, 7)),
        (date(2026, 11, 8), 28, date(2026, 12, 7)),
        (date(2026, 11, 27), 28, date(2026, 12, 28)),
        (date(2026, 11, 28), 28, date(2026, 12, 28)),
        (date(2026, 11, 29), 28, date(2026, 12, 28)),
        (date(2026, 12, 4), 28, date(2027, 1, 4)),
        (date(2027, 2, 26), 28, date(2027, 3, 30)),
        (date(2027, 3, 30), 28, date(2027, 4, 28)),
        (date(2027, 4, 7), 28, date(2027, 5, 7)),
        (date(2027, 4, 8), 28, date(2027, 5, 7)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 21), 1, date(2026, 12, 22)),
    ],
)
def test_a_legal_term_that_ends_on_a_day_of_rest_runs_on_to_the_next_day_that_is_none(
    received: date, days: int, ends: date
) -> None:
    assert end_of_term(received, days) == ends


def test_every_legal_term_ends_on_the_first_working_day_that_is_not_before_its_last_day() -> None:
    for number in range(3 * 366):
        start = date(2026, 1, 1) + timedelta(days=number)
        last, end = start + timedelta(days=28), end_of_term(start, 28)
        between = [last + timedelta(days=n) for n in range((end - last).days)]
        assert end >= last
        assert is_working_day(end)
        assert not any(map(is_working_day, between))
