"""Facts that are alike share a row; what differs in anything that a figure looks at never does."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.figures.facts import Fact, record_facts, record_facts_once
from plumbing.record.connect import transaction
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.vocabulary.figures import FactKind
from tests.database import Database

SIGNALS = [str(UUID(int=number)) for number in (1, 2, 3)]


def a_fact(signal: Id, **changes: Any) -> Fact:
    day = date(2026, 3, 2)
    same: dict[str, Any] = {"municipality": "0677", "kind": FactKind.SIGNAL_SETTLED, "partner_kind": "water"}
    same |= {"cohort_date": day, "held_on": day, "recorded_at": datetime(2026, 3, 2, 9, tzinfo=UTC)}
    return Fact(signal, **(same | {"code": "in-case", "signal_id": signal} | changes))


def rows(record: Database) -> list[tuple[int, list[Id]]]:
    with record.engine("superuser").connect() as connection:
        found = connection.exec_driver_sql("SELECT amount, signal_ids FROM fact ORDER BY amount, signal_ids")
        return [tuple(row) for row in found]


def test_facts_that_are_alike_share_a_row_that_names_each(record: Database) -> None:
    with transaction(record.engine("triage")) as connection:
        record_facts(connection, [a_fact(one) for one in SIGNALS])
    assert rows(record) == [(3, SIGNALS)]


@pytest.mark.parametrize(
    "change",
    [
        {"municipality": "1876"},
        {"kind": FactKind.SIGNAL_ACCEPTED},
        {"partner_kind": "energy"},
        {"cohort_date": date(2026, 3, 1)},
        {"held_on": date(2026, 3, 3)},
        {"recorded_at": datetime(2026, 3, 2, 10, tzinfo=UTC)},
        {"code": "repeat"},
        {"code": None},
        {"amount": -1},
        {"definitions_version": "later"},
    ],
    ids=str,
)
def test_a_fact_that_differs_has_a_row_of_its_own(record: Database, change: dict[str, Any]) -> None:
    other = a_fact(SIGNALS[2], **change)
    with transaction(record.engine("triage")) as connection:
        record_facts(connection, [a_fact(SIGNALS[0]), other, a_fact(SIGNALS[1])])
    assert sorted(rows(record)) == sorted([(2, SIGNALS[:2]), (other.amount, SIGNALS[2:])])


def test_what_was_recorded_once_stays_as_it_is(record: Database) -> None:
    first, second = a_fact(SIGNALS[0]), a_fact(SIGNALS[1])
    for facts in ([first], [first, second], [second._replace(held_on=date(2027, 1, 1))]):
        with transaction(record.engine("triage")) as connection:
            record_facts_once(connection, facts)
    assert rows(record) == [(1, SIGNALS[:1]), (1, SIGNALS[1:2])]


def test_a_case_is_named_as_a_signal_is(record: Database) -> None:
    case = new_id()
    with transaction(record.engine("triage")) as connection:
        record_facts(connection, [a_fact(SIGNALS[0], signal_id=None, case_id=case)])
    with record.engine("superuser").connect() as connection:
        assert connection.exec_driver_sql("SELECT case_ids, signal_ids FROM fact").one() == ([case], None)
