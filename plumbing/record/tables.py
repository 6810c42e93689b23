"""The record: every table, its columns and keys. Grants and row-level security stand in `plumbing.record.roles`.

Municipality (CBS code) is the first column of every primary key, except in the tables that `roles.SHARED` lists.
Times are UTC; a `date` is a local date in Europe/Amsterdam; money is in euro cents.
"""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: Final = MetaData(naming_convention=NAMING)
NOW: Final = text("clock_timestamp()")


def _moment(name: str, *, nullable: bool = False, recorded: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable, server_default=NOW if recorded else None)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _uuid(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, Uuid(as_uuid=False), nullable=nullable)


def _key(*columns: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint(*columns)


def _to(table: str, *columns: str) -> ForeignKeyConstraint:
    """Composite foreign key: the first column is always the municipality."""
    targets = ("municipality", "id")
    return ForeignKeyConstraint(columns, [f"{table}.{target}" for target in targets])


# Configuration: written by the role `admin` only (docs/decisions/0008).
municipality = Table("municipality", metadata, _text("code"), _text("name"), _key("code"))
partner = Table(
    "partner",
    metadata,
    _uuid("id"),
    _text("name"),
    _text("kind"),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    _key("id"),
)
agreement = Table(
    "agreement",
    metadata,
    _text("municipality"),
    _uuid("partner_id"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    _text("bsn_basis", nullable=True),
    _text("birth_date_basis", nullable=True),
    _key("municipality", "partner_id", "valid_from"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
)
policy = Table(
    "policy",
    metadata,
    _text("municipality"),
    Column("version", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    _text("digest"),
    Column("body", JSONB, nullable=False),
    _moment("published_at", recorded=True),
    _key("municipality", "version"),
)
worker = Table(
    "worker",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _text("name"),
    _text("role"),
    _key("municipality", "id"),
)

# Ingest.
delivery = Table(
    "delivery",
    metadata,
    _uuid("id"),
    _uuid("partner_id"),
    _text("format"),
    _text("mapping", nullable=True),
    _text("state"),
    _moment("received_at"),
    Column("lines", Integer, nullable=False, server_default="0"),
    _text("failure", nullable=True),
    _key("id"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
    Index(None, "state", postgresql_where=text("state <> 'done'")),
)
delivery_chunk = Table(
    "delivery_chunk",
    metadata,
    _uuid("delivery_id"),
    Column("number", Integer, nullable=False),
    _uuid("partner_id"),
    Column("first_line", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _key("delivery_id", "number"),
    ForeignKeyConstraint(["delivery_id"], ["delivery.id"]),
)
receipt = Table(
    "receipt",
    metadata,
    _uuid("delivery_id"),
    Column("line", Integer, nullable=False),
    _uuid("partner_id"),
    _text("outcome"),
    _uuid("signal_id", nullable=True),
    Column("errors", JSONB),
    _key("delivery_id", "line"),
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
signal = Table(
    "signal",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _uuid("partner_id"),
    _text("partner_kind"),
    _uuid("delivery_id"),
    _text("reference"),
    Column("signal_date", Date, nullable=False),
    _text("customer_number"),
    _text("initials", nullable=True),
    _text("prefix", nullable=True),
    _text("surname"),
    Column("birth_date", Date),
    Column("bsn_cipher", LargeBinary),
    Column("bsn_hash", LargeBinary),
    _text("street", nullable=True),
    _text("house_number"),
    _text("house_number_addition", nullable=True),
    _text("postcode"),
    _text("town", nullable=True),
    _text("phone", nullable=True),
    _text("email", nullable=True),
    Column("amount_cents", Integer, nullable=False),
    Column("arrears_since", Date, nullable=False),
    Column("periods_missed", SmallInteger, nullable=False),
    _text("kind"),
    Column("planned_date", Date),
    _text("stage", nullable=True),
    Column("warm_handover", Boolean, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("revision", SmallInteger, nullable=False, server_default="1"),
    _moment("received_at"),
    _moment("revised_at", nullable=True),
    _moment("stored_at", recorded=True),
    _key("municipality", "id"),
    UniqueConstraint("municipality", "partner_id", "reference", "signal_date"),
)
signal_revision = Table(
    "signal_revision",
    metadata,
    _text("municipality"),
    _uuid("signal_id"),
    Column("revision", SmallInteger, nullable=False),
    Column("content", JSONB, nullable=False),
    _moment("replaced_at"),
    _key("municipality", "signal_id", "revision"),
    _to("signal", "municipality", "signal_id"),
)

# Triage.
household = Table(
    "household",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _text("address_key"),
    _key("municipality", "id"),
    UniqueConstraint("municipality", "address_key"),
)
person = Table(
    "person",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _uuid("partner_id"),
    _text("customer_number"),
    _key("municipality", "partner_id", "customer_number"),
)
sequence = Table(
    "sequence",
    metadata,
    _text("municipality"),
    Column("last", BigInteger, nullable=False, server_default="0"),
    _key("municipality"),
)
SETTLES: Final = (
    _text("disposition"),
    _uuid("person_id"),
    _uuid("household_id"),
    _uuid("case_id", nullable=True),
    _uuid("partner_id"),
    _text("partner_kind"),
    _text("reference"),
    _text("kind"),
    Column("amount_cents", Integer, nullable=False),
    Column("received_on", Date, nullable=False),
)
"""What a decision settles about its signal, as the signal was then."""
decision = Table(
    "decision",
    metadata,
    _text("municipality"),
    Column("sequence", BigInteger, nullable=False),
    _uuid("signal_id"),
    Column("revision", SmallInteger, nullable=False),
    _moment("decided_for"),
    Column("policy_version", Integer, nullable=False),
    _text("matcher_version"),
    _text("definitions_version"),
    Column("outcome", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("input_digest", LargeBinary, nullable=False),
    _moment("recorded_at", recorded=True),
    *SETTLES,
    _key("municipality", "sequence"),
    UniqueConstraint("municipality", "signal_id", "revision"),
    Index(None, "municipality", "household_id"),
    Index(None, "municipality", "case_id"),
)
DISPOSITION: Final = ("municipality", "signal_id", "revision", "sequence", *(column.name for column in SETTLES))
disposition = Table("disposition", MetaData(), *(Column(name, decision.c[name].type) for name in DISPOSITION))
"""A view: the latest decision on each signal (docs/decisions/0018)."""
case_file = Table(
    "case_file",
    metadata,
    _text("municipality"),
    _uuid("id"),
    Column("number", BigInteger, nullable=False),
    _uuid("household_id"),
    _moment("opened_at"),
    _uuid("previous_case_id", nullable=True),
    # Header, owned by triage.
    _text("tray"),
    _text("channel"),
    Column("urgency", SmallInteger, nullable=False),
    Column("deadline", Date, nullable=False),
    Column("clock_from", Date, nullable=False),
    Column("clock_sequence", BigInteger, nullable=False),
    Column("several", Boolean, nullable=False),
    Column("successive", Boolean, nullable=False),
    _text("partner_kind"),
    Column("version", Integer, nullable=False, server_default="1"),
    # Work, owned by notify (dispatch_at) and worklist (the rest).
    _moment("dispatch_at", nullable=True),
    Column("work_version", Integer, nullable=False, server_default="0"),
    _uuid("coordinator", nullable=True),
    _moment("touched_at", nullable=True),
    Column("talked_on", Date),
    Column("talked_sequence", BigInteger),
    _moment("closed_at", nullable=True),
    _key("municipality", "id"),
    _to("household", "municipality", "household_id"),
    CheckConstraint("number > 0", "number"),
    # One open case for a household: what is open counts as number 0. The same index finds the closed ones.
    Index(
        "uq_case_file_open_household",
        "municipality",
        "household_id",
        text("(num_nonnulls(closed_at) * number)"),
        unique=True,
    ),
    Index(
        "ix_case_file_waiting",
        "dispatch_at",
        postgresql_where=text("closed_at IS NULL AND dispatch_at IS NOT NULL"),
    ),
)
stuck = Table(
    "stuck",
    metadata,
    _text("municipality"),
    _uuid("event_id"),
    _text("service"),
    _text("topic"),
    _uuid("subject"),
    _text("error"),
    _text("location"),
    Column("event", JSONB, nullable=False),
    _moment("stuck_at", recorded=True),
    _key("municipality", "event_id", "service"),
)

# Notify and worklist.
task = Table(
    "task",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _uuid("case_id"),
    _text("tray"),
    _text("channel"),
    Column("urgency", SmallInteger, nullable=False),
    Column("deadline", Date, nullable=False),
    _text("state"),
    _moment("dispatched_at"),
    _uuid("assignee", nullable=True),
    _moment("taken_until", nullable=True),
    _key("municipality", "case_id"),
    _to("case_file", "municipality", "case_id"),
    Index(
        "ix_task_queue",
        "municipality",
        "tray",
        "deadline",
        text("urgency DESC"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index("ix_task_assignee", "municipality", "assignee", postgresql_where=text("state = 'taken'")),
)
attempt = Table(
    "attempt",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _uuid("case_id"),
    _uuid("person_id", nullable=True),
    _text("kind"),
    Column("reached", Boolean, nullable=False),
    Column("held_on", Date, nullable=False),
    _text("part_of_day"),
    _uuid("worker_id"),
    _moment("recorded_at"),
    _key("municipality", "id"),
    _to("case_file", "municipality", "case_id"),
    Index(None, "municipality", "case_id"),
)
offer = Table(
    "offer",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _uuid("case_id"),
    _text("kind"),
    Column("made_on", Date, nullable=False),
    _text("answer"),
    Column("answered_on", Date),
    _uuid("worker_id"),
    _moment("recorded_at"),
    _key("municipality", "id"),
    _to("case_file", "municipality", "case_id"),
    Index(None, "municipality", "case_id"),
)
milestone = Table(
    "milestone",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _uuid("case_id"),
    _text("kind"),
    _text("result", nullable=True),
    Column("held_on", Date, nullable=False),
    _uuid("worker_id"),
    _moment("recorded_at"),
    _key("municipality", "id"),
    _to("case_file", "municipality", "case_id"),
    Index(None, "municipality", "case_id"),
    Index(
        "uq_milestone_once",
        "municipality",
        "case_id",
        "kind",
        unique=True,
        postgresql_where=text("kind <> 'first-talk'"),
    ),
)
case_event = Table(
    "case_event",
    metadata,
    _text("municipality"),
    Column("sequence", BigInteger, nullable=False),
    _uuid("case_id"),
    _text("kind"),
    Column("held_on", Date, nullable=False),
    _key("municipality", "sequence"),
    _to("case_file", "municipality", "case_id"),
)
access = Table(
    "access",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _uuid("worker_id"),
    _uuid("case_id", nullable=True),
    _text("purpose"),
    _moment("accessed_at"),
    _key("municipality", "id"),
)
worker_session = Table(
    "worker_session",
    metadata,
    _text("municipality"),
    Column("token_hash", LargeBinary, nullable=False),
    _uuid("worker_id"),
    _moment("expires_at"),
    _key("municipality", "token_hash"),
    _to("worker", "municipality", "worker_id"),
)

# Figures: rows without persons that outlive them.
fact = Table(
    "fact",
    metadata,
    _text("municipality"),
    _uuid("id"),
    _text("kind"),
    _text("partner_kind"),
    Column("cohort_date", Date, nullable=False),
    Column("held_on", Date, nullable=False),
    _text("code", nullable=True),
    Column("amount", Integer, nullable=False, server_default="1"),
    _text("definitions_version"),
    Column("signal_ids", ARRAY(Uuid(as_uuid=False))),
    Column("case_ids", ARRAY(Uuid(as_uuid=False))),
    _moment("recorded_at"),
    Column("transaction", BigInteger, nullable=False, server_default=text("(pg_current_xact_id()::text)::bigint")),
    _key("municipality", "id"),
    Index(None, "transaction", postgresql_using="brin", postgresql_with={"autosummarize": "true"}),
)

# Transport and clock.
outbox = Table(
    "outbox",
    metadata,
    _uuid("id"),
    _moment("created_at", recorded=True),
    _text("events"),
    _key("id"),
    Index(None, "created_at"),
)
simulated_clock = Table(
    "simulated_clock",
    metadata,
    Column("only", Boolean, nullable=False, server_default=text("true")),
    _moment("now", nullable=True),
    _key("only"),
)
