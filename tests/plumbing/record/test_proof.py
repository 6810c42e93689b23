"""A process proves its place before it begins: its own role and nothing more, on a record of the code's version."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import make_url
from typer.testing import CliRunner

from command.cli import app
from command.engines import opened
from command.failures import PROGRAM
from command.postgres import embedded_postgres
from command.processes import PROCESSES
from plumbing.record import proof
from plumbing.record.connect import open_engine
from plumbing.record.migrate import MIGRATIONS, migrate
from plumbing.record.proof import Misplaced, Place, await_record, faults, known_versions, prove
from tests.database import Database

TRIAGE = "vroegsignaal_triage"
HEAD = known_versions()[-1]
AT_HOME = Place(TRIAGE, TRIAGE, (), (), HEAD)


@contextmanager
def changed(record: Database, begin: str, end: str) -> Iterator[None]:
    """The server with a change, undone afterwards."""
    with record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(begin)
    try:
        yield
    finally:
        with record.engine("superuser").begin() as connection:
            connection.exec_driver_sql(end)


def refusal(url: str, role: str = "triage") -> str:
    """The sentence with which a process of `role` refuses to start at `url`."""
    with opened(url) as engine, pytest.raises(Misplaced) as refused:
        prove(engine, role)
    return str(refused.value)


def in_database(record: Database, role: str, database: str) -> str:
    return make_url(record.url(role)).set(database=database).render_as_string(hide_password=False)


@pytest.mark.parametrize("role", PROCESSES)
def test_every_process_may_start_as_its_own_role(database: Database, role: str) -> None:
    prove(database.engine(role), role)


def test_a_superuser_is_refused_by_name(database: Database) -> None:
    told = refusal(database.superuser_url)
    assert "signed in to the record as postgres and not as vroegsignaal_triage" in told
    assert "postgres is a superuser" in told


def test_a_superuser_that_only_puts_on_the_role_is_refused(database: Database) -> None:
    url = make_url(database.superuser_url)
    with opened(database.superuser_url) as engine, engine.connect() as connection:
        connection.exec_driver_sql(f"SET SESSION ROLE {TRIAGE}")
        seen = proof.place_of(connection)
        connection.exec_driver_sql("RESET ROLE")
    assert (seen.signed_in, seen.acts_as) == (url.username, TRIAGE)
    assert any("is a superuser" in one for one in faults(seen, "triage"))


def test_the_role_of_another_process_is_refused(database: Database) -> None:
    assert "signed in to the record as vroegsignaal_report and not as vroegsignaal_triage" in refusal(
        database.url("report")
    )


@pytest.mark.parametrize(
    ("power", "word"),
    [
        ("BYPASSRLS", "passes row-level security"),
        ("CREATEROLE", "may make roles"),
        ("CREATEDB", "may make databases"),
        ("REPLICATION", "may copy the whole server"),
        ("SUPERUSER", "is a superuser"),
    ],
)
def test_a_role_that_was_given_a_power_is_refused(database: Database, power: str, word: str) -> None:
    with changed(database, f"ALTER ROLE {TRIAGE} {power}", f"ALTER ROLE {TRIAGE} NO{power}"):
        assert word in refusal(database.url("triage"))
    prove(database.engine("triage"), "triage")


@pytest.mark.parametrize("granted", ["vroegsignaal_migrate", "vroegsignaal_report", "pg_read_all_data"])
def test_a_member_of_a_role_that_owns_or_reads_more_is_refused(database: Database, granted: str) -> None:
    with changed(database, f"GRANT {granted} TO {TRIAGE}", f"REVOKE {granted} FROM {TRIAGE}"):
        assert f"may become {granted}" in refusal(database.url("triage"))


def test_a_member_of_a_mighty_role_of_somebody_elses_making_is_refused(database: Database) -> None:
    made = f"CREATE ROLE somebody BYPASSRLS; GRANT somebody TO {TRIAGE}"
    with changed(database, made, "DROP ROLE somebody"):
        assert "may become somebody" in refusal(database.url("triage"))


def test_a_group_without_powers_does_no_harm(database: Database) -> None:
    made = f"CREATE ROLE everybody_here; GRANT everybody_here TO {TRIAGE}"
    with changed(database, made, "DROP ROLE everybody_here"):
        prove(database.engine("triage"), "triage")


def test_a_role_that_owns_a_table_is_refused(database: Database) -> None:
    begin = f"CREATE TABLE stray (); ALTER TABLE stray OWNER TO {TRIAGE}"
    with changed(database, begin, "DROP TABLE stray"):
        assert "owns tables of the record" in refusal(database.url("triage"))


def test_a_database_that_was_never_migrated_asks_for_the_command_that_does(database: Database) -> None:
    told = refusal(in_database(database, "triage", "postgres"))
    assert "schema version none" in told
    assert "run `vroegsignaal migrate`" in told


def test_a_record_of_a_newer_version_is_left_alone(database: Database) -> None:
    begin = "UPDATE alembic_version SET version_num = '9999'"
    with changed(database, begin, f"UPDATE alembic_version SET version_num = '{HEAD}'"):
        assert "made by a newer version of vroegsignaal (schema 9999" in refusal(database.url("triage"))


def test_an_older_record_asks_for_a_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "known_versions", lambda: ["0001", "0002"])
    (fault,) = faults(AT_HOME._replace(version="0001"), "triage")
    assert "schema version 0001 and not 0002: run" in fault
    assert list(faults(AT_HOME._replace(version="0002"), "triage")) == []


def test_a_migration_leaves_a_record_of_a_newer_version_as_it_is(database: Database) -> None:
    begin = "UPDATE alembic_version SET version_num = '9999'"
    with (
        changed(database, begin, f"UPDATE alembic_version SET version_num = '{HEAD}'"),
        pytest.raises(Misplaced, match="made by a newer version"),
    ):
        migrate(database.url("migrate"))


def test_the_versions_are_those_that_the_migrations_run() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert [one.revision for one in script.walk_revisions()][::-1] == known_versions()


def test_all_that_is_wrong_is_told_in_one_sentence(database: Database) -> None:
    told = refusal(in_database(database, "report", "postgres"))
    assert told.count("; ") == 1
    assert "\n" not in told


def test_a_server_that_does_not_let_the_role_in_refuses_at_once(database: Database) -> None:
    with opened(in_database(database, "triage", "nowhere")) as engine, pytest.raises(Misplaced) as refused:
        await_record(engine)
    assert "does not let vroegsignaal_triage into the database nowhere" in str(refused.value)


@contextmanager
def awaited(url: str) -> Iterator[threading.Event]:
    """Somebody waits for the record at `url`; the event says that it let them in."""
    engine, came = open_engine(url), threading.Event()

    def come() -> None:
        await_record(engine, pause=0.05)
        came.set()

    waiting = threading.Thread(target=come, daemon=True)
    waiting.start()
    yield came
    waiting.join(60)
    engine.dispose()


def test_a_record_that_is_away_is_waited_for() -> None:
    with TemporaryDirectory() as folder:  # A short path, so that the socket stands in the same place again.
        home = Path(folder)
        with embedded_postgres(home) as url:
            pass
        with awaited(url) as came:
            assert not came.wait(0.5)
            with embedded_postgres(home):
                assert came.wait(60)


def test_a_record_without_a_connection_left_is_waited_for(database: Database) -> None:
    none, as_before = (f"ALTER ROLE {TRIAGE} CONNECTION LIMIT {limit}" for limit in (0, -1))
    with ExitStack() as stack:
        with changed(database, none, as_before):
            came = stack.enter_context(awaited(database.url("triage")))
            assert not came.wait(0.5)
        assert came.wait(60)


@pytest.mark.usefixtures("as_it_was")
@pytest.mark.parametrize("service", PROCESSES)
def test_the_command_that_runs_a_process_ends_with_one_sentence(
    database: Database, tmp_path: Path, service: str
) -> None:
    surroundings = {
        "VROEGSIGNAAL_HOME": str(tmp_path),
        "VROEGSIGNAAL_POSTGRES_URL": database.superuser_url,
        "VROEGSIGNAAL_KAFKA": "127.0.0.1:1",
        "VROEGSIGNAAL_BSN_KEY": "11" * 32,
        "VROEGSIGNAAL_HASH_KEY": "22" * 32,
    }
    done = CliRunner().invoke(app, ["run", service], env=surroundings)
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"{PROGRAM}signed in to the record as postgres")
    assert done.stdout == ""
    assert list((tmp_path).glob("run/*")) == []
