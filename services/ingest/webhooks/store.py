"""Messages that wait in the record, until they are sent or given up. Sent at least once, never lost by a kill."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine

from plumbing.record.connect import transaction
from plumbing.record.tables import webhook_call
from plumbing.record.write import update
from schemas.ids import Id
from services.ingest.door.answers import find_delivery
from services.ingest.webhooks.message import again_at, body_of

CALL_LEASE: Final = timedelta(minutes=2)
"""For how long whoever takes a message has it to itself; far longer than a try may last."""
CALLS_AT_ONCE: Final = 20
CALL_WANTED: Final = """
INSERT INTO webhook_call (delivery_id, partner_id, due_at)
SELECT d.id, d.partner_id, %s FROM delivery d JOIN partner p ON p.id = d.partner_id
WHERE d.id = %s AND p.webhook_url IS NOT NULL AND p.webhook_secret IS NOT NULL ON CONFLICT DO NOTHING"""
CALLS_TAKEN: Final = """
UPDATE webhook_call c SET due_at = %(later)s, tries = c.tries + 1 FROM partner p
WHERE p.id = c.partner_id AND c.delivery_id IN (
 SELECT due.delivery_id FROM webhook_call due JOIN partner open ON open.id = due.partner_id
 WHERE due.ended_at IS NULL AND due.due_at <= %(now)s
  AND open.webhook_url IS NOT NULL AND open.suspended_at IS NULL
 ORDER BY due.due_at LIMIT %(most)s FOR UPDATE OF due SKIP LOCKED)
RETURNING c.delivery_id, c.partner_id, c.tries, p.webhook_url, p.webhook_secret"""


class Call(NamedTuple):
    """A message to send now. `tries`: this one included."""

    delivery_id: Id
    partner_id: Id
    tries: int
    url: str
    secret: str


def tell_when_done(connection: Connection, delivery_id: Id, now: datetime) -> None:
    """In the transaction in which a delivery is done: its partner is told, when it wants to be."""
    connection.exec_driver_sql(CALL_WANTED, (now, delivery_id))


def take_calls(engine: Engine, now: datetime) -> list[Call]:
    """Messages that are due. Taken for a while: who is killed before it ended loses nothing.

    Those of a partner that is suspended, or has no address now, wait and cost no try: that address may be in other
    hands.
    """
    asked = {"now": now, "later": now + CALL_LEASE, "most": CALLS_AT_ONCE}
    with transaction(engine) as connection:
        return [Call(*row) for row in connection.exec_driver_sql(CALLS_TAKEN, asked).all()]


def message_of(engine: Engine, call: Call, now: datetime) -> bytes | None:
    """The body of a message; None when the delivery is gone."""
    with transaction(engine, partner=call.partner_id) as connection:
        found = find_delivery(connection, call.delivery_id, 1, 1)
    return body_of(found, now) if found else None


def end_call(engine: Engine, call: Call, now: datetime, *, sent: bool) -> bool:
    """Note what became of a try; gives whether the message ended with it."""
    again = None if sent else again_at(call.tries, now)
    ended = {"ended_at": now, "sent": sent} if again is None else {"due_at": again}
    with transaction(engine) as connection:
        update(connection, webhook_call, [{"delivery_id": call.delivery_id, **ended}])
    return again is None
