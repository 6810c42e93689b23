"""What a signal looks like as a row, as long as nothing in it is sealed: the record never sees this row."""

from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson

from domain.intake.spelling import alike
from schemas.fields import Form
from schemas.ids import Id, as_bytes, event_id
from schemas.signals import SIGNAL_FIELDS, Signal, reference_key
from schemas.vocabulary.decisions import Occasion

SALT_BYTES: Final = 16
NOT_KEPT: Final = tuple(name for name, one in SIGNAL_FIELDS.items() if one.form is Form.PARTS)
Key = tuple[str, str, str]
PlainRow = dict[str, Any]
"""Columns of a signal with its BSN in plain, which `services.ingest.signals.store` seals before it writes."""


class Origin(NamedTuple):
    """What all signals of a delivery share: who sent them, in which delivery, and when it was received (UTC).

    `arrival`: the number that the record gave the delivery when it was received. It alone is the order of receipt: the
    moment is from a clock, and clocks differ and jump (docs/decisions/0028).
    """

    partner_id: Id
    partner_kind: str
    delivery_id: Id
    received_at: datetime
    arrival: int


def natural_key(signal: Signal) -> Key:
    """Municipality, key of reference and signal date: with the partner they identify a signal (docs/decisions/0011)."""
    return signal.municipality, reference_key(signal.reference), signal.signal_date.isoformat()


def question_of(signal_id: Id, revision: int) -> Id:
    """The cause of everything that a revision of a signal brings about; the same after any redelivery."""
    return event_id(signal_id, f"revision:{revision}")


def kept_fields(signal: Signal) -> PlainRow:
    """The fields of a signal that are kept, by column."""
    row = dict(vars(signal))
    for name in NOT_KEPT:
        del row[name]
    return row


def recognisable(row: PlainRow, partner_id: Id) -> bytes:
    """What is kept of a signal as bytes to hash; empty fields are left out, so that a new one changes no hash.

    Nor does another apostrophe or dash.
    """
    sent = {name: value for name, value in row.items() if value is not None}
    told = orjson.dumps(sent, option=orjson.OPT_SORT_KEYS)
    return as_bytes(partner_id) + (told if told.isascii() else alike(told.decode()).encode())


def of_all(origin: Origin) -> PlainRow:
    """Columns that are the same for every new signal of a delivery: where it is from, and the question it asks."""
    return origin._asdict() | {"occasion": Occasion.RECEIVED, "asked_at": origin.received_at}


def unsealed_row(row: PlainRow, signal_id: Id, salt: bytes) -> PlainRow:
    """A row of the table `signal`, from what is kept of it, without what `of_all` says. `salt`: 16 random bytes."""
    return row | {"id": signal_id, "asked": question_of(signal_id, 1), "salt": salt}


def replacement(row: PlainRow, signal_id: Id, revision: int, asked: Id, origin: Origin) -> PlainRow:
    """The columns with which a stored signal is replaced, from what is kept of it; it keeps its id."""
    question = {"asked": asked, "occasion": Occasion.REVISED, "asked_at": origin.received_at}
    return row | {"id": signal_id, "revision": revision, "arrival": origin.arrival} | question
