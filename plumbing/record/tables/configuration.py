"""Configuration: municipalities, partners, policies and workers, written by the role `admin` (docs/decisions/0008).

What an administrator does on a page, the role `worklist` writes: it may narrow an agreement of its own municipality,
and save a column mapping of a partner that has one (docs/decisions/0037).
"""

from typing import Final

from sqlalchemy import Column, ForeignKeyConstraint, SmallInteger, Table, UniqueConstraint
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
)

municipality: Final = Table("municipality", metadata, text_of("code"), text_of("name"), key("code"))
# `channels`, `fields`: what the partner may use and send (outward names); nothing means all that its kind may.
# `delivery_day` (of the month) and `delivery_interval` (days): when its next delivery is expected.
# `client_id`: how an OAuth 2 token names it. `webhook_url`, `webhook_secret`: where it is told what was read, and how
# that is signed.
partner: Final = Table(
    "partner",
    metadata,
    identity("id"),
    text_of("name"),
    text_of("kind"),
    text_of("contact_mail", nullable=True),
    text_of("contact_phone", nullable=True),
    whole_number("delivery_day", SmallInteger, nullable=True),
    whole_number("delivery_interval", SmallInteger, nullable=True),
    Column("channels", JSONB),
    Column("fields", JSONB),
    text_of("client_id", nullable=True),
    text_of("webhook_url", nullable=True),
    text_of("webhook_secret", nullable=True),
    moment("suspended_at", nullable=True),
    key("id"),
    UniqueConstraint("client_id"),
)
# While a key is rotated two of them hold; one without an end holds until the next rotation.
partner_key: Final = Table(
    "partner_key",
    metadata,
    secret("key_hash"),
    identity("partner_id"),
    recorded("made_at"),
    moment("ends_at", nullable=True),
    key("key_hash"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
)
column_mapping: Final = Table(
    "column_mapping",
    metadata,
    identity("partner_id"),
    text_of("name"),
    whole_number("version"),
    Column("body", JSONB, nullable=False),
    recorded("saved_at"),
    key("partner_id", "name", "version"),
    ForeignKeyConstraint(["partner_id"], ["partner.id"]),
)
accepted_kind: Final = Table(
    "accepted_kind",
    metadata,
    text_of("municipality"),
    text_of("kind"),
    day("valid_from"),
    day("valid_to", nullable=True),
    key("municipality", "kind", "valid_from"),
)
# Every change of what stands here, with what it was: a role or the id of a worker did it, no name and no key.
configuration_change: Final = Table(
    "configuration_change",
    metadata,
    numbered("number"),
    recorded("changed_at"),
    text_of("changed_by"),
    identity("worker_id", nullable=True),
    text_of("subject"),
    text_of("subject_key"),
    text_of("field"),
    Column("was", JSONB),
    Column("became", JSONB),
    key("number"),
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
    text_of("decided_by", nullable=True),
    key("municipality", "version"),
)
worker: Final = Table(
    "worker",
    metadata,
    text_of("municipality"),
    identity("id"),
    text_of("name"),
    text_of("role"),
    moment("blocked_at", nullable=True),
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

SHOWN_OF_PARTNER: Final = (
    "id",
    "name",
    "kind",
    "contact_mail",
    "contact_phone",
    "delivery_day",
    "delivery_interval",
    "channels",
    "fields",
    "suspended_at",
)
"""What pages may show of a partner: not how it signs in."""
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
        "worklist": f"SELECT ({','.join(SHOWN_OF_PARTNER)})",
        "report": "SELECT (id,name,kind,delivery_day,delivery_interval,suspended_at)",
    },
    "partner_key": {"admin": "SELECT, INSERT, UPDATE (ends_at)", "ingest": "SELECT"},
    "column_mapping": {"admin": "SELECT, INSERT", "ingest": "SELECT", "worklist": "SELECT, INSERT"},
    "accepted_kind": {"admin": "SELECT, INSERT, UPDATE", "ingest": "SELECT", "worklist": "SELECT"},
    "configuration_change": {"admin": "SELECT, INSERT", "worklist": "INSERT"},
    "agreement": {
        "admin": "SELECT, INSERT, UPDATE",
        "ingest": "SELECT",
        "worklist": "SELECT, UPDATE (valid_to,bsn_basis,birth_date_basis)",
        "report": "SELECT (municipality,partner_id)",
    },
    "policy": {"admin": "SELECT, INSERT", "triage": "SELECT", "notify": "SELECT", "worklist": "SELECT"},
    "worker": {"admin": "SELECT, INSERT, UPDATE", "worklist": "SELECT"},
    "worker_session": {"worklist": "SELECT, INSERT, DELETE"},
}
SHARED: Final = ("partner", "partner_key", "column_mapping", "configuration_change")
"""The partners that may deliver, how they sign in and write their files; and what was changed."""
OF_AN_AGREED_PARTNER: Final = ("column_mapping",)
"""Tables of which a municipality sees the rows of partners that it has or had an agreement with; what a page may write
there is less (`roles.WRITTEN`)."""
