"""Cases: the header (role `triage`), the moment of dispatch and the task (`notify`), and the work (`worklist`)."""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, MetaData, SmallInteger, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from plumbing.record.tables.columns import (
    TableGrants,
    belongs_to,
    day,
    identity,
    key,
    metadata,
    moment,
    text_of,
    whole_number,
)
from schemas.vocabulary.cases import HEADER, TASK_HEADER

case_file: Final = Table(
    "case_file",
    metadata,
    text_of("municipality"),
    identity("id"),
    whole_number("number", BigInteger),
    identity("household_id"),
    moment("opened_at"),
    identity("previous_case_id", nullable=True),
    # Header, owned by triage.
    text_of("tray"),
    text_of("channel"),
    whole_number("urgency", SmallInteger),
    day("deadline"),
    day("clock_from"),
    whole_number("clock_sequence", BigInteger),
    Column("several", Boolean, nullable=False),
    Column("successive", Boolean, nullable=False),
    text_of("partner_kind"),
    whole_number("version", default="1"),
    # Work, owned by notify (dispatch_at) and worklist (the rest).
    moment("dispatch_at", nullable=True),
    whole_number("work_version", default="0"),
    identity("coordinator", nullable=True),
    moment("touched_at", nullable=True),
    Column("talked_on", Date),
    Column("talked_sequence", BigInteger),
    moment("closed_at", nullable=True),
    key("municipality", "id"),
    Index(None, "municipality", "household_id"),
    Index(
        "uq_case_file_open_household",
        "municipality",
        "household_id",
        unique=True,
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index(
        "ix_case_file_waiting",
        "dispatch_at",
        postgresql_where=text("closed_at IS NULL AND dispatch_at IS NOT NULL"),
    ),
)
task: Final = Table(
    "task",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("case_id"),
    text_of("tray"),
    text_of("channel"),
    whole_number("urgency", SmallInteger),
    day("deadline"),
    text_of("state"),
    moment("dispatched_at"),
    identity("assignee", nullable=True),
    moment("taken_until", nullable=True),
    key("municipality", "case_id"),
    belongs_to("case_file", "municipality", "case_id"),
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
attempt: Final = Table(
    "attempt",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("case_id"),
    identity("person_id", nullable=True),
    text_of("kind"),
    Column("reached", Boolean, nullable=False),
    day("held_on"),
    text_of("part_of_day"),
    identity("worker_id"),
    moment("recorded_at"),
    key("municipality", "id"),
    belongs_to("case_file", "municipality", "case_id"),
    Index(None, "municipality", "case_id"),
)
offer: Final = Table(
    "offer",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("case_id"),
    text_of("kind"),
    day("made_on"),
    text_of("answer"),
    day("answered_on", nullable=True),
    identity("worker_id"),
    moment("recorded_at"),
    key("municipality", "id"),
    belongs_to("case_file", "municipality", "case_id"),
    Index(None, "municipality", "case_id"),
)
milestone: Final = Table(
    "milestone",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("case_id"),
    text_of("kind"),
    text_of("result", nullable=True),
    day("held_on"),
    identity("worker_id"),
    moment("recorded_at"),
    key("municipality", "id"),
    belongs_to("case_file", "municipality", "case_id"),
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
withdrawal_check: Final = Table(
    "withdrawal_check",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("case_id"),
    identity("signal_id"),
    text_of("found"),
    day("held_on"),
    identity("worker_id"),
    moment("recorded_at"),
    key("municipality", "id"),
    belongs_to("case_file", "municipality", "case_id"),
    Index(None, "municipality", "case_id"),
)
"""What a worker found when a partner took back a signal of a case that was worked on."""
case_event: Final = Table(
    "case_event",
    metadata,
    text_of("municipality"),
    whole_number("sequence", BigInteger),
    identity("case_id"),
    text_of("kind"),
    day("held_on"),
    key("municipality", "sequence"),
    belongs_to("case_file", "municipality", "case_id"),
    Index("ix_case_event_declined", "municipality", "case_id", postgresql_where=text("kind = 'declined'")),
)
access: Final = Table(
    "access",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("worker_id"),
    identity("case_id", nullable=True),
    text_of("purpose"),
    moment("accessed_at"),
    Column("shown", JSONB),
    key("municipality", "id"),
)

"""`case_id`: the one case that was looked at. `shown`: the ids of all cases in a list (docs/decisions/0024)."""

STUCK_CASE: Final = (
    "EXISTS (SELECT 1 FROM stuck k WHERE k.municipality = c.municipality AND k.subject = c.id"
    " AND k.service = 'notify') AS stuck"
)
"""What got stuck in another process keeps `notify` from nothing."""
# What a worker puts otherwise than the rules do; without a tray and an urgency it is the rules' again. `rule`: the
# reason by which the case stood where it stood. `header_version`: of the header that the worker saw.
override: Final = Table(
    "override",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("case_id"),
    text_of("tray", nullable=True),
    whole_number("urgency", SmallInteger, nullable=True),
    text_of("reason"),
    text_of("rule"),
    whole_number("header_version"),
    day("ends_on"),
    identity("worker_id"),
    moment("recorded_at"),
    moment("ended_at", nullable=True),
    key("municipality", "id"),
    belongs_to("case_file", "municipality", "case_id"),
    Index(None, "municipality", "case_id"),
    Index("ix_override_open", "ends_on", postgresql_where=text("ended_at IS NULL")),
)
override_in_force: Final = override.to_metadata(MetaData(), name="override_in_force")
"""A view: the last word of a worker on each case that did not end."""

VIEWS: Final = {
    "override_in_force": f"""
SELECT DISTINCT ON (o.municipality, o.case_id) {", ".join(f"o.{column.name}" for column in override.c)}
FROM override o WHERE o.ended_at IS NULL ORDER BY o.municipality, o.case_id, o.recorded_at DESC, o.id DESC""",
    "case_trace": """
SELECT c.municipality, c.id AS case_id, (
 SELECT d.signal_id FROM case_signal d
 WHERE d.municipality = c.municipality AND d.case_id = c.id ORDER BY d.sequence LIMIT 1
) AS signal_id FROM case_file c""",
    "undispatched_case": f"""
SELECT c.municipality, c.id, c.number, c.tray, c.urgency, c.dispatch_at, {STUCK_CASE}
FROM case_file c
WHERE c.closed_at IS NULL
AND NOT EXISTS (SELECT 1 FROM task t WHERE t.municipality = c.municipality AND t.case_id = c.id)""",
    "lagging_task": f"""
SELECT c.municipality, c.id, c.number, c.tray, c.urgency, {STUCK_CASE}
FROM case_file c JOIN task t ON t.municipality = c.municipality AND t.case_id = c.id
WHERE c.closed_at IS NULL
AND ({", ".join(f"t.{name}" for name in TASK_HEADER)})
 IS DISTINCT FROM ({", ".join(f"c.{name}" for name in TASK_HEADER)})""",
}
"""`case_trace`: the first signal of each case, whose id runs through all services as the trace. `undispatched_case`:
open cases without a task. `lagging_task`: open cases whose task does not show what triage decided last.
"""

HEADER_WRITTEN: Final = f"{','.join(HEADER)},clock_sequence,version"
WORK: Final = "work_version,coordinator,touched_at,talked_on,talked_sequence,closed_at"
GRANTS: Final[TableGrants] = {
    "case_file": {
        "triage": f"SELECT, INSERT, UPDATE ({HEADER_WRITTEN},closed_at,household_id)",
        "notify": "SELECT, UPDATE (dispatch_at)",
        "relay": "SELECT",
        "worklist": f"SELECT, UPDATE ({WORK})",
        "report": "SELECT (municipality,id,number,tray,urgency,closed_at,dispatch_at)",
    },
    "task": {
        "notify": f"SELECT, INSERT, UPDATE ({','.join(TASK_HEADER)})",
        "relay": "SELECT",
        "triage": "SELECT (municipality,case_id), UPDATE (state)",
        "worklist": "SELECT, UPDATE (state,assignee,taken_until)",
        "report": "SELECT (municipality,case_id)",
    },
    "attempt": {"worklist": "SELECT, INSERT"},
    "offer": {"worklist": "SELECT, INSERT, UPDATE (answer,answered_on)"},
    "milestone": {"worklist": "SELECT, INSERT"},
    "withdrawal_check": {"worklist": "SELECT, INSERT"},
    "case_event": {"triage": "SELECT", "worklist": "SELECT, INSERT"},
    "access": {"worklist": "SELECT, INSERT"},
    "override": {"worklist": "SELECT, INSERT", "notify": "SELECT, UPDATE (ended_at)", "relay": "SELECT"},
    "override_in_force": {"worklist": "SELECT"},
    "case_trace": {"relay": "SELECT", "worklist": "SELECT"},
    "undispatched_case": {"relay": "SELECT", "report": "SELECT"},
    "lagging_task": {"relay": "SELECT"},
}
