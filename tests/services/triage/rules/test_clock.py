"""What a revision does to the clock of its case."""

from datetime import date, timedelta

import pytest

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition, Occasion
from schemas.vocabulary.registers import ResidentAnswer
from services.triage.known import Known, SignalView
from tests.services.triage.builders import CASE, TODAY, an_open_case, codes, crisis_view, decided, known, own, view

FIRST = TODAY - timedelta(days=60)
"""When the signal first came in: its four weeks have passed."""
TALKED = known(own=own(), case=an_open_case(touched=True, talked=True, clock_sequence=4))
NEVER_PICKED_UP = own(disposition=Disposition.UNJUSTIFIED, case_id=None, case_open=True)


def revised(**changes: object) -> SignalView:
    return view(**({"revision": 2, "received_on": FIRST, "known_on": TODAY} | changes))


@pytest.mark.parametrize("cents", [12_000, 11_999])
def test_a_revision_that_got_no_worse_lets_a_clock_rest_that_the_talk_stopped(cents: int) -> None:
    made = decided(revised(amount_cents=cents), TALKED)
    assert made.case is not None
    assert TALKED.case is not None
    assert made.case == TALKED.case._replace(version=2)
    assert codes(made)[-2:] == [ReasonCode.WORKED_ON, ReasonCode.TALKED_ABOUT]


@pytest.mark.parametrize(
    ("signal", "deadline"),
    [
        (revised(amount_cents=12_001), TODAY + timedelta(days=28)),
        (crisis_view(revision=2, received_on=FIRST, known_on=TODAY), date(2026, 3, 20)),
    ],
    ids=["higher amount", "crisis"],
)
def test_a_revision_that_got_worse_after_the_talk_starts_a_clock_from_its_own_day(
    signal: SignalView, deadline: date
) -> None:
    made = decided(signal, TALKED)
    assert made.case is not None
    assert (made.case.talked, made.case.deadline, made.case.clock_from) == (False, deadline, TODAY)
    assert ReasonCode.CLOCK in codes(made)


@pytest.mark.parametrize(
    "around",
    [
        known(own=own(case_open=False), previous_case=CASE),
        known(own=NEVER_PICKED_UP),
        known(own=NEVER_PICKED_UP, case=an_open_case(touched=True, talked=True)),
    ],
    ids=["after its case was closed", "never picked up", "never picked up, at a case that was talked about"],
)
def test_a_revision_that_brings_its_signal_into_a_case_starts_a_clock_from_its_own_day(around: Known) -> None:
    made = decided(revised(amount_cents=12_001), around)
    assert made.case is not None
    assert (made.case.talked, made.case.deadline, made.case.clock_from) == (False, date(2026, 4, 14), TODAY)


@pytest.mark.parametrize("cents", [12_000, 12_001], ids=["no worse", "worse"])
@pytest.mark.parametrize("since", [FIRST, TODAY - timedelta(days=1)], ids=["its own", "of a later signal"])
def test_a_clock_that_runs_goes_on_through_every_revision(since: date, cents: int) -> None:
    running = an_open_case(touched=True, deadline=since + timedelta(days=28), clock_from=since)
    made = decided(revised(amount_cents=cents), known(own=own(), case=running))
    assert made.case is not None
    assert (made.case.deadline, made.case.clock_from, made.case.talked) == (running.deadline, since, False)
    assert codes(made)[-1] is ReasonCode.CLOCK


def asked_by_register(**changes: object) -> SignalView:
    """A register answered about a threat that is in the case."""
    return crisis_view(
        **(
            {"received_on": FIRST, "known_on": FIRST, "asked_on": TODAY, "occasion": Occasion.REGISTER_ANSWERED}
            | changes
        )
    )


@pytest.mark.parametrize("withdrawn", [False, True], ids=["stands", "taken back after work began"])
def test_an_answer_of_a_register_about_a_crisis_starts_no_clock_that_the_talk_stopped(withdrawn: bool) -> None:
    made = decided(asked_by_register(resident=ResidentAnswer.RESIDENT), TALKED._replace(own=own(withdrawn=withdrawn)))
    assert made.case is not None
    assert (made.case.talked, ReasonCode.TALKED_ABOUT in codes(made)) == (True, True)


def test_a_higher_amount_that_is_first_seen_when_a_register_answers_starts_a_clock() -> None:
    made = decided(asked_by_register(amount_cents=12_001), TALKED)
    assert made.case is not None
    assert not made.case.talked


def test_an_answer_of_a_register_about_a_crisis_of_a_closed_case_opens_no_other() -> None:
    made = decided(asked_by_register(), known(own=own(case_open=False), previous_case=CASE))
    assert (made.disposition, made.opens, codes(made)[-1]) == (Disposition.IN_CASE, False, ReasonCode.STAYS_IN_CASE)


def test_another_signal_that_joins_after_the_talk_starts_its_own_clock() -> None:
    made = decided(view(), TALKED._replace(own=None))
    assert made.case is not None
    assert (made.case.talked, made.case.deadline) == (False, date(2026, 4, 14))


def test_a_decision_by_the_first_rules_still_starts_a_clock_with_every_revision() -> None:
    made = decided(revised(), TALKED, rules="2026.1")
    assert made.case is not None
    assert (made.case.talked, made.case.clock_from) == (False, FIRST)
    assert codes(made)[-1] is ReasonCode.CLOCK
