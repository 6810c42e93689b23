"""The world that a schedule strikes: an installation, its two servers, and what its processes say meanwhile."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Final, NamedTuple

from command.broker import EmbeddedBroker
from command.home import not_ready
from command.installation import Installation, installed
from command.postgres import EmbeddedPostgres
from command.processes import PROCESSES
from plumbing.running.settings import Settings
from tests.faults.schedules.servers import Embedded, Forgetful, Kafka, Postgres, Server
from tests.running import KEY, close_databases, until

LOOK_EVERY: Final = 0.5
"""Seconds between two questions to `/readyz` of every process."""
SILENT: Final = (["it does not run"], ["it does not answer"])
"""What is found for a process that says nothing."""


class Said(NamedTuple):
    """Why a process was not ready at a moment (nothing when it was). `struck`: the schedule made it silent."""

    at: float
    process: str
    why_not: list[str]
    struck: bool


@dataclass
class World:
    """Strikes and mends, one a fault; `victim` is a process, or nothing where a fault has none."""

    installation: Installation
    broker: Forgetful
    record: Server
    said: list[Said] = field(default_factory=list)
    _silenced: set[str] = field(default_factory=set)

    def kill(self, victim: str) -> None:
        self._signal(victim, signal.SIGKILL)

    def kill_all(self, _: str) -> None:
        for name in self.installation.children:
            self.kill(name)

    def freeze(self, victim: str) -> None:
        self._signal(victim, signal.SIGSTOP)

    def wake(self, victim: str) -> None:
        self.installation.children[victim].stop(signal.SIGCONT)

    def stop_broker(self, _: str) -> None:
        self.broker.stop()

    def kill_broker(self, _: str) -> None:
        self.broker.kill()

    def empty_broker(self, _: str) -> None:
        self.broker.empty()

    def start_broker(self, _: str) -> None:
        self.broker.start()

    def stop_record(self, _: str) -> None:
        self.record.stop()

    def start_record(self, _: str) -> None:
        self.record.start()

    def kill_everything(self, _: str) -> None:
        self.kill_all("")
        self.broker.kill()
        self.record.kill()

    def start_everything(self, _: str) -> None:
        self.broker.start()
        self.record.start()

    def leave(self, _: str) -> None:
        """Nothing: the supervisor mends it."""

    def servers_answer(self) -> bool:
        """Whether both servers are there."""
        return self.broker.answers() and self.record.answers()

    def listen(self, stopped: Event) -> None:
        """Ask every process whether it can work, again and again."""
        while not stopped.wait(LOOK_EVERY):
            for name in self.installation.children:
                self._note(name, not_ready(self.installation.settings.home, name))

    def _note(self, name: str, why_not: list[str]) -> None:
        if why_not not in SILENT:
            self._silenced.discard(name)
        self.said.append(Said(time.monotonic(), name, why_not, name in self._silenced))

    def _signal(self, victim: str, number: int) -> None:
        self._silenced.add(victim)
        self.installation.children[victim].stop(number)


def real_servers(folder: Path, stack: ExitStack) -> tuple[Kafka, Postgres]:
    """Both real servers, started; they end with `stack`."""
    broker, record = Kafka(folder / "kafka"), Postgres(folder / "postgres")
    for server in (broker, record):
        server.start()
        stack.callback(server.kill)
    until(lambda: broker.answers() and record.answers())
    return broker, record


@contextmanager
def real_world(folder: Path) -> Iterator[World]:
    """Apache Kafka and PostgreSQL with an installation of all processes, each with its ordinary settings."""
    with ExitStack() as stack:
        broker, record = real_servers(folder, stack)
        settings = Settings(
            home=folder / "home",
            first_port=0,
            kafka=broker.address,
            postgres_url=record.address,
            bsn_key=KEY,
            hash_key=KEY,
        )
        yield stack.enter_context(_inhabited(settings, lambda _: (broker, record)))


@contextmanager
def embedded_world(folder: Path) -> Iterator[World]:
    """The same on the embedded servers."""
    settings = Settings(home=folder / "home", first_port=0, bsn_key=KEY, hash_key=KEY)
    with _inhabited(settings, _embedded) as world:
        yield world


def _embedded(installation: Installation) -> tuple[Embedded, Embedded]:
    broker, record = (installation.family.children[name] for name in ("broker", "postgres"))
    assert isinstance(broker, EmbeddedBroker)
    assert isinstance(record, EmbeddedPostgres)
    return Embedded(broker), Embedded(record)


@contextmanager
def _inhabited(settings: Settings, servers: Callable[[Installation], tuple[Forgetful, Server]]) -> Iterator[World]:
    with installed(settings) as installation:
        for name in PROCESSES:
            installation.add(name)
        installation.await_ready()
        world, stopped = World(installation, *servers(installation)), Event()
        ears = Thread(target=world.listen, args=(stopped,), name="ears")
        ears.start()
        try:
            yield world
        finally:
            stopped.set()
            ears.join()
            close_databases()
