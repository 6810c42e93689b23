"""What is on the roll ends, and nobody else: a process is known by its id and by when it started."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from command.child import PAUSES, STEADY, Child, ending, pause
from command.family import family
from command.notes import Notes
from command.roll import Entry, end_all, entry_of, read_roll, write_roll
from tests.running import until

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
TELLS = """
import pathlib, signal, sys
def end(*_):
    with pathlib.Path({path!r}).open("a") as file:
        file.write({name!r})
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("here", flush=True)
signal.pause()
"""


@contextmanager
def running(code: str = "print('here', flush=True); import time; time.sleep(600)") -> Iterator[Entry]:
    """A process that is up, as it stands on a roll."""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            entry = entry_of("it", process.pid)
            assert entry
            yield entry
        finally:
            process.kill()


def a_child(home: Path, code: str, name: str = "it") -> Child:
    return Child(name, [sys.executable, "-c", code], {}, home / "log")


def test_what_was_left_ends_also_when_it_does_not_listen() -> None:
    with running() as one, running(DEAF) as deaf:
        assert end_all([one, replace(deaf, name="deaf")], patience=1.0) == ["it", "deaf"]
        assert not one.lives()
        assert not deaf.lives()


def test_a_process_that_got_an_old_id_is_left_alone() -> None:
    with running() as one:
        another = replace(one, started=f"{one.started}0")
        assert not another.lives()
        assert end_all([another]) == []
        assert one.lives()


def test_servers_end_after_those_that_use_them(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = {name: TELLS.format(path=str(told), name=name) for name in "sp"}
    with running(code["s"]) as server, running(code["p"]) as process:
        end_all([replace(server, server=True), process])
    assert told.read_text() == "ps"


def test_a_roll_that_is_absent_or_cut_off_names_nobody(tmp_path: Path) -> None:
    assert read_roll(tmp_path) == []
    (tmp_path / "run").mkdir()
    write_roll(Notes(tmp_path), [Entry("supervisor", 1, "then")])
    assert [one.name for one in read_roll(tmp_path)] == ["supervisor"]
    (tmp_path / "run" / "supervisor.json").write_text('[{"name": "sup', encoding="utf-8")
    assert read_roll(tmp_path) == []


def test_a_family_ends_with_its_context_and_ends_what_an_earlier_one_left(tmp_path: Path) -> None:
    with running() as left:
        (tmp_path / "run").mkdir()
        write_roll(Notes(tmp_path), [Entry("supervisor", left.pid, "long ago"), replace(left, name="left")])
        with family(tmp_path) as ours:
            assert ours.left == ["left"]
            ours.start(a_child(tmp_path, "import time; time.sleep(600)"))
            entries = read_roll(tmp_path)
            assert [one.name for one in entries] == ["supervisor", "guard", "it"]
            assert all(one.lives() for one in entries)
        assert [one.name for one in entries if one.lives()] == ["supervisor"]


def test_a_family_of_a_supervisor_that_lives_is_left_alone(tmp_path: Path) -> None:
    with family(tmp_path) as ours:
        ours.start(a_child(tmp_path, "import time; time.sleep(600)"))
        with family(tmp_path / "another"):
            assert ours.children["it"].running()


def test_an_end_is_noted_once_with_its_signal_and_the_pause_grows(tmp_path: Path) -> None:
    child = a_child(tmp_path, "import time; time.sleep(600)")
    assert not child.note_end()
    for life in (1, 2):
        child.start()
        assert not child.note_end()
        child.stop(signal.SIGKILL)
        until(lambda: not child.running())
        assert child.note_end()
        assert not child.note_end()
        assert (child.ended, child.short_lives, child.restarts) == ("signal 9 (SIGKILL)", life, life - 1)
    assert ending(3) == "exit code 3"
    assert list(PAUSES) == sorted(PAUSES)
    assert pause(0) == 0.0
    assert pause(1_000) == PAUSES[-1] <= STEADY
