"""Intake: deliveries, their receipts and the signals, written by the role `ingest`."""

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from plumbing.record.tables.columns import (
    TableGrants,
    belongs_to,
    day,
    identity,
    key,
    metadata,
    moment,
    number,
    recorded,
    secret,
    words,
)

delivery: Final = Table(
    "delivery",
    metadata,
    identity("id"),
    identity("partner_id"),
    words("format"),
    words("mapping", nullable=True),
    words("state"),
    moment("received_at"),
    number("lines", default="0"),
    words("failure", nullable=True),
    key("id"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
    Index(None, "state", postgresql_where=text("state <> 'done'")),
)
delivery_chunk: Final = Table(
    "delivery_chunk",
    metadata,
    identity("delivery_id"),
    number("number"),
    identity("partner_id"),
    number("first_line"),
    secret("body"),
    key("delivery_id", "number"),
    ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
)
receipt: Final = Table(
    "receipt",
    metadata,
    identity("delivery_id"),
    number("line"),
    identity("partner_id"),
    words("outcome"),
    identity("signal_id", nullable=True),
    Column("errors", JSONB),
    key("delivery_id", "line"),
)
CONTENT: Final = (
    "customer_number",
    "initials",
    "prefix",
    "surname",
    "birth_date",
    "bsn_cipher",
    "bsn_hash",
    "street",
    "house_number",
    "house_number_addition",
    "postcode",
    "town",
    "phone",
    "email",
    "amount_cents",
    "arrears_since",
    "periods_missed",
    "kind",
    "planned_date",
    "stage",
    "warm_handover",
    "content_hash",
)
"""Columns of a signal that a revision replaces."""
QUESTION: Final = ("asked", "occasion", "asked_at")
"""The newest question on a signal: its cause, the occasion, and the moment it is decided for (docs/decisions/0020)."""
signal: Final = Table(
    "signal",
    metadata,
    words("municipality"),
    identity("id"),
    identity("partner_id"),
    words("partner_kind"),
    identity("delivery_id"),
    words("reference"),
    day("signal_date"),
    words("customer_number"),
    words("initials", nullable=True),
    words("prefix", nullable=True),
    words("surname"),
    day("birth_date", nullable=True),
    secret("bsn_cipher", nullable=True),
    secret("bsn_hash", nullable=True),
    words("street", nullable=True),
    words("house_number"),
    words("house_number_addition", nullable=True),
    words("postcode"),
    words("town", nullable=True),
    words("phone", nullable=True),
    words("email", nullable=True),
    number("amount_cents", Integer),
    day("arrears_since"),
    number("periods_missed", SmallInteger),
    words("kind"),
    day("planned_date", nullable=True),
    words("stage", nullable=True),
    Column("warm_handover", Boolean, nullable=False),
    secret("content_hash"),
    secret("salt"),
    number("revision", SmallInteger, default="1"),
    moment("received_at"),
    moment("revised_at", nullable=True),
    identity("asked"),
    words("occasion"),
    moment("asked_at"),
    recorded("stored_at"),
    key("municipality", "id"),
    UniqueConstraint("municipality", "partner_id", "reference", "signal_date"),
)
signal_revision: Final = Table(
    "signal_revision",
    metadata,
    words("municipality"),
    identity("signal_id"),
    number("revision", SmallInteger),
    Column("content", JSONB, nullable=False),
    moment("replaced_at"),
    key("municipality", "signal_id", "revision"),
    belongs_to("signal", "municipality", "signal_id"),
)

READ_BY_TRIAGE: Final = (
    "municipality",
    "id",
    "revision",
    "partner_id",
    "partner_kind",
    "reference",
    "kind",
    "amount_cents",
    "arrears_since",
    "signal_date",
    "planned_date",
    "stage",
    "warm_handover",
    "received_at",
    "revised_at",
    "postcode",
    "house_number",
    "house_number_addition",
    "customer_number",
    "salt",
    *QUESTION,
)
"""Columns of a signal that deciding needs: no name, birth date, BSN, phone or e-mail."""
COUNTED: Final = "SELECT (municipality,id,revision,partner_kind,stored_at,received_at,asked)"

GRANTS: Final[TableGrants] = {
    "delivery": {"ingest": "SELECT, INSERT, UPDATE", "report": "SELECT"},
    "delivery_chunk": {"ingest": "SELECT, INSERT, DELETE"},
    "receipt": {"ingest": "SELECT, INSERT", "report": "SELECT"},
    "signal": {
        "ingest": f"SELECT, INSERT, UPDATE ({','.join((*CONTENT, *QUESTION))},revision,revised_at,stored_at)",
        "triage": f"SELECT ({','.join(READ_BY_TRIAGE)})",
        "relay": COUNTED,
        "worklist": "SELECT",
        "report": COUNTED,
    },
    "signal_revision": {"ingest": "INSERT", "triage": "SELECT"},
}
SHARED: Final = ("delivery", "delivery_chunk", "receipt")
OF_A_PARTNER: Final = ("delivery", "delivery_chunk", "receipt", "signal")
"""Tables of which a partner sees its own rows alone."""
