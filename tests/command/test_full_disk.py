"""A disk that is full for a while: what runs goes on, and what could not be written or started follows later."""

import errno
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from command.child import Child
from command.family import family
from command.home import installation_of
from command.installation import Installation
from command.ports import Ports
from command.roll import read_roll
from plumbing.running.settings import Settings
from tests.running import until

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Two processes, without servers."""
    with family(tmp_path) as ours:
        settings = Settings(home=tmp_path, first_port=0)
        found = Installation(settings, "", "postgresql://x@h/y", {}, {}, ours, Ports(settings))
        for name in ("triage", "notify"):
            child = Child(name, SLEEPS, {}, tmp_path / name / "log", service=name)
            child.log.parent.mkdir()
            found.children[name] = child
            ours.start(child)
        yield found


def no_space(*_: object, **__: object) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


def end(child: Child) -> None:
    child.stop()
    until(lambda: not child.running())


def test_on_a_full_disk_a_process_starts_again_and_what_was_not_written_is_written_later(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    home, triage = installation.settings.home, installation.children["triage"]
    before = (home / "run" / "supervisor.json").read_text()
    end(triage)
    triage.note_end()
    triage.not_before = 0.0
    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", no_space)
        for _ in range(3):
            installation.keep_running()
    assert all(child.running() for child in installation.children.values())
    assert (home / "run" / "supervisor.json").read_text() == before
    assert sum("ports.json cannot be written" in one for one in caplog.messages) == 1
    installation.keep_running()
    assert triage.process
    assert triage.process.pid in [one.pid for one in read_roll(home)]
    assert installation_of(home)["processes"] == ["notify", "triage"]
    assert (home / "ports.json").exists()


def test_a_process_that_the_system_does_not_start_is_tried_again_and_the_others_go_on(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    triage, notify = installation.children["triage"], installation.children["notify"]
    end(triage)
    triage.note_end()
    triage.not_before = 0.0
    away = triage.log.parent.rename(triage.log.parent.with_name("away"))
    for _ in range(3):
        installation.keep_running()
    assert sum("triage cannot be started" in one for one in caplog.messages) == 1
    assert notify.running()
    away.rename(triage.log.parent)
    triage.not_before = 0.0
    installation.keep_running()
    assert triage.running()
    assert triage.restarts == 1
