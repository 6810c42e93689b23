"""What registers say: only what is certain settles anything, and a person decides about a case that is worked on."""

import pytest

from schemas.policy.form import DEFAULT, Policy, Registers
from schemas.reasons import ReasonCode as R
from schemas.vocabulary.decisions import Disposition, Occasion
from schemas.vocabulary.registers import DebtHelpAnswer, RegisterSource, ResidentAnswer
from services.triage.known import SignalView
from services.triage.rules.registered import SAID
from services.triage.rules.steps import STEPS
from tests.services.triage.builders import an_open_case, codes, crisis_view, decided, known, own, view

D = Disposition
ASKS = Policy(name="vraagt na", registers=Registers(residents=RegisterSource.WORKER))


def answered(answer: ResidentAnswer | None = None, **changes: object) -> SignalView:
    """A register answered about a signal that was decided on before."""
    return view(occasion=Occasion.REGISTER_ANSWERED, resident=answer, **changes)


def test_every_answer_has_its_sentence() -> None:
    assert set(SAID) == set(ResidentAnswer)


@pytest.mark.parametrize(
    ("answer", "disposition"),
    [
        (ResidentAnswer.RESIDENT, D.IN_CASE),
        (ResidentAnswer.MOVED_INSIDE, D.IN_CASE),
        (ResidentAnswer.NO_HIT, D.IN_CASE),
        (ResidentAnswer.NAME_DIFFERS, D.IN_CASE),
        (ResidentAnswer.NOT_CHECKED, D.IN_CASE),
        (ResidentAnswer.NOT_RESIDENT, D.NOT_RESIDENT),
        (ResidentAnswer.DECEASED, D.DECEASED),
    ],
)
def test_no_hit_and_another_name_never_mean_that_somebody_lives_elsewhere(
    answer: ResidentAnswer, disposition: Disposition
) -> None:
    made = decided(view(resident=answer))
    assert made.disposition is disposition
    assert SAID[answer] in codes(made)


def test_not_checked_shows_where_a_policy_asks() -> None:
    assert R.NOT_CHECKED in codes(decided(policy=ASKS))
    assert R.NOT_CHECKED not in codes(decided(policy=DEFAULT))


def test_whom_debt_help_knows_is_helped_there() -> None:
    made = decided(view(debt_help=DebtHelpAnswer.KNOWN))
    assert (made.disposition, codes(made)) == (D.KNOWN_AT_DEBT_HELP, [R.KNOWN_AT_DEBT_HELP])
    assert decided(view(debt_help=DebtHelpAnswer.NOT_KNOWN)).disposition is D.IN_CASE


def test_a_crisis_of_somebody_whom_debt_help_knows_is_picked_up_with_its_clock() -> None:
    made = decided(crisis_view(debt_help=DebtHelpAnswer.KNOWN))
    assert made.disposition is D.IN_CASE
    assert R.KNOWN_AT_DEBT_HELP in codes(made)


@pytest.mark.parametrize(
    ("answer", "disposition"),
    [(ResidentAnswer.DECEASED, D.DECEASED), (ResidentAnswer.NOT_RESIDENT, D.NOT_RESIDENT)],
)
def test_an_answer_that_comes_later_ends_a_case_that_nobody_worked_on(
    answer: ResidentAnswer, disposition: Disposition
) -> None:
    case = an_open_case()
    made = decided(answered(answer), known(own=own(), case=case, alone=True))
    assert (made.disposition, made.closes) == (disposition, case.id)


def test_a_case_with_other_signals_goes_on() -> None:
    made = decided(answered(ResidentAnswer.DECEASED), known(own=own(), case=an_open_case()))
    assert (made.disposition, made.closes) == (D.DECEASED, None)


def test_a_case_that_is_worked_on_is_left_to_a_person_and_says_what_the_register_said() -> None:
    made = decided(answered(ResidentAnswer.DECEASED), known(own=own(), case=an_open_case(touched=True)))
    assert made.disposition is D.IN_CASE
    assert R.DECEASED in codes(made)


def test_a_revision_of_a_signal_in_a_case_does_not_take_it_out() -> None:
    around = known(own=own(), case=an_open_case())
    assert decided(view(revision=2, resident=ResidentAnswer.DECEASED), around).disposition is D.IN_CASE


def test_who_turns_out_to_live_here_is_picked_up_with_a_clock_from_that_day() -> None:
    before = known(own=own(disposition=D.NOT_RESIDENT, case_id=None))
    asked_on = view().received_on.replace(month=5)
    made = decided(answered(ResidentAnswer.RESIDENT, asked_on=asked_on), before)
    assert made.case is not None
    assert (made.disposition, made.case.clock_from) == (D.IN_CASE, asked_on)


def test_what_a_worker_picks_up_by_hand_is_picked_up_whatever_a_register_says() -> None:
    before = known(own=own(disposition=D.NOT_RESIDENT, case_id=None))
    made = decided(view(occasion=Occasion.BY_HAND, resident=ResidentAnswer.NOT_RESIDENT), before)
    assert made.disposition is D.IN_CASE
    assert codes(made)[0] is R.OVERTURNED


@pytest.mark.parametrize("rules", [version for version in STEPS if version < "2026.4"])
def test_rules_before_this_one_ask_no_register(rules: str) -> None:
    assert decided(view(resident=ResidentAnswer.DECEASED), rules=rules).disposition is D.IN_CASE
