"""What an installation writes down in its data directory, and whether the processes named there live."""

import json
import os
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Final

INSTALLATION: Final = "installation.json"
TARGETS: Final = "prometheus-targets.json"


def write_installation(home: Path, found: dict[str, Any]) -> None:
    """Write down where the servers are and which processes there are, for `status` and the commands on the record."""
    (home / INSTALLATION).write_text(json.dumps(found), encoding="utf-8")


def installation_of(home: Path) -> dict[str, Any]:
    """What was written down; empty when nothing ever ran here."""
    return _read(home / INSTALLATION)


def write_targets(home: Path, addresses: dict[str, str]) -> None:
    """Write the metrics address of each process for Prometheus (file_sd_configs)."""
    targets = [{"targets": [address], "labels": {"process": name}} for name, address in addresses.items()]
    (home / TARGETS).write_text(json.dumps(targets, indent=2), encoding="utf-8")


def ports(home: Path, name: str) -> dict[str, Any]:
    """What a process reported of itself: `pid`, `metrics`, and `http` where it serves people or partners."""
    return _read(home / "run" / f"{name}.json")


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def alive(pid: int) -> bool:
    """Whether a process with this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def ready(home: Path, name: str) -> bool:
    """Whether a process lives and says that it can work."""
    found = ports(home, name)
    if not found or not alive(int(found["pid"])):
        return False
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{found['metrics']}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
