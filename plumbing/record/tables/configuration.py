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
    number,
    recorded,
    secret,
    words,
)

municipality: Final = Table("municipality", metadata, words("code"), words("name"), key("code"))
partner: Final = Table(
    "partner",
    metadata,
    identity("id"),
    words("name"),
    words("kind"),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    key("id"),
)
agreement: Final = Table(
    "agreement",
    metadata,
    words("municipality"),
    identity("partner_id"),
    day("valid_from"),
    day("valid_to", nullable=True),
    words("bsn_basis", nullable=True),
    words("birth_date_basis", nullable=True),
    key("municipality", "partner_id", "valid_from"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
)
policy: Final = Table(
    "policy",
    metadata,
    words("municipality"),
    number("version"),
    day("valid_from"),
    words("digest"),
    Column("body", JSONB, nullable=False),
    recorded("published_at"),
    key("municipality", "version"),
)
worker: Final = Table(
    "worker",
    metadata,
    words("municipality"),
    identity("id"),
    words("name"),
    words("role"),
    key("municipality", "id"),
)
worker_session: Final = Table(
    "worker_session",
    metadata,
    words("municipality"),
    secret("token_hash"),
    identity("worker_id"),
    moment("expires_at"),
    key("municipality", "token_hash"),
    belongs_to("worker", "municipality", "worker_id"),
)

GRANTS: Final[TableGrants] = {
    "municipality": {"admin": "SELECT, INSERT, UPDATE", "worklist": "SELECT", "report": "SELECT"},
    "partner": {
        "admin": "SELECT, INSERT, UPDATE",
        "ingest": "SELECT",
        "worklist": "SELECT (id,name,kind)",
        "report": "SELECT (id,kind)",
    },
    "agreement": {
        "admin": "SELECT, INSERT, UPDATE",
        "ingest": "SELECT",
        "report": "SELECT (municipality,partner_id)",
    },
    "policy": {"admin": "SELECT, INSERT", "triage": "SELECT", "notify": "SELECT", "worklist": "SELECT"},
    "worker": {"admin": "SELECT, INSERT, UPDATE", "worklist": "SELECT"},
    "worker_session": {"worklist": "SELECT, INSERT, DELETE"},
}
SHARED: Final = ("partner",)
