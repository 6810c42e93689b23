"""The command line is made of its files: a new one adds its commands by being there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from command.cli import app
from plumbing.record.tables import metadata
from plumbing.running.settings import CHECKOUT
from tests.database import Database

LIGHT = "import sys, command.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"

GREET = """
from command.cli.root import app, console


@app.command("greet")
def greet() -> None:
    console.print("Goedemorgen")
"""


def commands() -> dict[str, str]:
    """What help says of each command and group, as they are typed."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return {name: one.help or "" for name, one in group.commands.items()}


def test_a_file_that_is_not_named_anywhere_is_found(tmp_path: Path) -> None:
    shutil.copytree(CHECKOUT / "command", tmp_path / "command")
    (tmp_path / "command" / "cli" / "greet.py").write_text(GREET, encoding="utf-8")
    command = [sys.executable, "-m", "command.cli", "greet"]
    path = {**os.environ, "PYTHONPATH": f"{tmp_path}:{CHECKOUT}"}
    done = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True, check=True)
    assert done.stdout == "Goedemorgen\n"


def test_every_command_says_what_it_does() -> None:
    assert [name for name, said in commands().items() if not said] == []


def test_what_somebody_new_needs_comes_first() -> None:
    assert next(iter(commands())) == "up"


def test_a_process_does_not_carry_what_other_commands_need() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert {"faust", "fastapi", "kafka", "psutil", "simulation", "sqlalchemy"}.isdisjoint(done.stdout.split())


def test_the_command_line_can_be_run_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "command.cli", "--help"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert "policy" in done.stdout


def test_a_day_is_written_in_one_way() -> None:
    done = CliRunner().invoke(app, ["report", "--municipality", "9901", "--from", "17-3-2026", "--to", "2026-03-17"])
    assert done.exit_code == 2
    assert "write a day as 2026-03-17" in done.stderr


def commands_with(option: str) -> list[str]:
    """The commands that take an option, as they are typed."""

    def within(group: TyperGroup, above: tuple[str, ...] = ()) -> Iterator[str]:
        for name, one in group.commands.items():
            if isinstance(one, TyperGroup):
                yield from within(one, (*above, name))
            elif any(option in parameter.opts for parameter in one.params):
                yield " ".join((*above, name))

    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    return sorted(within(root))


NEEDS = {
    "agreement add": ["--partner", "Bronwater", "--from", "2026-01-01"],
    "agreement end": ["--partner", "Bronwater"],
    "agreement list": [],
    "explain": ["2026-0001"],
    "kind accept": ["--kind", "tax-office", "--from", "2026-01-01"],
    "kind end": ["--kind", "tax-office"],
    "kind list": [],
    "policy diff": [],
    "policy list": [],
    "policy publish": [str(CHECKOUT / "deploy/policies/standard.yaml"), "--from", "2999-01-01"],
    "policy show": [],
    "register upload": [str(CHECKOUT / "README.md")],
    "rehearse": [str(CHECKOUT / "deploy/policies/standard.yaml"), "--period", "2026-Q1"],
    "replay": [],
    "shadow show": [],
    "shadow start": [str(CHECKOUT / "deploy/policies/standard.yaml")],
    "shadow stop": [],
    "worker block": ["Noor Voorbeeld"],
    "worker unblock": ["Noor Voorbeeld"],
    "report": ["--from", "2026-01-01", "--to", "2026-01-31"],
}
"""What a command needs besides the municipality."""


WITHOUT_A_RECORD = ["conformance"]
"""Asks the front door as a partner does."""


def test_every_command_on_a_municipality_is_tried_below() -> None:
    assert commands_with("--municipality") == sorted([*NEEDS, *WITHOUT_A_RECORD])


@pytest.mark.parametrize("command", NEEDS)
def test_a_command_on_a_municipality_that_is_not_there_is_refused_and_makes_nothing(
    record: Database, tmp_path: Path, command: str
) -> None:
    asked = [*command.split(), *NEEDS[command], "--municipality", "9999"]
    surroundings = {"VROEGSIGNAAL_POSTGRES_URL": record.superuser_url, "VROEGSIGNAAL_HOME": str(tmp_path)}
    done = CliRunner().invoke(app, asked, env=surroundings | {"COLUMNS": "200"})
    assert done.exit_code != 0
    assert "there is no municipality 9999 in the record" in done.stderr
    with record.engine("superuser").connect() as connection:
        rows = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in metadata.tables
        }
    assert {name for name, number in rows.items() if number} == set()
