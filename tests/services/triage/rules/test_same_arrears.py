"""The same arrears under another reference, and a threat that is said again."""

from datetime import date, timedelta

import pytest

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind, Stage
from services.triage.known import Known, Pickup, SignalView
from services.triage.rules.steps import STEPS
from tests.services.triage.builders import (
    CASE,
    TODAY,
    an_open_case,
    codes,
    crisis_view,
    decided,
    known,
    picked_up,
    picked_up_threat,
    view,
)

TALKED = an_open_case(touched=True, talked=True, clock_sequence=4)
RUNNING = an_open_case(touched=True, deadline=date(2026, 3, 19), clock_from=date(2026, 3, 16))
OTHERS = (date(2026, 3, 2), date(2026, 3, 3))
"""Two other arrears this month."""


def after_the_talk(before: Pickup | None = None, **changes: object) -> Known:
    return known(**({"pickup": before or picked_up_threat(), "case": TALKED, "picked_up": OTHERS} | changes))


def test_the_same_debt_under_another_reference_is_a_repeat_and_says_so() -> None:
    made = decided(view(), known(pickup=picked_up(other_reference=True), case=an_open_case()))
    assert (made.disposition, codes(made)) == (Disposition.REPEAT, [ReasonCode.SAME_ARREARS])


@pytest.mark.parametrize("signal", [view(), view(amount_cents=11_000), crisis_view()])
def test_a_debt_that_was_picked_up_at_another_door_alone_is_approached_and_called_a_likely_double(
    signal: SignalView,
) -> None:
    made = decided(signal, known(pickup=picked_up(elsewhere=True, other_reference=True)))
    assert (made.disposition, made.opens, codes(made)[0]) == (Disposition.IN_CASE, True, ReasonCode.LIKELY_DOUBLE)


def test_the_same_debt_under_another_reference_and_higher_is_taken_up_like_a_higher_repeat() -> None:
    made = decided(view(amount_cents=12_001), known(pickup=picked_up(other_reference=True), case=an_open_case()))
    assert (made.disposition, codes(made)[0]) == (Disposition.IN_CASE, ReasonCode.HIGHER_THAN_BEFORE)


def ends(on: date | None, **changes: object) -> SignalView:
    return view(kind=SignalKind.END_OF_CONTRACT, planned_date=on, **changes)


@pytest.mark.parametrize(
    ("signal", "before", "reason"),
    [
        (view(warm_handover=True), picked_up(), ReasonCode.HANDOVER_ASKED),
        (view(warm_handover=True), picked_up(other_reference=True), ReasonCode.HANDOVER_ASKED),
        (ends(date(2026, 4, 1)), picked_up(planned_date=date(2026, 4, 2)), ReasonCode.EARLIER_DATE),
    ],
)
def test_a_repeat_with_a_new_handover_or_an_earlier_date_joins_the_case_and_starts_a_clock(
    signal: SignalView, before: Pickup, reason: ReasonCode
) -> None:
    made = decided(signal, known(pickup=before, case=TALKED))
    assert made.case is not None
    assert (made.disposition, made.opens, codes(made)[0]) == (Disposition.IN_CASE, False, reason)
    assert (made.case.talked, made.case.deadline, made.case.several) == (False, date(2026, 4, 14), False)


@pytest.mark.parametrize(
    ("signal", "before"),
    [
        (view(warm_handover=True), picked_up(warm_handover=True)),
        (view(), picked_up(warm_handover=True)),
        *((ends(day), picked_up(planned_date=date(2026, 4, 2))) for day in (date(2026, 4, 2), date(2026, 4, 3), None)),
        (ends(date(2026, 4, 1)), picked_up()),
    ],
    ids=["asked again", "not asked any more", "same date", "later date", "no date any more", "no date before"],
)
def test_a_repeat_with_a_handover_that_was_asked_or_a_date_that_is_not_earlier_stays_a_repeat(
    signal: SignalView, before: Pickup
) -> None:
    assert decided(signal, known(pickup=before, case=TALKED)).disposition is Disposition.REPEAT


def test_a_threat_said_again_with_a_new_handover_is_news() -> None:
    made = decided(crisis_view(warm_handover=True), after_the_talk())
    assert made.case is not None
    assert (made.case.talked, made.says_it_again, codes(made)[0]) == (False, False, ReasonCode.HANDOVER_ASKED)


@pytest.mark.parametrize("rules", [version for version in STEPS if version < "2026.3"])
def test_earlier_rules_still_call_a_new_handover_a_repeat(rules: str) -> None:
    assert decided(view(warm_handover=True), known(pickup=picked_up()), rules=rules).disposition is Disposition.REPEAT


@pytest.mark.parametrize("kind", sorted(CRISIS_KINDS))
def test_a_threat_said_again_after_the_talk_is_in_the_case_and_starts_no_clock(kind: SignalKind) -> None:
    made = decided(crisis_view(kind=kind), after_the_talk())
    assert made.case == TALKED._replace(version=2, urgency=made.case.urgency if made.case else 0)
    assert (made.disposition, made.says_it_again) == (Disposition.IN_CASE, True)
    assert (codes(made)[0], codes(made)[-1]) == (ReasonCode.SAME_THREAT, ReasonCode.NO_NEW_CLOCK)


def test_a_threat_said_again_makes_no_several_whatever_else_was_reported_this_month() -> None:
    made = decided(crisis_view(), after_the_talk())
    assert made.case is not None
    assert not made.case.several
    assert ReasonCode.SEVERAL not in codes(made)


@pytest.mark.parametrize("case", [RUNNING, RUNNING._replace(deadline=date(2026, 3, 27))], ids=["sooner", "later"])
def test_a_threat_said_again_before_the_talk_leaves_what_is_due_as_it_is(case: object) -> None:
    made = decided(crisis_view(), after_the_talk(case=case))
    assert made.case is not None
    assert made.case._replace(version=1, urgency=0) == case
    assert codes(made)[-1] is ReasonCode.CLOCK


@pytest.mark.parametrize(
    "signal",
    [
        crisis_view(amount_cents=12_001),
        crisis_view(planned_date=date(2026, 4, 19)),
        crisis_view(stage=Stage.CARRIED_OUT),
        crisis_view(planned_date=None),
        crisis_view(planned_date=date(2026, 4, 21)),
        crisis_view(amount_cents=11_999),
    ],
    ids=["higher", "earlier", "carried out", "without a date", "later", "lower"],
)
def test_a_threat_of_which_anything_changed_after_the_talk_starts_a_clock(signal: SignalView) -> None:
    made = decided(signal, after_the_talk())
    assert made.case is not None
    assert (made.case.talked, made.case.deadline, made.case.clock_from) == (False, date(2026, 3, 20), TODAY)
    assert not made.says_it_again


@pytest.mark.parametrize(
    "around",
    [
        known(pickup=picked_up_threat(in_this_case=False), previous_case=CASE),
        known(pickup=picked_up_threat(in_this_case=False), case=TALKED),
        after_the_talk(picked_up_threat(on=TODAY - timedelta(days=200))),
        after_the_talk(picked_up_threat(planned_date=None)),
        known(case=TALKED),
    ],
    ids=["after its case was closed", "in another case", "longer ago than is looked back", "undated then", "never"],
)
def test_a_threat_that_is_news_to_the_open_case_always_starts_a_clock(around: Known) -> None:
    made = decided(crisis_view(), around)
    assert made.case is not None
    assert (made.disposition, made.case.talked, made.case.deadline) == (Disposition.IN_CASE, False, date(2026, 3, 20))


@pytest.mark.parametrize("rules", [version for version in STEPS if version < "2026.3"])
def test_a_decision_by_earlier_rules_still_starts_a_clock_with_a_threat_said_again(rules: str) -> None:
    made = decided(crisis_view(), after_the_talk(), rules=rules)
    assert made.case is not None
    assert (made.case.talked, made.case.several, made.says_it_again) == (False, True, False)
