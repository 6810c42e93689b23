"""What an installation writes down in its data directory, and whether the processes named there live."""

import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from command.notes import Notes
from plumbing.running.state import read_state

INSTALLATION: Final = "installation.json"
TARGETS: Final = "prometheus-targets.json"
ANYWHERE: Final[Mapping[str, str]] = MappingProxyType({"0.0.0.0": "127.0.0.1", "::": "::1"})
"""Hosts that mean every address of this machine -> where to ask."""
REASON: Final = "not ready: "
OURS: Final = frozenset(
    {"broker", "demo-loaded", "faust", "installation", "keys", "lock", "logs", "new-api-keys", "ports", "postgres"}
    | {"prometheus-targets", "run"}
)
"""What stands in a data directory, without the ending of its name."""
ASK_SECONDS: Final = 2.0


def make_private(home: Path) -> None:
    """Make the data directory, for its owner alone. Raises OSError.

    One that was there is closed too, unless something of others stands in it: it may be a folder that many use. What is
    made in it is closed by the mask of the supervisor.
    """
    home.mkdir(parents=True, exist_ok=True)
    closed = [home / "logs", home / "run"]
    if all(is_ours(one.name) for one in home.iterdir()):
        closed.append(home)
    for folder in closed:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o700)
        for file in (one for one in folder.iterdir() if one.is_file()):
            file.chmod(0o600)


def is_ours(name: str) -> bool:
    """Whether a file or folder of this name belongs to a data directory."""
    return name.strip(".").split(".")[0] in OURS


def write_installation(notes: Notes, found: dict[str, Any]) -> None:
    """Write down where the servers are and which processes there are, for `status` and the commands on the record."""
    notes.write(INSTALLATION, found)


def installation_of(home: Path) -> dict[str, Any]:
    """What was written down; empty when nothing ever ran here."""
    return dict(read_state(home / INSTALLATION))


def write_targets(notes: Notes, addresses: Mapping[str, str]) -> None:
    """Write the metrics address of each process for Prometheus (file_sd_configs)."""
    notes.write(TARGETS, [{"targets": [address], "labels": {"process": name}} for name, address in addresses.items()])


def ports(home: Path, name: str) -> dict[str, Any]:
    """What a process reported of itself: `pid`, `host`, `metrics`, and `http` where it serves people or partners."""
    return dict(read_state(home / "run" / f"{name}.json"))


def address(home: Path, name: str, kind: str = "http") -> str | None:
    """`host:port` where a process serves, to be asked from this machine; None when it reported none."""
    found = ports(home, name)
    if kind not in found:
        return None
    host = ANYWHERE.get(found["host"], found["host"])
    return f"[{host}]:{found[kind]}" if ":" in host else f"{host}:{found[kind]}"


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
    return not_ready(home, name) == []


def not_ready(home: Path, name: str) -> list[str]:
    """Why a process cannot work, as it says itself; empty when it can."""
    found = ports(home, name)
    if not found or not alive(int(found["pid"])):
        return ["it does not run"]
    try:
        with urllib.request.urlopen(f"http://{address(home, name, 'metrics')}/readyz", timeout=ASK_SECONDS):
            return []
    except urllib.error.HTTPError as answer:
        with answer:
            said = answer.read(10_000).decode(errors="replace")
        return [line.removeprefix(REASON) for line in said.splitlines() if line] or ["it does not say why"]
    except OSError:
        return ["it does not answer"]
