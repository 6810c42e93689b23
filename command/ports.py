"""Ports that stay: a default when it is free, remembered in the data directory, the same after every restart."""

import logging
import socket
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from command.failures import CannotStart
from command.notes import Notes
from plumbing.running.settings import Settings
from plumbing.running.state import read_state

Place = tuple[str, str]
"""A process and what it serves there: `http` for people or partners, `metrics` for machines."""
OFFSETS: Final[Mapping[Place, int]] = MappingProxyType(
    {
        ("ingest", "http"): 0,
        ("worklist", "http"): 1,
        ("ingest", "metrics"): 2,
        ("notify", "metrics"): 3,
        ("relay", "metrics"): 4,
        ("report", "metrics"): 5,
        ("triage", "metrics"): 6,
        ("worklist", "metrics"): 7,
    }
)
"""Where each process has its port, from `first_port` on. A second one of a service takes the next free after these."""
SPARES: Final = range(len(OFFSETS), len(OFFSETS) + 92)
SETTINGS: Final[Mapping[Place, str]] = MappingProxyType(
    {("ingest", "http"): "ingest_port", ("worklist", "http"): "worklist_port"}
)
"""Settings that name a port: they win."""
ANY: Final = 0
"""The system gives the process a free one."""
PORTS: Final = "ports.json"
log = logging.getLogger(__name__)


def choose(wanted: Iterable[int], free: Callable[[int], bool], taken: Collection[int] = ()) -> int:
    """The first port of `wanted` that is free and not `taken` by one of ours; `ANY` when there is none."""
    return next((port for port in wanted if port not in taken and free(port)), ANY)


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now. Raises OSError where `host` is no address of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            if port == ANY:
                raise
            return False
    return True


class Ports:
    """The ports of an installation's processes, as they were given out and remembered."""

    def __init__(self, settings: Settings) -> None:
        """Reads what the data directory remembers. Raises CannotStart where `host` is no address of this machine."""
        self._settings, self.notes = settings, Notes(settings.home)
        self._given = _remembered(settings.home / PORTS, settings.first_port)
        self._used: set[Place] = set()
        try:
            is_free(settings.host, ANY)
        except OSError:
            raise CannotStart(f"VROEGSIGNAAL_HOST: this machine has no address {settings.host}") from None

    def of(self, name: str, service: str, *, again: bool = False) -> dict[str, str]:
        """Settings for a process that starts now (`again`: once more): its ports, each free, or 0 for any.

        Raises CannotStart when a port that the settings name is taken at a first start.
        """
        wanted = {"metrics": "VROEGSIGNAAL_METRICS_PORT"}
        if (service, "http") in OFFSETS:
            wanted["http"] = f"VROEGSIGNAAL_{service.upper()}_PORT"
        return {setting: str(self._port((name, kind), again=again)) for kind, setting in wanted.items()}

    def remember(self, name: str, reported: Mapping[str, object]) -> None:
        """Keep the ports that a process says it has."""
        told = {(name, kind): port for kind in ("http", "metrics") if isinstance(port := reported.get(kind), int)}
        if any(self._given.get(place) != port for place, port in told.items()):
            self._given |= told
            self._write()

    def _port(self, place: Place, *, again: bool) -> int:
        named = int(getattr(self._settings, SETTINGS[place])) if place in SETTINGS else 0
        self._used.add(place)
        if named:
            if not again and not self._free(named):
                raise CannotStart(
                    f"VROEGSIGNAAL_{SETTINGS[place].upper()}: port {named} of {self._settings.host} is taken"
                )
            return named
        taken = {port for other, port in self._given.items() if other in self._used and other != place}
        before, port = self._given.get(place), choose(self._wanted(place, again=again), self._free, taken)
        if before and before != port and place[1] == "http":
            log.warning("%s gets port %s; before it was %d", place[0], port or "of the system's choice", before)
        self._given[place] = port
        self._write()
        return self._given[place]

    def _wanted(self, place: Place, *, again: bool) -> Iterable[int]:
        """A process that comes back keeps its port; at a start of the whole it goes back to its default."""
        first, remembered = self._settings.first_port, self._given.get(place, ANY)
        default = first + OFFSETS[place] if first and place in OFFSETS else ANY
        spares = [first + spare for spare in SPARES] if first else []
        wanted = (remembered, default, *spares) if again else (default, remembered, *spares)
        return [port for port in wanted if port != ANY]

    def _free(self, port: int) -> bool:
        return is_free(self._settings.host, port)

    def _write(self) -> None:
        found = [[*place, port] for place, port in sorted(self._given.items())]
        self.notes.write(PORTS, {"first": self._settings.first_port, "ports": found})


def _remembered(file: Path, first: int) -> dict[Place, int]:
    """What was written for the same first port; nothing when the operator chose another."""
    written = read_state(file)
    return {(name, kind): port for name, kind, port in written["ports"]} if written.get("first") == first else {}
