"""Files of the watched folder in the record: whose they are, and that the same file is a delivery once."""

from contextlib import suppress
from typing import Final, NamedTuple

from sqlalchemy import Connection

from domain.intake.checks.permissions import Partner
from domain.intake.files.one_municipality import refuse_among_several
from domain.law.calendar import local_date
from plumbing.record.connect import transaction
from schemas.ids import Id, read_id
from schemas.vocabulary.signals import DeliveryChannel, DeliveryState
from services.ingest.accept import Arriving, Taken
from services.ingest.files.read import SentFile, sealed
from services.ingest.files.store import has_most_pending, store_file
from services.ingest.store import Ports, in_transaction, new_delivery_id, receive

NAMED_SO: Final = "SELECT id FROM partner WHERE name = %s"
DELIVERED_BEFORE: Final = """
SELECT id, state, received_at, lines, state <> 'done' OR dropped = %s OR NOT (
  refused_lines > 0 OR EXISTS (SELECT FROM receipt WHERE delivery_id = delivery.id AND outcome = 'rejected')) AS stands
FROM delivery WHERE partner_id = %s AND digest = %s
"""
IS_READ: Final = "SELECT true FROM delivery WHERE partner_id = %s AND id = %s AND state = 'done'"
MAY_COME_AGAIN: Final = "UPDATE delivery SET digest = NULL WHERE id = %s"


class Dropped(NamedTuple):
    """By what a file in the folder is known. `digest`: keyed, of its content and the version of its mapping.

    `drop`: of the putting there itself; it changes when the same file is put there once more, not when a process that
    was killed meets it again.
    """

    digest: bytes
    drop: str


class Answered(NamedTuple):
    """The delivery that a file is, and whether it was that already."""

    taken: Taken
    is_again: bool


class Earlier(NamedTuple):
    """A delivery of the same file. `stands`: the file is no other delivery than this one."""

    taken: Taken
    stands: bool


def owner(ports: Ports, name: str) -> Partner | None:
    """The partner of a folder, named by its id or as it is registered; none when two partners are called so."""
    with suppress(ValueError):
        return ports.partners.by_id(read_id(name))
    with ports.engine.connect() as connection:
        found = connection.exec_driver_sql(NAMED_SO, (name,)).scalars().all()
    return ports.partners.by_id(found[0]) if len(found) == 1 else None


def is_read(ports: Ports, partner_id: Id, delivery_id: Id) -> bool:
    """Whether the partner has this delivery, and all of it was read."""
    with transaction(ports.engine, partner=partner_id) as connection:
        return connection.exec_driver_sql(IS_READ, (partner_id, delivery_id)).first() is not None


def has_room(ports: Ports, partner_id: Id) -> bool:
    """Whether a partner may send another file now: not too many wait to be read."""
    with transaction(ports.engine, partner=partner_id) as connection:
        return not has_most_pending(connection, partner_id)


def take_dropped(ports: Ports, partner: Partner, sent: SentFile, dropped: Dropped) -> Answered:
    """Store a file unless it was before; in one transaction. Raises FileError when it cannot be read. Blocks.

    Of which lines were refused may come again: an agreement may have been mended since, or the rest was not read. Two
    processes that take the same file at once: the record lets one of them, and the other fails and looks again.
    """
    now = ports.clock()
    name = new_delivery_id(now)
    with transaction(ports.engine, partner=partner.id) as connection:
        earlier = _earlier(connection, partner.id, dropped)
        if earlier and earlier.stands:
            return Answered(earlier.taken, True)
    refuse_among_several(sent.mapping, partner.open_municipalities(local_date(now)))
    with sealed(ports.secrecy, name, sent, ports.records_in_chunk) as file:
        arriving = Arriving(
            file.state,
            file.delivered,
            mapping=sent.mapping.name,
            mapping_version=sent.mapping_version,
            format=sent.written_as,
            channel=DeliveryChannel.FOLDER,
            digest=dropped.digest,
            dropped=dropped.drop,
        )

        def work(connection: Connection) -> tuple[Answered, None]:
            earlier = _earlier(connection, partner.id, dropped)
            if earlier and earlier.stands:
                return Answered(earlier.taken, True), None
            if earlier:  # this one alone: another process may have stored the file again since it was looked for
                connection.exec_driver_sql(MAY_COME_AGAIN, (earlier.taken.id,))
            receive(connection, partner, now, arriving, name)
            store_file(connection, partner.id, name, file)
            return Answered(Taken(name, file.state, now, file.delivered, ()), False), None

        return in_transaction(ports, partner.id, work)


def _earlier(connection: Connection, partner_id: Id, dropped: Dropped) -> Earlier | None:
    row = connection.exec_driver_sql(DELIVERED_BEFORE, (dropped.drop, partner_id, dropped.digest)).first()
    if row is None:
        return None
    return Earlier(Taken(row.id, DeliveryState(row.state), row.received_at, row.lines, ()), row.stands)
