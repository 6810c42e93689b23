"""The same arrears, however a partner numbers and writes them: a property over ways of sending them again."""

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.people.address import Address
from domain.people.customer import says_nothing
from schemas.ids import event_id
from schemas.policy.form import DEFAULT
from schemas.policy.published import Published
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition, Occasion
from schemas.vocabulary.signals import SignalKind
from services.triage.arrears import EARLIER
from services.triage.known import Question, Settled, SignalView, Undecided, Versions
from services.triage.rules.steps import STEPS
from services.triage.settle import NOW, Surroundings, settle
from tests.builders import CLOCK
from tests.services.triage.builders import PARTNER, TODAY, a_contract, a_door, a_place, codes, view

POLICY = Published(1, date(2020, 1, 1), "d", DEFAULT)
DOOR = Address("1234AB", "12", None)


class Sent(NamedTuple):
    """What a partner sends of a debt, as far as it may write it otherwise the next time."""

    reference: str
    customer: str
    on: date = TODAY
    changes: tuple[tuple[str, object], ...] = ()
    address: Address = DOOR


def told(*sent: Sent, versions: Versions = NOW) -> list[Settled]:
    """The decisions on what was sent, in that order, in a municipality where nothing was known."""
    around = Surroundings()
    return [settle(_undecided(number, one), number, around, POLICY, versions) for number, one in enumerate(sent, 1)]


def _undecided(number: int, one: Sent) -> Undecided:
    name = event_id(PARTNER, f"signal:{number}")
    days = {"received_on": one.on, "known_on": one.on, "signal_date": one.on}
    signal: SignalView = view(id=name, reference=one.reference, **days, **dict(one.changes))
    question = Question(event_id(name, "asked"), Occasion.RECEIVED, CLOCK)
    contract = a_contract(signal.partner_id, one.customer)
    return Undecided(
        "9901", signal, one.address, contract, b"s", question, place=a_place(one.address), door=a_door(one.address)
    )


references = st.from_regex(r"[A-Z]{0,3}[1-9][0-9]{0,6}", fullmatch=True)
customers = st.from_regex(r"K?[1-9][0-9]{0,6}", fullmatch=True).filter(lambda number: not says_nothing(number))


@st.composite
def written_again(draw: st.DrawFn) -> tuple[Sent, Sent]:
    """A debt, and the same debt renumbered, in other case, or with zeros lost or found."""
    reference, customer = draw(references), draw(customers)
    zeros = "0" * draw(st.integers(0, 4)) if customer.isdecimal() else ""
    otherwise = draw(st.sampled_from([reference, reference.lower(), f"00{reference}", draw(references)]))
    again = Sent(otherwise, draw(st.sampled_from([zeros + customer, customer.lower()])), TODAY)
    return Sent(reference, customer, TODAY - timedelta(days=draw(st.integers(0, 16)))), again


@settings(deadline=None)
@given(written_again(), st.integers(-3_000, 0))
def test_a_debt_sent_again_is_never_several_however_it_is_written(both: tuple[Sent, Sent], less: int) -> None:
    first, again = both
    made = told(first, again._replace(changes=(("amount_cents", 12_000 + less),)))
    assert [one.decision.disposition for one in made] == [Disposition.IN_CASE, Disposition.REPEAT]


@settings(deadline=None)
@given(written_again(), st.integers(1, 3_000))
def test_a_debt_sent_again_and_higher_joins_its_case_and_is_not_several(both: tuple[Sent, Sent], more: int) -> None:
    first, again = both
    made = told(first, again._replace(changes=(("amount_cents", 12_000 + more),)))[-1].decision
    assert made.case is not None
    assert (made.disposition, made.opens, made.case.several) == (Disposition.IN_CASE, False, False)
    assert made.case.channel == told(first)[0].decision.case.channel  # type: ignore[union-attr]


@settings(deadline=None)
@given(
    written_again(),
    st.sampled_from(
        [("arrears_since", date(2026, 1, 11)), ("kind", SignalKind.END_OF_CONTRACT), ("partner_id", PARTNER[:-1] + "9")]
    ),
)
def test_two_debts_of_one_customer_stay_two(both: tuple[Sent, Sent], other: tuple[str, object]) -> None:
    first, again = both
    made = told(first, again._replace(reference="ANOTHER-1", changes=(other,)))
    assert [one.decision.disposition for one in made] == [Disposition.IN_CASE] * 2
    assert made[-1].decision.case is not None
    same_month = first.on.month == TODAY.month
    assert made[-1].decision.case.several is same_month


@pytest.mark.parametrize("customer", ["K2", "01", "1A"])
def test_another_customer_at_the_same_door_is_another_debt(customer: str) -> None:
    made = told(Sent("A-1", "K1"), Sent("A-2", customer))[-1].decision
    assert made.case is not None
    assert made.case.several


NEXT_DOOR = Address("1234AB", "14", None)


@pytest.mark.parametrize("nobody", ["0", "000", "999999999", "XXX"])
def test_a_number_that_names_no_customer_joins_no_debts_and_no_persons_of_other_doors(nobody: str) -> None:
    made = told(Sent("A-1", nobody), Sent("A-2", nobody, address=NEXT_DOOR))
    assert [one.decision.opens for one in made] == [True, True]
    assert ReasonCode.LIKELY_DOUBLE not in codes(made[1].decision)
    assert len({one.after.contract for one in made}) == 2


@settings(deadline=None)
@given(written_again(), st.integers(-3_000, 0))
def test_a_debt_sent_again_from_another_door_is_held_up_as_a_likely_double_and_is_not_several(
    both: tuple[Sent, Sent], less: int
) -> None:
    first, again = both
    made = told(first, again._replace(changes=(("amount_cents", 12_000 + less),), address=NEXT_DOOR))[1].decision
    assert made.case is not None
    assert (made.disposition, made.opens, made.case.several) == (Disposition.IN_CASE, True, False)
    assert codes(made)[0] is ReasonCode.LIKELY_DOUBLE


def test_a_debt_sent_again_after_the_look_back_is_taken_up_again() -> None:
    since = (("arrears_since", date(2025, 6, 1)),)
    made = told(Sent("A-1", "K1", date(2025, 9, 16), since), Sent("A-2", "K1", changes=since))
    assert [one.decision.disposition for one in made] == [Disposition.IN_CASE] * 2


def test_arrears_that_are_the_same_through_a_third_are_counted_once() -> None:
    since = (("arrears_since", date(2026, 1, 12)), ("amount_cents", 13_000))
    made = told(
        Sent("A-1", "K1"),
        Sent("A-1", "K1", changes=since),
        Sent("A-2", "K1", changes=(*since[:1], ("amount_cents", 14_000))),
    )
    assert [one.decision.case.several for one in made if one.decision.case] == [False] * 3
    other = told(Sent("A-1", "K1"), Sent("a-1", "K1", changes=since), Sent("B-1", "K2"))[-1]
    assert other.known.picked_up == (TODAY,)


def test_a_threat_said_again_counts_as_no_signal_for_what_comes_later() -> None:
    threat = (("kind", SignalKind.DISCONNECTION), ("planned_date", date(2026, 4, 20)))
    month_before = TODAY - timedelta(days=30)
    made = told(Sent("C-1", "K1", month_before, threat), Sent("C-1", "K1", TODAY, threat), Sent("B-1", "K2"))
    assert [one.after.says_it_again for one in made] == [False, True, False]
    assert made[-1].known.picked_up == (month_before,)
    assert made[-1].decision.case is not None
    assert not made[-1].decision.case.several


@pytest.mark.parametrize("rules", [version for version in EARLIER if version < "2026.3"])
def test_earlier_rules_still_know_arrears_by_their_reference_as_sent(rules: str) -> None:
    versions = NOW._replace(rules=rules)
    same = told(Sent("a-1", "K1"), Sent("a-1", "K1"), versions=versions)[-1]
    assert same.decision.disposition is Disposition.REPEAT
    other = told(Sent("a-1", "K1"), Sent("A-1", "K1"), versions=versions)[-1]
    assert (other.known.pickup, other.decision.disposition) == (None, Disposition.IN_CASE)
    assert rules in STEPS
