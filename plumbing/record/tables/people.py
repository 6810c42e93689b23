"""Who is who: what the matcher knows, its links, and where signals and cases moved, written by the role `triage`."""

from typing import Final

from sqlalchemy import BigInteger, Column, Double, Index, Table

from plumbing.record.tables.columns import (
    TableGrants,
    belongs_to,
    identity,
    key,
    metadata,
    moment,
    recorded,
    secret,
    text_of,
    whole_number,
)

match_state: Final = Table(
    "match_state",
    metadata,
    text_of("municipality"),
    identity("token"),
    text_of("model"),
    key("municipality"),
)
"""Which state the matcher of a municipality has: a process that keeps another one reads it again."""
match_number: Final = Table(
    "match_number",
    metadata,
    text_of("municipality"),
    whole_number("number"),
    secret("features"),
    identity("person_id"),
    identity("household_id"),
    key("municipality", "number"),
)
"""What is compared, in the order of arrival; signals that say the same of one contract are one number.

Person and household: the ids that it founded, or inherited from an older one.
"""
match_record: Final = Table(
    "match_record",
    metadata,
    text_of("municipality"),
    identity("signal_id"),
    whole_number("number"),
    identity("person_id"),
    identity("household_id"),
    key("municipality", "signal_id"),
    Index(None, "municipality", "number"),
    Index(None, "municipality", "person_id"),
)
"""Who each signal is about by now; a decision keeps who it was then."""
match_edge: Final = Table(
    "match_edge",
    metadata,
    text_of("municipality"),
    whole_number("one"),
    whole_number("other"),
    text_of("levels"),
    Column("rare", Double, nullable=False),
    Column("person", Double, nullable=False),
    Column("together", Double, nullable=False),
    text_of("model"),
    key("municipality", "one", "other"),
    Index(None, "municipality", "other"),
)
"""The evidence about a pair of numbers, with the probabilities of one person and of one household."""
match_alias: Final = Table(
    "match_alias",
    metadata,
    text_of("municipality"),
    text_of("kind"),
    identity("was"),
    identity("now"),
    key("municipality", "kind", "was"),
)
"""Ids that merged into another."""
judgement: Final = Table(
    "judgement",
    metadata,
    text_of("municipality"),
    identity("cause"),
    identity("one"),
    identity("other"),
    text_of("answer", nullable=True),
    text_of("reason", nullable=True),
    identity("worker_id"),
    moment("judged_at"),
    recorded("stored_at"),
    key("municipality", "cause"),
    Index(None, "municipality", "one", "other"),
)
"""What workers judged about two signals, the smaller id first; without an answer: what was said is taken back."""
signal_move: Final = Table(
    "signal_move",
    metadata,
    text_of("municipality"),
    whole_number("sequence", BigInteger),
    identity("signal_id"),
    identity("person_id"),
    identity("household_id"),
    key("municipality", "signal_id", "sequence"),
    belongs_to("signal", "municipality", "signal_id"),
    Index(None, "municipality", "household_id"),
)
"""Signals that another signal or a worker brought to another person or household, in the order of decisions."""
case_move: Final = Table(
    "case_move",
    metadata,
    text_of("municipality"),
    whole_number("sequence", BigInteger),
    identity("case_id"),
    identity("household_id"),
    key("municipality", "case_id", "sequence"),
    belongs_to("case_file", "municipality", "case_id"),
)
"""Cases whose household merged into another."""

CHANGES: Final = "SELECT, INSERT, UPDATE, DELETE"
GRANTS: Final[TableGrants] = {
    "match_state": {"triage": CHANGES},
    "match_number": {"triage": CHANGES},
    "match_record": {"triage": CHANGES, "worklist": "SELECT"},
    "match_edge": {"triage": CHANGES, "worklist": "SELECT"},
    "match_alias": {"triage": CHANGES},
    "judgement": {"triage": "SELECT", "worklist": "SELECT, INSERT"},
    "signal_move": {"triage": "SELECT, INSERT", "relay": "SELECT", "worklist": "SELECT", "report": "SELECT"},
    "case_move": {"triage": "SELECT, INSERT"},
}
