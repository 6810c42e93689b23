"""Signals that are in the record already: find them by natural key, lock them, and replace their content."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError

from plumbing.record.secrecy import Secrecy
from plumbing.record.tables import CONTENT, signal
from plumbing.record.write import columns, parameters, unnested
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.decisions import Occasion
from services.ingest.rows import Key, Origin, content, question_of

T = TypeVar("T")
log = structlog.get_logger(__name__)
ONCE: Final = "ON CONFLICT (municipality, partner_id, reference, signal_date) DO NOTHING"
REPLACED: Final = ("municipality", "id", *CONTENT, "revision", "asked", "occasion", "asked_at")
NOT_KEPT: Final = sorted({column.name for column in signal.c} - set(CONTENT) - {"revised_at"})

FIND: Final = """
SELECT s.municipality, s.reference, s.signal_date, s.id, s.content_hash,
 s.revision, coalesce(s.revised_at, s.received_at) AS known_at
FROM unnest(%s::text[], %s::text[], %s::date[]) AS k (municipality, reference, signal_date)
JOIN signal s USING (municipality, reference, signal_date) WHERE s.partner_id = %s"""
LOCK: Final = """
SELECT s.municipality, s.reference, s.signal_date, s.id, s.content_hash,
 s.revision, coalesce(s.revised_at, s.received_at) AS known_at
FROM signal s WHERE s.municipality = ANY(%s) AND s.id = ANY(%s)
ORDER BY s.municipality, s.reference, s.signal_date FOR NO KEY UPDATE"""
IN_DELIVERY: Final = "SELECT signal_id FROM receipt WHERE delivery_id = %s AND signal_id = ANY(%s)"
KEEP: Final = """
INSERT INTO signal_revision (municipality, signal_id, revision, content, replaced_at)
SELECT s.municipality, s.id, s.revision, to_jsonb(s) - %s::text[], %s FROM signal s
WHERE s.municipality = ANY(%s) AND s.id = ANY(%s)"""
REPLACE: Final = (
    f"UPDATE signal SET {', '.join(f'{name} = x.{name}' for name in REPLACED[2:])}, "
    "revised_at = x.asked_at, stored_at = clock_timestamp() "
    f"FROM {unnested(signal, REPLACED)} "
    "WHERE signal.municipality = x.municipality AND signal.id = x.id RETURNING signal.id"
)


class There(NamedTuple):
    """A stored signal: its id, the keyed hash of its content, its revision, and when that content was received."""

    id: Id
    content_hash: bytes
    revision: int
    known_at: datetime


def of_all(origin: Origin) -> dict[str, Any]:
    """Columns that are the same for every signal of a delivery: where it is from, and the question it asks."""
    return origin._asdict() | {"occasion": Occasion.RECEIVED, "asked_at": origin.received_at}


def find(connection: Connection, partner_id: Id, keys: Sequence[Key]) -> dict[Key, There]:
    """The partner's stored signals under these natural keys."""
    return _by_key(connection.exec_driver_sql(FIND, (*columns(keys, "text", "text", "date"), partner_id)).all())


def lock(connection: Connection, ids: Mapping[Key, Id]) -> dict[Key, There]:
    """The same signals, locked in order of key, as they are now that nobody else can change them."""
    if not ids:
        return {}
    parameters = (sorted({key[0] for key in ids}), list(ids.values()))
    return _by_key(connection.exec_driver_sql(LOCK, parameters).all())


def already_in_delivery(connection: Connection, delivery_id: Id, ids: Sequence[Id]) -> frozenset[Id]:
    """Which signals have a receipt of this delivery: one delivery cannot say two things of one signal."""
    if not ids:
        return frozenset()
    return frozenset(row.signal_id for row in connection.exec_driver_sql(IN_DELIVERY, (delivery_id, list(ids))).all())


def replacement(
    sent: Signal, signal_id: Id, hashed: bytes, secrecy: Secrecy, revision: int, origin: Origin
) -> dict[str, Any]:
    """The row with which a stored signal is replaced; the BSN is sealed for the id that the signal keeps."""
    question = {
        "asked": question_of(signal_id, revision),
        "occasion": Occasion.REVISED,
        "asked_at": origin.received_at,
    }
    fresh = content(sent, signal_id, hashed, secrecy) | {"id": signal_id, "revision": revision} | question
    return {name: fresh[name] for name in REPLACED}


def write_all_or_each(
    connection: Connection, rows: Sequence[T], write: Callable[[Sequence[T]], Sequence[Any]]
) -> tuple[list[Any], list[T]]:
    """Write all rows at once; when the database refuses one, write each by itself. Gives results and refused rows.

    A row that slipped through the checks must not take its neighbours along.
    """
    if not rows:
        return [], []
    try:
        with connection.begin_nested():
            return list(write(rows)), []
    except (DataError, IntegrityError) as error:
        if len(rows) <= 1:
            log.warning("row-refused", error=type(error).__name__, state=getattr(error.orig, "sqlstate", None))
            return [], list(rows)
    written, refused = [], []
    for row in rows:
        done, not_done = write_all_or_each(connection, [row], write)
        written += done
        refused += not_done
    return written, refused


def revise(connection: Connection, rows: Sequence[Mapping[str, Any]], received_at: datetime) -> list[Any]:
    """Keep the old content (no plain BSN) as a revision and put the new in its place; gives their ids."""
    places, ids = sorted({row["municipality"] for row in rows}), [row["id"] for row in rows]
    connection.exec_driver_sql(KEEP, (NOT_KEPT, received_at, places, ids))
    return list(connection.exec_driver_sql(REPLACE, parameters(signal, REPLACED, rows)).all())


def _by_key(rows: Sequence[Any]) -> dict[Key, There]:
    return {
        (row.municipality, row.reference, row.signal_date.isoformat()): There(
            row.id, bytes(row.content_hash), row.revision, row.known_at
        )
        for row in rows
    }
