"""Transport: events that wait for the broker, events that got stuck, and the clock of a simulation."""

from typing import Final

from sqlalchemy import Boolean, Column, Index, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from plumbing.record.tables.columns import TableGrants, identity, key, metadata, moment, recorded, text_of

outbox: Final = Table(
    "outbox",
    metadata,
    identity("id"),
    recorded("created_at"),
    text_of("events"),
    key("id"),
    Index(None, "created_at"),
)
stuck: Final = Table(
    "stuck",
    metadata,
    text_of("municipality"),
    identity("event_id"),
    text_of("service"),
    text_of("topic"),
    identity("subject"),
    text_of("error"),
    text_of("location"),
    Column("event", JSONB, nullable=False),
    recorded("stuck_at"),
    key("municipality", "event_id", "service"),
)
simulated_clock: Final = Table(
    "simulated_clock",
    metadata,
    Column("only", Boolean, nullable=False, server_default=text("true")),
    moment("now", nullable=True),
    key("only"),
)

GRANTS: Final[TableGrants] = {
    "outbox": {
        **dict.fromkeys(("ingest", "triage", "notify", "relay", "worklist"), "SELECT, INSERT, DELETE"),
        "report": "SELECT",
    },
    "stuck": {
        "triage": "SELECT, INSERT, DELETE",
        "notify": "SELECT, INSERT, DELETE",
        "relay": "SELECT, INSERT, DELETE",
        "worklist": "SELECT",
        "report": "SELECT",
    },
    "simulated_clock": {
        **dict.fromkeys(("ingest", "triage", "notify", "relay", "worklist", "report"), "SELECT"),
        "simulate": "SELECT, INSERT, UPDATE",
    },
}
SHARED: Final = ("outbox", "simulated_clock")
