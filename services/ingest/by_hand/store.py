"""Taking in what workers typed: delivery, signal, receipt and answer in one transaction, in which the entry goes.

Killed before the commit, the entry is still there; after it, the answer is. What is typed twice under one id is taken
once (docs/decisions/0040).
"""

from typing import Any, Final

from sqlalchemy import Connection

from domain.intake.by_hand import is_late, moment_of_receipt
from domain.intake.checks.judge import Candidate, judge
from domain.intake.checks.permissions import Partner
from plumbing.record.connect import transaction
from plumbing.record.tables import hand_answer
from plumbing.record.write import insert
from plumbing.transport.outbox import Batch
from schemas.ids import Id
from schemas.signals import SIGNAL_FIELDS
from schemas.vocabulary.quarantine import HandEntryKind
from schemas.vocabulary.signals import DeliveryChannel, DeliveryState
from services.ingest.accept import Arriving, Judged
from services.ingest.by_hand.answer import answer_row, is_lost, mended_row
from services.ingest.mending.store import judge_quarantine_again
from services.ingest.quarantine.store import claim, ended_in, note_end, put_back
from services.ingest.signals.rows import Origin
from services.ingest.store import Ports, accept, in_transaction, receive

Waiting = tuple[str, Id, Id, str]
"""Municipality, id, partner and kind of an entry."""
WITH_A_RECORD: Final = frozenset({HandEntryKind.TYPED, HandEntryKind.CORRECTED})
WAITING_ENTRIES: Final = "SELECT municipality, id, partner_id, kind FROM hand_entry ORDER BY stored_at LIMIT 100"
TAKEN: Final = "DELETE FROM hand_entry WHERE municipality = %s AND id = %s RETURNING *"
ANSWERED: Final = "SELECT 1 FROM hand_answer WHERE municipality = %s AND id = %s"
RECEIVED_BY_THEN: Final = (
    "SELECT max(arrival) FROM delivery WHERE partner_id = %s AND received_at <= %s AND channel <> %s"
)
"""What was typed has no place of its own in this order."""
MUNICIPALITY_NAME: Final = SIGNAL_FIELDS["municipality"].dutch
"""A worker types for their own municipality, whatever an entry says."""
ARRIVAL_OF: Final = "SELECT arrival FROM delivery WHERE id = %s"


def waiting_entries(ports: Ports) -> list[Waiting]:
    """What was typed and is not taken yet, oldest first. Blocks."""
    with transaction(ports.engine) as connection:
        return [(row[0], row[1], row[2], row[3]) for row in connection.exec_driver_sql(WAITING_ENTRIES)]


def take_entry(ports: Ports, waiting: Waiting) -> bool:
    """Take one entry in; False when another process had it first. Raises LookupError without its partner. Blocks.

    What waits is judged again before the entry goes: twice is once, and killed in between it is there still.
    """
    municipality, name, partner_id, kind = waiting
    partner = ports.partners.by_id(partner_id)
    if partner is None:
        raise LookupError("an entry without its partner")
    if kind == HandEntryKind.JUDGED_AGAIN and not partner.suspended:
        judge_quarantine_again(ports, partner, municipality)

    def work(connection: Connection) -> tuple[bool, Batch | None]:
        entry = connection.exec_driver_sql(TAKEN, (municipality, name)).one_or_none()
        if entry is None:
            return False, None
        if connection.exec_driver_sql(ANSWERED, (municipality, name)).one_or_none():
            return True, None
        return True, _answer(connection, ports, partner, entry)

    return in_transaction(ports, partner_id, work)


def _answer(connection: Connection, ports: Ports, partner: Partner, entry: Any) -> Batch | None:
    now = ports.clock()
    mended = claim(connection, entry.municipality, entry.mends) if entry.mends else None
    delivery_id, receipt, batch = None, None, None
    if entry.kind in WITH_A_RECORD:
        origin = _origin(connection, partner, entry, mended)
        delivery_id = origin.delivery_id
        record = entry.content | {MUNICIPALITY_NAME: entry.municipality}
        (checked,) = judge([Candidate(record)], partner.on(entry.received_on))
        receipts, batch = accept(connection, ports.secrecy, ports.outbox, origin, [Judged(1, *checked)], now)
        (receipt,) = receipts
    if mended and receipt and is_lost(receipt):
        put_back(connection, mended)
    elif mended:
        note_end(connection, mended_row(mended, entry, now, receipt.signal_id if receipt else None))
    insert(connection, hand_answer, [answer_row(entry, now, delivery_id, receipt)])
    return batch


def _origin(connection: Connection, partner: Partner, entry: Any, mended: Any | None) -> Origin:
    """The delivery of an entry, with the place in the order of receipt that its letter, or its refused record, has."""
    at = moment_of_receipt(entry.received_on, entry.typed_at)
    origin = receive(connection, partner, at, Arriving(DeliveryState.DONE, 1, channel=DeliveryChannel.BY_HAND))
    place = _place_in_order(connection, entry, mended, origin)
    return origin if place is None else origin._replace(arrival=place)


def _place_in_order(connection: Connection, entry: Any, mended: Any | None, origin: Origin) -> int | None:
    """What the partner sent after a letter, or after what was refused, stays; None: nothing was sent in between."""
    if entry.mends:
        refused_in = mended.delivery_id if mended else ended_in(connection, entry.municipality, entry.mends)
        found: int | None = connection.exec_driver_sql(ARRIVAL_OF, (refused_in,)).scalar_one_or_none()
        return found
    if not is_late(entry.received_on, entry.typed_at):
        return None
    values = (origin.partner_id, origin.received_at, DeliveryChannel.BY_HAND)
    return int(connection.exec_driver_sql(RECEIVED_BY_THEN, values).scalar_one() or 0)
