"""Whatever comes in whatever order, however often: each signal has one disposition, and nothing sleeps too long."""

from collections import Counter
from datetime import timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.people.address import Address
from schemas.ids import Id, event_id
from schemas.policy.form import Parking, Policy
from schemas.policy.published import Published
from schemas.vocabulary.decisions import Disposition, Occasion
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind
from services.triage.known import Question, Settled, Undecided
from services.triage.settle import NOW, Surroundings, most_decisions, settle_all
from services.triage.tell import change_of
from tests.builders import CLOCK
from tests.services.triage.builders import PARTNER, TODAY, a_contract, a_place, view

LIMIT = 5_000
POLICY = Policy(name="wachten", threshold_cents=LIMIT, parking=Parking(below_threshold=True))
PARKS = Published(1, TODAY.replace(year=2020), "d", POLICY)
AT_END = CLOCK + timedelta(days=60)


class Sent(NamedTuple):
    """What a partner sends; `debt` None: arrears of its own."""

    number: int
    door: int
    kind: PartnerKind
    cents: int
    what: SignalKind
    debt: int | None


@st.composite
def deliveries(draw: st.DrawFn) -> list[Sent]:
    """Signals on three doors, in any order, some sent twice."""
    kinds = st.sampled_from([PartnerKind.WATER, PartnerKind.ENERGY])
    whats = st.sampled_from([SignalKind.ARREARS] * 5 + [SignalKind.DISCONNECTION])
    debts = st.sampled_from([None, None, 1, 2])
    number = draw(st.integers(1, 9))
    sent = [
        Sent(one, draw(st.integers(1, 3)), draw(kinds), draw(st.integers(1, 6_000)), draw(whats), draw(debts))
        for one in range(number)
    ]
    again = draw(st.lists(st.sampled_from(sent), max_size=4))
    return draw(st.permutations([*sent, *again]))


def name_of(sent: Sent) -> Id:
    return event_id(PARTNER, f"any-order:{sent.number}")


def undecided(sent: Sent) -> Undecided:
    name, partner = name_of(sent), event_id(PARTNER, sent.kind)
    reference = f"{sent.kind}-{sent.door}-{sent.debt or f'own-{sent.number}'}"
    signal = view(
        id=name,
        partner_id=partner,
        partner_kind=sent.kind,
        reference=reference,
        kind=sent.what,
        amount_cents=sent.cents,
        arrears_since=TODAY - timedelta(days=60 + (sent.debt or 10 + sent.number)),
    )
    address = Address("1234AB", str(sent.door), None)
    question = Question(event_id(name, "asked"), Occasion.RECEIVED, CLOCK)
    contract = a_contract(partner, f"K-{sent.door}-{sent.kind}")
    return Undecided("9901", signal, address, contract, b"s", question, place=a_place(sent.door), door=sent.door)


def settled(order: list[Sent], around: Surroundings) -> list[Settled]:
    """As the record does it: a question that was answered is passed by, one signal a batch."""
    made: list[Settled] = []
    answered: set[Id] = set()
    for sent in order:
        one = undecided(sent)
        if one.question.cause not in answered:
            answered.add(one.question.cause)
            made += settle_all({"9901": [one]}, {"9901": around}, {"9901": len(made) + 1})
    return made


@settings(deadline=None, max_examples=150)
@given(deliveries())
def test_every_signal_has_exactly_one_disposition_under_any_order_and_duplication(order: list[Sent]) -> None:
    around = Surroundings(policies=(PARKS,))
    made = settled(order, around)
    assert set(around.knowledge.decided) == {name_of(sent) for sent in order}
    facts: Counter[tuple[Id, str | None]] = Counter()
    for one in made:
        for fact in change_of([one], NOW).facts:
            if fact.kind is FactKind.SIGNAL_SETTLED:
                facts[one.undecided.signal.id, fact.code] += fact.amount
    there = {name: one.disposition for name, one in around.knowledge.decided.items()}
    assert {name: code for (name, code), amount in facts.items() if amount} == there
    assert set(facts.values()) <= {0, 1}


@settings(deadline=None, max_examples=150)
@given(deliveries())
def test_nothing_sleeps_where_a_case_runs_a_second_kind_came_or_arrears_add_up(order: list[Sent]) -> None:
    around = Surroundings(policies=(PARKS,))
    settled(order, around)
    homes: dict[Id, list[Id]] = {}
    for name, one in around.knowledge.decided.items():
        homes.setdefault(one.household, []).append(name)
    for names in homes.values():
        here = [around.knowledge.decided[name] for name in names]
        asleep = [one for one in here if one.sleep]
        if asleep:
            assert not any(one.disposition is Disposition.IN_CASE for one in here)
            assert len({one.partner_kind for one in asleep}) == 1
            assert not any(one.kind in CRISIS_KINDS for one in asleep)
            newest = {one.reference: one.amount_cents for one in sorted(asleep, key=lambda it: it.sequence)}
            assert sum(newest.values()) < LIMIT or len(newest) == 1


@settings(deadline=None, max_examples=150)
@given(deliveries())
def test_on_its_day_each_sleeper_ends_once_and_a_batch_never_needs_more_numbers_than_it_took(order: list[Sent]) -> None:
    around = Surroundings(policies=(PARKS,))
    made = len(settled(order, around))
    asleep = [name for name, one in around.knowledge.decided.items() if one.sleep]
    ticks = [
        around.sleepers[name].asked(Question(event_id(name, "its day"), Occasion.WOKEN, AT_END)) for name in asleep
    ]
    most = most_decisions(ticks, around)
    woken = list(settle_all({"9901": ticks}, {"9901": around}, {"9901": made + 1}))
    assert [one.decision.disposition for one in woken] == [Disposition.UNJUSTIFIED] * len(asleep)
    assert len(woken) <= most


@settings(deadline=None, max_examples=100)
@given(deliveries())
def test_one_batch_never_needs_more_numbers_than_it_took(order: list[Sent]) -> None:
    around = Surroundings(policies=(PARKS,))
    group = [undecided(sent) for sent in dict.fromkeys(order)]
    most = most_decisions(group, around)
    made = list(settle_all({"9901": group}, {"9901": around}, {"9901": 1}))
    assert len(made) <= most
    assert [one.sequence for one in made] == list(range(1, len(made) + 1))
