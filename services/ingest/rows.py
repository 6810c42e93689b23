"""What a signal looks like in the record: its row, its id and the hash by which a re-delivery is recognised."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson

from plumbing.record.secrecy import Secrecy
from schemas.fields import Form
from schemas.ids import VARIANTS, Id, as_bytes, event_id
from schemas.signals import SIGNAL_FIELDS, Signal

SALT_BYTES: Final = 16
NOT_IN_ROW: Final = tuple(name for name, one in SIGNAL_FIELDS.items() if one.form in {Form.SEALED, Form.PARTS})
Key = tuple[str, str, str]


class Origin(NamedTuple):
    """What all signals of a delivery share: who sent them, in which delivery, and when it was received (UTC)."""

    partner_id: Id
    partner_kind: str
    delivery_id: Id
    received_at: datetime


def natural_key(signal: Signal) -> Key:
    """Municipality, reference and signal date: with the partner they identify a signal (docs/decisions/0011)."""
    return signal.municipality, signal.reference, signal.signal_date.isoformat()


def new_ids(count: int, moment: datetime) -> Iterable[Id]:
    """UUIDv7s (RFC 9562): the milliseconds of `moment`, the rest random. They carry no meaning but order."""
    stamp = f"{int(moment.timestamp() * 1_000):012x}"
    noise = os.urandom(10 * count).hex()
    for place in range(0, 20 * count, 20):
        random = noise[place : place + 20]
        yield f"{stamp[:8]}-{stamp[8:]}-7{random[:3]}-{VARIANTS[random[3]]}{random[4:7]}-{random[7:19]}"


def question_of(signal_id: Id, revision: int) -> Id:
    """The cause of everything that a revision of a signal brings about; the same after any redelivery."""
    return event_id(signal_id, f"revision:{revision}")


def content_hash(signal: Signal, partner_id: Id, secrecy: Secrecy) -> bytes:
    """Keyed hash of all that was sent; empty fields are left out, so that a new optional field changes no hash."""
    sent = {name: value for name, value in vars(signal).items() if value is not None and name != "attestation"}
    return secrecy.content_hash(as_bytes(partner_id) + orjson.dumps(sent, option=orjson.OPT_SORT_KEYS))


def content(signal: Signal, signal_id: Id, hashed: bytes, secrecy: Secrecy) -> dict[str, Any]:
    """The columns of `tables.CONTENT` and the natural key: the signal without plain BSN."""
    row = dict(vars(signal))
    bsn = row["bsn"]
    for name in NOT_IN_ROW:
        del row[name]
    row["bsn_cipher"] = secrecy.seal(bsn, as_bytes(signal_id)) if bsn else None
    row["bsn_hash"] = secrecy.bsn_hash(bsn) if bsn else None
    row["content_hash"] = hashed
    return row


def signal_rows(signals: Sequence[Signal], origin: Origin, secrecy: Secrecy) -> list[dict[str, Any]]:
    """New rows of the table `signal` without what `origin` says of all, each with a fresh id and salt."""
    salts = os.urandom(SALT_BYTES * len(signals))
    ids = new_ids(len(signals), origin.received_at)
    return [
        content(signal, signal_id, content_hash(signal, origin.partner_id, secrecy), secrecy)
        | {"id": signal_id, "salt": salts[number * SALT_BYTES : (number + 1) * SALT_BYTES]}
        | {"asked": question_of(signal_id, 1)}
        for number, (signal, signal_id) in enumerate(zip(signals, ids, strict=True))
    ]
