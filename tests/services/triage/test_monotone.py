"""What more signals and more arrears may do to a case: it never becomes less urgent, and no clock goes away."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases.case import Case
from domain.cases.clock import clock_runs
from domain.cases.header import TRAY_RANK
from schemas.vocabulary.contacts import APPROACHES
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage
from services.triage.known import Settled
from tests.services.triage.test_arrears import Sent, told

FIRST = date(2026, 2, 23)
PARTNERS = {
    "00000000-0000-4000-8000-0000000000f1": PartnerKind.WATER,
    "00000000-0000-4000-8000-0000000000f2": PartnerKind.ENERGY,
    "00000000-0000-4000-8000-0000000000f3": PartnerKind.LANDLORD,
}


@st.composite
def sent_signals(draw: st.DrawFn) -> Sent:
    """A signal on the one household there is, between the end of February and the end of May."""
    partner = draw(st.sampled_from(sorted(PARTNERS)))
    changes: dict[str, Any] = {
        "partner_id": partner,
        "partner_kind": PARTNERS[partner],
        "kind": draw(st.sampled_from(list(SignalKind))),
        "amount_cents": draw(st.integers(1_000, 30_000)),
        "arrears_since": draw(st.sampled_from([date(2025, 12, 1), date(2026, 1, 10), date(2026, 2, 20)])),
        "planned_date": draw(st.none() | st.dates(date(2026, 3, 1), date(2026, 7, 1))),
        "stage": draw(st.sampled_from([None, *Stage])),
        "warm_handover": draw(st.booleans()),
    }
    day = FIRST + timedelta(days=draw(st.integers(0, 90)))
    return Sent(draw(st.sampled_from(["A-1", "B-2", "C-3"])), draw(st.sampled_from(["K1", "K2"])), day, _as(changes))


def _as(changes: dict[str, Any]) -> tuple[tuple[str, object], ...]:
    return tuple(changes.items())


several_signals = st.lists(sent_signals(), max_size=6).map(lambda sent: sorted(sent, key=lambda one: one.on))


def the_case(made: list[Settled]) -> Case | None:
    """The one open case of the household, as the last decision left it."""
    return next((one.decision.case for one in reversed(made) if one.decision.case), None)


def in_order(sent: list[Sent]) -> Case | None:
    """The case after these signals, each received on its day."""
    return the_case(told(*sorted(sent, key=lambda one: one.on)))


@settings(deadline=None)
@given(several_signals, sent_signals())
def test_adding_a_signal_never_removes_a_clock(sent: list[Sent], more: Sent) -> None:
    before, after = in_order(sent), in_order([*sent, more])
    if before is None or not clock_runs(before):
        return
    assert after is not None
    assert clock_runs(after)
    assert after.deadline <= before.deadline


@settings(deadline=None)
@given(several_signals, sent_signals())
def test_a_signal_that_joins_never_makes_a_case_less_urgent_nor_its_approach_lighter(
    sent: list[Sent], more: Sent
) -> None:
    last = more._replace(on=max([more.on, *(one.on for one in sent)]))
    before, after = in_order(sent), in_order([*sent, last])
    if before is None:
        return
    assert after is not None
    assert after.urgency >= before.urgency
    assert TRAY_RANK[after.tray] >= TRAY_RANK[before.tray]
    assert APPROACHES[after.channel] >= APPROACHES[before.channel]
    assert (after.several, after.successive) >= (before.several, before.successive)


@settings(deadline=None)
@given(several_signals, sent_signals(), st.integers(1, 50_000))
def test_more_arrears_never_make_a_case_less_urgent_nor_remove_its_clock(
    sent: list[Sent], last: Sent, more: int
) -> None:
    last = last._replace(on=max([last.on, *(one.on for one in sent)]))
    values = dict(last.changes)
    higher = last._replace(changes=_as(values | {"amount_cents": int(str(values["amount_cents"])) + more}))
    before, after = in_order([*sent, last]), in_order([*sent, higher])
    if before is None:
        return
    assert after is not None
    assert after.urgency >= before.urgency
    assert TRAY_RANK[after.tray] >= TRAY_RANK[before.tray]
    assert APPROACHES[after.channel] >= APPROACHES[before.channel]
    assert clock_runs(after) >= clock_runs(before)
    assert after.deadline <= before.deadline


@settings(deadline=None)
@given(several_signals)
def test_what_is_computed_beside_never_changes_a_case(sent: list[Sent]) -> None:
    """The wider look-back holds whenever the shorter does, and kinds of partner are never more than debts."""
    for one in told(*sorted(sent, key=lambda sent: sent.on)):
        codes = {reason.code for reason in one.decision.reasons}
        assert "successive" in codes or "successive-beside" not in codes
        assert "several" in codes or "several-kinds" not in codes
