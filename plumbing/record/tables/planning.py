"""Hours that workers have for approaches, and days on which they are not there: written on a page by a coordinator."""

from typing import Final

from sqlalchemy import Index, SmallInteger, Table

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

working_hours: Final = Table(
    "working_hours",
    metadata,
    text_of("municipality"),
    identity("worker_id"),
    whole_number("weekday", SmallInteger),
    whole_number("minutes", SmallInteger),
    key("municipality", "worker_id", "weekday"),
    belongs_to("worker", "municipality", "worker_id"),
)
"""Minutes on a day of the week (Monday is 0); a day without a row has none."""
absence: Final = Table(
    "absence",
    metadata,
    text_of("municipality"),
    identity("id"),
    identity("worker_id"),
    day("first_day"),
    day("last_day", nullable=True),
    identity("recorded_by"),
    moment("recorded_at"),
    key("municipality", "id"),
    belongs_to("worker", "municipality", "worker_id"),
    Index(None, "municipality", "worker_id"),
)
"""Both days inclusive; no last day: until somebody says otherwise. Leave or illness: no row says which."""

GRANTS: Final[TableGrants] = {
    "working_hours": {"worklist": "SELECT, INSERT, UPDATE (minutes)"},
    "absence": {"worklist": "SELECT, INSERT, UPDATE (last_day)"},
}
