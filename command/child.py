"""A process that the supervisor keeps running."""

import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LONGEST_PAUSE: Final = 30.0
"""Seconds before a process that keeps stopping is started again."""


@dataclass
class Child:
    """One of our processes; its output goes to `log`."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Start the process; each start makes the pause before the next one longer."""
        self.starts += 1
        self.not_before = time.monotonic() + min(2.0 ** min(self.starts, 5), LONGEST_PAUSE)
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

    def wait(self, seconds: float) -> None:
        """Wait until the process has stopped; what does not stop in time is killed."""
        if self.process:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
