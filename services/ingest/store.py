"""One transaction of ingest: signals, revisions, receipts, facts and outbox together (docs/architecture.md)."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from domain.intake.checks.permissions import Partner
from domain.intake.limits import RECORDS_IN_CHUNK
from domain.store import write
from plumbing.record.connect import lock_lost, transaction
from plumbing.record.secrecy import Secrecy
from plumbing.record.tables import delivery
from plumbing.record.tables.intake import IS_AHEAD
from plumbing.record.write import insert
from plumbing.running.clock import Clock
from plumbing.transport.outbox import Batch, Outbox, Submit
from schemas.ids import Id, ordered_ids
from services.ingest.accept import (
    Arriving,
    Judged,
    Receipt,
    delivery_change,
    delivery_row,
    firsts,
    receipts_of,
    with_last_day,
)
from services.ingest.quarantine.rows import Delivered
from services.ingest.quarantine.store import end_what_is_sent_again
from services.ingest.registry.store import Mappings, Partners
from services.ingest.signals.announced import endings, told_of_endings
from services.ingest.signals.rows import Origin
from services.ingest.signals.store import place, reported_before

T = TypeVar("T")
TRIES_FOR_A_LOCK: Final = 3
Opened = Callable[..., AbstractContextManager[Connection]]
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ports:
    """What ingest needs from outside."""

    engine: Engine
    clock: Clock
    secrecy: Secrecy
    outbox: Outbox
    submit: Submit
    partners: Partners
    mappings: Mappings
    records_in_chunk: int = RECORDS_IN_CHUNK


def new_delivery_id(now: datetime) -> Id:
    """The id of a delivery that is received at `now` (UTC)."""
    (name,) = ordered_ids(now, os.urandom(10))
    return name


def receive(
    connection: Connection, partner: Partner, now: datetime, arriving: Arriving, name: Id | None = None
) -> Origin:
    """Store a new delivery of this partner, received at `now` (UTC): the record gives it its number in their order.

    `name`: its id, when that had to be known before.
    """
    origin = receive_once(connection, partner, now, arriving, name or new_delivery_id(now))
    if origin is None:
        raise AssertionError("unreachable: the id was made for it")
    return origin


def receive_once(
    connection: Connection, partner: Partner, now: datetime, arriving: Arriving, name: Id
) -> Origin | None:
    """The same with an id that follows from what was sent; None when that delivery is there already.

    A moment that lies in the record's future is told: the clock behind it was ahead, and terms are counted from it.
    """
    row = delivery_row(name, partner.id, now, arriving)
    found = insert(
        connection, delivery, [row], conflict="ON CONFLICT (id) DO NOTHING", returning=f"arrival, {IS_AHEAD}"
    )
    if not found:
        return None
    ((arrival, is_ahead),) = found
    if is_ahead:
        log.warning("received-in-the-future", delivery=name, received_at=now.isoformat())
    return Origin(partner.id, partner.kind, name, now, arrival)


def accept(
    connection: Connection, secrecy: Secrecy, outbox: Outbox, origin: Origin, records: Sequence[Judged], now: datetime
) -> tuple[list[Receipt], Batch | None]:
    """Store what the verdicts allow, in the open transaction (scope: the partner). `now`: moment of recording, UTC.

    Gives the receipts in order of line, and the batch of events to hand to the publisher after the commit.
    """
    first = firsts(records)
    signals = {key: one.signal for key, one in first.items()}
    placed = place(connection, secrecy, origin, signals)
    ending = endings(first, placed)
    known = reported_before(connection, origin, ending.values())
    told = told_of_endings(records, first, ending, known) if ending else records
    receipts = [with_last_day(one, now) for one in receipts_of(told, first, placed)]
    kept = [one.kept for one in receipts if one.kept]
    end_what_is_sent_again(connection, origin, Delivered(signals, placed, kept), now)
    return receipts, write(connection, outbox, delivery_change(placed, receipts, origin, now), now)


def in_transaction(
    ports: Ports, partner_id: Id, work: Callable[[Connection], tuple[T, Batch | None]], opened: Opened = transaction
) -> T:
    """Run `work` in one transaction with the partner's scope; again when a lock was lost; then publish. Blocks.

    `opened`: how the transaction is opened, and so how it ends.
    """
    for left in reversed(range(TRIES_FOR_A_LOCK)):
        try:
            with opened(ports.engine, partner=partner_id) as connection:
                result, batch = work(connection)
        except DBAPIError as error:
            if not left or not lock_lost(error):
                raise
        else:
            ports.submit(batch)
            return result
    raise AssertionError("unreachable: the last try returns or raises")
