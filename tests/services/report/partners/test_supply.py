"""What is expected of a partner: due days, what is late, what is unusually small or large."""

from datetime import date, timedelta

import pytest

from services.report.partners.supply import Arrived, Rhythm, Supply, SupplyState, Usual, supply, usual_size

MONTHLY, WEEKLY = Rhythm(day_of_month=10), Rhythm(interval_days=7)
TODAY = date(2026, 3, 17)
"""A Tuesday; the tenth was one too."""


def months(*lines: int, day: int = 10) -> list[Arrived]:
    """A delivery in each month before March 2026, the last of them in February."""
    first = 2 - len(lines) + 1
    return [
        Arrived(date(2026 + (first + n - 1) // 12, (first + n - 1) % 12 + 1, day), size) for n, size in enumerate(lines)
    ]


def judged(*arrived: Arrived, rhythm: Rhythm = MONTHLY, today: date = TODAY) -> Supply:
    return supply([*months(100, 110, 90), *arrived], rhythm, today)


def test_a_delivery_that_came_is_on_time() -> None:
    found = judged(Arrived(date(2026, 3, 11), 95))
    assert (found.state, found.overdue_days, found.small, found.large) == (SupplyState.ON_TIME, 0, None, None)


@pytest.mark.parametrize(
    ("today", "state", "days"),
    [
        (date(2026, 3, 9), SupplyState.ON_TIME, 0),
        (date(2026, 3, 10), SupplyState.EXPECTED, 0),
        (date(2026, 3, 13), SupplyState.EXPECTED, 0),
        (date(2026, 3, 14), SupplyState.MISSING, 1),
        (date(2026, 3, 31), SupplyState.MISSING, 18),
        (date(2026, 4, 9), SupplyState.MISSING, 27),
    ],
)
def test_a_delivery_is_missing_after_three_working_days_of_grace(today: date, state: SupplyState, days: int) -> None:
    found = judged(today=today)
    assert (found.state, found.overdue_days) == (state, days)


def test_a_day_in_a_weekend_is_expected_on_the_working_day_after_it() -> None:
    assert judged(today=date(2026, 1, 12)).due == date(2026, 1, 12)


def test_a_delivery_a_week_early_is_the_one_that_was_expected() -> None:
    assert judged(Arrived(date(2026, 3, 3), 100)).state is SupplyState.ON_TIME


def test_signals_of_a_crisis_in_the_month_before_do_not_stand_for_this_months_delivery() -> None:
    assert judged(Arrived(date(2026, 2, 20), 1)).state is SupplyState.MISSING


@pytest.mark.parametrize(
    ("lines", "small", "large"), [(49, True, False), (50, False, False), (300, False, False), (301, False, True)]
)
def test_half_and_triple_are_where_unusual_begins(lines: int, small: bool, large: bool) -> None:
    found = judged(Arrived(date(2026, 3, 10), lines))
    assert (found.small is not None, found.large is not None) == (small, large)
    assert found.usual == Usual(100)


def test_an_unusually_large_delivery_is_told_for_a_month() -> None:
    lines = [Arrived(date(2026, 3, 2), 1_000)]
    assert judged(*lines, today=date(2026, 3, 31)).large == date(2026, 3, 2)
    assert judged(*lines, today=date(2026, 4, 2)).large is None


def test_of_one_month_nothing_usual_is_known() -> None:
    assert usual_size(months(100), TODAY) is None
    assert supply([*months(100), Arrived(date(2026, 3, 10), 9_999)], MONTHLY, TODAY).large is None


def test_small_deliveries_between_the_ordinary_ones_do_not_change_what_is_usual() -> None:
    crises = [Arrived(date(2026, 2, day), 1) for day in range(11, 21)]
    assert usual_size([*months(100, 100), *crises], TODAY) == Usual(100)


@pytest.mark.parametrize(
    ("ago", "state", "overdue"),
    [(3, SupplyState.ON_TIME, 0), (8, SupplyState.EXPECTED, 0), (30, SupplyState.MISSING, 20)],
)
def test_an_interval_is_counted_from_the_delivery_before(ago: int, state: SupplyState, overdue: int) -> None:
    arrived = [Arrived(TODAY - timedelta(days=ago + 7 * n), 10) for n in range(3)]
    found = supply(arrived, WEEKLY, TODAY)
    assert (found.state, found.overdue_days) == (state, overdue)


def test_where_nothing_was_agreed_nothing_is_late_and_that_is_said() -> None:
    assert supply(months(100), Rhythm(), TODAY).state is SupplyState.UNKNOWN


def test_what_comes_later_than_the_day_that_is_asked_for_is_not_looked_at() -> None:
    assert judged(Arrived(date(2026, 3, 20), 100)).state is SupplyState.MISSING
