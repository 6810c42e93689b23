"""One installation on one machine: its servers, its database, its processes and where to find them."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, make_url
from sqlalchemy.util import immutabledict

from command.broker import EmbeddedBroker, answering, answers
from command.child import Child
from command.engines import checked_url, opened, password_of, passwords_of_roles
from command.environment import environment_of
from command.failures import PROGRAM, CannotStart
from command.family import Family, family
from command.home import address, make_private, ports, ready, write_installation, write_targets
from command.keys import keys_of
from command.ports import Ports
from command.postgres import EmbeddedPostgres
from command.roll import ROLL
from plumbing.record.migrate import bootstrap, migrate, role_url
from plumbing.running.place import KEY_HOLDERS, NO_FEEDS
from plumbing.running.security import security_of
from plumbing.running.settings import Settings
from plumbing.transport.topics import create_topics
from plumbing.transport.trouble import BrokerTrouble

READY_SECONDS: Final = 120.0
HOPELESS: Final = 4
"""So many short lives in a row, and a server, or a process that was never ready, is not started again."""
log = logging.getLogger(__name__)


@dataclass
class Installation:
    """A running installation. `admin_url` may do everything; no process gets it."""

    settings: Settings
    kafka: str
    admin_url: str
    environment: dict[str, str]
    keys: dict[str, str]
    family: Family
    ports: Ports
    children: dict[str, Child] = field(default_factory=dict)
    topics_missing: bool = False
    _written: dict[str, tuple[str | None, ...]] = field(default_factory=dict)

    def role_url(self, role: str) -> str:
        """URL with which a role connects."""
        return role_url(self.admin_url, role, password=password_of(self.settings, role))

    def engine(self, role: str) -> AbstractContextManager[Engine]:
        """An engine with a role; it ends with its context."""
        return opened(self.role_url(role))

    def add(self, name: str, service: str | None = None, **extra: str) -> Child:
        """Start a process. Several of one service have names of their own (`triage-2`). Raises CannotStart."""
        service = service or name
        environment = self.environment | {"VROEGSIGNAAL_POSTGRES_URL": self.role_url(service)} | extra
        environment |= self.keys if service in KEY_HOLDERS else {}
        environment |= {"VROEGSIGNAAL_PROCESS": name} | self.ports.of(name, service)
        command = [sys.executable, "-m", "command.cli", "run", service]
        child = Child(name, command, environment, self.settings.home / "logs" / f"{name}.log", service=service)
        self.children[name] = child
        self.family.start(child)
        return child

    def await_ready(self, *names: str, seconds: float = READY_SECONDS) -> None:
        """Wait until these processes (all when none is named) say that they can work. Raises CannotStart."""
        until = time.monotonic() + seconds
        waiting = set(names or self.children)
        while waiting:
            self.keep_running()
            waiting = {name for name in waiting if not ready(self.settings.home, name)}
            for name in waiting:
                if self.children[name].short_lives >= HOPELESS:
                    raise CannotStart(f"{name} does not start: {self._reason(self.children[name])}")
            if waiting and time.monotonic() > until:
                raise CannotStart(f"not ready: {', '.join(sorted(waiting))}; see {self.settings.home / 'logs'}")
            time.sleep(0.1)

    def keep_running(self) -> None:
        """Start again what stopped by itself, with a growing pause. Raises CannotStart for a server that stays away.

        What the system refuses now (a full disk) is told and tried again: it ends nothing that runs.
        """
        self._guard()
        for child in list(self.family.children.values()):
            if child.note_end():
                log.warning("%s stopped: %s", child.name, child.ended)
            if not child.running() and time.monotonic() >= child.not_before:
                self._start_again(child)
        self._make_topics()
        self._write_changes()
        self.family.notes.write_again()
        self.ports.notes.write_again()

    def stop(self) -> None:
        """Stop all processes; what does not stop in time is killed."""
        self.family.stop(*self.children)

    def write_down(self) -> None:
        """Write where things are for `status` and for Prometheus."""
        found = {"version": version("vroegsignaal"), "kafka": self.kafka, "postgres": shown(self.admin_url)}
        write_installation(self.family.notes, {**found, "processes": sorted(self.children)})
        write_targets(self.family.notes, self._metrics())

    def _guard(self) -> None:
        try:
            self.family.guarded()
        except OSError as error:
            log.warning("the guard cannot be started and is tried again: %s", error.strerror)

    def _start_again(self, child: Child) -> None:
        server = isinstance(child, EmbeddedBroker | EmbeddedPostgres)
        if server and child.short_lives >= HOPELESS:
            raise CannotStart(f"{child.name} stops again and again ({child.ended}); see {child.log}")
        try:
            if not server:
                child.environment = {**child.environment, **self.ports.of(child.name, child.service, again=True)}
            self.family.start(child, server=server)
        except OSError as error:
            child.put_off()
            log.warning("%s cannot be started and is tried again: %s", child.name, error.strerror)
            return
        self.topics_missing |= isinstance(child, EmbeddedBroker)
        log.warning("%s started again (restart %d)", child.name, child.restarts)

    def _make_topics(self) -> None:
        """A broker comes back empty, so with its topics."""
        if self.topics_missing and answers(self.kafka):
            try:
                create_topics(self.kafka, security_of(self.settings))
            except (BrokerTrouble, OSError) as error:
                log.warning("the broker does not take its topics yet (%s)", type(error).__name__)
            else:
                self.topics_missing = False

    def _write_changes(self) -> None:
        """A process that has another address than before is found there."""
        home = self.settings.home
        found = {name: tuple(address(home, name, kind) for kind in ("http", "metrics")) for name in self.children}
        if found != self._written:
            self._written = found
            for name in self.children:
                self.ports.remember(name, ports(home, name))
            self.write_down()

    def _metrics(self) -> dict[str, str]:
        """The metrics address of each process that has told one, a dead one's too: it comes back there."""
        home = self.settings.home
        return {name: found for name in sorted(self.children) if (found := address(home, name, "metrics"))}

    def _reason(self, child: Child) -> str:
        """Its own sentence if it left one, else how it ended."""
        *_, last = ["", *child.log.read_text(encoding="utf-8", errors="replace").splitlines()]
        return last.removeprefix(PROGRAM) if last.startswith(PROGRAM) else f"{child.ended}; see {child.log}"


@contextmanager
def installed(settings: Settings) -> Iterator[Installation]:
    """Servers up, database migrated, topics there; no process yet. All that it started stops with it.

    Raises CannotStart, and what `command.failures` knows.
    """
    home = settings.home
    make_private(home)
    keys, passwords, given = keys_of(settings), passwords_of_roles(settings), Ports(settings)
    with family(home) as ours, ExitStack() as stack:
        if ours.left:
            log.warning("ended what an earlier start left: %s", ", ".join(ours.left))
        for left in (home / "run").glob("*.json"):
            if left != home / ROLL:
                left.unlink()
        postgres = checked_url(settings.postgres_url) or _own_postgres(ours, home, stack)
        if settings.feeds and not settings.kafka:
            raise CannotStart(NO_FEEDS)
        kafka = answering(settings.kafka) if settings.kafka else _own_broker(ours, home)
        admin_url = bootstrap(postgres, passwords)
        environment = environment_of(settings, kafka)
        installation = Installation(settings, kafka, admin_url, environment, keys, ours, given)
        migrate(installation.role_url("migrate"))
        create_topics(kafka, security_of(settings))
        try:
            yield installation
        finally:
            installation.stop()


def _own_postgres(ours: Family, home: Path, stack: ExitStack) -> str:
    server = EmbeddedPostgres(home)
    stack.callback(server.clear)
    stack.callback(ours.stop, server.name)
    ours.start(server, server=True)
    server.await_answer()
    return server.url


def _own_broker(ours: Family, home: Path) -> str:
    broker = EmbeddedBroker(home)
    ours.start(broker, server=True)
    broker.await_answer()
    return broker.address


def shown(url: str) -> str:
    """A URL without any password, also one among its options."""
    found = make_url(url)
    query = {name: value for name, value in found.query.items() if "pass" not in name}
    return found._replace(password=None, query=immutabledict(query)).render_as_string()
