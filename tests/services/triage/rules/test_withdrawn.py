"""A signal that its partner took back: what it settles depends on whether a person works on the case."""

import pytest

from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition
from services.triage.known import Earlier, Known
from tests.services.triage.builders import CASE, an_open_case, codes, crisis_view, decided, known, own, view

TAKEN_BACK = view(withdrawn=True)


def test_a_withdrawn_signal_that_was_never_decided_on_opens_no_case() -> None:
    decision = decided(TAKEN_BACK)
    assert (decision.disposition, decision.case, decision.closes) == (Disposition.WITHDRAWN, None, None)
    assert codes(decision) == [ReasonCode.WITHDRAWN]


def test_a_withdrawn_signal_ends_an_untouched_case_in_which_nothing_is_left() -> None:
    decision = decided(TAKEN_BACK, known(own=own(), case=an_open_case(), alone=True))
    assert (decision.disposition, decision.closes) == (Disposition.WITHDRAWN, CASE)


def test_a_withdrawn_signal_leaves_an_untouched_case_open_for_the_others() -> None:
    decision = decided(TAKEN_BACK, known(own=own(), case=an_open_case(), alone=False))
    assert (decision.disposition, decision.closes) == (Disposition.WITHDRAWN, None)


def test_what_a_person_works_on_stays_in_its_case_and_is_to_be_checked() -> None:
    decision = decided(TAKEN_BACK, known(own=own(), case=an_open_case(touched=True), alone=True))
    assert (decision.disposition, decision.closes) == (Disposition.IN_CASE, None)
    assert codes(decision) == [ReasonCode.WITHDRAWN_LATE]


@pytest.mark.parametrize("disposition", [Disposition.REPEAT, Disposition.UNJUSTIFIED])
def test_what_was_in_no_case_becomes_withdrawn(disposition: Disposition) -> None:
    before = own(disposition=disposition, case_id=None)
    assert decided(TAKEN_BACK, known(own=before)).disposition is Disposition.WITHDRAWN


def test_a_withdrawn_signal_stays_with_the_case_that_is_closed() -> None:
    decision = decided(TAKEN_BACK, known(own=own(case_open=False)))
    assert (decision.disposition, codes(decision)) == (Disposition.IN_CASE, [ReasonCode.STAYS_IN_CASE])


@pytest.mark.parametrize("around", [known(), known(own=own(), case=an_open_case(), alone=True)])
def test_a_crisis_that_is_withdrawn_asks_for_nobody_either(around: Known) -> None:
    assert decided(crisis_view(withdrawn=True), around).disposition is Disposition.WITHDRAWN


def test_what_is_sent_again_after_a_withdrawal_is_decided_on_as_any_other() -> None:
    before = Earlier(Disposition.WITHDRAWN, 12_000, CASE, case_open=False)
    decision = decided(crisis_view(revision=2), known(own=before))
    assert (decision.disposition, decision.opens) == (Disposition.IN_CASE, True)
