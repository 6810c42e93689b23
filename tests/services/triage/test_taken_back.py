"""What was taken back is no pick-up: what is reported after it is approached, as if it was never there before."""

from datetime import date
from typing import Any

import pytest

from domain.people.address import Address
from schemas.ids import Id, event_id
from schemas.policy.form import DEFAULT
from schemas.policy.published import Published
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition, Occasion
from schemas.vocabulary.registers import ResidentAnswer
from schemas.vocabulary.signals import SignalKind
from services.triage.known import Decision, Question, SignalView, Undecided
from services.triage.settle import NOW, Surroundings, settle
from tests.builders import CLOCK
from tests.services.triage.builders import PARTNER, a_contract, a_door, a_place, codes, view

POLICY = Published(1, date(2020, 1, 1), "d", DEFAULT)
HERE, NEXT_DOOR = Address("1234AB", "12", None), Address("1234AB", "14", None)
THREAT: dict[str, Any] = {"kind": SignalKind.DISCONNECTION, "planned_date": date(2026, 5, 20)}


class Street:
    """A municipality in which nothing was known, told of signals one by one."""

    def __init__(self) -> None:
        self.around = Surroundings()
        self._number = 0

    def told(self, signal: SignalView, address: Address = HERE, customer: str = "K1") -> Decision:
        """Decide on a signal, or once more on one that was changed or taken back."""
        self._number += 1
        occasion = Occasion.WITHDRAWN if signal.withdrawn else signal.occasion or Occasion.RECEIVED
        question = Question(event_id(signal.id, f"question:{self._number}"), occasion, CLOCK)
        contract = a_contract(signal.partner_id, customer)
        undecided = Undecided("9901", signal, address, contract, b"s", question)
        undecided = undecided._replace(place=a_place(address), door=a_door(address))
        return settle(undecided, self._number, self.around, POLICY, NOW).decision

    def register_answers(self, signal: SignalView) -> Decision:
        """A register says that the resident lives here."""
        answered = signal._replace(occasion=Occasion.REGISTER_ANSWERED, resident=ResidentAnswer.RESIDENT)
        return self.told(answered)

    def take_back(self, signal: SignalView, **changes: Any) -> Decision:
        """The partner takes it back."""
        return self.told(signal._replace(withdrawn=True), **changes)

    @property
    def case(self) -> Id:
        """The last case."""
        return list(self.around.knowledge.cases)[-1]


def arrears(number: int = 1, **changes: Any) -> SignalView:
    """The signal of this number, each about the same arrears on a later day."""
    day = date(2026, 3, 16 + number)
    days = {"signal_date": day, "received_on": day, "known_on": day}
    return view(**({"id": event_id(PARTNER, f"signal:{number}")} | days | changes))


def is_approached(decision: Decision) -> bool:
    """Whether a case has it, of which the clock runs."""
    return decision.disposition is Disposition.IN_CASE and decision.case is not None and not decision.case.talked


@pytest.mark.parametrize("again", [{}, {"amount_cents": 11_000}, {"reference": "R-2"}, {"reference": "r-1"}])
def test_arrears_that_were_taken_back_untouched_and_come_again_later_open_a_case(again: dict[str, Any]) -> None:
    street = Street()
    street.told(arrears())
    assert street.take_back(arrears()).closes == street.case
    made = street.told(arrears(2, **again))
    assert (made.opens, codes(made)[0]) == (True, ReasonCode.NEW_ARREARS)


def test_arrears_that_were_taken_back_before_anybody_decided_open_a_case_when_they_come_again() -> None:
    street = Street()
    street.take_back(arrears())
    assert street.told(arrears(2)).opens


@pytest.mark.parametrize("closed", [False, True])
def test_an_answer_of_a_register_does_not_undo_that_arrears_were_taken_back(closed: bool) -> None:
    street = Street()
    street.told(arrears())
    street.around.knowledge.talk(street.case)
    street.take_back(arrears())
    if closed:
        street.around.knowledge.close(street.case)
    assert not is_approached(street.register_answers(arrears()))
    assert [one.withdrawn for one in street.around.knowledge.decided.values()] == [True]
    assert is_approached(street.told(arrears(2)))


@pytest.mark.parametrize("closed", [False, True])
def test_arrears_that_were_taken_back_while_somebody_worked_on_them_are_picked_up_when_they_come_again(
    closed: bool,
) -> None:
    street = Street()
    street.told(arrears())
    street.around.knowledge.talk(street.case)
    assert ReasonCode.WITHDRAWN_LATE in codes(street.take_back(arrears()))
    if closed:
        street.around.knowledge.close(street.case)
    made = street.told(arrears(2))
    assert (is_approached(made), made.opens) == (True, closed)


def test_arrears_that_were_taken_back_after_their_case_was_closed_are_picked_up_when_they_come_again() -> None:
    street = Street()
    street.told(arrears())
    street.around.knowledge.talk(street.case)
    street.around.knowledge.close(street.case)
    street.take_back(arrears())
    assert street.told(arrears(2)).opens


def test_arrears_of_which_another_signal_stands_are_a_repeat_after_one_of_them_was_taken_back() -> None:
    street = Street()
    street.told(arrears())
    street.told(arrears(2, amount_cents=13_000))
    street.take_back(arrears(2))
    assert street.told(arrears(3)).disposition is Disposition.REPEAT


@pytest.mark.parametrize("when", ["before the talk", "after the talk"])
def test_a_disconnection_that_was_taken_back_and_is_announced_again_after_the_talk_starts_a_clock(when: str) -> None:
    street = Street()
    street.told(arrears(9, reference="OTHER", arrears_since=date(2025, 12, 1)), customer="K2")
    street.told(arrears(**THREAT))
    if when == "after the talk":
        street.around.knowledge.talk(street.case)
    street.take_back(arrears(**THREAT))
    street.around.knowledge.talk(street.case)
    made = street.told(arrears(2, **THREAT))
    assert (is_approached(made), made.says_it_again, made.case and made.case.clock_from) == (
        True,
        False,
        date(2026, 3, 18),
    )


def test_a_disconnection_said_again_and_then_taken_back_is_news_when_it_is_announced_once_more() -> None:
    street = Street()
    street.told(arrears(**THREAT))
    street.around.knowledge.talk(street.case)
    assert street.told(arrears(2, **THREAT)).says_it_again
    street.take_back(arrears(2, **THREAT))
    made = street.told(arrears(3, **THREAT))
    assert (is_approached(made), made.says_it_again) == (True, False)


REVISED = [{"amount_cents": 11_000}, {}]


@pytest.mark.parametrize("changes", REVISED, ids=["part paid", "corrected"])
def test_a_signal_that_was_taken_back_untouched_and_is_revised_opens_a_case(changes: dict[str, Any]) -> None:
    street = Street()
    street.told(arrears())
    street.take_back(arrears())
    made = street.told(arrears(revision=2, **changes))
    assert (made.disposition, made.opens) == (Disposition.IN_CASE, True)


@pytest.mark.parametrize("changes", REVISED, ids=["part paid", "corrected"])
@pytest.mark.parametrize("closed", [False, True])
def test_a_signal_that_was_taken_back_late_and_is_revised_is_approached(closed: bool, changes: dict[str, Any]) -> None:
    street = Street()
    street.told(arrears())
    street.around.knowledge.talk(street.case)
    street.take_back(arrears())
    if closed:
        street.around.knowledge.close(street.case)
    made = street.told(arrears(revision=2, **changes))
    assert (is_approached(made), made.opens) == (True, closed)


def test_a_signal_that_was_taken_back_from_a_case_that_goes_on_starts_a_clock_when_it_is_revised() -> None:
    street = Street()
    street.told(arrears(9, reference="OTHER"), customer="K2")
    street.told(arrears())
    street.take_back(arrears())
    street.around.knowledge.talk(street.case)
    assert is_approached(street.told(arrears(revision=2, amount_cents=11_000)))


def test_a_signal_that_was_taken_back_and_comes_with_another_address_is_approached_there() -> None:
    street = Street()
    street.told(arrears(9, reference="OTHER"), customer="K2")
    street.told(arrears())
    street.take_back(arrears())
    made = street.told(arrears(revision=2), NEXT_DOOR)
    assert (made.opens, len(street.around.knowledge.cases)) == (True, 2)


def test_what_was_taken_back_and_became_a_repeat_since_is_no_pick_up() -> None:
    street = Street()
    street.told(arrears(amount_cents=15_000))
    street.take_back(arrears())
    street.told(arrears(2))
    assert street.told(arrears(revision=2, amount_cents=11_000)).disposition is Disposition.REPEAT
    street.take_back(arrears(2))
    assert is_approached(street.told(arrears(3)))


def test_a_signal_that_was_taken_back_makes_no_several_of_another() -> None:
    street = Street()
    street.told(arrears())
    street.take_back(arrears())
    made = street.told(arrears(2, reference="OTHER"), customer="K2")
    assert made.case is not None
    assert not made.case.several


def test_a_case_stays_when_its_signal_is_taken_back_but_was_reported_again_since() -> None:
    street = Street()
    street.told(arrears())
    assert street.told(arrears(2, reference="R-2")).disposition is Disposition.REPEAT
    made = street.take_back(arrears())
    assert (made.disposition, made.closes, codes(made)) == (Disposition.IN_CASE, None, [ReasonCode.REPORTED_AGAIN])


def test_a_case_ends_when_the_repeat_was_taken_back_before_its_signal() -> None:
    street = Street()
    street.told(arrears())
    street.told(arrears(2))
    assert street.take_back(arrears(2)).disposition is Disposition.WITHDRAWN
    assert street.take_back(arrears()).closes == street.case


def test_a_repeat_next_door_keeps_no_case_open_here() -> None:
    street = Street()
    street.told(arrears())
    street.told(arrears(2), NEXT_DOOR)
    street.told(arrears(3), NEXT_DOOR)
    first = next(iter(street.around.knowledge.cases))
    assert street.take_back(arrears()).closes == first


def test_what_was_picked_up_next_door_lets_no_case_end_here_that_stands_for_a_repeat() -> None:
    street = Street()
    street.told(arrears())
    street.told(arrears(2), NEXT_DOOR)
    assert street.told(arrears(3)).disposition is Disposition.REPEAT
    assert codes(street.take_back(arrears())) == [ReasonCode.REPORTED_AGAIN]


def test_what_came_back_as_a_repeat_stays_in_no_closed_case_when_it_is_revised_once_more() -> None:
    street = Street()
    street.told(arrears())
    street.take_back(arrears())
    street.told(arrears(2))
    assert street.told(arrears(revision=2)).disposition is Disposition.REPEAT
    street.take_back(arrears(2))
    street.around.knowledge.close(street.case)
    assert street.told(arrears(revision=3, amount_cents=11_000)).opens
