"""Decisions: what became of every signal, in the one order of its municipality, written by the role `triage`."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    UniqueConstraint,
)

from plumbing.record.tables.columns import (
    TableGrants,
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

sequence: Final = Table(
    "sequence",
    metadata,
    words("municipality"),
    number("last", BigInteger, default="0"),
    key("municipality"),
)
SETTLES: Final = (
    words("disposition"),
    identity("person_id"),
    identity("household_id"),
    identity("case_id", nullable=True),
    identity("partner_id"),
    words("partner_kind"),
    words("reference"),
    words("kind"),
    number("amount_cents", Integer),
    day("received_on"),
)
"""What a decision settles about its signal, as the signal was then."""
decision: Final = Table(
    "decision",
    metadata,
    words("municipality"),
    number("sequence", BigInteger),
    identity("signal_id"),
    number("revision", SmallInteger),
    identity("cause"),
    words("occasion"),
    moment("decided_for"),
    number("policy_version", Integer),
    words("rules_version"),
    words("matcher_version"),
    words("definitions_version"),
    Column("outcome", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    secret("input_digest"),
    recorded("recorded_at"),
    *SETTLES,
    key("municipality", "sequence"),
    UniqueConstraint("municipality", "signal_id", "cause"),
    Index(None, "municipality", "household_id"),
    Index(None, "municipality", "case_id"),
)
LATEST: Final = ("municipality", "signal_id", "revision", "cause", "sequence", *(column.name for column in SETTLES))
disposition: Final = Table("disposition", MetaData(), *(Column(name, decision.c[name].type) for name in LATEST))
"""A view: the latest decision on each signal (docs/decisions/0018)."""

VIEWS: Final = {
    "disposition": f"""
SELECT {", ".join(f"d.{name}" for name in LATEST)}
FROM decision d WHERE NOT EXISTS (
 SELECT 1 FROM decision later
 WHERE later.municipality = d.municipality AND later.signal_id = d.signal_id AND later.sequence > d.sequence
)""",
    "unsettled_signal": """
SELECT s.municipality, s.id, s.revision, s.partner_kind, s.asked, s.stored_at, k.subject IS NOT NULL AS stuck
FROM signal s
LEFT JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id
LEFT JOIN stuck k ON k.municipality = s.municipality AND k.subject = s.id AND k.service = 'triage'
WHERE d.cause IS DISTINCT FROM s.asked""",
}
"""`unsettled_signal`: signals whose newest question has no answer yet."""

SETTLED: Final = f"SELECT ({','.join(LATEST)})"
"""What the view `disposition` reads of decisions."""
GRANTS: Final[TableGrants] = {
    "sequence": {"triage": "SELECT, INSERT, UPDATE", "worklist": "SELECT, INSERT, UPDATE"},
    "decision": {"triage": "SELECT, INSERT", "relay": SETTLED, "worklist": "SELECT", "report": SETTLED},
    "disposition": {"triage": "SELECT", "relay": "SELECT", "worklist": "SELECT", "report": "SELECT"},
    "unsettled_signal": {"relay": "SELECT", "worklist": "SELECT", "report": "SELECT"},
}
