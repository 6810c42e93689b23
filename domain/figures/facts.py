"""Facts: append-only rows without persons from which every published figure is read.

What is alike in one transaction shares a row: a delivery of a thousand signals is a handful of rows (decision 0017).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from domain.law.definitions import CURRENT
from plumbing.record.tables import fact
from plumbing.record.write import insert_rows
from schemas.ids import Id, event_id
from schemas.vocabulary.figures import FactKind


class Fact(NamedTuple):
    """One fact. `cohort_date`: local date on which the signal (or the case's first signal) was received.

    `cause`: the event, command or signal that brought it about. `amount` -1 compensates an earlier fact.
    """

    cause: Id
    municipality: str
    kind: FactKind
    partner_kind: str
    cohort_date: date
    held_on: date
    recorded_at: datetime
    code: str | None = None
    amount: int = 1
    definitions_version: str = CURRENT.version
    signal_id: Id | None = None
    case_id: Id | None = None

    @property
    def likeness(self) -> tuple[Any, ...]:
        """What it says besides its cause (the first field) and what it is about (the last two)."""
        return self[1:-2]


def record_facts(connection: Connection, facts: Iterable[Fact]) -> None:
    """Append facts of something that the same transaction does for the first time: none is there yet."""
    alike: dict[tuple[Any, ...], list[Fact]] = {}
    for one in facts:
        alike.setdefault(one.likeness, []).append(one)
    insert_rows(connection, fact, [_row(group) for group in alike.values()])


def record_facts_once(connection: Connection, facts: Iterable[Fact]) -> None:
    """Append facts of which some may stand there already; those stay as they are. Each has a row of its own."""
    insert_rows(connection, fact, [_row([one]) for one in facts], conflict="ON CONFLICT DO NOTHING")


def _row(alike: Sequence[Fact]) -> dict[str, Any]:
    """The row of facts that differ only in what they are about; its id follows from the first."""
    first = alike[0]
    about = first.signal_id or first.case_id
    subject = about.replace("-", "") if about else ""
    name = f"fact:{first.kind}:{subject}:{first.partner_kind}:{first.code}:{first.amount}"
    return {
        "municipality": first.municipality,
        "id": event_id(first.cause, name),
        "kind": first.kind,
        "partner_kind": first.partner_kind,
        "cohort_date": first.cohort_date,
        "held_on": first.held_on,
        "code": first.code,
        "amount": first.amount * len(alike),
        "definitions_version": first.definitions_version,
        "signal_ids": [one.signal_id for one in alike if one.signal_id] or None,
        "case_ids": [one.case_id for one in alike if one.case_id] or None,
        "recorded_at": first.recorded_at,
    }
