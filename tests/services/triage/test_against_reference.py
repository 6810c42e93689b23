"""Triage against a naive reference that shares no code with it, on whatever happens in whatever order, and twice."""

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings

from schemas.policy.form import Parking, Policy
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from tests.services.triage.happening import Chronicle, FromToday, Happening, Later, Sent, stories

COMPARED = ("tray", "channel", "urgency", "deadline", "several", "successive")
WAITS = Policy(name="wachten", threshold_cents=5_000, parking=Parking(below_threshold=True, days=20))


def header(case: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(case[name] for name in COMPARED)


def after(story: list[Happening]) -> Chronicle:
    told = Chronicle()
    for one in story:
        told.tell(one)
    told.tick()
    return told


def hold(told: Chronicle) -> None:
    """Assert that triage and the reference say the same."""
    found, expected = told.found(), told.expected()
    assert found.dispositions == expected.dispositions
    assert found.until == expected.until
    assert found.points == expected.points
    cases = {name: header(one) for name, one in expected.cases.items()}
    assert {name: header(one) for name, one in found.cases.items()} == cases


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_triage_says_what_the_naive_reference_says_whatever_happens(story: list[Happening]) -> None:
    hold(after(story))


def sent(cents: int, reference: str, customer: str = "K1", **changes: Any) -> Sent:
    """Arrears of the water company behind one door."""
    one = Sent(
        1,
        PartnerKind.WATER,
        SignalKind.ARREARS,
        cents,
        reference,
        customer,
        since=date(2025, 11, 3),
        planned=None,
        stage=None,
        handover=False,
        periods=1,
    )
    return one._replace(**changes)


def test_arrears_that_were_reported_lower_since_add_up_with_others_as_they_are_now() -> None:
    """EUR 45 became EUR 5, and EUR 26 of another customer came: EUR 31 together, from wherever one looks."""
    told = after([FromToday(WAITS, 0), sent(4_500, "A-1"), sent(500, "A-1"), sent(2_600, "B-2", "K2")])
    assert Counter(told.found().dispositions.values()) == {"parked": 3}
    hold(told)


def test_arrears_that_were_reported_higher_since_add_up_as_they_are_now_and_all_wake() -> None:
    told = after(
        [FromToday(WAITS, 0), sent(500, "A-1"), sent(4_500, "A-1"), Later(3, late=False), sent(600, "B-2", "K2")]
    )
    assert Counter(told.found().dispositions.values()) == {"in-case": 3}
    hold(told)


def test_what_sleeps_comes_to_its_day_by_the_policy_of_that_day_also_when_the_clock_was_late() -> None:
    told = after([FromToday(WAITS, 0), sent(500, "A-1"), FromToday(Policy(name="nu"), 15), Later(60, late=True)])
    assert set(told.found().dispositions.values()) == {"in-case"}
    hold(told)
