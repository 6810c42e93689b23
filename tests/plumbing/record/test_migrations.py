"""The database is what the code says, again after a second migration, and nobody holds it up for long."""

from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from domain.figures.facts import Fact, fact_rows
from plumbing.record.connect import DEAD_AFTER, TIMEOUTS_MS, lock_lost, transaction, unavailable
from plumbing.record.migrate import bootstrap, migrate
from plumbing.record.roles import ROLES, VIEWS
from plumbing.record.tables import fact, metadata
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import PartnerKind
from tests.builders import Town, a_signal
from tests.database import Database
from tests.running import until

SHAPE = """
SELECT 'policy', tablename, policyname, array_to_string(roles, ','), cmd, qual, with_check
 FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT 'grant', table_name, column_name, grantee, privilege_type, NULL, NULL
 FROM information_schema.column_privileges WHERE table_schema = 'public'
UNION ALL
SELECT 'table', relname, relrowsecurity::text, relforcerowsecurity::text, relkind::text, NULL, NULL
 FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE n.nspname = 'public'
ORDER BY 1, 2, 3, 4, 5
"""


def shape(record: Database) -> list[tuple[Any, ...]]:
    with record.engine("superuser").connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(SHAPE)]


def differences(record: Database) -> list[Any]:
    with record.engine("superuser").connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, metadata))


def test_the_database_has_the_tables_of_the_code(database: Database) -> None:
    assert differences(database) == []


def test_a_column_that_the_code_does_not_know_is_found(database: Database) -> None:
    with database.engine("superuser").begin() as connection:
        connection.exec_driver_sql("ALTER TABLE task ADD COLUMN stray text")
    try:
        assert [one[0] for one in differences(database)] == ["remove_column"]
    finally:
        with database.engine("superuser").begin() as connection:
            connection.exec_driver_sql("ALTER TABLE task DROP COLUMN stray")


def test_every_view_selects_what_the_code_says(database: Database) -> None:
    shown = "SELECT pg_get_viewdef(%s::regclass)"
    with database.engine("superuser").connect() as connection, connection.begin() as changes:
        found = {name: connection.exec_driver_sql(shown, (name,)).scalar_one() for name in VIEWS}
        for name, sql in VIEWS.items():
            connection.exec_driver_sql(f"CREATE VIEW said_{name} WITH (security_invoker = true) AS {sql}")
        said = {name: connection.exec_driver_sql(shown, (f"said_{name}",)).scalar_one() for name in VIEWS}
        changes.rollback()
    assert found == said


def test_every_view_has_the_rights_of_whoever_asks(database: Database) -> None:
    with database.engine("superuser").connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT relname, reloptions FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE n.nspname = 'public' AND relkind = 'v'"
        ).all()
    assert {row.relname: row.reloptions for row in rows} == {name: ["security_invoker=true"] for name in VIEWS}


def test_facts_of_a_restored_dump_get_a_transaction_of_this_server(record: Database) -> None:
    ahead = "UPDATE fact SET transaction = transaction + 1000000000"
    with transaction(record.engine("triage")) as connection:
        insert(connection, fact, [a_fact_row()])
    with record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(ahead)
    migrate(record.url("migrate"))
    with record.engine("superuser").connect() as connection:
        (here,) = connection.exec_driver_sql(
            "SELECT transaction < pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM fact"
        ).scalars()
        (walled,) = connection.exec_driver_sql(
            "SELECT relforcerowsecurity FROM pg_class WHERE relname = 'fact'"
        ).scalars()
    assert (here, walled) == (True, True)


def a_fact_row() -> dict[str, Any]:
    day = date(2026, 3, 2)
    fact = Fact(new_id(), "9901", FactKind.SIGNAL_ACCEPTED, PartnerKind.WATER, day, day)
    (row,) = fact_rows([fact], datetime(2026, 3, 2, 9, tzinfo=UTC))
    return row


def test_migrating_again_changes_neither_shape_nor_rows(town: Town) -> None:
    town.bring(a_signal())
    before, rows = shape(town.record), town.rows("SELECT * FROM signal")
    assert bootstrap(town.record.superuser_url) == town.record.superuser_url
    migrate(town.record.url("migrate"))
    assert shape(town.record) == before
    assert town.rows("SELECT * FROM signal") == rows


@pytest.mark.parametrize("role", ROLES)
def test_every_role_waits_a_bounded_time(database: Database, role: str) -> None:
    with database.engine(role).connect() as connection:
        settings = {
            name: connection.exec_driver_sql("SELECT setting::int FROM pg_settings WHERE name = %s", (name,)).scalar()
            for name in TIMEOUTS_MS
        }
        assert connection.exec_driver_sql("SHOW idle_in_transaction_session_timeout").scalar_one() == "10s"
        assert connection.exec_driver_sql("SHOW timezone").scalar_one() == "UTC"
    assert settings == dict(TIMEOUTS_MS)


def test_a_connection_whose_server_is_gone_without_a_word_ends_within_half_a_minute(database: Database) -> None:
    with database.engine("triage").connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        found = {name: int(value) for name, value in driver.info.get_parameters().items() if name in DEAD_AFTER}
    silent = found["keepalives_idle"] + found["keepalives_interval"] * found["keepalives_count"]
    assert max(silent, found["tcp_user_timeout"] / 1_000) <= 30


def test_a_worker_that_froze_in_its_transaction_loses_it(town: Town) -> None:
    watcher = town.record.engine("superuser")
    with town.record.engine("triage").connect() as frozen:
        frozen.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 50")
        name = frozen.exec_driver_sql("SELECT pg_backend_pid() FROM sequence RIGHT JOIN (SELECT 1) x ON true").scalar()

        def gone() -> bool:
            with watcher.connect() as connection:
                alive = connection.exec_driver_sql("SELECT 1 FROM pg_stat_activity WHERE pid = %s", (name,)).first()
                return alive is None

        assert until(gone, 10)
        with pytest.raises(DBAPIError) as caught:
            frozen.exec_driver_sql("SELECT 1")
        assert unavailable(caught.value)
        assert not lock_lost(caught.value)
        frozen.invalidate()


def test_a_lock_that_is_not_to_be_had_is_told_apart_from_a_database_that_is_away(town: Town) -> None:
    lock = "SELECT pg_advisory_xact_lock(1)"
    with town.record.engine("superuser").begin() as holder, town.record.engine("triage").connect() as waiting:
        holder.exec_driver_sql(lock)
        waiting.exec_driver_sql("SET LOCAL lock_timeout = 50")
        with pytest.raises(DBAPIError) as caught:
            waiting.exec_driver_sql(lock)
    assert lock_lost(caught.value)
    assert not unavailable(caught.value)
