"""What is decided in memory alone: questions of pages with triage's answers, and a policy that runs as a shadow.

Nothing here can change a case: no role that reads these tables acts on them (docs/decisions/0054, 0055).
"""

from typing import Final

from sqlalchemy import BigInteger, Column, Table
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

supposing: Final = Table(
    "supposing",
    metadata,
    text_of("municipality"),
    identity("id"),
    text_of("kind"),
    identity("case_id", nullable=True),
    identity("worker_id"),
    Column("question", JSONB, nullable=False),
    moment("asked_at"),
    Column("answer", JSONB),
    moment("answered_at", nullable=True),
    key("municipality", "id"),
)
# The newest row of a municipality counts; one without a body ends the shadow.
shadow_policy: Final = Table(
    "shadow_policy",
    metadata,
    text_of("municipality"),
    whole_number("number"),
    day("starts_on"),
    text_of("digest", nullable=True),
    Column("body", JSONB),
    recorded("started_at"),
    key("municipality", "number"),
)
# Counts of one local day: how often the policy in force said `live` and the shadow said `shadow`.
shadow_day: Final = Table(
    "shadow_day",
    metadata,
    text_of("municipality"),
    whole_number("number"),
    whole_number("sequence", BigInteger),
    day("decided_on"),
    text_of("live"),
    text_of("shadow"),
    whole_number("signals"),
    key("municipality", "number", "sequence", "decided_on", "live", "shadow"),
)

GRANTS: Final[TableGrants] = {
    "supposing": {"triage": "SELECT, UPDATE (answer,answered_at), DELETE", "worklist": "SELECT, INSERT"},
    "shadow_policy": {"admin": "SELECT, INSERT", "triage": "SELECT", "worklist": "SELECT", "report": "SELECT"},
    "shadow_day": {"triage": "SELECT, INSERT", "worklist": "SELECT", "report": "SELECT"},
}
