"""Intake: deliveries, their receipts and the signals, written by the role `ingest`."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
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
    text_of("state"),
    numbered("arrival"),
    moment("received_at"),
    whole_number("lines", default="0"),
    whole_number("refused_lines", default="0"),
    text_of("failure", nullable=True),
    Column("digest", LargeBinary),
    key("id"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
    Index("uq_delivery_digest", "partner_id", "digest", unique=True, postgresql_where=text("digest IS NOT NULL")),
    Index(None, "state", postgresql_where=text("state <> 'done'")),
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
    key("delivery_id", "line"),
)
KEPT: Final[Mapping[Form, Sequence[tuple[str, Callable[..., Column[Any]]]]]] = MappingProxyType(
    {
        Form.TEXT: [("", text_of)],
        Form.DAY: [("", day)],
        Form.BIRTH_DAY: [("", day)],
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
CONTENT: Final = (*(column.name for column in columns_of(CHANGEABLE)), "content_hash")
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
    secret("content_hash"),
    secret("salt"),
    whole_number("revision", SmallInteger, default="1"),
    whole_number("arrival", BigInteger),
    moment("received_at"),
    moment("revised_at", nullable=True),
    identity("asked"),
    text_of("occasion"),
    moment("asked_at"),
    recorded("stored_at"),
    key("municipality", "id"),
    UniqueConstraint("municipality", "partner_id", "reference", "signal_date"),
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

READ_BY_TRIAGE: Final = (
    *(name for name, one in SIGNAL_FIELDS.items() if one.for_triage),
    *("id", "revision", "partner_id", "partner_kind", "received_at", "revised_at", "salt"),
    *QUESTION,
)
"""Columns of a signal that deciding needs: no name, birth date, BSN, phone or e-mail."""
DECIDED_ON: Final = [name for name in CONTENT if name in READ_BY_TRIAGE]
"""What a revision keeps as `content`; the rest stands under `personal`, which triage does not read."""
REVISION_OF_TRIAGE: Final = [column.name for column in signal_revision.c if column.name != "personal"]
COUNTED: Final = "SELECT (municipality,id,revision,partner_kind,stored_at,received_at,asked)"

GRANTS: Final[TableGrants] = {
    "delivery": {"ingest": "SELECT, INSERT, UPDATE", "report": "SELECT"},
    "delivery_chunk": {"ingest": "SELECT, INSERT, DELETE"},
    "receipt": {"ingest": "SELECT, INSERT", "report": "SELECT"},
    "signal": {
        "ingest": f"SELECT, INSERT, UPDATE ({','.join((*CONTENT, *QUESTION))},revision,arrival,revised_at,stored_at)",
        "triage": f"SELECT ({','.join(READ_BY_TRIAGE)})",
        "relay": COUNTED,
        "worklist": "SELECT",
        "report": COUNTED,
    },
    "signal_revision": {"ingest": "INSERT", "triage": f"SELECT ({','.join(REVISION_OF_TRIAGE)})"},
}
SHARED: Final = ("delivery", "delivery_chunk", "receipt")
OF_A_PARTNER: Final = ("delivery", "delivery_chunk", "receipt", "signal")
"""Tables of which a partner sees its own rows alone."""
