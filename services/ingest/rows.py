"""What a signal looks like in the record: its row, its id and the hash by which a re-delivery is recognised."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from schemas.signals import Signal
from services.record.secrecy import Secrecy

SALT_BYTES: Final = 16
NOT_IN_ROW: Final = ("attestation", "bsn")
Key = tuple[str, str, str]


class Origin(NamedTuple):
    """What all signals of a delivery share: who sent them, in which delivery, and when it was received (UTC)."""

    partner_id: UUID
    partner_kind: str
    delivery_id: UUID
    received_at: datetime


def natural_key(signal: Signal) -> Key:
    """Municipality, reference and signal date: with the partner they identify a signal (DESIGN, Identity)."""
    return signal.municipality, signal.reference, signal.signal_date.isoformat()


def new_ids(count: int, moment: datetime) -> Iterable[UUID]:
    """UUIDv7s (RFC 9562): the milliseconds of `moment`, the rest random. They carry no meaning but order."""
    stamp = int(moment.timestamp() * 1_000) << 80 | 0x7 << 76 | 0x2 << 62
    noise = os.urandom(10 * count)
    for place in range(0, 10 * count, 10):
        random = int.from_bytes(noise[place : place + 10], "big")
        yield UUID(int=stamp | (random >> 62 & 0xFFF) << 64 | random & (1 << 62) - 1)


def content_hash(signal: Signal, partner_id: UUID, secrecy: Secrecy) -> bytes:
    """Keyed hash of all that was sent; empty fields are left out, so that a new optional field changes no hash."""
    sent = {name: value for name, value in vars(signal).items() if value is not None and name != "attestation"}
    return secrecy.content_hash(partner_id.bytes + orjson.dumps(sent, option=orjson.OPT_SORT_KEYS))


def content(signal: Signal, signal_id: UUID, hashed: bytes, secrecy: Secrecy) -> dict[str, Any]:
    """The columns of `tables.CONTENT` and the natural key: the signal without plain BSN."""
    row = dict(vars(signal))
    bsn = row["bsn"]
    for name in NOT_IN_ROW:
        del row[name]
    row["bsn_cipher"] = secrecy.seal(bsn, signal_id.bytes) if bsn else None
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
        for number, (signal, signal_id) in enumerate(zip(signals, ids, strict=True))
    ]
