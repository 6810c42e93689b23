"""The linter and the test runner are set up so that a fault is a failure: each family of rules finds one."""

import json
import re
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path
from typing import Any, Final

import pytest

from tests.architecture.checkout import ROOT, files

SETTINGS: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
RULES: Final[list[str]] = SETTINGS["ruff"]["lint"]["select"]
NOT_FOR_THE_TYPE_CHECKER: Final = {"deploy/kafka/start.py"}
"""A script for the container, which has no package of ours beside it."""

FAULTY: Final = """
from typing import TYPE_CHECKING
import os, sys
from datetime import datetime
if TYPE_CHECKING:
    from decimal import Decimal
def Wrong(id, unused, many=[]):
    "says nothing"
    if datetime.now():
        return None
        assert Decimal
    else:
        print(dict(), list(map(lambda x: x, many)), f"{str(id)}")
    try:
        eval(sys.argv[1])
    except Exception:
        pass
    for x in many:
        if x == 0 and x != None:
            pass
    rows = []
    for x in many:
        rows.append(x)
    return id is "\\d"
class A(object):
    ...
    pass
def branches(a):
    if a == 1: return 1
    if a == 2: return 2
    if a == 3: return 3
    if a == 4: return 4
    if a == 5: return 5
    if a == 6: return 6
    if a == 7: return 7
    if a == 8: return 8
    if a == 9: return 9
    if a == 10: return 10
def test_two(self):
    import pytest
    assert self and self.a
"""


def found_in(text: str, place: str) -> set[str]:
    """Rules that ruff finds broken in a text that would stand at `place`."""
    command = [sys.executable, "-m", "ruff", "check", "--output-format=json", f"--stdin-filename={place}", "-"]
    said = subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    return {str(one["code"]) for one in json.loads(said.stdout)}


@pytest.mark.parametrize("place", ["domain/planted.py", "services/triage/planted.py", "command/planted.py"])
def test_every_family_of_rules_finds_a_fault(place: str) -> None:
    found = found_in(FAULTY, place)
    assert [rule for rule in RULES if not any(re.match(rf"{rule}[CERW]?\d", one) for one in found)] == []


def test_the_linter_passes_over_no_file() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--show-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    looked_at = {Path(line).relative_to(ROOT) for line in said.stdout.splitlines()}
    assert {place for place in files() if place.suffix == ".py"} - looked_at == set()


def test_the_type_checker_passes_over_no_file() -> None:
    floors = set(SETTINGS["mypy"]["packages"])
    assert {place.as_posix() for place in files() if place.suffix == ".py" and place.parts[0] not in floors} == (
        NOT_FOR_THE_TYPE_CHECKER
    )


def test_the_type_checker_finds_a_fault_and_a_function_without_types(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text('count: int = "three"\n\n\ndef untyped(a):\n    return a\n', encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", "pyproject.toml", f"--cache-dir={tmp_path}", str(planted)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 1, said.stdout + said.stderr
    assert {"[assignment]", "[no-untyped-def]"} <= set(re.findall(r"\[[\w-]+\]", said.stdout))


def test_a_warning_is_a_failure_but_for_those_of_libraries_that_are_named() -> None:
    with pytest.raises(UserWarning, match="planted"):
        warnings.warn("planted", UserWarning, stacklevel=1)
    with pytest.raises(DeprecationWarning, match="planted"):
        warnings.warn("planted", DeprecationWarning, stacklevel=1)
    warnings.warn_explicit("planted", DeprecationWarning, "x.py", 1, module="faust.planted")
