"""One owner for every column: who may write what, read from the database's own catalogue and tried."""

from collections import defaultdict

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import ProgrammingError

from plumbing.record.connect import transaction
from plumbing.record.roles import GRANTS, PREFIX, ROLES, SEVERAL_WRITERS, VERSION_TABLE
from plumbing.record.tables import metadata
from plumbing.record.tables.intake import DECIDED_ON
from tests.database import Database

NARROWED_BY_PAGES = {"agreement.valid_to", "agreement.bsn_basis", "agreement.birth_date_basis"}
"""Columns that the worklist may change besides their owner, and only so that less may be shared (decision 0037)."""
INSERT_ONLY = {
    "access",
    "attempt",
    "case_event",
    "case_move",
    "column_mapping",
    "configuration_change",
    "decision",
    "fact",
    "hand_answer",
    "judgement",
    "milestone",
    "policy",
    "quarantine_end",
    "receipt",
    "shadow_day",
    "shadow_policy",
    "signal_move",
    "signal_revision",
    "withdrawal",
    "withdrawal_check",
}
"""Tables of which no row is ever changed or removed by a role of ours (retention, a later role, will erase)."""

SEVERAL_INSERT = {"column_mapping", "configuration_change", "fact", "outbox", "sequence", "stuck"}
SEVERAL_UPDATE = {"sequence"}
ENDS_A_CASE = {"case_file.closed_at": {"worklist", "triage"}, "task.state": {"worklist", "triage"}}
"""A worker ends a case; triage one that nobody touched and in which nothing is left. Both hold its row for that."""
DELETES = {
    "delivery_chunk": {"ingest"},
    "register_entry": {"admin"},
    "idempotency_key": {"ingest"},
    "hand_entry": {"ingest"},
    "quarantine": {"ingest"},
    **{f"match_{what}": {"triage"} for what in ("alias", "edge", "number", "record", "state")},
    "outbox": {"ingest", "triage", "notify", "relay", "worklist"},
    "stuck": {"triage", "notify", "relay"},
    "supposing": {"triage"},
    "worker_session": {"worklist"},
}


def grants(record: Database, privilege: str, *, by_column: bool = False) -> dict[str, set[str]]:
    """Table (or `table.column`) to the roles of ours, other than the owner, that hold `privilege`."""
    view = "column_privileges" if by_column else "role_table_grants"
    name = "table_name || '.' || column_name" if by_column else "table_name"
    sql = (
        f"SELECT {name} AS name, grantee FROM information_schema.{view} "
        "WHERE table_schema = 'public' AND privilege_type = %s AND grantee <> %s AND grantee <> 'postgres'"
    )
    found: dict[str, set[str]] = defaultdict(set)
    with record.engine("superuser").connect() as connection:
        for row in connection.exec_driver_sql(sql, (privilege, f"{PREFIX}migrate")):
            found[row.name].add(row.grantee.removeprefix(PREFIX))
    return found


def refused(record: Database, role: str, sql: str) -> bool:
    """Whether the database refuses a statement to a role for want of a privilege."""
    with pytest.raises(ProgrammingError) as caught, transaction(record.engine(role)) as connection:
        connection.exec_driver_sql(sql)
    return isinstance(caught.value.orig, InsufficientPrivilege)


def test_no_role_of_ours_passes_the_policies_or_makes_roles(database: Database) -> None:
    sql = (
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS mighty "
        f"FROM pg_roles WHERE rolname LIKE '{PREFIX}%%'"
    )
    with database.engine("superuser").connect() as connection:
        found = {row.rolname.removeprefix(PREFIX): row.mighty for row in connection.exec_driver_sql(sql)}
        memberships = connection.exec_driver_sql(
            f"SELECT count(*) FROM pg_auth_members WHERE member::regrole::text LIKE '{PREFIX}%%'"
        ).scalar_one()
    assert found == dict.fromkeys(ROLES, False)
    assert memberships == 0


def test_only_migrate_owns_anything(database: Database) -> None:
    sql = """
    SELECT DISTINCT pg_get_userbyid(c.relowner) FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public'
    """
    with database.engine("superuser").connect() as connection:
        assert set(connection.exec_driver_sql(sql).scalars()) == {f"{PREFIX}migrate"}


def test_every_column_has_one_role_that_changes_it(database: Database) -> None:
    several = {
        name: roles
        for name, roles in grants(database, "UPDATE", by_column=True).items()
        if len(roles) > 1 and name.split(".")[0] not in SEVERAL_UPDATE
    }
    assert several == ENDS_A_CASE | {name: {"admin", "worklist"} for name in NARROWED_BY_PAGES}


def test_only_listed_tables_have_rows_from_more_than_one_role(database: Database) -> None:
    several = {name for name, roles in grants(database, "INSERT").items() if len(roles) > 1}
    assert several == SEVERAL_INSERT == set(SEVERAL_WRITERS)


def test_insert_only_tables_are_never_changed(database: Database) -> None:
    changed = {name.split(".")[0] for name in grants(database, "UPDATE", by_column=True)}
    assert INSERT_ONLY & (changed | set(grants(database, "DELETE"))) == set()


def test_only_listed_roles_remove_rows(database: Database) -> None:
    assert dict(grants(database, "DELETE")) == DELETES


@pytest.mark.parametrize("privilege", ["TRUNCATE", "REFERENCES", "TRIGGER"])
def test_nobody_may_empty_a_table_or_hang_code_on_it(database: Database, privilege: str) -> None:
    assert dict(grants(database, privilege)) == {}


def test_the_database_grants_what_the_literal_table_says_and_no_more(database: Database) -> None:
    readers = grants(database, "SELECT", by_column=True)
    found = {(role, name.split(".")[0]) for name, roles in readers.items() for role in roles}
    said = {(role, table) for role, tables in GRANTS.items() for table, what in tables.items() if "SELECT" in what}
    assert found == said | {(role, VERSION_TABLE) for role in GRANTS}


def test_nothing_is_granted_to_everybody_and_nobody_makes_tables(database: Database) -> None:
    with database.engine("superuser").connect() as connection:
        public = connection.exec_driver_sql(
            "SELECT count(*) FROM information_schema.role_table_grants "
            "WHERE table_schema = 'public' AND grantee = 'PUBLIC'"
        ).scalar_one()
        makers = [
            role
            for role in ROLES[1:]
            if connection.exec_driver_sql(
                "SELECT has_schema_privilege(%s, 'public', 'CREATE')", (PREFIX + role,)
            ).scalar_one()
        ]
    assert (public, makers) == (0, [])


def test_every_table_has_a_writer(database: Database) -> None:
    assert set(metadata.tables) - set(grants(database, "INSERT")) == set()


HEADER = ["tray", "channel", "urgency", "deadline", "clock_from", "clock_sequence", "several", "successive"]
HEADER += ["partner_kind", "version"]
WORK = ["work_version", "coordinator", "touched_at", "talked_on", "talked_sequence"]
BIRTH = ["household_id", "number", "opened_at", "previous_case_id"]


@pytest.mark.parametrize("column", [*HEADER, *BIRTH, "dispatch_at"])
def test_the_worklist_cannot_change_what_triage_and_notify_decided(record: Database, column: str) -> None:
    assert refused(record, "worklist", f"UPDATE case_file SET {column} = {column}")


@pytest.mark.parametrize("column", [*WORK, *BIRTH[1:], "dispatch_at"])
def test_triage_cannot_change_what_a_worker_did(record: Database, column: str) -> None:
    assert refused(record, "triage", f"UPDATE case_file SET {column} = {column}")


@pytest.mark.parametrize("column", [*HEADER, *WORK, *BIRTH, "closed_at"])
def test_notify_changes_of_a_case_only_its_dispatch(record: Database, column: str) -> None:
    assert refused(record, "notify", f"UPDATE case_file SET {column} = {column}")


@pytest.mark.parametrize("column", ["reference", "signal_date", "partner_id", "received_at", "salt", "delivery_id"])
def test_ingest_cannot_change_the_identity_of_a_signal(record: Database, column: str) -> None:
    assert refused(record, "ingest", f"UPDATE signal SET {column} = {column}")


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"migrate", "simulate"}])
def test_only_the_simulation_sets_the_clock(record: Database, role: str) -> None:
    assert refused(record, role, "INSERT INTO simulated_clock (now) VALUES (clock_timestamp())")
    assert refused(record, role, "UPDATE simulated_clock SET now = clock_timestamp()")
    with record.engine("simulate").begin() as connection:
        connection.exec_driver_sql("INSERT INTO simulated_clock (now) VALUES (clock_timestamp())")
        assert connection.exec_driver_sql("SELECT count(*) FROM simulated_clock").scalar_one() == 1


@pytest.mark.parametrize("column", ["surname", "initials", "birth_date", "bsn_cipher", "phone", "email", "street"])
def test_persons_are_read_by_ingest_and_the_worklist_only(database: Database, column: str) -> None:
    readers = grants(database, "SELECT", by_column=True)
    assert readers[f"signal.{column}"] == {"ingest", "worklist"}


def test_nobody_reads_the_persons_of_replaced_content(record: Database) -> None:
    assert {"surname", "birth_date", "bsn_cipher", "bsn_hash", "phone", "email"}.isdisjoint(DECIDED_ON)
    assert grants(record, "SELECT", by_column=True)["signal_revision.personal"] == set()
    assert refused(record, "triage", "SELECT personal FROM signal_revision")
    assert refused(record, "triage", "SELECT * FROM signal_revision")
