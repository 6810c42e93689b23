"""All that one supervisor starts in a data directory: it ends with the supervisor, and an earlier one's ends first."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from command.child import Child
from command.notes import Notes
from command.roll import Entry, end_all, entry_of, read_roll, write_roll

STOP_SECONDS: Final = 15.0


class Family:
    """The children of this process in a data directory, by name, in the order in which they were added."""

    def __init__(self, home: Path) -> None:
        """End what an earlier supervisor left here, then begin. `left`: the names of what was ended."""
        (home / "run").mkdir(parents=True, exist_ok=True)
        self._home, self.notes = home, Notes(home)
        earlier = read_roll(home)
        self.left = end_all(earlier[1:]) if earlier and not earlier[0].lives() else []
        self.children: dict[str, Child] = {}
        self._entries: dict[str, Entry] = {}
        self._guard: subprocess.Popen[bytes] | None = None
        self._ourselves = entry_of("supervisor", os.getpid())
        self.guarded()

    def start(self, child: Child, *, server: bool = False) -> None:
        """Start a child, for the first time or again, and write it down."""
        child.start()
        self.children[child.name] = child
        if child.process:
            again = datetime.now(UTC).isoformat(timespec="seconds") if child.restarts else ""
            more = {"restarts": child.restarts, "ended": child.ended, "restarted_at": again}
            found = entry_of(child.name, child.process.pid, stop_signal=child.stop_signal, server=server, **more)
            self._note(child.name, found)

    def guarded(self) -> None:
        """Have a guard; start another when it was killed."""
        if self._guard is None or self._guard.poll() is not None:
            if self._guard and self._guard.stdin:
                self._guard.stdin.close()
            command = [sys.executable, "-m", "command.guard", str(self._home), str(os.getpid())]
            self._guard = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            self._note("guard", entry_of("guard", self._guard.pid, stop_signal=signal.SIGKILL))

    def stop(self, *names: str) -> None:
        """Stop these together and forget them; what does not stop in time is killed."""
        leaving = [self.children.pop(name) for name in names if name in self.children]
        for child in leaving:
            child.stop()
        until = time.monotonic() + STOP_SECONDS
        for child in leaving:
            child.wait(max(0.1, until - time.monotonic()))
            self._entries.pop(child.name, None)
        self._write()

    def close(self) -> None:
        """Stop whatever still runs, the youngest first, and let the guard go."""
        for name in reversed(list(self.children)):
            self.stop(name)
        self._entries.clear()
        self._write()
        if self._guard:
            self._guard.communicate()

    def _note(self, name: str, entry: Entry | None) -> None:
        if entry:
            self._entries[name] = entry
            self._write()

    def _write(self) -> None:
        if self._ourselves:
            write_roll(self.notes, [self._ourselves, *self._entries.values()])


@contextmanager
def family(home: Path) -> Iterator[Family]:
    """A family that is gone at the end of the context."""
    found = Family(home)
    try:
        yield found
    finally:
        found.close()
