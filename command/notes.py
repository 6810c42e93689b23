"""What the supervisor writes down in a data directory: what a full disk refuses keeps no process from running."""

import logging
from pathlib import Path
from typing import Any

from plumbing.running.state import write_state

log = logging.getLogger(__name__)


class Notes:
    """State files of a data directory, by name."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._unwritten: dict[str, Any] = {}

    def write(self, name: str, found: Any) -> None:
        """Write a file. What the system refuses is told once, and written by `write_again`."""
        try:
            write_state(self._home / name, found)
        except OSError as error:
            if name not in self._unwritten:
                log.warning("%s cannot be written and is tried again: %s", name, error.strerror)
            self._unwritten[name] = found
        else:
            self._unwritten.pop(name, None)

    def write_again(self) -> None:
        """Try once more what could not be written."""
        for name, found in list(self._unwritten.items()):
            self.write(name, found)
