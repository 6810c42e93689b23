"""The embedded PostgreSQL is the same on every machine: its locale, the path of its data, what was left there."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest
from sqlalchemy import make_url

from command.engines import opened
from command.failures import CannotStart
from command.family import family
from command.postgres import SOCKET, EmbeddedPostgres, embedded_postgres, fits
from plumbing.record.migrate import bootstrap

WORDS = ["Ézinge", "Zeist", "aa", "Assen", "ẞ", "IJlst", "ijs", "Ürk", "_"]
SORTED = "SELECT string_agg(word, ' ' ORDER BY word) FROM unnest(%s::text[]) word"
LOWERED = "SELECT string_agg(lower(word), ' ') FROM unnest(%s::text[]) word"


def answers(url: str) -> tuple[str, str]:
    """How the record sorts and lowers words."""
    with opened(bootstrap(url)) as engine, engine.connect() as connection:
        found = [connection.exec_driver_sql(sql, (WORDS,)).scalar_one() for sql in (SORTED, LOWERED)]
        return str(found[0]), str(found[1])


@pytest.mark.parametrize("locale", [{"LC_ALL": "nl_NL.UTF-8"}, {"LC_ALL": "C"}, {"LANG": "C.UTF-8"}, {}])
def test_words_are_sorted_and_lowered_alike_under_every_locale_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locale: Mapping[str, str]
) -> None:
    for name in [name for name in os.environ if name in {"LANG", "LANGUAGE"} or name.startswith("LC_")]:
        monkeypatch.delenv(name)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    with embedded_postgres(tmp_path / "home") as url:
        in_order, lowered = answers(url)
    assert in_order.split() == sorted(WORDS)
    assert lowered.split() == ["ézinge", "zeist", "aa", "assen", "ß", "ijlst", "ijs", "ürk", "_"]


@pytest.mark.parametrize("name", ["with a space", 'a "quote", b', '"q"', "ë", "long/" + "x" * 100 + "/" + "y" * 100])
def test_any_path_will_do(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    home = tmp_path_factory.mktemp("p") / name
    home.mkdir(parents=True)
    with embedded_postgres(home) as url, opened(url) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
        folder = Path(str(make_url(url).query["host"]))
        assert (folder / SOCKET).is_socket()
        assert folder.stat().st_mode & 0o077 == 0
    assert not (folder / SOCKET).exists()
    assert folder.exists() == (folder == home / "postgres")
    assert fits(home) == (name in {"with a space", '"q"', "ë"})


def test_nothing_in_the_shared_temporary_folder_is_in_the_way_of_another_user(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, shared = tmp_path_factory.mktemp("p"), tmp_path_factory.mktemp("shared")
    monkeypatch.setattr("tempfile.tempdir", str(shared))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(shared))
    with embedded_postgres(home):
        assert list(shared.iterdir()) == []


def test_a_server_that_is_on_no_roll_is_ended_first(tmp_path: Path) -> None:
    with family(tmp_path / "roll") as elsewhere:
        forgotten = EmbeddedPostgres(tmp_path)
        elsewhere.start(forgotten, server=True)
        forgotten.await_answer()
        assert forgotten.process
        with embedded_postgres(tmp_path) as url, opened(url) as engine, engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
            assert not forgotten.running()


def test_a_first_start_that_was_cut_off_leaves_no_half_data_directory(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n", encoding="utf-8")
    with embedded_postgres(tmp_path) as url:
        assert url
    assert not (tmp_path / "postgres.new").exists()


def test_a_server_that_cannot_start_is_told_with_the_place_of_its_log(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path):
        pass
    (tmp_path / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(CannotStart, match=r"postgres\.log"), embedded_postgres(tmp_path):
        pass


def test_it_stops_in_order_and_nothing_of_it_stays(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path):
        pid = int((tmp_path / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        assert psutil.Process(pid).name().startswith("postgres")
    assert not psutil.pid_exists(pid)
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
    assert EmbeddedPostgres.stop_signal == signal.SIGINT
