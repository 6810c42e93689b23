"""Files of the watched folder in the record: whose they are, and that the same file is a delivery once."""

from contextlib import suppress
from typing import Final, NamedTuple

from sqlalchemy import Connection

from domain.intake.checks.permissions import Partner
from domain.intake.files.one_municipality import refuse_among_several
from domain.law.calendar import local_date
from schemas.ids import Id, read_id
from schemas.vocabulary.signals import DeliveryChannel, DeliveryState
from services.ingest.accept import Arriving, Taken
from services.ingest.files.store import SentFile, store_file
from services.ingest.store import Ports, in_transaction, receive

NAMED_SO: Final = "SELECT id FROM partner WHERE name = %s"
DELIVERED_BEFORE: Final = "SELECT id, state, received_at, lines FROM delivery WHERE partner_id = %s AND digest = %s"


class Answered(NamedTuple):
    """The delivery that a file is, and whether it was that already."""

    taken: Taken
    is_again: bool


def owner(ports: Ports, name: str) -> Partner | None:
    """The partner of a folder, named by its id or as it is registered; none when two partners are called so."""
    with suppress(ValueError):
        return ports.partners.by_id(read_id(name))
    with ports.engine.connect() as connection:
        found = connection.exec_driver_sql(NAMED_SO, (name,)).scalars().all()
    return ports.partners.by_id(found[0]) if len(found) == 1 else None


def take_dropped(ports: Ports, partner: Partner, sent: SentFile, digest: bytes) -> Answered:
    """Store a file unless it was stored before; in one transaction. Raises FileError when it cannot be read. Blocks.

    `digest`: keyed, of the content and its mapping. Two processes that take the same file at once: the record lets
    one of them, and the other fails and looks again.
    """
    now = ports.clock()
    arriving = Arriving(
        DeliveryState.PROCESSING,
        mapping=sent.mapping.name,
        format=sent.written_as,
        channel=DeliveryChannel.FOLDER,
        digest=digest,
    )

    def work(connection: Connection) -> tuple[Answered, None]:
        if earlier := _delivered_before(connection, partner.id, digest):
            return Answered(earlier, True), None
        refuse_among_several(sent.mapping, partner.open_municipalities(local_date(now)))
        origin = receive(connection, partner, now, arriving)
        state, lines = store_file(connection, ports.secrecy, origin, sent, ports.records_in_chunk)
        return Answered(Taken(origin.delivery_id, state, now, lines, ()), False), None

    return in_transaction(ports, partner.id, work)


def _delivered_before(connection: Connection, partner_id: Id, digest: bytes) -> Taken | None:
    row = connection.exec_driver_sql(DELIVERED_BEFORE, (partner_id, digest)).first()
    return Taken(row.id, DeliveryState(row.state), row.received_at, row.lines, ()) if row else None
