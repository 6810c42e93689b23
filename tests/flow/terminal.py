"""Somebody at a terminal: runs `vroegsignaal` in a data directory, and keeps an installation up meanwhile."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil
from kafka import KafkaConsumer

from command.home import alive
from command.status import current
from command.supervisor import NEW_KEYS
from plumbing.running.settings import Settings
from tests.database import Database
from tests.running import until

COMMAND: Final = (sys.executable, "-m", "command.cli")
PATIENCE: Final = 600.0
"""Seconds; the machine may be busy with other things, so nothing here asserts on time."""


@dataclass
class Terminal:
    """One data directory and the settings that go with it."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every command: nothing of this test run's own settings, and any free port."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("VROEGSIGNAAL_")}
        marks = {name: value for name, value in os.environ.items() if name == "VROEGSIGNAAL_CI_RUN"}
        ours = {"VROEGSIGNAAL_HOME": str(self.home), "VROEGSIGNAAL_FIRST_PORT": "0"}
        return inherited | marks | ours | self.settings

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def json(self, *arguments: str, code: int = 0) -> Any:
        """What a command prints with `--json`, which ends with this exit code."""
        done = self.run(*arguments, "--json")
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)


@dataclass
class Up:
    """`vroegsignaal up` while it runs."""

    terminal: Terminal
    process: subprocess.Popen[bytes]
    said_in: Path

    @property
    def said(self) -> str:
        """What it printed until now."""
        return self.said_in.read_text(encoding="utf-8")

    def keys(self) -> dict[str, str]:
        """The API keys that were handed out in this data directory, by name of partner."""
        lines = (self.terminal.home / NEW_KEYS).read_text(encoding="utf-8").splitlines()
        return dict(line.split("\t") for line in lines)

    def status(self) -> dict[str, Any]:
        """`status --json` of an installation that is ready."""
        found: dict[str, Any] = self.terminal.json("status")
        return found

    def front_door(self) -> str:
        """Where partners deliver, also while something else is not ready."""
        return str(current(Settings(home=self.terminal.home)).ingest)

    def ready(self) -> bool:
        """Whether `status` would end with 0; quicker than the command where one waits for it."""
        return current(Settings(home=self.terminal.home)).ready

    def pid(self, name: str) -> int:
        """Process id of one of our processes."""
        return int(json.loads((self.terminal.home / "run" / f"{name}.json").read_text())["pid"])

    def broker_pid(self) -> int | None:
        """Process id of the embedded broker while it lives."""
        children = psutil.Process(self.process.pid).children()
        living = [one for one in children if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        return next((one.pid for one in living if one.name().startswith("tansu")), None)

    def pids(self) -> dict[int, str]:
        """Every process of this installation by its id: our own, the broker's and PostgreSQL's."""
        postmaster = int((self.terminal.home / "postgres" / "postmaster.pid").read_text().split()[0])
        roots = [psutil.Process(self.process.pid), psutil.Process(postmaster)]
        found = [*roots, *(child for root in roots for child in root.children(recursive=True))]
        return {one.pid: one.name() for one in found if one.status() != psutil.STATUS_ZOMBIE}

    def database(self) -> Database:
        """The record, as the embedded server's superuser."""
        return Database(json.loads((self.terminal.home / "installation.json").read_text())["postgres"])

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Press Ctrl-C; gives the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def up(terminal: Terminal, *options: str, ready: bool = True) -> Iterator[Up]:
    """Run `vroegsignaal up` and wait until it is ready. It is stopped at the end, whatever happened."""
    terminal.home.parent.mkdir(parents=True, exist_ok=True)
    said_in = terminal.home.parent / f"{terminal.home.name}-{len(list(terminal.home.parent.iterdir()))}.txt"
    with said_in.open("wb") as log:
        process = subprocess.Popen(
            [*COMMAND, "up", *options],
            env=terminal.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    running = Up(terminal, process, said_in)
    try:
        if ready:
            until(lambda: process.poll() is not None or "Stop with Ctrl-C" in running.said, PATIENCE)
            assert process.poll() is None, running.said
        yield running
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def left_of(pids: dict[int, str]) -> dict[int, str]:
    """Those of `pids` that still run."""
    return {pid: name for pid, name in pids.items() if alive(pid)}


def topics_on(kafka: str) -> set[str]:
    """Names of the topics on a broker."""
    with closing(KafkaConsumer(bootstrap_servers=kafka)) as consumer:
        return set(consumer.topics())
