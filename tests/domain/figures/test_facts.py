"""Facts that are alike share a row; what differs in anything that a figure looks at never does."""

from contextlib import nullcontext
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Uuid
from sqlalchemy.exc import IntegrityError

from domain.figures.facts import Fact
from domain.figures.store import record as record_facts
from plumbing.record.connect import transaction
from plumbing.record.tables import fact
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.vocabulary.figures import FactKind
from tests.database import Database

SIGNALS = [str(UUID(int=number)) for number in (1, 2, 3)]
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def a_fact(signal: Id, **changes: Any) -> Fact:
    day = date(2026, 3, 2)
    same: dict[str, Any] = {"municipality": "0677", "kind": FactKind.SIGNAL_SETTLED, "partner_kind": "water"}
    same |= {"cohort_date": day, "held_on": day}
    return Fact(signal, **(same | {"code": "in-case"} | changes))


def amounts(record: Database) -> list[int]:
    with record.engine("superuser").connect() as connection:
        return list(connection.exec_driver_sql("SELECT amount FROM fact ORDER BY amount").scalars())


def test_facts_that_are_alike_share_a_row_that_counts_them_and_names_none(record: Database) -> None:
    with transaction(record.engine("triage")) as connection:
        record_facts(connection, [a_fact(one) for one in SIGNALS], AT)
    assert amounts(record) == [3]


@pytest.mark.parametrize(
    "change",
    [
        {"municipality": "1876"},
        {"kind": FactKind.SIGNAL_ACCEPTED},
        {"partner_kind": "energy"},
        {"cohort_date": date(2026, 3, 1)},
        {"held_on": date(2026, 3, 3)},
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
        record_facts(connection, [a_fact(SIGNALS[0]), other, a_fact(SIGNALS[1])], AT)
    assert amounts(record) == sorted([2, other.amount])


def test_what_counts_once_stays_as_it_is(record: Database) -> None:
    first, second = (a_fact(new_id(), once=one) for one in SIGNALS[:2])
    later = second._replace(cause=new_id(), held_on=date(2027, 1, 1))
    for facts in ([first], [first, second], [later]):
        with transaction(record.engine("triage")) as connection:
            record_facts(connection, facts, AT)
    assert amounts(record) == [1, 1]


def test_what_counts_once_counts_once_however_often_one_batch_says_it(record: Database) -> None:
    with transaction(record.engine("triage")) as connection:
        record_facts(connection, [a_fact(new_id(), once=SIGNALS[0]) for _ in range(3)], AT)
    assert amounts(record) == [1]


def test_a_fact_that_is_told_twice_by_one_cause_is_an_error_and_not_passed_over(record: Database) -> None:
    for expected in (nullcontext(), pytest.raises(IntegrityError)):
        with expected, transaction(record.engine("triage")) as connection:
            record_facts(connection, [a_fact(SIGNALS[0])], AT)


def test_a_fact_row_holds_no_id_of_a_signal_or_a_case() -> None:
    assert {column.name for column in fact.c if isinstance(column.type, Uuid)} == {"id"}
