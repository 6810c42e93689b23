"""A process that the supervisor keeps running: one of ours, or an embedded server."""

import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

PAUSES: Final = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds before a process is started again, by how many short lives in a row it has had."""
STEADY: Final = 30.0
"""Seconds after which a life was not short."""


def ending(code: int) -> str:
    """How a process ended, in words, from its return code (negative: a signal)."""
    if code >= 0:
        return f"exit code {code}"
    known = {one.value: one.name for one in signal.Signals}
    return f"signal {-code} ({known.get(-code, 'unknown')})"


def pause(short_lives: int) -> float:
    """Seconds to wait before the next start."""
    return PAUSES[min(short_lives, len(PAUSES) - 1)]


@dataclass
class Child:
    """Its output goes to `log`. `account`: arguments of Popen that run it as another user."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    account: Mapping[str, Any] = field(default_factory=dict)
    service: str = ""
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    short_lives: int = 0
    ended: str = ""
    not_before: float = 0.0
    _began: float = 0.0
    _noted: bool = True

    stop_signal: ClassVar[int] = signal.SIGTERM

    def start(self) -> None:
        """Start the process. Raises OSError."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.account,
            )
        self.restarts += self.process is not None
        self.process, self._began, self._noted = process, time.monotonic(), False

    def running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def note_end(self) -> bool:
        """Whether it ended since this was last asked; `ended` then says how, `not_before` when it may start again."""
        if self._noted or self.process is None or self.running():
            return False
        now = time.monotonic()
        self._noted, self.ended = True, ending(self.process.returncode)
        self.short_lives = self.short_lives + 1 if now - self._began < STEADY else 0
        self.not_before = now + pause(self.short_lives)
        return True

    def put_off(self) -> None:
        """It could not be started: not again before the longest pause."""
        self.not_before = time.monotonic() + PAUSES[-1]

    def stop(self, number: int | None = None) -> None:
        """Ask the process to stop, or send it another signal."""
        if self.process and self.running():
            self.process.send_signal(number or self.stop_signal)

    def wait(self, seconds: float) -> None:
        """Wait until the process has stopped; what does not stop in time is killed."""
        if self.process:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
