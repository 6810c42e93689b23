"""What registers say of residents: lists that are uploaded, without a name in them, and answers of workers."""

from typing import Final

from sqlalchemy import DateTime, Index, LargeBinary, Table, text
from sqlalchemy.schema import Column

from plumbing.record.tables.columns import (
    TableGrants,
    identity,
    key,
    metadata,
    moment,
    numbered,
    recorded,
    text_of,
    whole_number,
)

register_entry: Final = Table(
    "register_entry",
    metadata,
    text_of("municipality"),
    text_of("register"),
    whole_number("line"),
    Column("person_key", LargeBinary),
    Column("home_key", LargeBinary),
    Column("initials_key", LargeBinary),
    text_of("address_key", nullable=True),
    text_of("answer"),
    Column("uploaded_at", DateTime(timezone=True), nullable=False, server_default=text("transaction_timestamp()")),
    key("municipality", "register", "line"),
    Index(None, "municipality", "person_key"),
    Index(None, "municipality", "home_key"),
    Index(None, "municipality", "address_key"),
)
"""A line of a list; keyed hashes of name with birth date, and of name with address, made as those of `signal`.

`initials_key`: some bytes of the hash of each initial.

`uploaded_at`: by the clock of the record, as `stored_at` of an answer; one moment for all lines, which come at once.
"""
register_answer: Final = Table(
    "register_answer",
    metadata,
    text_of("municipality"),
    identity("cause"),
    text_of("register"),
    identity("signal_id"),
    text_of("answer"),
    identity("worker_id"),
    moment("answered_at"),
    recorded("stored_at"),
    numbered("number"),
    key("municipality", "cause", "register"),
    Index(None, "municipality", "signal_id"),
)
"""What a worker found about whom a signal is about; that with the highest number holds (docs/decisions/0057)."""
GRANTS: Final[TableGrants] = {
    "register_entry": {"admin": "SELECT, INSERT, DELETE", "triage": "SELECT"},
    "register_answer": {"triage": "SELECT", "worklist": "SELECT, INSERT"},
}
