"""Where everything is and whether it works, read from the data directory and asked of the processes."""

from dataclasses import dataclass
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from command.home import alive, installation_of, ports, ready
from plumbing.running.settings import Settings


@dataclass(frozen=True)
class Status:
    """State of an installation. Addresses are None while the process that serves them is down."""

    worklist: str | None
    ingest: str | None
    metrics: list[str]
    kafka: str | None
    postgres: str | None
    processes: list[dict[str, Any]]

    @property
    def ready(self) -> bool:
        """Whether every process can work."""
        return bool(self.processes) and all(one["state"] == "ready" for one in self.processes)

    def as_dict(self) -> dict[str, Any]:
        """The status as JSON-ready values."""
        return dict(self.__dict__)


def current(settings: Settings) -> Status:
    """The status now."""
    written = installation_of(settings.home)
    names = written.get("processes", [])
    return Status(
        worklist=_address(settings, "worklist", "http"),
        ingest=_address(settings, "ingest", "http"),
        metrics=[address for name in names if (address := _address(settings, name, "metrics", "/metrics"))],
        kafka=written.get("kafka"),
        postgres=written.get("postgres"),
        processes=[_process(settings, name) for name in names],
    )


def status_table(status: Status) -> Group:
    """The status for a person."""
    table = Table("process", "pid", "state")
    for one in status.processes:
        table.add_row(one["name"], str(one["pid"]), one["state"])
    places = (f"{name:<9} {getattr(status, name) or 'down'}" for name in ("worklist", "ingest", "kafka", "postgres"))
    return Group(table, *(Text(place, overflow="ignore", no_wrap=True) for place in places))


def _address(settings: Settings, name: str, port: str, path: str = "") -> str | None:
    found = ports(settings.home, name)
    known = found.get(port) and alive(int(found["pid"]))
    return f"http://{settings.host}:{found[port]}{path}" if known else None


def _process(settings: Settings, name: str) -> dict[str, Any]:
    pid = ports(settings.home, name).get("pid")
    if pid is None or not alive(int(pid)):
        return {"name": name, "pid": pid, "state": "down"}
    return {"name": name, "pid": pid, "state": "ready" if ready(settings.home, name) else "starting"}
