"""The roll: which processes a supervisor started, written down so that they end with it, or at the next start.

A process is known by its id and the moment of its start, so that one that got an old id is never ended.
"""

import json
import os
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import psutil

ROLL: Final = "run/supervisor.json"
SAME_START: Final = 1.0
"""Seconds that two readings of one start may differ."""
PATIENCE: Final = 6.0
"""Seconds for our processes to end, and then for the servers; what is left is killed."""


@dataclass(frozen=True)
class Entry:
    """A process: `started` in seconds since 1970, `stop_signal` ends it, servers end after those that use them."""

    name: str
    pid: int
    started: float
    stop_signal: int = signal.SIGTERM
    server: bool = False
    restarts: int = 0
    ended: str = ""
    restarted_at: str = ""

    def lives(self) -> bool:
        """Whether this very process still runs."""
        return self.process() is not None

    def process(self) -> psutil.Process | None:
        """The process, if it is still this one and no zombie."""
        with suppress(psutil.Error):
            found = psutil.Process(self.pid)
            same = abs(found.create_time() - self.started) < SAME_START
            return found if same and found.status() != psutil.STATUS_ZOMBIE else None
        return None


def entry_of(name: str, pid: int, **more: object) -> Entry | None:
    """The entry of a process that runs now; None when it has ended already."""
    try:
        return Entry(name, pid, psutil.Process(pid).create_time(), **more)  # type: ignore[arg-type]
    except psutil.NoSuchProcess:
        return None


def write_roll(home: Path, entries: Iterable[Entry]) -> None:
    """Write the roll of this data directory; the first entry is the supervisor's own."""
    fresh = home / f"{ROLL}.{os.getpid()}"
    fresh.write_text(json.dumps([asdict(one) for one in entries]), encoding="utf-8")
    fresh.replace(home / ROLL)


def read_roll(home: Path) -> list[Entry]:
    """What was written; empty when nothing was, or nothing that can be read."""
    try:
        return [Entry(**one) for one in json.loads((home / ROLL).read_text(encoding="utf-8"))]
    except (FileNotFoundError, ValueError, TypeError):
        return []


def end_all(entries: Sequence[Entry], patience: float = PATIENCE) -> list[str]:
    """End those that still live: processes first, then servers. Gives the names of those that had to be ended."""
    ended: list[str] = []
    for servers in (False, True):
        found = [(one, process) for one in entries if one.server is servers and (process := one.process())]
        for one, process in found:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(one.stop_signal)
        _, left = psutil.wait_procs([process for _, process in found], timeout=patience)
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, timeout=patience)
        ended += [one.name for one, _ in found]
    return ended
