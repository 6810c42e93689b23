"""What is in the way of a start is told in one sentence with exit code 1, and never with what somebody typed."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import UndefinedColumn
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError
from typer.testing import CliRunner

from command.cli import app
from command.failures import sentence
from command.postgres import embedded_postgres
from command.supervisor import STOPPING

SECRET = "zeer-geheim"
KEYS = {"BSN_KEY": "11" * 32, "HASH_KEY": "22" * 32}


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Give this test run back its signals and its mask for new files."""
    handlers = {number: signal.getsignal(number) for number in STOPPING}
    mask = os.umask(0o022)
    os.umask(mask)
    yield
    os.umask(mask)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def told(*command: str, **settings: str) -> str:
    """The one sentence of a command that cannot do its work."""
    environment = {f"VROEGSIGNAAL_{name}": value for name, value in {"FIRST_PORT": "0", **settings}.items()}
    done = CliRunner().invoke(app, command, env=environment)
    assert (done.exit_code, done.stdout) == (1, ""), done.output
    (line,) = done.stderr.splitlines()
    assert line.startswith("vroegsignaal: ")
    assert SECRET not in line
    return line


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("OIN", "0000", "VROEGSIGNAAL_OIN: string should match pattern"),
        ("BSN_KEY", SECRET, "VROEGSIGNAAL_BSN_KEY: string should match pattern"),
        ("WORKLIST_PORT", "acht", "VROEGSIGNAAL_WORKLIST_PORT: input should be a valid integer"),
        ("INGEST_PORT", "70000", "VROEGSIGNAAL_INGEST_PORT: input should be less than or equal to 65535"),
        ("HOST", "203.0.113.77", "VROEGSIGNAAL_HOST: this machine has no address 203.0.113.77"),
        ("HOST", "nergens.invalid", "VROEGSIGNAAL_HOST: this machine has no address nergens.invalid"),
        ("KAFKA", "127.0.0.1:1", "no Kafka broker answers at 127.0.0.1:1"),
        ("KAFKA", "127.0.0.1", "VROEGSIGNAAL_KAFKA: write HOST:PORT"),
        ("POSTGRES_URL", f"postgresql://beheer:{SECRET}@127.0.0.1:1/postgres", "nothing listens there"),
        ("POSTGRES_URL", f"postgresql://beheer:{SECRET}@127.0.0.1:een/postgres", "is not the URL"),
        ("POSTGRES_URL", f"postgresql://beheer:{SECRET}@nergens.invalid/postgres", "its host name is not known"),
        ("POSTGRES_URL", f"postgresql:///?{SECRET}=1", "PostgreSQL cannot be reached"),
        ("POSTGRES_URL", f"mysql://beheer:{SECRET}@127.0.0.1/postgres", "is not the URL"),
        ("POSTGRES_URL", SECRET, "is not the URL"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, setting: str, value: str, sentence: str) -> None:
    assert sentence in told("up", **{**KEYS, "HOME": str(tmp_path / "home"), setting: value})


def test_a_data_directory_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert str(tmp_path / "file") in told("up", HOME=str(tmp_path / "file"))
    assert str(tmp_path / "file" / "below") in told("up", HOME=str(tmp_path / "file" / "below"))


def test_a_port_of_the_settings_that_is_taken_is_named(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])
        said = told("up", HOME=str(tmp_path / "home"), INGEST_PORT=port)
        assert f"VROEGSIGNAAL_INGEST_PORT: port {port} of 127.0.0.1 is taken" in said
        assert f"port {port} of 127.0.0.1" in told("up", HOME=str(tmp_path / "home"), WORKLIST_PORT=port)


def test_a_server_that_refuses_the_password_is_told_so(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path / "server") as url:
        hba = tmp_path / "server" / "postgres" / "pg_hba.conf"
        hba.write_text("local all all scram-sha-256\n", encoding="utf-8")
        reload(tmp_path / "server")
        wrong = make_url(url).set(password=SECRET).render_as_string(hide_password=False)
        for command in (("up",), ("migrate", "--bootstrap")):
            said = told(*command, **KEYS, HOME=str(tmp_path / "home"), POSTGRES_URL=wrong)
            assert said.endswith("it refuses the password")


def reload(home: Path) -> None:
    """Have the embedded server read its settings again."""
    pid = int((home / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    os.kill(pid, signal.SIGHUP)


def test_a_process_by_itself_says_what_is_in_its_way(tmp_path: Path) -> None:
    assert "VROEGSIGNAAL_OIN" in told("run", "relay", HOME=str(tmp_path), OIN="1")
    assert "VROEGSIGNAAL_OIN" in told("status", HOME=str(tmp_path), OIN="1")
    assert "VROEGSIGNAAL_OIN" in told("migrate", HOME=str(tmp_path), OIN="1")
    assert "no Kafka broker answers" in told("topics", HOME=str(tmp_path), KAFKA="127.0.0.1:1")


@pytest.mark.parametrize("command", ["ledger", "replay", "up", "migrate"])
def test_every_command_says_so_of_a_setting(tmp_path: Path, command: str) -> None:
    assert "is not the URL" in told(command, HOME=str(tmp_path), POSTGRES_URL=SECRET, **KEYS)


def test_what_postgresql_says_of_a_statement_is_a_bug() -> None:
    assert sentence(ProgrammingError("SELECT", (), UndefinedColumn())) is None
    assert sentence(OperationalError("SELECT", (), psycopg.OperationalError("Connection refused"))) is not None


def test_a_bug_keeps_its_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("command.status.current", broken)
    done = CliRunner().invoke(app, ["status"], env={"VROEGSIGNAAL_HOME": str(tmp_path)})
    assert isinstance(done.exception, ZeroDivisionError)
