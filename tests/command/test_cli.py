"""The command line is made of its files: a new one adds its commands by being there."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

import command.cli
from plumbing.running.settings import CHECKOUT

LIGHT = "import sys, command.cli; print(*sorted({name.split('.')[0] for name in sys.modules}))"


def command_names(app: typer.Typer) -> set[str]:
    """Commands and groups of an app, as they are typed."""
    group = typer.main.get_group(app)
    assert isinstance(group, TyperGroup)
    return set(group.commands)


def groups() -> list[typer.Typer]:
    modules = [import_module(f"command.cli.{one.name}") for one in iter_modules(command.cli.__path__)]
    return [module.app for module in modules if hasattr(module, "app") and module.app is not command.cli.app]


def test_every_command_of_a_file_is_there_under_its_own_name() -> None:
    named = {app.info.name for app in groups() if isinstance(app.info.name, str)}
    bare = [command_names(app) for app in groups() if not isinstance(app.info.name, str)]
    assert command_names(command.cli.app) == named.union(*bare)
    assert sum(map(len, bare)) == len(set().union(*bare))
    assert {"up", "run", "ledger", "report", "policy"} <= command_names(command.cli.app)


def test_every_command_says_what_it_does() -> None:
    group = typer.main.get_group(command.cli.app)
    assert [name for name, one in group.commands.items() if not one.help] == []


def test_what_somebody_new_needs_comes_first() -> None:
    assert next(iter(typer.main.get_group(command.cli.app).commands)) == "up"


def test_a_process_does_not_carry_what_other_commands_need() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert {"faust", "fastapi", "kafka", "psutil", "simulation", "sqlalchemy"}.isdisjoint(done.stdout.split())


def test_the_command_line_can_be_run_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "command.cli", "--help"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert "policy" in done.stdout


def test_a_day_is_written_in_one_way() -> None:
    done = CliRunner().invoke(
        command.cli.app, ["report", "--municipality", "9901", "--from", "17-3-2026", "--to", "2026-03-17"]
    )
    assert done.exit_code == 2
    assert "write a day as 2026-03-17" in done.stderr
