"""State files: what a process writes down for others and for the next start, as JSON, whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any


def write_state(path: Path, found: Any) -> None:
    """Write a file and put it in its place: nobody reads half of it. Raises OSError; what stood there then stays."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(json.dumps(found, indent=2), encoding="utf-8")
    fresh.replace(path)


def read_state(path: Path) -> Any:
    """What was written; an empty object when nothing was, or nothing that can be read. Raises PermissionError."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
