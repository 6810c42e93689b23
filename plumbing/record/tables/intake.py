"""Intake: deliveries, their receipts and the signals, written by the role `ingest`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
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
    in_small_letters,
    key,
    metadata,
    moment,
    numbered,
    recorded,
    secret,
    text_of,
    whole_number,
    yes_or_no,
)
from plumbing.record.tables.transport import NOW
from schemas.fields import Form
from schemas.signals import NATURAL_KEY, SIGNAL_FIELDS

delivery: Final = Table(
    "delivery",
    metadata,
    identity("id"),
    identity("partner_id"),
    text_of("format"),
    text_of("channel"),
    text_of("mapping", nullable=True),
    whole_number("mapping_version", nullable=True),
    text_of("state"),
    numbered("arrival"),
    moment("received_at"),
    whole_number("lines", default="0"),
    whole_number("refused_lines", default="0"),
    text_of("failure", nullable=True),
    Column("digest", LargeBinary),
    text_of("dropped", nullable=True),
    key("id"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
    Index("uq_delivery_digest", "partner_id", "digest", unique=True, postgresql_where=text("digest IS NOT NULL")),
    Index("ix_delivery_pending", "partner_id", "arrival", postgresql_where=text("state <> 'done'")),
    Index(None, "partner_id", "arrival"),
)
IS_AHEAD: Final = f"received_at > {NOW} + interval '5 seconds'"
"""Of a delivery: its moment of receipt lies in the record's future, by more than clocks may differ [A]."""
# `refused_lines`: those that were refused in one answer with the file, and have no receipt of their own.
delivery_chunk: Final = Table(
    "delivery_chunk",
    metadata,
    identity("delivery_id"),
    whole_number("number"),
    identity("partner_id"),
    whole_number("records"),
    secret("body"),
    key("delivery_id", "number"),
    ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
)
receipt: Final = Table(
    "receipt",
    metadata,
    identity("delivery_id"),
    whole_number("line"),
    identity("partner_id"),
    text_of("outcome"),
    identity("signal_id", nullable=True),
    Column("errors", JSONB),
    Column("findings", JSONB),
    day("kept_until", nullable=True),
    moment("beside_at", nullable=True),
    key("delivery_id", "line"),
)
dead_letter: Final = Table(
    "dead_letter",
    metadata,
    identity("delivery_id"),
    identity("partner_id"),
    text_of("topic"),
    whole_number("topic_partition"),
    whole_number("topic_offset", BigInteger),
    moment("taken_at"),
    text_of("code"),
    recorded("recorded_at"),
    key("delivery_id"),
)
"""Messages of feeds that were refused as a whole: where they stand on Kafka and why, never what they held."""
# What a partner's request with an Idempotency-Key became (docs/decisions/0038): hashes, no content and no key.
idempotency_key: Final = Table(
    "idempotency_key",
    metadata,
    identity("partner_id"),
    secret("key_hash"),
    secret("request_hash"),
    moment("used_at"),
    identity("delivery_id", nullable=True),
    text_of("answered", nullable=True),
    key("partner_id", "key_hash"),
    ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
)
KEPT: Final[Mapping[Form, Sequence[tuple[str, Callable[..., Column[Any]]]]]] = MappingProxyType(
    {
        Form.TEXT: [("", text_of)],
        Form.DAY: [("", day)],
        Form.BIRTH_DAY: [("", text_of)],
        Form.CENTS: [("", whole_number)],
        Form.COUNT: [("", partial(whole_number, kind=SmallInteger))],
        Form.YES_OR_NO: [("", yes_or_no)],
        Form.SEALED: [("_cipher", secret), ("_hash", secret)],
        Form.PARTS: [],
    }
)
"""What a field of the signal becomes: the ends of its columns' names, and their kinds."""


def columns_of(fields: Collection[str]) -> list[Column[Any]]:
    """The columns of these fields of the signal, each as `schemas.signals` describes it."""
    known = [(name, SIGNAL_FIELDS[name]) for name in fields]
    return [kind(name + end, nullable=one.optional) for name, one in known for end, kind in KEPT[one.form]]


CHANGEABLE: Final = [name for name in SIGNAL_FIELDS if name not in NATURAL_KEY]
RECOGNISED_BY: Final = ("person_key", "home_key", "initials_key")
"""Keyed hashes of a name with its birth date, address and initials: by them registers are asked, without a name."""
COMPARED_BY: Final = ("features", "door")
"""What the matcher compares, and the whole address, under a secret of the municipality (docs/decisions/0046)."""
CONTENT: Final = (*(one.name for one in columns_of(CHANGEABLE)), "content_hash", *COMPARED_BY, *RECOGNISED_BY)
"""Columns of a signal that a revision replaces."""
QUESTION: Final = ("asked", "occasion", "asked_at")
"""The newest question on a signal: its cause, the occasion, and the moment it is decided for (docs/decisions/0020)."""
# `arrival`: the highest number among the deliveries that said what stands here (docs/decisions/0028).
signal: Final = Table(
    "signal",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("partner_id"),
    text_of("partner_kind"),
    identity("delivery_id"),
    *columns_of(["reference", "signal_date", *CHANGEABLE]),
    in_small_letters("reference_key", of="reference"),
    secret("content_hash"),
    secret("features"),
    whole_number("door", BigInteger),
    secret("person_key", nullable=True),
    secret("home_key", nullable=True),
    secret("initials_key", nullable=True),
    secret("salt"),
    whole_number("revision", SmallInteger, default="1"),
    whole_number("arrival", BigInteger),
    whole_number("withdrawn_after", BigInteger, nullable=True),
    moment("received_at"),
    moment("revised_at", nullable=True),
    identity("asked"),
    text_of("occasion"),
    moment("asked_at"),
    recorded("stored_at"),
    Column("has_phone", Boolean, Computed("phone IS NOT NULL", persisted=True), nullable=False),
    key("municipality", "id"),
    UniqueConstraint("municipality", "partner_id", "reference_key", "signal_date"),
)
signal_revision: Final = Table(
    "signal_revision",
    metadata,
    text_of("municipality"),
    identity("signal_id"),
    whole_number("revision", SmallInteger),
    Column("content", JSONB, nullable=False),
    Column("personal", JSONB, nullable=False),
    identity("asked"),
    text_of("occasion"),
    moment("asked_at"),
    moment("replaced_at"),
    key("municipality", "signal_id", "revision"),
    belongs_to("signal", "municipality", "signal_id"),
)
webhook_call: Final = Table(
    "webhook_call",
    metadata,
    identity("delivery_id"),
    identity("partner_id"),
    moment("due_at"),
    whole_number("tries", SmallInteger, default="0"),
    moment("ended_at", nullable=True),
    Column("sent", Boolean),
    key("delivery_id"),
    ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
    Index(None, "due_at", postgresql_where=text("ended_at IS NULL")),
)
"""A message to a partner that its delivery was read; it holds no word of the delivery."""
withdrawal: Final = Table(
    "withdrawal",
    metadata,
    text_of("municipality"),
    identity("cause"),
    identity("signal_id"),
    text_of("reason"),
    moment("withdrawn_at"),
    key("municipality", "cause"),
    belongs_to("signal", "municipality", "signal_id"),
    Index(None, "municipality", "signal_id"),
)
"""What a partner took back; `cause`: the question that it asked of triage."""

READ_BY_TRIAGE: Final = (
    *(name for name, one in SIGNAL_FIELDS.items() if one.for_triage),
    *("id", "revision", "partner_id", "partner_kind", "received_at", "revised_at", "salt", "features", "door"),
    *QUESTION,
)
"""Columns of a signal that deciding needs: no name, birth date, BSN, phone or e-mail."""
DECIDED_ON: Final = [name for name in CONTENT if name in READ_BY_TRIAGE]
"""What a revision keeps as `content`; the rest stands under `personal`, which triage does not read."""
REVISION_OF_TRIAGE: Final = [column.name for column in signal_revision.c if column.name != "personal"]
PLACED: Final = ("revision", "arrival", "withdrawn_after", "revised_at", "stored_at")
"""Columns by which a signal has its place in the order of receipt."""
LIKE_CUSTOMER: Final = "upper(ltrim({}, '0'))"
"""What customer numbers with one key (`domain.people.customer`) have in common; a few more have it too."""
COUNTED: Final = "SELECT (municipality,id,revision,partner_kind,stored_at,received_at,asked)"

GRANTS: Final[TableGrants] = {
    "delivery": {"ingest": "SELECT, INSERT, UPDATE", "report": "SELECT"},
    "delivery_chunk": {"ingest": "SELECT, INSERT, DELETE"},
    "receipt": {"ingest": "SELECT, INSERT", "report": "SELECT"},
    "dead_letter": {"ingest": "INSERT", "report": "SELECT"},
    "idempotency_key": {"ingest": "SELECT, INSERT, UPDATE (delivery_id,answered), DELETE"},
    "signal": {
        "ingest": f"SELECT, INSERT, UPDATE ({','.join((*CONTENT, *QUESTION, *PLACED))})",
        "triage": f"SELECT ({','.join((*READ_BY_TRIAGE, *RECOGNISED_BY))},reference_key)",
        "relay": COUNTED,
        "worklist": "SELECT",
        "report": f"{COUNTED.removesuffix(')')},partner_id,has_phone)",
    },
    "webhook_call": {"ingest": "SELECT, INSERT, UPDATE (due_at,tries,ended_at,sent)"},
    "withdrawal": {"ingest": "SELECT, INSERT", "worklist": "SELECT"},
    "signal_revision": {"ingest": "INSERT", "triage": f"SELECT ({','.join(REVISION_OF_TRIAGE)})"},
}
SHARED: Final = ("delivery", "delivery_chunk", "receipt", "dead_letter", "idempotency_key", "webhook_call")
OF_A_PARTNER: Final = (*SHARED, "signal")
"""Tables of which a partner sees its own rows alone."""
