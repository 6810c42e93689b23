"""Configuration: municipalities, partners, policies and workers, written by the role `admin` (docs/decisions/0008)."""

from typing import Final

from sqlalchemy import Column, ForeignKeyConstraint, LargeBinary, Table
from sqlalchemy.dialects.postgresql import JSONB

from plumbing.record.tables.columns import (
    TableGrants,
    belongs_to,
    day,
    identity,
    key,
    metadata,
    moment,
    recorded,
    secret,
    text_of,
    whole_number,
)

municipality: Final = Table("municipality", metadata, text_of("code"), text_of("name"), key("code"))
partner: Final = Table(
    "partner",
    metadata,
    identity("id"),
    text_of("name"),
    text_of("kind"),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    key("id"),
)
agreement: Final = Table(
    "agreement",
    metadata,
    text_of("municipality"),
    identity("partner_id"),
    day("valid_from"),
    day("valid_to", nullable=True),
    text_of("bsn_basis", nullable=True),
    text_of("birth_date_basis", nullable=True),
    key("municipality", "partner_id", "valid_from"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
)
policy: Final = Table(
    "policy",
    metadata,
    text_of("municipality"),
    whole_number("version"),
    day("valid_from"),
    text_of("digest"),
    Column("body", JSONB, nullable=False),
    recorded("published_at"),
    key("municipality", "version"),
)
worker: Final = Table(
    "worker",
    metadata,
    text_of("municipality"),
    identity("id"),
    text_of("name"),
    text_of("role"),
    key("municipality", "id"),
)
worker_session: Final = Table(
    "worker_session",
    metadata,
    text_of("municipality"),
    secret("token_hash"),
    identity("worker_id"),
    moment("expires_at"),
    key("municipality", "token_hash"),
    belongs_to("worker", "municipality", "worker_id"),
)

GRANTS: Final[TableGrants] = {
    "municipality": {
        "admin": "SELECT, INSERT, UPDATE",
        "triage": "SELECT (code)",
        "worklist": "SELECT",
        "report": "SELECT",
    },
    "partner": {
        "admin": "SELECT, INSERT, UPDATE",
        "ingest": "SELECT",
        "worklist": "SELECT (id,name,kind)",
        "report": "SELECT (id,kind)",
    },
    "agreement": {
        "admin": "SELECT, INSERT, UPDATE",
        "ingest": "SELECT",
        "worklist": "SELECT",
        "report": "SELECT (municipality,partner_id)",
    },
    "policy": {"admin": "SELECT, INSERT", "triage": "SELECT", "notify": "SELECT", "worklist": "SELECT"},
    "worker": {"admin": "SELECT, INSERT, UPDATE", "worklist": "SELECT"},
    "worker_session": {"worklist": "SELECT, INSERT, DELETE"},
}
SHARED: Final = ("partner",)
