"""One installation on one machine: its servers, its database, its processes and where to find them."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url

from command.embedded import EmbeddedBroker, embedded_broker, embedded_postgres
from command.keys import KeysMissing, embedded_keys
from plumbing.record.migrate import bootstrap, migrate, role_url
from plumbing.running.settings import Settings
from plumbing.transport.topics import create_topics

PROCESSES: Final = ("ingest", "triage", "notify", "worklist", "report", "relay")
"""The processes of an installation; each runs under the role of its name."""
KEY_HOLDERS: Final = ("ingest",)
"""Processes that need the keys for BSN and keyed hashes."""
SECRETS: Final = ("VROEGSIGNAAL_BSN_KEY", "VROEGSIGNAAL_HASH_KEY", "VROEGSIGNAAL_ROLE_PASSWORD")
ONE_PROCESS_ONLY: Final = ("VROEGSIGNAAL_PROCESS", "VROEGSIGNAAL_METRICS_PORT")
"""Settings of a single process: under the supervisor each has its own name and takes a free port."""
READY_SECONDS: Final = 60.0
STOP_SECONDS: Final = 15.0


@dataclass
class Child:
    """A process that the supervisor keeps running."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Start the process; its output goes to its log file."""
        self.starts += 1
        self.not_before = time.monotonic() + min(2.0 ** min(self.starts, 5), 30.0)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=dict(self.environment), stdout=log, stderr=log, start_new_session=True
            )

    def running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ask the process to stop."""
        if self.process and self.running():
            self.process.send_signal(number)


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
        return role_url(self.admin_url, role, password=self.settings.role_password)

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
            if child.process:
                try:
                    child.process.wait(max(0.1, until - time.monotonic()))
                except subprocess.TimeoutExpired:
                    child.process.kill()
                    child.process.wait()

    def write_down(self) -> None:
        """Write where things are for `status` and for Prometheus."""
        home = self.settings.home
        shown = make_url(self.admin_url)._replace(password=None).render_as_string()
        fresh = {"kafka": self.kafka, "postgres": shown, "processes": sorted(self.children)}
        (home / "installation.json").write_text(json.dumps(fresh), encoding="utf-8")
        targets = [
            {"targets": [f"{self.settings.host}:{port}"], "labels": {"process": name}}
            for name in self.children
            if (port := ports(home, name).get("metrics"))
        ]
        (home / "prometheus-targets.json").write_text(json.dumps(targets, indent=2), encoding="utf-8")


def ports(home: Path, name: str) -> dict[str, Any]:
    """What a process reported of itself: `pid`, `metrics`, and `http` where it serves people or partners."""
    path = home / "run" / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def alive(pid: int) -> bool:
    """Whether a process with this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def ready(home: Path, name: str) -> bool:
    """Whether a process lives and says that it can work."""
    found = ports(home, name)
    if not found or not alive(int(found["pid"])):
        return False
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{found['metrics']}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def installed(settings: Settings) -> Iterator[Installation]:
    """Servers up, database migrated, topics there; no process yet. Embedded servers stop with it."""
    home = settings.home
    for folder in ("logs", "run"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    for left in (home / "run").glob("*.json"):
        left.unlink()
    embedded = not settings.postgres_url
    keys = _keys(settings, embedded=embedded)
    with ExitStack() as stack:
        postgres = settings.postgres_url or stack.enter_context(embedded_postgres(home))
        broker = None if settings.kafka else stack.enter_context(embedded_broker(home))
        kafka = broker.address if broker else settings.kafka
        admin_url = bootstrap(postgres, password=settings.role_password)
        migrate(role_url(admin_url, "migrate", password=settings.role_password))
        create_topics(kafka)
        environment = _environment(settings, kafka, embedded=embedded)
        installation = Installation(settings, kafka, admin_url, environment, keys, broker)
        try:
            yield installation
        finally:
            installation.stop()


def _environment(settings: Settings, kafka: str, *, embedded: bool) -> dict[str, str]:
    """What every process may know: no keys, no password of another role."""
    inherited = {name: value for name, value in os.environ.items() if name not in (*SECRETS, *ONE_PROCESS_ONLY)}
    return {
        **inherited,
        "VROEGSIGNAAL_HOME": str(settings.home),
        "VROEGSIGNAAL_KAFKA": kafka,
        "VROEGSIGNAAL_EMBEDDED": str(embedded).lower(),
        "VROEGSIGNAAL_EMBEDDED_BROKER": str(not settings.kafka).lower(),
        "VROEGSIGNAAL_DEVELOPMENT_USERS": str(embedded or settings.development_users).lower(),
        "PYTHONWARNINGS": "ignore",
    }


def _keys(settings: Settings, *, embedded: bool) -> dict[str, str]:
    given = {"VROEGSIGNAAL_BSN_KEY": settings.bsn_key, "VROEGSIGNAAL_HASH_KEY": settings.hash_key}
    if all(given.values()):
        return given
    if not embedded:
        raise KeysMissing("VROEGSIGNAAL_BSN_KEY and VROEGSIGNAAL_HASH_KEY are required with a real server")
    return embedded_keys(settings.home)
