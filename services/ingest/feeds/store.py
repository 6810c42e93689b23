"""Messages of feeds in the record: each is one delivery, taken in, or refused as a whole, in one transaction."""

from functools import partial
from typing import Final

from sqlalchemy import Connection, Engine

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.judge import Checked
from domain.intake.checks.permissions import Partner
from domain.intake.messages import MessageRefused, judge_message, records_in
from domain.law.calendar import local_date
from plumbing.record.tables import dead_letter
from plumbing.record.write import insert
from plumbing.running.metrics import FEED_REFUSED
from plumbing.transport.fates import Unavailable
from plumbing.transport.outbox import Batch
from schemas.ids import Id
from schemas.topics import Pushed, feed_topic, partner_of_feed
from schemas.vocabulary.signals import DeliveryChannel, DeliveryState
from services.ingest.accept import Arriving, Judged
from services.ingest.feeds.dead_letters import dead_letter_row, delivery_of
from services.ingest.store import Ports, accept, in_transaction, receive_once

FEED_PARTNERS: Final = "SELECT id FROM partner ORDER BY id"
REFUSED_CODES: Final = (Code.NOT_JSON, Code.TOO_LARGE, Code.UNKNOWN_SHAPE, Code.CHANNEL_CLOSED, Code.NOT_STORED)


def feed_partners(engine: Engine) -> list[Id]:
    """The partners that may push."""
    with engine.connect() as connection:
        return list(connection.exec_driver_sql(FEED_PARTNERS).scalars())


def wanted_topics(engine: Engine) -> list[str]:
    """The topics of all partners that may push."""
    return [feed_topic(name).name for name in feed_partners(engine)]


def take_message(ports: Ports, pushed: Pushed) -> str:
    """Take a message in; gives its fate. Raises Unavailable when its partner is not registered (any more). Blocks."""
    partner = _sender(ports, pushed)
    if partner.why_closed(DeliveryChannel.FEED):
        return _refuse(ports, partner, pushed, Code.CHANNEL_CLOSED)
    try:
        checked = judge_message(pushed.value, partner.on(local_date(ports.clock())))
    except MessageRefused as error:
        return _refuse(ports, partner, pushed, error.code)
    return _commit(ports, partner, pushed, checked)


def set_aside(ports: Ports, pushed: Pushed) -> str:
    """Record a message that we cannot process, for a reason of ours: each of its records is a refused line. Blocks."""
    return _refuse(ports, _sender(ports, pushed), pushed, Code.NOT_STORED, records_in(pushed.value))


def count_from_zero() -> None:
    """The figures of a process that has refused nothing are 0, not absent."""
    for code in REFUSED_CODES:
        FEED_REFUSED.labels(code)


def _sender(ports: Ports, pushed: Pushed) -> Partner:
    partner = ports.partners.by_id(partner_of_feed(pushed.topic))
    if partner is None:
        raise Unavailable("a feed without its partner")
    return partner


def _refuse(ports: Ports, partner: Partner, pushed: Pushed, code: Code, lines: int = 1) -> str:
    """Each line of the delivery is refused: so the partner reads it, and so the ledger counts it."""
    fate = _commit(ports, partner, pushed, [Checked((Fault("", code),))] * lines, code)
    if fate == "again":
        return fate
    FEED_REFUSED.labels(code).inc()
    return "unreadable"


def _commit(ports: Ports, partner: Partner, pushed: Pushed, checked: list[Checked], refused: Code | None = None) -> str:
    records = [Judged(line, *one) for line, one in enumerate(checked, 1)]
    return in_transaction(ports, partner.id, partial(_taken, ports, partner, pushed, records, refused))


def _taken(
    ports: Ports,
    partner: Partner,
    pushed: Pushed,
    records: list[Judged],
    refused: Code | None,
    connection: Connection,
) -> tuple[str, Batch | None]:
    now, name = ports.clock(), delivery_of(pushed)
    arriving = Arriving(DeliveryState.DONE, len(records), channel=DeliveryChannel.FEED)
    origin = receive_once(connection, partner, now, arriving, name)
    if origin is None:
        return "again", None
    if refused:
        insert(connection, dead_letter, [dead_letter_row(pushed, refused)])
    _, batch = accept(connection, ports.secrecy, ports.outbox, origin, records, now)
    return "done", batch
