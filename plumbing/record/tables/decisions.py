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
    recorded,
    secret,
    text_of,
    whole_number,
    yes_or_no,
)

sequence: Final = Table(
    "sequence",
    metadata,
    text_of("municipality"),
    whole_number("last", BigInteger, default="0"),
    key("municipality"),
)
SETTLES: Final = (
    text_of("disposition"),
    identity("person_id"),
    identity("household_id"),
    identity("case_id", nullable=True),
    identity("partner_id"),
    text_of("partner_kind"),
    text_of("reference"),
    text_of("kind"),
    whole_number("amount_cents", Integer),
    day("received_on"),
    day("arrears_since"),
    day("planned_date", nullable=True),
    text_of("stage", nullable=True),
    yes_or_no("warm_handover"),
    yes_or_no("says_it_again"),
)
"""What a decision settles about its signal, as the signal was then."""
decision: Final = Table(
    "decision",
    metadata,
    text_of("municipality"),
    whole_number("sequence", BigInteger),
    identity("signal_id"),
    whole_number("revision", SmallInteger),
    identity("cause"),
    text_of("occasion"),
    moment("decided_for"),
    whole_number("policy_version", Integer),
    text_of("rules_version"),
    text_of("matcher_version"),
    text_of("definitions_version"),
    Column("outcome", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
    secret("input_digest"),
    recorded("recorded_at"),
    *SETTLES,
    key("municipality", "sequence"),
    UniqueConstraint("municipality", "signal_id", "cause"),
    Index(None, "municipality", "household_id"),
    Index(None, "municipality", "case_id"),
    Index(None, "municipality", "person_id"),
)
DISPOSITION_COLUMNS: Final = (
    "municipality",
    "signal_id",
    "revision",
    "cause",
    "occasion",
    "sequence",
    *(column.name for column in SETTLES),
)
disposition: Final = Table(
    "disposition", MetaData(), *(Column(name, decision.c[name].type) for name in DISPOSITION_COLUMNS)
)
"""A view: the latest decision on each signal (docs/decisions/0020)."""
case_signal: Final = disposition.to_metadata(MetaData(), name="case_signal")
"""A view: the signals of each case, each by the latest decision that put it there (docs/decisions/0029)."""

VIEWS: Final = {
    "disposition": f"""
SELECT {", ".join(f"d.{name}" for name in DISPOSITION_COLUMNS)}
FROM decision d WHERE NOT EXISTS (
 SELECT 1 FROM decision later
 WHERE later.municipality = d.municipality AND later.signal_id = d.signal_id AND later.sequence > d.sequence
)""",
    "case_signal": f"""
SELECT {", ".join(f"d.{name}" for name in DISPOSITION_COLUMNS)}
FROM decision d WHERE d.case_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM decision later
 WHERE later.municipality = d.municipality AND later.signal_id = d.signal_id AND later.case_id = d.case_id
 AND later.sequence > d.sequence
)""",
    "unsettled_signal": """
SELECT s.municipality, s.id, s.revision, s.partner_kind, s.asked, s.stored_at, k.subject IS NOT NULL AS stuck
FROM signal s
LEFT JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id
LEFT JOIN stuck k ON k.municipality = s.municipality AND k.subject = s.id AND k.service = 'triage'
WHERE d.cause IS DISTINCT FROM s.asked""",
}
"""`unsettled_signal`: signals whose newest question has no answer yet."""

SETTLED: Final = f"SELECT ({','.join(DISPOSITION_COLUMNS)})"
"""What the view `disposition` reads of decisions."""
GRANTS: Final[TableGrants] = {
    "sequence": {"triage": "SELECT, INSERT, UPDATE", "worklist": "SELECT, INSERT, UPDATE"},
    "decision": {"triage": "SELECT, INSERT", "relay": SETTLED, "worklist": "SELECT", "report": SETTLED},
    "disposition": {"triage": "SELECT", "relay": "SELECT", "worklist": "SELECT", "report": "SELECT"},
    "case_signal": {"relay": "SELECT", "worklist": "SELECT"},
    "unsettled_signal": {"relay": "SELECT", "worklist": "SELECT", "report": "SELECT"},
}
