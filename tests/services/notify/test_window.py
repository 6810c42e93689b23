"""The dispatch window: from when a case may go to the queue."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from schemas.policy.form import DispatchWindow
from schemas.vocabulary.cases import Tray
from services.notify.planner.window import dispatch_moment

WINDOW = DispatchWindow()
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def local(text: str) -> datetime:
    """A moment from a local clock time."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("opened", "dispatched"),
    [
        ("2026-03-17T10:00", "2026-03-18T06:00"),
        ("2026-03-17T00:00", "2026-03-18T06:00"),
        ("2026-03-17T05:59", "2026-03-18T06:00"),
        ("2026-03-17T23:59", "2026-03-18T06:00"),
        ("2026-03-20T10:00", "2026-03-23T06:00"),
        ("2026-03-21T10:00", "2026-03-23T06:00"),
        ("2026-03-22T23:30", "2026-03-23T06:00"),
        ("2026-04-02T10:00", "2026-04-07T06:00"),
        ("2026-05-04T10:00", "2026-05-06T06:00"),
        ("2026-12-24T17:00", "2026-12-28T06:00"),
        ("2026-12-31T17:00", "2027-01-04T06:00"),
    ],
)
def test_an_ordinary_case_waits_for_six_in_the_morning_of_the_next_working_day(opened: str, dispatched: str) -> None:
    for tray in (Tray.SINGLE, Tray.SEVERAL):
        assert dispatch_moment(local(opened).date(), tray, WINDOW) == local(dispatched)


@pytest.mark.parametrize(
    ("opened", "utc"),
    [
        ("2026-03-27T10:00", datetime(2026, 3, 30, 4, 0, tzinfo=UTC)),
        ("2026-03-26T10:00", datetime(2026, 3, 27, 5, 0, tzinfo=UTC)),
        ("2026-10-23T10:00", datetime(2026, 10, 26, 5, 0, tzinfo=UTC)),
        ("2026-10-22T10:00", datetime(2026, 10, 23, 4, 0, tzinfo=UTC)),
    ],
)
def test_six_in_the_morning_is_local_time_across_the_change_of_the_clocks(opened: str, utc: datetime) -> None:
    assert dispatch_moment(local(opened).date(), Tray.SINGLE, WINDOW) == utc


def test_a_crisis_waits_for_nothing() -> None:
    assert dispatch_moment(local("2026-03-20T22:00").date(), Tray.CRISIS, WINDOW) is None


@pytest.mark.parametrize("tray", list(Tray))
def test_a_municipality_may_do_without_a_window(tray: Tray) -> None:
    assert dispatch_moment(local("2026-03-17T10:00").date(), tray, DispatchWindow(kind="none")) is None


def test_a_municipality_may_choose_another_hour() -> None:
    window = DispatchWindow(at=time(8, 30))
    assert dispatch_moment(local("2026-03-17T10:00").date(), Tray.SINGLE, window) == local("2026-03-18T08:30")
