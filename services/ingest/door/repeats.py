"""The same request again gets its first answer: the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header).

The record keeps hashes of the key and of the request, and which delivery came of it; never the key or any content
(docs/decisions/0038).
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request

from domain.intake.checks.faults import Code, Fault
from plumbing.record.connect import lock_lost, transaction
from plumbing.record.tables import idempotency_key
from plumbing.record.write import insert, update
from schemas.ids import Id
from schemas.vocabulary.signals import DeliveryState
from services.ingest.accept import Taken
from services.ingest.door.answers import read_taken
from services.ingest.door.problems import ProblemError
from services.ingest.store import Ports

KEY_HEADER: Final = "Idempotency-Key"
A_KEY: Final = re.compile(r'"([!#-\[\]-~][ !#-\[\]-~]{0,98})"|([!#-\[\]-~]{1,100})')
"""A string of RFC 9651 without escapes, or the same without its quotes, as many clients send it."""
KEY_KEPT: Final = timedelta(days=30)
"""How long a key is known [A]; afterwards it may be used as a new one."""
NO_WAITING: Final = "SET LOCAL lock_timeout = '10ms'"
WAIT_AS_EVER: Final = "SET LOCAL lock_timeout TO DEFAULT"
FORGET_IT: Final = "DELETE FROM idempotency_key WHERE key_hash = %s AND used_at < %s"
FORGET_OLD: Final = "DELETE FROM idempotency_key WHERE used_at < %s"
USED_BEFORE: Final = "SELECT request_hash, delivery_id, answered FROM idempotency_key WHERE key_hash = %s"
PARTNERS: Final = "SELECT id FROM partner ORDER BY id"


class Once(NamedTuple):
    """A request that is to have an effect once: keyed hashes of its key, and of what it asks."""

    key_hash: bytes
    request_hash: bytes


Hash = Callable[[bytes], bytes]


def key_in(request: Request) -> str | None:
    """The key of a request, or None. Raises ProblemError 400 for one that is no string of 1 to 100 characters."""
    sent = request.headers.getlist(KEY_HEADER)
    if not sent:
        return None
    found = A_KEY.fullmatch(sent[0].strip()) if len(sent) == 1 else None
    if found is None:
        raise ProblemError(400, "De header Idempotency-Key klopt niet.", [Fault(KEY_HEADER, Code.WRONG_FORM)])
    return found[1] or found[2]


def once(hashed: Hash, key: str | None, place: str, digest: bytes) -> Once | None:
    """The request by its key, or None without one. `place`: path and query; `digest`: of the body (SHA-256)."""
    if key is None:
        return None
    return Once(hashed(b"key" + key.encode()), hashed(b"request" + sha256(place.encode()).digest() + digest))


def earlier(connection: Connection, partner_id: Id, asked: Once | None, now: datetime) -> Taken | None:
    """What the same request became before, or None when it is new; its key is then in use until the transaction ends.

    Raises ProblemError 409 while another transaction uses the key, 422 when it came with another request.
    """
    if asked is None:
        return None
    connection.exec_driver_sql(FORGET_IT, (asked.key_hash, now - KEY_KEPT))
    row = {"partner_id": partner_id, **asked._asdict(), "used_at": now}
    try:
        connection.exec_driver_sql(NO_WAITING)
        is_new = insert(connection, idempotency_key, [row], conflict="ON CONFLICT DO NOTHING", returning="used_at")
    except DBAPIError as error:
        if not lock_lost(error):
            raise
        raise ProblemError(409) from None
    connection.exec_driver_sql(WAIT_AS_EVER)
    if is_new:
        return None
    used = connection.exec_driver_sql(USED_BEFORE, (asked.key_hash,)).one()
    if bytes(used.request_hash) != asked.request_hash:
        raise ProblemError(422)
    return read_taken(connection, used.delivery_id, DeliveryState(used.answered))


def note_answer(connection: Connection, partner_id: Id, asked: Once | None, taken: Taken) -> None:
    """Keep with its key what a request became."""
    if asked is not None:
        row = {"partner_id": partner_id, "key_hash": asked.key_hash, "delivery_id": taken.id, "answered": taken.state}
        update(connection, idempotency_key, [row])


def forget_old_keys(ports: Ports) -> int:
    """Delete keys that have been kept long enough, of one partner after the other; gives how many. Blocks."""
    before = ports.clock() - KEY_KEPT
    with transaction(ports.engine) as connection:
        partners = connection.exec_driver_sql(PARTNERS).scalars().all()
    forgotten = 0
    for partner_id in partners:
        with transaction(ports.engine, partner=partner_id) as connection:
            forgotten += connection.exec_driver_sql(FORGET_OLD, (before,)).rowcount
    return forgotten
