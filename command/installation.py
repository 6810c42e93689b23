"""One installation on one machine: its servers, its database, its processes and where to find them."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Engine, make_url

from command.child import Child
from command.embedded import EmbeddedBroker, embedded_broker, embedded_postgres
from command.engines import PASSWORD_OF, opened, password_of, passwords_of_roles
from command.home import ports, ready, write_installation, write_targets
from command.keys import keys_of
from plumbing.record.migrate import bootstrap, migrate, role_url
from plumbing.running.place import KEY_HOLDERS
from plumbing.running.settings import Settings
from plumbing.transport.topics import create_topics

SECRETS: Final = ("VROEGSIGNAAL_BSN_KEY", "VROEGSIGNAAL_HASH_KEY", "VROEGSIGNAAL_ROLE_PASSWORD")
ONE_PROCESS_ONLY: Final = ("VROEGSIGNAAL_PROCESS", "VROEGSIGNAAL_METRICS_PORT")
"""Settings of a single process: under the supervisor each has its own name and takes a free port."""
READY_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0
FORGETFUL_BROKER: Final = {"VROEGSIGNAAL_RECONCILE_AFTER": "30", "VROEGSIGNAAL_RECONCILE_EVERY": "20"}
"""The embedded broker comes back empty, and hides what comes while its topics are made, so the relay looks sooner."""


@dataclass
class Installation:
    """A running installation. `admin_url` may do everything; no process gets it."""

    settings: Settings
    kafka: str
    admin_url: str
    environment: dict[str, str]
    keys: dict[str, str]
    broker: EmbeddedBroker | None = None
    children: dict[str, Child] = field(default_factory=dict)

    def role_url(self, role: str) -> str:
        """URL with which a role connects."""
        return role_url(self.admin_url, role, password=password_of(self.settings, role))

    def engine(self, role: str) -> AbstractContextManager[Engine]:
        """An engine with a role; it ends with its context."""
        return opened(self.role_url(role))

    def add(self, name: str, service: str | None = None, **extra: str) -> Child:
        """Start a process. Several of one service have names of their own (`triage-2`)."""
        service = service or name
        environment = self.environment | {"VROEGSIGNAAL_POSTGRES_URL": self.role_url(service)} | extra
        environment |= self.keys if service in KEY_HOLDERS else {}
        command = [sys.executable, "-m", "command.cli", "run", service]
        child = Child(name, command, environment, self.settings.home / "logs" / f"{name}.log")
        environment["VROEGSIGNAAL_PROCESS"] = name
        child.start()
        self.children[name] = child
        return child

    def await_ready(self, *names: str, seconds: float = READY_SECONDS) -> None:
        """Wait until these processes (all when none is named) say that they can work. Raises TimeoutError."""
        until = time.monotonic() + seconds
        waiting = set(names or self.children)
        while waiting:
            waiting = {name for name in waiting if not ready(self.settings.home, name)}
            if waiting and time.monotonic() > until:
                raise TimeoutError(f"not ready: {', '.join(sorted(waiting))}; see {self.settings.home / 'logs'}")
            time.sleep(0.1)

    def keep_running(self) -> None:
        """Start again what stopped by itself, with a growing pause; a broker comes back empty, so with its topics."""
        if self.broker and not self.broker.running():
            self.broker.start()
            create_topics(self.kafka)
        for child in self.children.values():
            if not child.running() and time.monotonic() >= child.not_before:
                child.start()

    def stop(self) -> None:
        """Stop all processes; what does not stop in time is killed."""
        for child in self.children.values():
            child.stop()
        until = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            child.wait(max(0.1, until - time.monotonic()))

    def write_down(self) -> None:
        """Write where things are for `status` and for Prometheus."""
        home, host = self.settings.home, self.settings.host
        shown = make_url(self.admin_url)._replace(password=None).render_as_string()
        write_installation(home, {"kafka": self.kafka, "postgres": shown, "processes": sorted(self.children)})
        reported = {name: ports(home, name).get("metrics") for name in self.children}
        write_targets(home, {name: f"{host}:{port}" for name, port in reported.items() if port})


@contextmanager
def installed(settings: Settings) -> Iterator[Installation]:
    """Servers up, database migrated, topics there; no process yet. Embedded servers stop with it."""
    home = settings.home
    for folder in ("logs", "run"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    for left in (home / "run").glob("*.json"):
        left.unlink()
    embedded = not settings.postgres_url
    keys, passwords = keys_of(settings), passwords_of_roles(settings)
    with ExitStack() as stack:
        postgres = settings.postgres_url or stack.enter_context(embedded_postgres(home))
        broker = None if settings.kafka else stack.enter_context(embedded_broker(home))
        kafka = broker.address if broker else settings.kafka
        environment = _environment(settings, kafka, embedded=embedded)
        installation = Installation(settings, kafka, bootstrap(postgres, passwords), environment, keys, broker)
        migrate(installation.role_url("migrate"))
        create_topics(kafka)
        try:
            yield installation
        finally:
            installation.stop()


def _kept_back(name: str) -> bool:
    return name in SECRETS or name in ONE_PROCESS_ONLY or name.startswith(PASSWORD_OF)


def _environment(settings: Settings, kafka: str, *, embedded: bool) -> dict[str, str]:
    """What every process may know: no keys, no password of another role."""
    inherited = {name: value for name, value in os.environ.items() if not _kept_back(name)}
    return {
        **({} if settings.kafka else FORGETFUL_BROKER),
        **inherited,
        "VROEGSIGNAAL_HOME": str(settings.home),
        "VROEGSIGNAAL_KAFKA": kafka,
        "VROEGSIGNAAL_EMBEDDED": str(embedded).lower(),
        "VROEGSIGNAAL_EMBEDDED_BROKER": str(not settings.kafka).lower(),
        "VROEGSIGNAAL_DEVELOPMENT_USERS": str(embedded or settings.development_users).lower(),
        "PYTHONWARNINGS": "ignore",
    }
