"""`.ci/run` is red when any of its steps is: run here on a folder of its own, with stand-ins for what it calls."""

import os
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.checkout import ROOT

CALLED: Final = ("apt-get", "chromium", "java", "make", "mvn", "prometheus", "promtool", "python3")
STEPS: Final = (
    "python3 deploy/kafka/start.py --fetch-only",
    "promtool check config prometheus.yml",
    "promtool check rules rules.yml",
    "promtool test rules rules_test.yml",
    "make test",
    "python -m pytest -m real --durations=15",
)
"""What a run calls, in order."""
STAND_IN: Final = """#!/bin/sh
called="$(basename "$0") $*"
echo "$called" >>"$CALLS"
[ "$called" != "$RED" ]
"""


def run(folder: Path, red: str = "") -> tuple[int, list[str]]:
    """Exit code of a run in which the call `red` fails, and what was called of `STEPS`."""
    for place in [*(f"bin/{name}" for name in CALLED), ".venv/bin/python", ".ci/run", "calls"]:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(STAND_IN)
        path.chmod(0o755)
    # As root on a machine without PostgreSQL the script would write there.
    written = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (folder / ".ci" / "run").write_text(written.replace("POLICY=/usr/sbin/", f"POLICY={folder}/"), encoding="utf-8")
    (folder / "deploy" / "prometheus").mkdir(parents=True)
    (folder / "deploy" / "kafka" / "lib").mkdir(parents=True)
    (folder / "calls").write_text("")
    surroundings = {"PATH": f"{folder}/bin:{os.environ['PATH']}", "CALLS": str(folder / "calls"), "RED": red}
    ended = subprocess.run([folder / ".ci" / "run"], env=surroundings, capture_output=True, text=True, check=False)
    return ended.returncode, [call for call in (folder / "calls").read_text().splitlines() if call in STEPS]


def test_a_run_of_which_every_step_is_green_is_green(tmp_path: Path) -> None:
    assert run(tmp_path) == (0, list(STEPS))


@pytest.mark.parametrize("red", STEPS)
def test_a_run_with_a_red_step_is_red_and_goes_no_further(tmp_path: Path, red: str) -> None:
    code, called = run(tmp_path, red)
    assert code != 0
    assert called == list(STEPS[: STEPS.index(red) + 1])
