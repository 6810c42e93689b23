"""What a household gets does not depend on whether triage was quicker than the partner's next message."""

from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection

from domain.figures.store import count_ledger
from plumbing.record.write import rows_of
from schemas.signals import Signal
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind
from services.ingest.accept import Receipt
from services.triage.questions.read import PASSED_BY
from services.triage.read import replay
from tests.builders import Town, a_signal
from tests.services.triage.test_parked_in_record import PARKS, ticks, wake

CASES = "SELECT tray, deadline::text AS deadline, urgency FROM case_file"


def says(town: Town, signal: Signal, kind: SignalKind, amount: int) -> list[Receipt]:
    town.later(days=1)
    return town.deliver(signal.model_copy(update={"kind": kind, "amount_cents": amount}))


def decided(town: Town) -> list[tuple[object, object, object]]:
    rows = town.rows("SELECT revision, kind, occasion FROM decision ORDER BY sequence")
    return [(row["revision"], row["kind"], row["occasion"]) for row in rows]


@pytest.mark.parametrize("kind", sorted(CRISIS_KINDS))
def test_a_crisis_that_is_replaced_before_triage_looked_is_decided_on_first(town: Town, kind: SignalKind) -> None:
    signal = a_signal()
    says(town, signal, kind, 10_000)
    town.settle(says(town, signal, SignalKind.ARREARS, 11_000))
    assert decided(town) == [(1, kind, "received"), (2, "arrears", "revised")]
    assert [row["tray"] for row in town.rows(CASES)] == ["crisis"]
    assert count_ledger(town.record.engine("report")).unaccounted["waiting"] == 0
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal


def test_an_ordinary_revision_that_is_replaced_before_triage_looked_is_not_decided_on(town: Town) -> None:
    signal = a_signal()
    for amount in (10_000, 12_000, 11_000):
        receipts = says(town, signal, SignalKind.ARREARS, amount)
    town.settle(receipts)
    assert decided(town) == [(3, "arrears", "revised")]


def test_a_crisis_is_decided_on_once_however_often_its_signal_is_heard_of(town: Town) -> None:
    signal = a_signal()
    receipts = says(town, signal, SignalKind.EVICTION, 10_000)
    town.settle(receipts)
    says(town, signal, SignalKind.ARREARS, 11_000)
    for _ in range(3):
        town.settle(receipts)
    assert decided(town) == [(1, "eviction", "received"), (2, "arrears", "revised")]


@pytest.mark.parametrize("quick", list(product((True, False), repeat=3)), ids=str)
def test_the_case_is_the_same_however_quick_triage_was(town: Town, quick: tuple[bool, ...]) -> None:
    signal = a_signal()
    for at_once, (kind, amount) in zip(
        (*quick, True),
        (
            (SignalKind.ARREARS, 10_000),
            (SignalKind.DISCONNECTION, 10_000),
            (SignalKind.EVICTION, 9_000),
            (SignalKind.ARREARS, 8_000),
        ),
        strict=True,
    ):
        receipts = says(town, signal, kind, amount)
        if at_once:
            town.settle(receipts)
    # The threat was first known on Thursday 19 March: three working days.
    assert town.rows(CASES) == [{"tray": "crisis", "deadline": "2026-03-24", "urgency": 3}]
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal


def test_a_crisis_that_is_replaced_while_triage_reads_is_decided_on_once(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal = a_signal()
    town.settle(says(town, signal, SignalKind.ARREARS, 10_000))
    receipts = says(town, signal, SignalKind.EVICTION, 10_000)
    amounts = [9_000]

    def replaced_behind(connection: Connection, sql: str, *values: Any, **keys: Any) -> Any:
        if sql == PASSED_BY and amounts:
            says(town, signal, SignalKind.ARREARS, amounts.pop())
        return rows_of(connection, sql, *values, **keys)

    monkeypatch.setattr("services.triage.questions.read.rows_of", replaced_behind)
    for _ in range(2):
        town.settle(receipts)
    assert decided(town) == [(1, "arrears", "received"), (2, "eviction", "revised"), (3, "arrears", "revised")]


def test_a_crisis_that_was_replaced_before_its_day_came_is_decided_on_all_the_same(town: Town) -> None:
    """Its day came, so that it was decided on as it stood; what its partner said before that is still open."""
    town.publish(PARKS)
    signal = a_signal()
    town.settle(says(town, signal, SignalKind.ARREARS, 3_000))
    says(town, signal, SignalKind.EVICTION, 3_000)
    receipts = says(town, signal, SignalKind.ARREARS, 2_500)
    town.later(days=61)
    assert wake(town, ticks(town))
    town.settle(receipts)
    assert decided(town)[1:] == [(3, "arrears", "woken"), (2, "eviction", "revised"), (3, "arrears", "revised")]
    assert [row["tray"] for row in town.rows(CASES)] == ["crisis"]
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal
