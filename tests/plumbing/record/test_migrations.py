"""The database is what the code says, again after a second migration, and nobody holds it up for long."""

import json
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from plumbing.record.connect import TIMEOUTS_MS, lock_lost, open_engine, unavailable
from plumbing.record.migrate import bootstrap, configuration, migrate, role_url
from plumbing.record.roles import PREFIX, ROLES
from plumbing.record.tables import metadata
from plumbing.transport.outbox import from_blocks
from tests.builders import Town, a_signal
from tests.database import Database
from tests.plumbing.transport.events import outgoing
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
INSERT INTO signal
 (municipality, id, partner_id, partner_kind, delivery_id, reference, signal_date, customer_number, surname,
 house_number, postcode, amount_cents, arrears_since, periods_missed, kind, warm_handover, content_hash, salt, revision,
 received_at) VALUES
 ('9901', '00000000-0000-7000-8000-000000000001', gen_random_uuid(), 'water', gen_random_uuid(), 'r', '2026-03-02', 'c',
 'Voorbeeld', '1', '1000AA', 9000, '2026-01-02', 2, 'arrears', false, '', '', 2, now());
INSERT INTO decision
 (municipality, sequence, signal_id, revision, decided_for, policy_version, matcher_version, definitions_version,
 outcome, reasons, input_digest)
SELECT '9901', n, '00000000-0000-7000-8000-000000000001', n, now(), 0, 'm', 'd',
 json_build_object('disposition', CASE n WHEN 1 THEN 'unjustified' ELSE 'in-case' END), '[]', ''
FROM generate_series(1, 2) n;
INSERT INTO disposition
SELECT '9901', '00000000-0000-7000-8000-000000000001', 2, 'in-case', 2, gen_random_uuid(), gen_random_uuid(), id, id,
 'water', 'r', 'arrears', 9000, '2026-03-02' FROM gen_random_uuid() AS id;
INSERT INTO household (municipality, id, address_key)
VALUES ('9901', '00000000-0000-7000-8000-000000000002', '1000AA 1');
INSERT INTO case_file (municipality, id, number, household_id, opened_at, tray, channel, urgency, deadline, clock_from,
 clock_sequence, several, successive, partner_kind, closed_at)
SELECT '9901', gen_random_uuid(), n, '00000000-0000-7000-8000-000000000002', now(), 'single', 'phone', 0, '2026-04-01',
 '2026-03-02', n, false, false, 'water', CASE WHEN n < 3 THEN now() END
FROM generate_series(1, 3) n;
INSERT INTO outbox (id, events) VALUES (gen_random_uuid(), '[{"payload": {a}}, {"payload": {b}}]');
DO $$ DECLARE walled text; BEGIN
 FOR walled IN SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'
  AND column_name = 'municipality' AND table_name <> 'unsettled_signal' LOOP
  EXECUTE 'ALTER TABLE ' || quote_ident(walled) || ' ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY';
 END LOOP;
END $$;
"""
"""What versions 0001 and 0002 may hold, walled as the code walls it: the owner of the tables sees no row."""


def test_what_was_written_before_a_migration_is_there_after_it(database: Database) -> None:
    superuser = database.engine("superuser").execution_options(isolation_level="AUTOCOMMIT")
    with superuser.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE older OWNER {PREFIX}migrate")
    older = make_url(database.superuser_url).set(database="older").render_as_string(hide_password=False)
    everything, owner = open_engine(older), open_engine(role_url(older, "migrate"))
    events = [outgoing().payload, outgoing().payload]
    try:
        with owner.begin() as connection:
            command.upgrade(configuration(connection), "0001")
        with everything.begin() as connection:
            first, second = (json.dumps(event) for event in events)
            connection.exec_driver_sql(OLD_ROWS.replace("{a}", first).replace("{b}", second))
            written = connection.exec_driver_sql("SELECT transaction::text FROM fact").scalar_one()
        with owner.begin() as connection:
            command.upgrade(configuration(connection), "head")
        with everything.connect() as connection:
            fact = connection.exec_driver_sql("SELECT signal_ids::text, case_ids, transaction FROM fact").one()
            stored = connection.exec_driver_sql("SELECT events FROM outbox").scalar_one()
            decided = connection.exec_driver_sql("SELECT sequence, disposition FROM decision ORDER BY sequence").all()
            settled = connection.exec_driver_sql("SELECT sequence, disposition, reference FROM disposition").all()
            cases = connection.exec_driver_sql("SELECT count(*), count(closed_at) FROM case_file").one()
            free = connection.exec_driver_sql(
                "SELECT relname FROM pg_class JOIN information_schema.columns ON table_name = relname "
                "WHERE table_schema = 'public' AND column_name = 'municipality' AND relkind = 'r' "
                "AND NOT relforcerowsecurity"
            ).scalars()
            assert list(free) == []
        assert tuple(fact) == ("{00000000-0000-7000-8000-000000000001}", None, int(written))
        assert tuple(cases) == (3, 2)
        assert [event.payload for event in from_blocks(stored)] == events
        assert [tuple(row) for row in decided] == [(1, "unjustified"), (2, "in-case")]
        assert [tuple(row) for row in settled] == [(2, "in-case", "r")]
    finally:
        everything.dispose()
        owner.dispose()
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
