"""Small builders for rows of the record, written by the roles that own them."""

from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine

from domain.figures.facts import Fact
from domain.figures.indicators import Figures
from domain.figures.store import record
from plumbing.record.connect import transaction
from plumbing.record.tables import (
    agreement,
    decision,
    delivery,
    municipality,
    partner,
    receipt,
    signal,
    stuck,
)
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.ids import Id, event_id
from schemas.vocabulary.decisions import Disposition, Occasion
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryState, Outcome
from tests.database import Database

M = "0677"
NEIGHBOUR = "1876"
DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


def of_hulst(figures: Figures) -> tuple[int, int, int]:
    """The three indicators of Hulst's report: received, led to an offer, led to a trajectory."""
    return figures["signals"], figures["offers"], figures["trajectories"]


class Recorded(NamedTuple):
    """A fact and the moment at which it is recorded."""

    fact: Fact
    at: datetime


def the_fact(kind: FactKind, *, recorded_at: datetime = NOON, **changes: Any) -> Recorded:
    """One fact: energy, received and held on DAY, recorded at NOON, unless changed."""
    values: dict[str, Any] = {
        "municipality": M,
        "partner_kind": PartnerKind.ENERGY,
        "cohort_date": DAY,
        "held_on": DAY,
    }
    return Recorded(Fact(new_id(), kind=kind, **(values | changes)), recorded_at)


def commit(database: Database, *facts: Recorded) -> None:
    """Commit facts as triage does."""
    with transaction(database.engine("triage")) as connection:
        for each in facts:
            record(connection, [each.fact], each.at)


def a_municipality(database: Database, code: str = M, *, kinds: tuple[PartnerKind, ...] = ()) -> list[Id]:
    """A municipality with one agreed partner of each kind; gives the partners' ids."""
    partners = [(new_id(), kind) for kind in kinds]
    with transaction(database.engine("admin")) as connection:
        insert(connection, municipality, [{"code": code, "name": "Voorbeeldstad"}])
        rows = [{"id": each, "name": "Partner", "kind": kind} for each, kind in partners]
        insert(connection, partner, rows)
        agreed = [{"municipality": code, "partner_id": each, "valid_from": DAY} for each, _ in partners]
        insert(connection, agreement, agreed)
    return [each for each, _ in partners]


def deliver(database: Database, partner_id: Id, outcomes: tuple[Outcome, ...], **changes: Any) -> list[Id]:
    """A delivery with one receipt for each outcome, and a signal for each accepted line; gives the signals' ids."""
    delivery_id, signals = new_id(), [new_id() for outcome in outcomes if outcome == Outcome.ACCEPTED]
    head = {
        "id": delivery_id,
        "partner_id": partner_id,
        "format": "json",
        "channel": "api",
        "state": DeliveryState.DONE,
        "received_at": NOON,
    }
    with transaction(database.engine("ingest"), partner=partner_id) as connection:
        insert(connection, delivery, [head | {"lines": len(outcomes)} | changes])
        insert(connection, signal, [_signal(delivery_id, partner_id, each) for each in signals])
        accepted = iter(signals)
        lines = [
            {
                "delivery_id": delivery_id,
                "line": line,
                "partner_id": partner_id,
                "outcome": outcome,
                "signal_id": next(accepted) if outcome == Outcome.ACCEPTED else None,
            }
            for line, outcome in enumerate(outcomes, start=1)
        ]
        insert(connection, receipt, lines)
    return signals


def _signal(delivery_id: Id, partner_id: Id, signal_id: Id) -> dict[str, Any]:
    return {
        "municipality": M,
        "id": signal_id,
        "partner_id": partner_id,
        "partner_kind": PartnerKind.ENERGY,
        "delivery_id": delivery_id,
        "reference": signal_id,
        "signal_date": DAY,
        "customer_number": "1",
        "surname": "Voorbeeld",
        "house_number": "1",
        "postcode": "1234AB",
        "amount_cents": 12_000,
        "arrears_since": DAY,
        "periods_missed": 2,
        "kind": "arrears",
        "warm_handover": False,
        "content_hash": b"\x00",
        "features": b"{}",
        "door": 1,
        "salt": b"\x00",
        "arrival": 1,
        "received_at": NOON,
        "asked": question(signal_id, 1),
        "occasion": Occasion.RECEIVED,
        "asked_at": NOON,
    }


def question(signal_id: Id, revision: int) -> Id:
    """What a revision of a signal asks."""
    return event_id(signal_id, f"revision:{revision}")


def settle(database: Database, partner_id: Id, signals: list[Id], *, revision: int = 1) -> None:
    """Give signals a disposition for this revision, as triage does."""
    household_id, person_id = new_id(), new_id()
    head = {"municipality": M, "household_id": household_id, "person_id": person_id, "partner_id": partner_id}
    row = head | {
        "disposition": Disposition.REPEAT,
        "contract": 1,
        "door": 1,
        "partner_kind": PartnerKind.ENERGY,
        "reference": "r",
        "kind": "arrears",
        "amount_cents": 12_000,
        "received_on": DAY,
        "known_on": DAY,
        "arrears_since": DAY,
        "warm_handover": False,
        "says_it_again": False,
        "withdrawn": False,
        "revision": revision,
    }
    decided = {
        "decided_for": NOON,
        "occasion": Occasion.RECEIVED,
        "policy_version": 0,
        "rules_version": "r",
        "matcher_version": "m",
        "definitions_version": "d",
        "outcome": {},
        "reasons": [],
        "input_digest": b"",
    }
    with transaction(database.engine("triage")) as connection:
        last = connection.exec_driver_sql("SELECT coalesce(max(sequence), 0) FROM decision").scalar_one()
        rows = [
            row | decided | {"signal_id": each, "cause": question(each, revision), "sequence": last + n}
            for n, each in enumerate(signals, 1)
        ]
        insert(connection, decision, rows)


def stick(database: Database, subject: Id, *, service: str = "triage") -> None:
    """Mark one signal (or for a later service: one case) as stuck."""
    row = {
        "municipality": M,
        "event_id": new_id(),
        "service": service,
        "topic": "vroegsignaal.signal-accepted",
        "subject": subject,
        "error": "ZeroDivisionError",
        "location": "services/triage/score.py:1",
        "event": {},
    }
    with transaction(database.engine("triage")) as connection:
        insert(connection, stuck, [row])


def open_transaction(engine: Engine, *facts: Recorded) -> Connection:
    """A connection whose transaction holds facts that are not committed yet."""
    connection = engine.connect()
    connection.begin()
    for each in facts:
        record(connection, [each.fact], each.at)
    return connection
