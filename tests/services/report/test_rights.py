"""The role `report` reads figures and counts, and no table or column with persons."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from plumbing.record.tables import CONTENT, metadata
from plumbing.record.tables.decisions import DISPOSITION_COLUMNS
from tests.database import Database

READABLE = {"municipality", "fact", "delivery", "receipt", "stuck", "outbox", "simulated_clock", "dead_letter"} | {
    "shadow_day",
    "shadow_policy",
}
IN_PART = {
    "signal": {"municipality", "id", "revision", "partner_kind", "stored_at", "received_at", "asked"}
    | {"partner_id", "has_phone"},
    "partner": {"id", "name", "kind", "delivery_day", "delivery_interval", "suspended_at"},
    "agreement": {"municipality", "partner_id"},
    "hand_entry": {"municipality", "id", "kind", "stored_at"},
    "case_file": {"municipality", "id", "number", "tray", "urgency", "closed_at", "dispatch_at"},
    "task": {"municipality", "case_id"},
    "decision": set(DISPOSITION_COLUMNS),
    "signal_move": {"municipality", "sequence", "signal_id", "person_id", "household_id"},
    "parking": {"municipality", "signal_id", "due_at", "ended_by"},
    "question": {"municipality", "cause", "signal_id", "stored_at"},
}
PERMISSION_DENIED = "42501"
CLOSED = sorted(set(metadata.tables) - READABLE - set(IN_PART))


def readable(database: Database, column: str, table: str) -> bool:
    """Whether the role `report` may read this column."""
    with database.engine("report").connect() as connection:
        try:
            connection.execute(text(f"SELECT {column} FROM {table} LIMIT 1"))
        except ProgrammingError as error:
            return getattr(error.orig, "sqlstate", None) != PERMISSION_DENIED
    return True


@pytest.mark.parametrize("table", CLOSED)
def test_no_column_of_a_table_with_persons_is_readable(database: Database, table: str) -> None:
    assert not any(readable(database, column.name, table) for column in metadata.tables[table].c)


@pytest.mark.parametrize("table", sorted(IN_PART))
def test_only_the_granted_columns_are_readable(database: Database, table: str) -> None:
    found = {column.name for column in metadata.tables[table].c if readable(database, column.name, table)}
    assert found == IN_PART[table]


def test_nothing_of_what_a_signal_says_is_readable(database: Database) -> None:
    assert not any(readable(database, column, "signal") for column in CONTENT)


def test_the_tables_with_persons_are_among_the_closed_ones() -> None:
    assert {"match_number", "match_record", "attempt", "offer", "worker", "signal_revision", "access"} <= set(CLOSED)


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_the_role_report_writes_nothing(database: Database, table: str) -> None:
    with database.engine("report").connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(f"DELETE FROM {table}"))
