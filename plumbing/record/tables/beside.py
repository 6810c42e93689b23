"""Beside the front door: what workers type and ask of ingest, and records that were refused and may be mended.

The role `worklist` leaves a row in `hand_entry` and no more; all that comes of it is written by `ingest`
(docs/decisions/0040, 0041).
"""

from typing import Final

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB

from plumbing.record.tables.columns import (
    TableGrants,
    day,
    identity,
    key,
    metadata,
    moment,
    recorded,
    text_of,
    whole_number,
)

# `content`: the record by outward names, without a BSN; none when something is put aside. `mends`: the id of the
# refused record; `changed`: outward names of the fields that the worker changed.
hand_entry: Final = Table(
    "hand_entry",
    metadata,
    text_of("municipality"),
    identity("id"),
    text_of("kind"),
    identity("partner_id"),
    identity("worker_id"),
    day("received_on"),
    Column("content", JSONB),
    identity("mends", nullable=True),
    text_of("reason", nullable=True),
    Column("changed", JSONB),
    moment("typed_at"),
    recorded("stored_at"),
    key("municipality", "id"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
)
hand_answer: Final = Table(
    "hand_answer",
    metadata,
    text_of("municipality"),
    identity("id"),
    text_of("kind"),
    identity("partner_id"),
    identity("worker_id"),
    day("received_on"),
    moment("typed_at"),
    moment("taken_at"),
    identity("delivery_id", nullable=True),
    text_of("outcome", nullable=True),
    identity("signal_id", nullable=True),
    Column("errors", JSONB),
    Column("findings", JSONB),
    key("municipality", "id"),
)
# `record`: what may be kept of it, by outward names; none of what may not have been sent at all. `left_out`: outward
# names of what was sent and is not kept. `reference`, `signal_date`: by which a later delivery is known as the same.
quarantine: Final = Table(
    "quarantine",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("partner_id"),
    identity("delivery_id"),
    whole_number("line"),
    text_of("reference", nullable=True),
    day("signal_date", nullable=True),
    Column("record", JSONB),
    Column("left_out", JSONB),
    Column("errors", JSONB, nullable=False),
    moment("rejected_at"),
    day("kept_until"),
    key("municipality", "id"),
    UniqueConstraint("delivery_id", "line"),
    Index(None, "partner_id", "municipality", "reference"),
)
quarantine_end: Final = Table(
    "quarantine_end",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("partner_id"),
    identity("delivery_id"),
    whole_number("line"),
    text_of("settlement"),
    text_of("reason", nullable=True),
    identity("worker_id", nullable=True),
    Column("changed", JSONB),
    identity("signal_id", nullable=True),
    moment("settled_at"),
    key("municipality", "id"),
    UniqueConstraint("delivery_id", "line"),
)

GRANTS: Final[TableGrants] = {
    "hand_entry": {
        "worklist": "INSERT, SELECT (municipality,id,kind,partner_id,worker_id,received_on,mends,typed_at)",
        "ingest": "SELECT, DELETE",
        "report": "SELECT (municipality,id,kind,stored_at)",
    },
    "hand_answer": {"ingest": "SELECT, INSERT", "worklist": "SELECT"},
    "quarantine": {"ingest": "SELECT, INSERT, DELETE", "worklist": "SELECT"},
    "quarantine_end": {"ingest": "SELECT, INSERT"},
}
OF_A_PARTNER: Final = ("quarantine", "quarantine_end")
"""Tables of which a partner sees its own rows alone."""
