"""The roll: which processes a supervisor started, written down so that they end with it, or at the next start.

A process is known by its id and the moment of its start, so that one that got an old id is never ended.
"""

import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import psutil

from command.notes import Notes
from plumbing.running.state import read_state

ROLL: Final = "run/supervisor.json"
BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
START_TIME: Final = 19
"""Place of `starttime` (proc_pid_stat(5), field 22) after the name of the program."""
PATIENCE: Final = 6.0
"""Seconds for our processes to end, and then for the servers; what is left is killed."""


@dataclass(frozen=True)
class Entry:
    """A process: `started` as `start_of` gives it; `stop_signal` ends it; servers end after those that use them."""

    name: str
    pid: int
    started: str
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
            same = start_of(self.pid) == self.started
            found = psutil.Process(self.pid)
            return found if same and found.status() != psutil.STATUS_ZOMBIE else None
        return None


def start_of(pid: int) -> str:
    """When a process started, the same at every reading. Raises NoSuchProcess.

    Where there is /proc: which start of the machine, and clock ticks since then. Seconds since 1970 follow from that
    and a clock that is set meanwhile, so two readings of them differ.
    """
    if not BOOT.exists():
        return str(psutil.Process(pid).create_time())
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        raise psutil.NoSuchProcess(pid) from None
    return f"{BOOT.read_text(encoding='utf-8').strip()} {stat.rpartition(')')[2].split()[START_TIME]}"


def entry_of(name: str, pid: int, **more: object) -> Entry | None:
    """The entry of a process that runs now; None when it has ended already."""
    try:
        return Entry(name, pid, start_of(pid), **more)  # type: ignore[arg-type]
    except psutil.NoSuchProcess:
        return None


def write_roll(notes: Notes, entries: Iterable[Entry]) -> None:
    """Write the roll of a data directory; the first entry is the supervisor's own."""
    notes.write(ROLL, [asdict(one) for one in entries])


def read_roll(home: Path) -> list[Entry]:
    """What was written; empty when nothing was, or nothing that can be read."""
    try:
        return [Entry(**one) for one in read_state(home / ROLL)]
    except TypeError:
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
