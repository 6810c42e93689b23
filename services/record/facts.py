"""Facts: append-only rows without persons from which every published figure is read."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from schemas.definitions import CURRENT
from schemas.envelope import event_id
from schemas.vocabulary import FactKind
from services.record.tables import fact
from services.record.write import insert_rows

Fact = Mapping[str, Any]


def a_fact(
    cause: UUID,
    kind: FactKind,
    *,
    municipality: str,
    partner_kind: str,
    cohort_date: date,
    held_on: date,
    recorded_at: datetime,
    code: str | None = None,
    amount: int = 1,
    signal_id: UUID | None = None,
    case_id: UUID | None = None,
) -> Fact:
    """One fact. `cohort_date`: local date on which the signal (or the case's first signal) was received.

    The id follows from `cause`, so a redelivered cause adds nothing; `amount` -1 compensates an earlier fact.
    """
    about = signal_id or case_id
    subject = about.hex if about else ""
    return {
        "municipality": municipality,
        "id": event_id(cause, f"fact:{kind}:{subject}:{partner_kind}:{code}:{amount}"),
        "kind": kind,
        "partner_kind": partner_kind,
        "cohort_date": cohort_date,
        "held_on": held_on,
        "code": code,
        "amount": amount,
        "definitions_version": CURRENT.version,
        "signal_id": signal_id,
        "case_id": case_id,
        "recorded_at": recorded_at,
    }


def record_facts(connection: Connection, facts: Iterable[Fact]) -> None:
    """Append facts of something that the same transaction does for the first time: none is there yet."""
    insert_rows(connection, fact, list(facts))


def record_facts_once(connection: Connection, facts: Iterable[Fact]) -> None:
    """Append facts of which some may stand there already; those stay as they are."""
    insert_rows(connection, fact, list(facts), conflict="ON CONFLICT DO NOTHING")
