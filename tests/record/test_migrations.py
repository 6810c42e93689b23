"""The database is what the code says, again after a second migration, and nobody holds it up for long."""

from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from services.record.connect import TIMEOUTS_MS, lock_lost, open_engine, unavailable
from services.record.migrate import bootstrap, configuration, migrate
from services.record.roles import ROLES
from services.record.tables import metadata
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


OLD_ROWS = """
INSERT INTO fact
 (municipality, id, kind, partner_kind, cohort_date, held_on, definitions_version, signal_id, recorded_at) VALUES
 ('9901', gen_random_uuid(), 'signal-accepted', 'water', '2026-03-02', '2026-03-02', 'x',
 '00000000-0000-7000-8000-000000000001', now());
INSERT INTO outbox (id, events) VALUES (gen_random_uuid(), '[{"payload": "{\\"a\\":1}"}, {"payload": "{\\"b\\":2}"}]')
"""


def test_what_was_written_before_a_migration_is_there_after_it(database: Database) -> None:
    superuser = database.engine("superuser").execution_options(isolation_level="AUTOCOMMIT")
    with superuser.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE older")
    engine = open_engine(make_url(database.superuser_url).set(database="older").render_as_string(hide_password=False))
    try:
        with engine.begin() as connection:
            command.upgrade(configuration(connection), "0001")
            connection.exec_driver_sql(OLD_ROWS)
            written = connection.exec_driver_sql("SELECT transaction::text FROM fact").scalar_one()
        with engine.begin() as connection:
            command.upgrade(configuration(connection), "head")
            fact = connection.exec_driver_sql("SELECT signal_ids::text, case_ids, transaction FROM fact").one()
            events = connection.exec_driver_sql("SELECT events FROM outbox").scalar_one()
        assert tuple(fact) == ("{00000000-0000-7000-8000-000000000001}", None, int(written))
        assert events == '{"a":1}\n{"b":2}'
    finally:
        engine.dispose()
        with superuser.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE older")


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
