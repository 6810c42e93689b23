"""The world that a schedule strikes: an installation, its two servers, and what its processes say meanwhile."""

import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Final, NamedTuple

from command.home import alive, ports
from command.installation import Installation, installed
from command.processes import PROCESSES
from plumbing.running.settings import Settings
from tests.faults.schedules.servers import Forgetful, Kafka, Memory, Postgres, Server, Untouched
from tests.running import KEY, until

LOOK_EVERY: Final = 0.5
"""Seconds between two questions to `/readyz` of every process."""
READY, NO_ANSWER = 200, 0


class Said(NamedTuple):
    """What a process said on `/readyz` at a moment. `struck`: it is silent because the schedule struck it."""

    at: float
    process: str
    answer: int
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
                self._note(name, asked(self.installation.settings.home, name))

    def _note(self, name: str, answer: int) -> None:
        if answer != NO_ANSWER:
            self._silenced.discard(name)
        self.said.append(Said(time.monotonic(), name, answer, name in self._silenced))

    def _signal(self, victim: str, number: int) -> None:
        self._silenced.add(victim)
        self.installation.children[victim].stop(number)


def asked(home: Path, name: str) -> int:
    """The status with which a process answers `/readyz`; 0 when none comes."""
    found = ports(home, name)
    if not found or not alive(int(found["pid"])):
        return NO_ANSWER
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{found['metrics']}/readyz", timeout=1) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except (urllib.error.URLError, OSError):
        return NO_ANSWER


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
            home=folder / "home", kafka=broker.address, postgres_url=record.address, bsn_key=KEY, hash_key=KEY
        )
        yield stack.enter_context(_inhabited(settings, lambda _: (broker, record)))


@contextmanager
def embedded_world(folder: Path) -> Iterator[World]:
    """The same on the embedded servers."""
    settings = Settings(home=folder / "home", bsn_key=KEY, hash_key=KEY)
    with _inhabited(settings, lambda installation: (Memory(installation), Untouched())) as world:
        yield world


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
