"""Servers that a schedule may stop, kill, empty and start again at the same address."""

import select
import shutil
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any, Final, Protocol

import psutil

from command.broker import EmbeddedBroker
from command.failures import CannotStart
from command.postgres import EmbeddedPostgres
from tests.real import kafka_child, postgres_answers, postgres_child, stop_child

Popen = subprocess.Popen[Any]
WITHIN: Final = 10.0
"""Seconds for a server to end."""


class Server(Protocol):
    """One server. Each verb may be said twice, because faults of a schedule overlap; `start` waits for no answer."""

    def start(self) -> None:
        """Begin to run."""

    def stop(self) -> None:
        """End by its own means."""

    def kill(self) -> None:
        """End at once; its data stay as they stand."""

    def answers(self) -> bool:
        """Whether clients are answered."""


class Forgetful(Server, Protocol):
    """A server that may also lose its data: a broker. The record never does (docs/decisions/0004)."""

    def empty(self) -> None:
        """End at once and lose everything."""


@dataclass
class Kafka:
    """Apache Kafka, with everything it has in `folder`."""

    folder: Path
    address: str = ""
    _child: Popen | None = None
    _answered: bool = False

    def start(self) -> None:
        if running(self._child):
            return
        if not (self.folder / "data" / "meta.properties").exists():
            shutil.rmtree(self.folder / "data", ignore_errors=True)  # Killed before it had data.
        self._let_go()
        self._child, self._answered = kafka_child(self.folder), False

    def stop(self) -> None:
        if self._child:
            stop_child(self._child)
            self._let_go()

    def kill(self) -> None:
        kill_tree(self._child)
        self._let_go()

    def empty(self) -> None:
        self.kill()
        shutil.rmtree(self.folder / "data", ignore_errors=True)

    def answers(self) -> bool:
        """Its starter writes the address once a client was answered."""
        if not (self._child and running(self._child) and self._child.stdout):
            return False
        if not self._answered and select.select([self._child.stdout], [], [], 0)[0]:
            told = self._child.stdout.readline().strip()
            self.address, self._answered = told or self.address, bool(told)
        return self._answered

    def _let_go(self) -> None:
        if self._child and self._child.stdout:
            self._child.stdout.close()


@dataclass
class Postgres:
    """A PostgreSQL server, with everything it has in `folder`."""

    folder: Path
    address: str = ""
    _child: Popen | None = None

    def start(self) -> None:
        if not running(self._child):
            self._child, self.address = postgres_child(self.folder)

    def stop(self) -> None:
        """In its mode "immediate": it recovers from its log when it starts."""
        if self._child:
            stop_child(self._child, signal.SIGQUIT)

    def kill(self) -> None:
        kill_tree(self._child)

    def answers(self) -> bool:
        return running(self._child) and postgres_answers(self.address)


@dataclass
class Embedded:
    """An embedded server of an installation: whoever keeps that running starts it again, once the fault is mended.

    Ended by its own means, killed or emptied is one thing for a broker that lives in memory.
    """

    child: EmbeddedBroker | EmbeddedPostgres

    def start(self) -> None:
        self.child.not_before = 0.0

    def stop(self) -> None:
        self._end(signal.SIGQUIT)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    empty = kill

    def answers(self) -> bool:
        try:
            self.child.await_answer(0)
        except CannotStart:
            return False
        return True

    def _end(self, number: int) -> None:
        self.child.stop(number)
        self.child.wait(WITHIN)
        self.child.note_end()
        self.child.not_before = inf


def running(child: Popen | None) -> bool:
    """Whether a child lives."""
    return child is not None and child.poll() is None


def kill_tree(child: Popen | None) -> None:
    """`kill -9` of a child and of all that it started."""
    if child is None or not running(child):
        return
    whole = [*psutil.Process(child.pid).children(recursive=True), psutil.Process(child.pid)]
    for one in whole:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    child.wait()
    psutil.wait_procs(whole, WITHIN)
