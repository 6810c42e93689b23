"""Withdrawals on the real record: which case they end, and what is left when they come at any moment."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from domain.cases.read import MUST_BE_CHECKED
from domain.figures.store import count_ledger
from plumbing.record.connect import transaction
from plumbing.record.tables import case_file, question
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Outcome, SignalKind, WithdrawalOutcome, WithdrawalReason
from services.ingest.accept import Receipt
from services.ingest.withdrawals.requests import Withdrawal, Withdrawn
from services.ingest.withdrawals.store import withdraw
from services.triage.process import settle_batch
from services.triage.questions.read import asked_anew
from services.triage.read import replay
from tests.builders import Town, a_signal, partner_id
from tests.domain.cases.builders import a_talk, a_try, in_town
from tests.oracle import DOUBLES


def takes_back(town: Town, *signals: Signal, kind: PartnerKind = PartnerKind.WATER) -> list[Withdrawn]:
    """Withdraw these signals of the partner of `kind`; triage has not looked yet."""
    asked = [
        Withdrawal.model_construct(
            municipality=one.municipality,
            reference=one.reference,
            signal_date=one.signal_date,
            reason=WithdrawalReason.PAID,
        )
        for one in signals
    ]
    partner = partner_id(kind)
    with transaction(town.record.engine("ingest"), partner=partner) as connection:
        return withdraw(connection, town.outbox, partner, asked, town.now)[0]


def settled(town: Town, *names: Id | None) -> None:
    """Let triage look at these signals in one batch, in this order."""
    town.settle([Receipt(1, Outcome.DUPLICATE, name) for name in names])


def dispositions(town: Town) -> list[object]:
    return [row["disposition"] for row in town.rows("SELECT disposition FROM disposition ORDER BY signal_id")]


def cases(town: Town) -> list[tuple[object, ...]]:
    sql = "SELECT closed_at IS NOT NULL AS closed, state FROM case_file LEFT JOIN task ON case_id = case_file.id"
    return [(row["closed"], row["state"]) for row in town.rows(f"{sql} ORDER BY case_file.number")]


def nothing_is_wrong(town: Town) -> bool:
    with town.record.engine("superuser").connect() as connection:
        doubles = connection.exec_driver_sql(DOUBLES).all()
    with town.record.engine("triage").connect() as connection:
        equal = replay(connection, "9901").equal
    return doubles == [] and equal and count_ledger(town.record.engine("report")).unaccounted["waiting"] == 0


def neighbours(**changes: Any) -> tuple[Signal, Signal]:
    """Two signals on one address."""
    first = a_signal()
    return first, a_signal(postcode=first.postcode, house_number=first.house_number, **changes)


def the_case(town: Town) -> Id:
    return Id(str(town.rows("SELECT id FROM case_file ORDER BY number DESC LIMIT 1")[0]["id"]))


def test_a_withdrawal_ends_a_case_that_waits_in_the_queue_with_its_task(town: Town) -> None:
    signal = a_signal(kind=SignalKind.EVICTION)
    (name,) = town.bring(signal)
    town.plan(the_case(town))
    assert cases(town) == [(False, "queued")]
    assert [one.outcome for one in takes_back(town, signal)] == [WithdrawalOutcome.WITHDRAWN]
    settled(town, name)
    assert (dispositions(town), cases(town)) == (["withdrawn"], [(True, "done")])
    assert nothing_is_wrong(town)


def test_a_withdrawal_before_triage_looked_opens_no_case(town: Town) -> None:
    signal = a_signal()
    receipts = town.deliver(signal)
    takes_back(town, signal)
    town.settle(receipts)
    assert (dispositions(town), cases(town)) == (["withdrawn"], [])
    assert nothing_is_wrong(town)


def test_a_withdrawal_leaves_the_case_to_the_signals_that_stay(town: Town) -> None:
    first, second = neighbours()
    names = town.bring(first, second)
    takes_back(town, first)
    settled(town, names[0])
    assert (sorted(map(str, dispositions(town))), cases(town)) == (["in-case", "withdrawn"], [(False, None)])
    takes_back(town, second)
    settled(town, names[1])
    assert cases(town) == [(True, None)]
    assert nothing_is_wrong(town)


def test_what_a_worker_began_goes_on_after_a_withdrawal(town: Town) -> None:
    signal = a_signal()
    (name,) = town.bring(signal)
    in_town(town, a_try(the_case(town), held_on=town.now.date()))
    takes_back(town, signal)
    settled(town, name)
    assert (dispositions(town), cases(town)) == (["in-case"], [(False, None)])
    assert nothing_is_wrong(town)


def test_the_same_withdrawal_again_changes_nothing(town: Town) -> None:
    signal = a_signal()
    (name,) = town.bring(signal)
    takes_back(town, signal)
    settled(town, name)
    (again,) = takes_back(town, signal)
    settled(town, name, name)
    assert (again.outcome, again.signal_id) == (WithdrawalOutcome.ALREADY, name)
    assert len(town.rows("SELECT 1 FROM decision")) == 2
    assert len(town.rows("SELECT 1 FROM withdrawal")) == 1


def test_only_the_partner_that_sent_a_signal_can_take_it_back(town: Town) -> None:
    signal = a_signal()
    town.bring(signal)
    (answer,) = takes_back(town, signal, kind=PartnerKind.ENERGY)
    assert answer == Withdrawn(1, WithdrawalOutcome.UNKNOWN)
    assert town.rows("SELECT 1 FROM withdrawal") == []


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_case_may_end_and_another_open_on_its_address_in_one_batch(town: Town, order: tuple[int, ...]) -> None:
    first, joins = neighbours()
    (name,) = town.bring(first)
    takes_back(town, first)
    other = a_signal()
    fresh = [one.signal_id for one in town.deliver(joins, other)]
    batch = (name, *fresh)
    settled(town, *(batch[place] for place in order))
    open_cases = [closed for closed, _ in cases(town) if not closed]
    assert len(open_cases) == 2
    assert nothing_is_wrong(town)


def test_a_crisis_that_was_passed_by_and_then_withdrawn_leaves_no_open_case(town: Town) -> None:
    signal = a_signal(kind=SignalKind.DISCONNECTION)
    town.deliver(signal)
    town.later(days=1)
    receipts = town.deliver(signal.model_copy(update={"amount_cents": 13_000}))
    takes_back(town, signal)
    town.settle(receipts)
    assert dispositions(town) == ["withdrawn"]
    assert [closed for closed, _ in cases(town)] in ([], [True])
    assert nothing_is_wrong(town)


def test_what_is_sent_again_after_a_withdrawal_is_a_case_again(town: Town) -> None:
    signal = a_signal()
    (name,) = town.bring(signal)
    takes_back(town, signal)
    settled(town, name)
    town.later(days=3)
    town.bring(signal.model_copy(update={"amount_cents": 15_000}))
    assert (dispositions(town), [closed for closed, _ in cases(town)]) == (["in-case"], [True, False])
    assert nothing_is_wrong(town)


AGAIN = [{"signal_date": date(2026, 3, 17)}, {"amount_cents": 9_000}, {"postcode": "9999XX"}, {"reference": "NEW-1"}]


@pytest.mark.parametrize("again", AGAIN, ids=["a later date", "part paid", "another address", "another reference"])
def test_the_same_or_less_that_is_sent_after_a_withdrawal_is_a_case_again(town: Town, again: dict[str, Any]) -> None:
    signal = a_signal()
    (name,) = town.bring(signal)
    takes_back(town, signal)
    settled(town, name)
    town.later(days=3)
    town.bring(signal.model_copy(update=again))
    assert dispositions(town)[-1] == "in-case"
    assert [closed for closed, _ in cases(town)] == [True, False]
    assert nothing_is_wrong(town)


def test_a_disconnection_taken_back_late_and_announced_again_after_the_talk_starts_a_clock(town: Town) -> None:
    threat = a_signal(kind=SignalKind.DISCONNECTION, planned_date=date(2026, 5, 20))
    (name,) = town.bring(threat)
    in_town(town, a_talk(the_case(town), town.now.date()))
    takes_back(town, threat)
    settled(town, name)
    town.later(days=3)
    town.bring(threat.model_copy(update={"signal_date": date(2026, 3, 18)}))
    (clock,) = town.rows("SELECT clock_sequence > talked_sequence AS runs FROM case_file")
    assert clock["runs"]
    assert nothing_is_wrong(town)


def test_an_answer_of_a_register_leaves_what_was_taken_back_to_be_checked(town: Town) -> None:
    signal = a_signal()
    (name,) = town.bring(signal)
    in_town(town, a_try(the_case(town), held_on=town.now.date()))
    takes_back(town, signal)
    settled(town, name)
    register_answers(town, name)
    town.later(days=1)
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        assert connection.execute(select(case_file.c.id).where(MUST_BE_CHECKED)).scalars().all() == [the_case(town)]
    town.bring(signal.model_copy(update={"reference": "NEW-1"}))
    assert sorted(map(str, dispositions(town))) == ["in-case", "in-case"]
    assert nothing_is_wrong(town)


def register_answers(town: Town, signal: Id) -> None:
    """A register was asked about this signal, and triage decides on it anew."""
    asked = {"municipality": "9901", "occasion": Occasion.REGISTER_ANSWERED, "asked_at": town.now}
    with town.record.engine("superuser").begin() as connection:
        insert(connection, question, [asked | {"cause": new_id(), "signal_id": signal}])
    with transaction(town.record.engine("triage")) as connection:
        settle_batch(connection, town.outbox, {("9901", signal): ""}, lambda: town.now, asked_anew)


def test_a_case_whose_signal_is_taken_back_but_was_reported_again_asks_for_a_check(town: Town) -> None:
    signal = a_signal()
    (name,) = town.bring(signal)
    town.later(days=1)
    town.bring(signal.model_copy(update={"reference": "NEW-1"}))
    takes_back(town, signal)
    settled(town, name)
    assert (sorted(map(str, dispositions(town))), cases(town)) == (["in-case", "repeat"], [(False, None)])
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        assert connection.execute(select(case_file.c.id).where(MUST_BE_CHECKED)).scalars().all() == [the_case(town)]
    assert nothing_is_wrong(town)
