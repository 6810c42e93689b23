"""Judging refused records again, each delivery in one transaction with new receipts, and the sweep of old ones."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from domain.intake.checks.judge import Checked, without_contradictions
from domain.intake.checks.permissions import Partner
from domain.law.calendar import local_date
from plumbing.record.connect import transaction
from plumbing.transport.outbox import Batch
from schemas.signals import Signal
from schemas.vocabulary.quarantine import Settlement
from schemas.vocabulary.signals import DeliveryChannel, DeliveryFormat, DeliveryState, Outcome
from services.ingest.accept import Arriving, Judged
from services.ingest.mending.again import judge_again
from services.ingest.quarantine.rows import end_row
from services.ingest.quarantine.store import claim, end_expired, note_end
from services.ingest.store import Ports, accept, in_transaction, receive

REFUSED_IN: Final = """
SELECT d.id, d.received_at, d.arrival, d.channel, d.format FROM delivery d
WHERE d.id IN (SELECT delivery_id FROM quarantine WHERE record IS NOT NULL AND municipality LIKE %s)
ORDER BY d.arrival"""
REFUSED_OF_DELIVERY: Final = (
    "SELECT municipality, id, record, left_out, errors FROM quarantine"
    " WHERE delivery_id = %s AND record IS NOT NULL AND municipality LIKE %s ORDER BY line"
)
EVERYWHERE: Final = "%"
EVERY_PARTNER: Final = "SELECT id FROM partner ORDER BY id"


class JudgedAgain(NamedTuple):
    """How many refused records were judged again, and how many of them are taken in now."""

    judged: int = 0
    accepted: int = 0


class PartnerSuspended(Exception):
    """What came over the connection of this partner is not taken in until it may deliver again."""


class Mended(NamedTuple):
    """A refused record that this transaction took out, and its verdict now."""

    claimed: Any
    checked: Checked


def judge_quarantine_again(ports: Ports, partner: Partner, municipality: str = EVERYWHERE) -> JudgedAgain:
    """Judge all that waits of this partner in a municipality again; what still is refused waits on. Repeatable. Blocks.

    A record is judged for the day on which it was received, and its clock runs from then. Raises PartnerSuspended.
    """
    if partner.suspended:
        raise PartnerSuspended
    with transaction(ports.engine, partner=partner.id) as connection:
        deliveries = connection.exec_driver_sql(REFUSED_IN, (municipality,)).all()
    done = [_again(ports, partner, one, municipality) for one in deliveries]
    return JudgedAgain(sum(one.judged for one in done), sum(one.accepted for one in done))


def _again(ports: Ports, partner: Partner, refused_in: Any, municipality: str) -> JudgedAgain:
    """The refused records of one delivery, in one transaction; one that contradicts another now is refused for that."""
    sender = partner.on(local_date(refused_in.received_at))

    def work(connection: Connection) -> tuple[JudgedAgain, Batch | None]:
        rows = connection.exec_driver_sql(REFUSED_OF_DELIVERY, (refused_in.id, municipality)).all()
        alone = [judge_again(row.record, row.left_out or (), row.errors, sender) for row in rows]
        right = [(row, one) for row, one in zip(rows, alone, strict=True) if isinstance(one.verdict, Signal)]
        together = without_contradictions([one for _, one in right])
        mended = [
            Mended(claimed, checked)
            for (row, _), checked in zip(right, together, strict=True)
            if (claimed := claim(connection, row.municipality, row.id))
        ]
        accepted, batch = _take_in(connection, ports, partner, refused_in, mended) if mended else (0, None)
        return JudgedAgain(len(rows), accepted), batch

    return in_transaction(ports, partner.id, work)


def _take_in(
    connection: Connection, ports: Ports, partner: Partner, refused_in: Any, mended: Sequence[Mended]
) -> tuple[int, Batch | None]:
    """Take mended records in as a delivery that has the place of theirs in the order of receipt."""
    now = ports.clock()
    kind, way = DeliveryFormat(refused_in.format), DeliveryChannel(refused_in.channel)
    arriving = Arriving(DeliveryState.DONE, len(mended), format=kind, channel=way)
    origin = receive(connection, partner, refused_in.received_at, arriving)._replace(arrival=refused_in.arrival)
    records = [Judged(line, *one.checked) for line, one in enumerate(mended, 1)]
    receipts, batch = accept(connection, ports.secrecy, ports.outbox, origin, records, now)
    for one, receipt in zip(mended, receipts, strict=True):
        note_end(connection, end_row(one.claimed, Settlement.REPLAYED, now, receipt.signal_id))
    return sum(one.outcome is not Outcome.REJECTED for one in receipts), batch


def sweep(ports: Ports) -> int:
    """Remove refused records that waited too long, of every partner; gives how many there were. Blocks."""
    now = ports.clock()
    with transaction(ports.engine) as connection:
        partners = list(connection.exec_driver_sql(EVERY_PARTNER).scalars())
    found = 0
    for partner_id in partners:
        with transaction(ports.engine, partner=partner_id) as connection:
            found += end_expired(connection, local_date(now), now)
    return found
