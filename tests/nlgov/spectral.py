"""Runs Spectral over API descriptions; installs it from npm by our lock file where it is not there yet."""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
PROGRAM: Final = HERE / "node_modules" / ".bin" / "spectral"
RULESET: Final = HERE / "ruleset.yaml"


class NotInstalled(Exception):
    """Spectral cannot be installed; the text says why."""


def installed_spectral() -> Path:
    """The program. Raises NotInstalled when npm cannot get it."""
    if not PROGRAM.exists():
        npm = Path(sys.executable).with_name("npm")
        command = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        try:
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        except OSError as error:
            raise NotInstalled(f"npm cannot be run: {error.strerror}") from None
        if done.returncode:
            raise NotInstalled("npm could not install Spectral: " + " ".join(done.stderr.splitlines()[-3:]))
    return PROGRAM


def broken_rules_of(documents: Mapping[str, Any], folder: Path) -> dict[str, set[str]]:
    """Name of each document -> rules that it breaks. All in one run: Node takes seconds to start."""
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    node = Path(sys.executable).with_name("node")
    files = [str(folder / f"{name}.json") for name in documents]
    command = [
        str(node),
        str(installed_spectral()),
        "lint",
        *files,
        "--ruleset",
        str(RULESET),
        "--format",
        "json",
        "-q",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode not in {0, 1}:
        raise RuntimeError(done.stderr[-2_000:])
    found: dict[str, set[str]] = defaultdict(set)
    for one in json.loads(done.stdout or "[]"):
        found[Path(one["source"]).stem].add(one["code"])
    return {name: found[name] for name in documents}
