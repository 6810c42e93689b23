"""Signals in the record: optimistic insert, then comparison with what was there; the only place that knows keys."""

import os
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection

from domain.change import Row
from domain.intake.checks.faults import Code
from domain.people.customer import NO_CUSTOMER
from domain.people.matching.features import FeatureKey, door_of, features_of
from domain.people.matching.kept import kept_features
from domain.people.recognised import address_of, recognised_by
from domain.people.resident import is_somebody_else, resident_of
from plumbing.record.one_by_one import write_all_or_each
from plumbing.record.secrecy import Secrecy
from plumbing.record.tables import CONTENT, signal
from plumbing.record.tables.intake import DECIDED_ON, LIKE_CUSTOMER, QUESTION
from plumbing.record.write import Keys, insert, parameters, rows_of, unnested
from schemas.ids import Id, as_bytes, ordered_ids
from schemas.signals import Signal
from schemas.vocabulary.signals import Outcome, SignalKind
from services.ingest.signals.announced import Customer, customer_of
from services.ingest.signals.placing import Place, Sent, There, accepted, differing, refused, sort_out
from services.ingest.signals.rows import (
    SALT_BYTES,
    Key,
    Origin,
    PlainRow,
    kept_fields,
    of_all,
    recognisable,
    replacement,
    unsealed_row,
)

FEATURES_VERSION: Final = "1"
"""Of the secret that features are made with; those of two versions do not compare."""
NEW_ONES_ONLY: Final = "ON CONFLICT (municipality, partner_id, reference_key, signal_date) DO NOTHING"
STORED_SIGNALS: Final = """
SELECT s.municipality, s.reference_key, s.signal_date, s.id, s.content_hash, s.revision, s.kind, s.arrival, s.reference,
 coalesce(s.revised_at, s.received_at) AS since, coalesce(s.withdrawn_after, 0) AS withdrawn_after
FROM {sent} JOIN signal s USING (municipality, reference_key, signal_date) WHERE s.partner_id = %s
ORDER BY s.municipality, s.reference_key, s.signal_date FOR NO KEY UPDATE OF s"""
SAID_AGAIN: Final = (
    "UPDATE signal SET arrival = %(arrival)s WHERE municipality = ANY(%(places)s) AND id = ANY(%(ids)s) "
    "AND arrival < %(arrival)s"
)
COMPARED: Final = ("municipality", "reference_key", "signal_date")
"""The columns of a natural key."""
RESIDENTS: Final = """
SELECT id, customer_number, surname, postcode, house_number, house_number_addition, house_letter,
 house_number_indication FROM signal WHERE municipality = ANY(%s) AND id = ANY(%s)"""
IN_DELIVERY: Final = "SELECT signal_id FROM receipt WHERE delivery_id = %s AND signal_id = ANY(%s)"
REPORTED: Final = f"""
SELECT DISTINCT municipality, customer_number FROM signal
WHERE municipality = ANY(%s) AND partner_id = %s AND delivery_id <> %s
AND {LIKE_CUSTOMER.format("customer_number")} IN (
 SELECT {LIKE_CUSTOMER.format("one")} FROM unnest(%s::text[]) one)"""
NOT_DECIDED_ON: Final = sorted({column.name for column in signal.c} - set(DECIDED_ON))
NOT_PERSONAL: Final = sorted({column.name for column in signal.c} - (set(CONTENT) - set(DECIDED_ON)))
OLD_CONTENT_KEPT: Final = """
INSERT INTO signal_revision
 (municipality, signal_id, revision, content, personal, asked, occasion, asked_at, replaced_at)
SELECT s.municipality, s.id, s.revision, to_jsonb(s) - %s::text[], to_jsonb(s) - %s::text[],
 s.asked, s.occasion, s.asked_at, %s FROM signal s
WHERE s.municipality = ANY(%s) AND s.id = ANY(%s)"""
REPLACED: Final = ("municipality", "id", *CONTENT, "revision", *QUESTION)
ARRIVED: Final = (*REPLACED, "arrival")
CONTENT_REPLACED: Final = (
    f"UPDATE signal SET {', '.join(f'{name} = x.{name}' for name in REPLACED[2:])}, "
    "arrival = greatest(signal.arrival, x.arrival), revised_at = x.asked_at, stored_at = clock_timestamp() "
    f"FROM {unnested(signal, ARRIVED)} "
    "WHERE signal.municipality = x.municipality AND signal.id = x.id RETURNING signal.id"
)


def place(connection: Connection, secrecy: Secrecy, origin: Origin, signals: Mapping[Key, Signal]) -> dict[Key, Place]:
    """Store what is new, revise what changed, and tell of every signal what became of it.

    Inserts in order of key, so that two deliveries at once wait for each other instead of deadlocking.
    """
    rows = _new_rows({key: signals[key] for key in sorted(signals)}, origin, secrecy)
    insert_new = partial(insert, connection, signal, shared=of_all(origin), conflict=NEW_ONES_ONLY, returning="id")
    inserted, lost = _ids(write_all_or_each(connection, list(rows.values()), insert_new))
    settled = inserted | lost
    known = {key: Sent(row["content_hash"], signals[key].kind) for key, row in rows.items() if row["id"] not in settled}
    return (
        {key: accepted(row["id"], row["asked"]) for key, row in rows.items() if row["id"] in inserted}
        | {key: refused(Code.NOT_STORED) for key, row in rows.items() if row["id"] in lost}
        | (_revise(connection, secrecy, origin, signals, known) if known else {})
    )


def reported_before(connection: Connection, origin: Origin, customers: Collection[Customer]) -> frozenset[Customer]:
    """Those of the customers of whom the partner reported something in an earlier delivery; nobody is none of them."""
    named = [(place, key) for place, key in customers if key != NO_CUSTOMER]
    if not named:
        return frozenset()
    places, keys = sorted({place for place, _ in named}), sorted({key for _, key in named})
    rows = connection.exec_driver_sql(REPORTED, (places, origin.partner_id, origin.delivery_id, keys)).all()
    return frozenset(map(customer_of, rows)).intersection(named)


def _revise(
    connection: Connection, secrecy: Secrecy, origin: Origin, signals: Mapping[Key, Signal], sent: Mapping[Key, Sent]
) -> dict[Key, Place]:
    """Compare signals that were there already with what was `sent`, and replace what changed.

    They are locked first: of deliveries that say something of one signal at once, the one with the highest number
    stays. Saying the same again counts as saying it last.
    """
    there = _stored(connection, origin.partner_id, list(sent))
    recased = _recased(signals, there)
    signals, sent = {**signals, **recased}, {**sent, **_as_sent(recased, origin, secrecy)}
    changed = differing(sent, there)
    here = _in_delivery(connection, origin.delivery_id, changed)
    placed = sort_out(sent, there, here, origin.arrival, _of_others(connection, signals, changed))
    _said_again(
        connection, origin.arrival, [key for key, one in placed.items() if one.outcome is Outcome.DUPLICATE], there
    )
    rows = [
        _sealed(
            replacement(kept_fields(signals[key]), name, revision, asked, origin),
            sent[key].content_hash,
            origin,
            secrecy,
        )
        for key, (_, name, asked, revision, *_) in placed.items()
        if name and asked
    ]
    _, lost = _ids(write_all_or_each(connection, rows, partial(_replace, connection)))
    return {key: refused(Code.NOT_STORED) if one.signal_id in lost else one for key, one in placed.items()}


def _recased(signals: Mapping[Key, Signal], there: Mapping[Key, There]) -> dict[Key, Signal]:
    """Signals whose reference stands there in other case: that is no other content; what was first sent stays."""
    return {
        key: signals[key].model_copy(update={"reference": one.reference})
        for key, one in there.items()
        if one.reference != signals[key].reference
    }


def _as_sent(signals: Mapping[Key, Signal], origin: Origin, secrecy: Secrecy) -> dict[Key, Sent]:
    return {
        key: Sent(secrecy.content_hash(recognisable(kept_fields(one), origin.partner_id)), one.kind)
        for key, one in signals.items()
    }


def _new_rows(signals: Mapping[Key, Signal], origin: Origin, secrecy: Secrecy) -> dict[Key, PlainRow]:
    """Sealed rows with fresh ids and salts."""
    ids = ordered_ids(origin.received_at, os.urandom(10 * len(signals)))
    salts = os.urandom(SALT_BYTES * len(signals))
    rows = {}
    for number, ((key, one), signal_id) in enumerate(zip(signals.items(), ids, strict=True)):
        row, salt = kept_fields(one), salts[number * SALT_BYTES : (number + 1) * SALT_BYTES]
        hashed = secrecy.content_hash(recognisable(row, origin.partner_id))
        rows[key] = _sealed(unsealed_row(row, signal_id, salt), hashed, origin, secrecy)
    return rows


def _sealed(row: PlainRow, content_hash: bytes, origin: Origin, secrecy: Secrecy) -> PlainRow:
    """The row with its BSN as ciphertext for its id alone, and as a hash; and with what triage matches it by."""
    bsn = row.pop("bsn")
    row["bsn_cipher"] = secrecy.seal(bsn, as_bytes(row["id"])) if bsn else None
    row["bsn_hash"] = secrecy.bsn_hash(bsn) if bsn else None
    row["content_hash"] = content_hash
    known_by = recognised_by(row["surname"], row["birth_date"], address_of(row), row["initials"])
    key = FeatureKey(FEATURES_VERSION, secrecy.features_secret(row["municipality"]))
    told = row | {"partner_id": origin.partner_id, "partner_kind": origin.partner_kind}
    compared = {"features": kept_features(features_of(told, key)), "door": door_of(address_of(row), key)}
    return row | known_by.hashed(secrecy.person_hash) | compared


def _stored(connection: Connection, partner_id: Id, keys: Sequence[Key]) -> dict[Key, There]:
    """The partner's stored signals under these natural keys, locked in order of key."""
    rows = rows_of(connection, STORED_SIGNALS, partner_id, sent=Keys(signal, COMPARED, keys))
    return {
        (row.municipality, row.reference_key, row.signal_date.isoformat()): There(
            row.id,
            bytes(row.content_hash),
            row.revision,
            SignalKind(row.kind),
            row.arrival,
            row.since,
            row.reference,
            row.withdrawn_after,
        )
        for row in rows
    }


def _said_again(connection: Connection, arrival: int, keys: Sequence[Key], there: Mapping[Key, There]) -> None:
    """Note that what stands there was said again: what was received before this cannot replace it any more."""
    if keys:
        places, ids = sorted({key[0] for key in keys}), [there[key].id for key in keys]
        connection.exec_driver_sql(SAID_AGAIN, {"arrival": arrival, "places": places, "ids": ids})


def _in_delivery(connection: Connection, delivery_id: Id, found: Mapping[Key, There]) -> frozenset[Id]:
    """Which of these signals have a receipt of this delivery."""
    if not found:
        return frozenset()
    ids = [one.id for one in found.values()]
    return frozenset(connection.exec_driver_sql(IN_DELIVERY, (delivery_id, ids)).scalars())


def _of_others(connection: Connection, signals: Mapping[Key, Signal], found: Mapping[Key, There]) -> frozenset[Key]:
    """Keys under which somebody else stands than the signal is about."""
    if not found:
        return frozenset()
    places, ids = sorted({key[0] for key in found}), [one.id for one in found.values()]
    rows = connection.exec_driver_sql(RESIDENTS, (places, ids))
    residents = {row.id: resident_of(row) for row in rows}
    return frozenset(
        key for key, one in found.items() if is_somebody_else(resident_of(signals[key]), residents[one.id])
    )


def _replace(connection: Connection, rows: Sequence[Row]) -> list[Any]:
    """Keep the old content (no plain BSN) and its question, and put the new in its place; gives their ids."""
    places, ids = sorted({row["municipality"] for row in rows}), [row["id"] for row in rows]
    connection.exec_driver_sql(OLD_CONTENT_KEPT, (NOT_DECIDED_ON, NOT_PERSONAL, rows[0]["asked_at"], places, ids))
    return list(connection.exec_driver_sql(CONTENT_REPLACED, parameters(signal, ARRIVED, rows)).all())


def _ids(written: tuple[Sequence[Any], Sequence[Row]]) -> tuple[frozenset[Id], frozenset[Id]]:
    """Ids of the rows that were written, and of those that the database refused."""
    return frozenset(row.id for row in written[0]), frozenset(row["id"] for row in written[1])
