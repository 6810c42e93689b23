"""A process from its start to its end: its own engine, the right clock, and health while it works."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine, QueuePool
from sqlalchemy.exc import OperationalError

from plumbing.record.connect import BY_KEY
from plumbing.running import process as running
from plumbing.running.process import Process, process
from plumbing.running.settings import Settings
from tests.database import Database

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("as_it_was")


def settings_of(record: Database, role: str, home: Path, *, embedded: bool = False) -> Settings:
    return Settings(postgres_url=record.url(role), kafka="127.0.0.1:1", home=home, embedded=embedded)


def asked(this: Process, sql: str) -> object:
    with this.engine.connect() as connection:
        return connection.exec_driver_sql(sql).scalar_one()


def connections(this: Process) -> int:
    assert isinstance(this.engine.pool, QueuePool)
    return this.engine.pool.checkedin()


def test_a_process_signs_in_with_its_own_role_and_its_connections_end_with_it(record: Database, tmp_path: Path) -> None:
    with process("triage", settings_of(record, "triage", tmp_path)) as this:
        assert asked(this, "SELECT current_user") == "vroegsignaal_triage"
        assert connections(this) == 1
    assert connections(this) == 0


def test_the_planner_is_told_what_the_process_asks_and_nothing_else(record: Database, tmp_path: Path) -> None:
    settings = settings_of(record, "triage", tmp_path)
    with process("triage", settings, planner=BY_KEY) as this:
        assert asked(this, "SHOW enable_seqscan") == "off"
    with process("triage", settings) as this:
        assert asked(this, "SHOW enable_seqscan") == "on"


def test_simulated_time_holds_on_the_embedded_record_alone(record: Database, tmp_path: Path) -> None:
    with record.engine("simulate").begin() as connection:
        connection.exec_driver_sql("INSERT INTO simulated_clock VALUES (true, %s)", (LONG_AGO,))
    with process("triage", settings_of(record, "triage", tmp_path, embedded=True)) as this:
        assert this.clock() == LONG_AGO
    with process("triage", settings_of(record, "triage", tmp_path)) as this:
        assert datetime.now(UTC) - this.clock() < timedelta(hours=1)


def test_a_process_says_that_it_is_ready_while_it_works_and_where(record: Database, tmp_path: Path) -> None:
    with process("triage", settings_of(record, "triage", tmp_path)) as this:
        ready = [False]
        with this.healthy(lambda: () if ready[0] else ("not yet",), http=1234):
            told = json.loads((tmp_path / "run" / "triage.json").read_text(encoding="utf-8"))
            address = f"http://127.0.0.1:{told['metrics']}/readyz"
            with pytest.raises(HTTPError, match="503") as refused:
                urlopen(address)
            assert refused.value.read() == b"not ready: not yet\n"
            refused.value.close()
            metrics = address.replace("readyz", "metrics")
            assert b"vroegsignaal_ready 0.0\n" in urlopen(metrics).read()
            ready[0] = True
            assert urlopen(address).read() == b"ready\n"
            assert b"vroegsignaal_ready 1.0\n" in urlopen(metrics).read()
        assert told["http"] == 1234
        with pytest.raises(URLError):
            urlopen(address)


def test_a_process_that_waits_for_its_record_says_so_and_goes_on_when_it_is_there(
    record: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, said = settings_of(record, "triage", tmp_path), []

    def look(_engine: Engine) -> None:
        told = json.loads((tmp_path / "run" / "triage.json").read_text(encoding="utf-8"))
        with pytest.raises(HTTPError, match="503") as refused:
            urlopen(f"http://127.0.0.1:{told['metrics']}/readyz")
        said.append(refused.value.read())
        refused.value.close()

    monkeypatch.setattr(running, "await_record", look)
    away = there.model_copy(update={"postgres_url": "postgresql://vroegsignaal_triage@127.0.0.1:1/nowhere"})
    with pytest.raises(OperationalError), process("triage", away):
        pass  # It is proved after the wait, and here the record never came.
    assert said == [b"not ready: the record does not answer\n"]
    with process("triage", there):
        assert len(said) == 1


def test_whatever_stops_a_process_is_one_line_and_exit_code_1(
    record: Database, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended, process("triage", settings_of(record, "triage", tmp_path)):
        raise OSError("a value that somebody sent")
    assert ended.value.code == 1
    (line,) = capfd.readouterr().err.splitlines()
    assert {"event": "ended", "error": "OSError"}.items() <= json.loads(line).items()
    assert "somebody" not in line
