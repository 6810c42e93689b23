"""What is known of a municipality, signal by signal."""

from datetime import date

from domain.law.definitions import CURRENT
from domain.people.address import Address
from plumbing.running.chance import new_id
from schemas.ids import Id, event_id
from schemas.policy.form import DEFAULT
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.signals import SignalKind
from services.triage.decide import decide
from services.triage.knowledge import Knowledge
from services.triage.known import Decision, Known, Place, Question, SignalView, Undecided, own_contract
from services.triage.rules.finding import Asked
from tests.builders import CLOCK
from tests.services.triage.builders import PARTNER, a_contract, a_door, known, view

HOME, OTHER = (event_id(PARTNER, door) for door in ("12", "14"))
"""Two households."""
CUSTOMER: int = a_contract(PARTNER, "K1")


def an_undecided(signal: SignalView, home: Id = HOME, contract: int = CUSTOMER) -> Undecided:
    question = Question(signal.id, Occasion.RECEIVED, CLOCK)
    place = Place(home, event_id(home, "somebody"))
    address = Address("1234AB", "12", None)
    return Undecided("9901", signal, address, contract, b"s", question, place=place, door=a_door(home))


def met(
    knowledge: Knowledge, signal: SignalView, address: Id = HOME, customer: int | None = None
) -> tuple[Known, Decision]:
    """Decide on a signal and remember it; each has a customer of its own."""
    contract = customer or own_contract(signal.id)
    home = knowledge.household_that_stays(signal.id) or address
    asked = an_undecided(signal, home, contract)
    seen = knowledge.around(asked, home, CURRENT)
    made = decide(Asked(signal, seen, DEFAULT, CURRENT), new_id())
    knowledge.remember(asked, home, made, len(knowledge.decided) + 1)
    return seen, made


def another(**changes: object) -> SignalView:
    """A signal with an id and arrears of its own."""
    name = new_id()
    return view(id=name, reference=name)._replace(**changes)  # type: ignore[arg-type]


def test_nothing_is_known_at_first() -> None:
    assert Knowledge().around(an_undecided(view()), HOME, CURRENT) == known()


def test_a_household_is_known_by_its_address() -> None:
    knowledge = Knowledge()
    met(knowledge, another())
    assert met(knowledge, another())[0].picked_up == (date(2026, 3, 17),)
    assert met(knowledge, another(), OTHER)[0].picked_up == ()


def test_only_what_was_picked_up_within_the_look_back_counts() -> None:
    knowledge = Knowledge()
    met(knowledge, another(received_on=date(2025, 8, 31)))
    met(knowledge, another(received_on=date(2025, 9, 1)))
    met(knowledge, another(arrears_since=date(2026, 3, 10)))
    assert met(knowledge, another())[0].picked_up == (date(2025, 9, 1),)


def test_a_signal_is_not_its_own_neighbour() -> None:
    knowledge, signal = Knowledge(), another()
    met(knowledge, signal)
    seen, made = met(knowledge, signal._replace(revision=2))
    assert (seen.picked_up, seen.pickup) == ((), None)
    assert seen.own is not None
    assert made.case is not None
    assert len(knowledge.cases) == 1


def test_the_last_pick_up_of_the_same_arrears_is_what_a_repeat_is_held_against() -> None:
    knowledge = Knowledge()
    for cents in (10_000, 15_000, 12_000):
        met(knowledge, another(reference="R", amount_cents=cents))
    seen, _ = met(knowledge, another(reference="R"))
    assert seen.pickup is not None
    assert seen.pickup.amount_cents == 15_000


def test_another_partner_reference_or_kind_is_other_arrears() -> None:
    knowledge = Knowledge()
    met(knowledge, another(reference="R"))
    assert met(knowledge, another(reference="S"))[0].pickup is None
    assert met(knowledge, another(reference="R", partner_id=new_id()))[0].pickup is None
    assert met(knowledge, another(reference="R", kind=SignalKind.END_OF_CONTRACT))[0].pickup is None


def test_a_closed_case_is_followed_by_a_new_one_that_is_linked_to_the_last() -> None:
    knowledge = Knowledge()
    cases: list[Id] = []
    for _ in range(3):
        seen, made = met(knowledge, another())
        assert made.opens
        assert made.case is not None
        assert seen.previous_case == (cases[-1] if cases else None)
        cases.append(made.case.id)
        knowledge.close(made.case.id)


def test_a_touched_and_a_talked_case_are_known_as_such() -> None:
    knowledge = Knowledge()
    _, made = met(knowledge, another())
    assert made.case is not None
    knowledge.touch(made.case.id)
    seen = knowledge.around(an_undecided(another()), HOME, CURRENT)
    assert seen.case is not None
    assert (seen.case.touched, seen.case.talked) == (True, False)
    knowledge.talk(made.case.id)
    seen = knowledge.around(an_undecided(another()), HOME, CURRENT)
    assert seen.case is not None
    assert seen.case.talked


def test_a_revision_with_another_address_stays_with_its_open_case_and_moves_after_it() -> None:
    knowledge, signal = Knowledge(), another()
    _, made = met(knowledge, signal)
    assert knowledge.household_that_stays(signal.id) == HOME
    assert made.case is not None
    knowledge.close(made.case.id)
    assert knowledge.household_that_stays(signal.id) is None
