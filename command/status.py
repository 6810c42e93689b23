"""Where everything is and whether it works, read from the data directory and asked of the processes."""

from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from command.home import address, alive, installation_of, not_ready, ports
from command.roll import Entry, read_roll
from plumbing.running.settings import Settings

PLACES = ("version", "worklist", "ingest", "kafka", "postgres")


@dataclass(frozen=True)
class ProcessStatus:
    """State of a process: `ready`, `not ready` or `down`, and why; how often it was started again, and when last."""

    name: str
    pid: int | None
    state: str
    reasons: list[str]
    restarts: int
    last_restart: str | None
    last_end: str | None


@dataclass(frozen=True)
class Status:
    """State of an installation. Addresses are None while the process that serves them is down."""

    version: str | None
    supervisor: bool
    worklist: str | None
    ingest: str | None
    metrics: list[str]
    kafka: str | None
    postgres: str | None
    processes: list[ProcessStatus]
    servers: list[ProcessStatus]

    @property
    def ready(self) -> bool:
        """Whether every process can work, and somebody looks after them."""
        every = [*self.processes, *self.servers]
        return self.supervisor and bool(self.processes) and all(one.state == "ready" for one in every)

    def as_dict(self) -> dict[str, Any]:
        """The status as JSON-ready values."""
        return asdict(self)


def current(settings: Settings) -> Status:
    """The status now."""
    home, written, roll = settings.home, installation_of(settings.home), read_roll(settings.home)
    entries = {one.name: one for one in roll}
    metrics = [_url(settings, name, "metrics", "/metrics") for name in written.get("processes", [])]
    return Status(
        version=written.get("version"),
        supervisor=bool(roll) and roll[0].lives(),
        worklist=_url(settings, "worklist", "http"),
        ingest=_url(settings, "ingest", "http"),
        metrics=[one for one in metrics if one],
        kafka=written.get("kafka"),
        postgres=written.get("postgres"),
        processes=[
            _process(name, ports(home, name).get("pid"), not_ready(home, name), entries.get(name))
            for name in written.get("processes", [])
        ],
        servers=[_process(one.name, one.pid, _reasons(one), one) for one in roll if one.server],
    )


def status_table(status: Status) -> Group:
    """The status for a person."""
    table = Table("process", "pid", "state", "restarts", "last restart")
    for one in [*status.processes, *status.servers]:
        last = f"{one.last_restart}, after {one.last_end}" if one.last_restart else ""
        table.add_row(one.name, str(one.pid), one.state, str(one.restarts), last)
    places = [f"{name:<9} {getattr(status, name) or 'down'}" for name in PLACES]
    reasons = [f"{one.name}: {reason}" for one in [*status.processes, *status.servers] for reason in one.reasons]
    nobody = [] if status.supervisor else ["supervisor: it does not run (vroegsignaal up)"]
    return Group(table, *(Text(line, overflow="ignore", no_wrap=True) for line in [*places, *nobody, *reasons]))


def _url(settings: Settings, name: str, kind: str, path: str = "") -> str | None:
    found = address(settings.home, name, kind)
    known = found and alive(int(ports(settings.home, name)["pid"]))
    return f"http://{found}{path}" if known else None


def _reasons(server: Entry) -> list[str]:
    return [] if server.lives() else ["it does not run"]


def _process(name: str, pid: int | None, reasons: list[str], entry: Entry | None) -> ProcessStatus:
    down = pid is None or not alive(pid)
    state = "down" if down else "not ready" if reasons else "ready"
    restarts, at, ended = (entry.restarts, entry.restarted_at, entry.ended) if entry else (0, "", "")
    return ProcessStatus(name, pid, state, reasons, restarts, at or None, ended or None)
