"""Decisions: what became of every signal, in the one order of its municipality, written by the role `triage`."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    UniqueConstraint,
    text,
)

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
    yes_or_no,
)
from schemas.vocabulary.decisions import STAYS_WITH_A_CASE

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
    whole_number("contract", BigInteger),
    whole_number("door", BigInteger),
    identity("partner_id"),
    text_of("partner_kind"),
    text_of("reference"),
    text_of("kind"),
    whole_number("amount_cents", Integer),
    day("received_on"),
    day("known_on"),
    day("arrears_since"),
    day("planned_date", nullable=True),
    text_of("stage", nullable=True),
    yes_or_no("warm_handover"),
    yes_or_no("says_it_again"),
    yes_or_no("withdrawn"),
    text_of("parked_for", nullable=True),
    day("parked_until", nullable=True),
    text_of("resident", nullable=True),
    text_of("debt_help", nullable=True),
)
"""What a decision settles about its signal, as the signal was then. `contract`: of `Features`; `door`: its address."""
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
    Index(None, "municipality", "contract", "arrears_since"),
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
parking: Final = Table(
    "parking",
    metadata,
    text_of("municipality"),
    whole_number("sequence", BigInteger),
    identity("signal_id"),
    moment("due_at"),
    whole_number("ended_by", BigInteger, nullable=True),
    key("municipality", "sequence"),
    Index("ix_parking_due_at", "due_at", postgresql_where=text("ended_by IS NULL")),
    Index("uq_parking_asleep", "municipality", "signal_id", unique=True, postgresql_where=text("ended_by IS NULL")),
)
"""Which decisions parked their signal, when that ends, and the decision that ended it."""
question: Final = Table(
    "question",
    metadata,
    text_of("municipality"),
    identity("cause"),
    identity("signal_id"),
    text_of("occasion"),
    moment("asked_at"),
    identity("worker_id", nullable=True),
    text_of("reason", nullable=True),
    recorded("stored_at"),
    key("municipality", "cause"),
    belongs_to("signal", "municipality", "signal_id"),
    Index(None, "municipality", "signal_id"),
)
"""Questions on a signal that others than its partner ask (docs/decisions/0050); a decision of that cause answers."""
disposition: Final = Table(
    "disposition", MetaData(), *(Column(name, decision.c[name].type) for name in DISPOSITION_COLUMNS)
)
"""A view: the latest decision on each signal (docs/decisions/0020)."""
case_signal: Final = Table(
    "case_signal", MetaData(), *(Column(one.name, one.type) for one in disposition.c), Column("still_there", Boolean)
)
"""A view: the signals of each case, each by the latest decision that put it there (docs/decisions/0029).

But for `disposition`: that is of the decision by which it left, where it did; what went to another case is in one.
"""
STAYS: Final = ", ".join(f"'{one}'" for one in sorted(STAYS_WITH_A_CASE))
NOW_OF: Final = """coalesce((
 SELECT m.{name} FROM signal_move m
 WHERE m.municipality = d.municipality AND m.signal_id = d.signal_id AND m.sequence > d.sequence
 ORDER BY m.sequence DESC LIMIT 1
), d.{name}) AS {name}"""
"""Who the signal is about by now: it may have moved since it was decided on."""
MOVES: Final = ("person_id", "household_id")
BECAME_THERE: Final = """coalesce((
 SELECT after.disposition FROM decision after
 WHERE after.municipality = d.municipality AND after.signal_id = d.signal_id AND after.sequence > d.sequence
 ORDER BY after.sequence LIMIT 1
), d.disposition) AS disposition"""
STILL_THERE: Final = f"""coalesce((
 SELECT after.disposition IN ({STAYS}) AND after.occasion NOT IN ('merged', 'split') FROM decision after
 WHERE after.municipality = d.municipality AND after.signal_id = d.signal_id AND after.sequence > d.sequence
 ORDER BY after.sequence LIMIT 1
), d.disposition IN ({STAYS})) AS still_there"""
"""Whether it was not taken out of the case: by a register, or because it belongs to another household."""
VIEWS: Final = {
    "disposition": f"""
SELECT {", ".join(NOW_OF.format(name=name) if name in MOVES else f"d.{name}" for name in DISPOSITION_COLUMNS)}
FROM decision d WHERE NOT EXISTS (
 SELECT 1 FROM decision later
 WHERE later.municipality = d.municipality AND later.signal_id = d.signal_id AND later.sequence > d.sequence
)""",
    "case_signal": f"""
SELECT {", ".join({"disposition": BECAME_THERE}.get(name, f"d.{name}") for name in DISPOSITION_COLUMNS)}, {STILL_THERE}
FROM decision d WHERE d.case_id IS NOT NULL AND NOT EXISTS (
 SELECT 1 FROM decision later
 WHERE later.municipality = d.municipality AND later.signal_id = d.signal_id AND later.case_id = d.case_id
 AND later.sequence > d.sequence
)""",
    "unsettled_signal": """
SELECT s.municipality, s.id, s.revision, s.partner_kind, s.asked, s.stored_at, k.subject IS NOT NULL AS stuck,
 false AS asked_anew
FROM signal s
LEFT JOIN stuck k ON k.municipality = s.municipality AND k.subject = s.id AND k.service = 'triage'
WHERE NOT EXISTS (
 SELECT 1 FROM decision d WHERE d.municipality = s.municipality AND d.signal_id = s.id AND d.cause = s.asked
)
UNION ALL
SELECT s.municipality, s.id, s.revision, s.partner_kind, q.cause, q.stored_at, k.subject IS NOT NULL, true
FROM question q JOIN signal s ON s.municipality = q.municipality AND s.id = q.signal_id
LEFT JOIN stuck k ON k.municipality = s.municipality AND k.subject = s.id AND k.service = 'triage'
WHERE NOT EXISTS (
 SELECT 1 FROM decision d WHERE d.municipality = q.municipality AND d.signal_id = q.signal_id AND d.cause = q.cause
)""",
}
"""`unsettled_signal`: signals of which a question has no answer yet."""

SETTLED: Final = f"SELECT ({','.join(DISPOSITION_COLUMNS)})"
"""What the view `disposition` reads of decisions."""
ASLEEP: Final = "SELECT (municipality,signal_id,due_at,ended_by)"
OPEN: Final = "SELECT (municipality,cause,signal_id,stored_at)"
GRANTS: Final[TableGrants] = {
    "sequence": {"triage": "SELECT, INSERT, UPDATE", "worklist": "SELECT, INSERT, UPDATE"},
    "decision": {"triage": "SELECT, INSERT", "relay": SETTLED, "worklist": "SELECT", "report": SETTLED},
    "disposition": {"triage": "SELECT", "relay": "SELECT", "worklist": "SELECT", "report": "SELECT"},
    "case_signal": {"relay": "SELECT", "worklist": "SELECT"},
    "unsettled_signal": {"relay": "SELECT", "worklist": "SELECT", "report": "SELECT"},
    "parking": {"triage": "SELECT, INSERT, UPDATE (ended_by)", "relay": ASLEEP, "report": ASLEEP},
    "question": {"triage": "SELECT", "relay": OPEN, "report": OPEN, "worklist": "SELECT, INSERT"},
}
