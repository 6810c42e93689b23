"""There is one list of processes, the folders of `services/`; whatever must say it again says the same."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner

from command.cli import app
from command.environment import KEY_HOLDERS
from command.processes import PROCESSES, entry
from plumbing.record.roles import GRANTS, ROLES
from plumbing.running.settings import CHECKOUT, Settings
from tests.docs.texts import coded, section

NO_PROCESS = {"migrate", "admin", "simulate"}
"""Database roles of the command line."""


def rows(path: str, title: str) -> dict[str, str]:
    """The rows of the table in a section by their first cell."""
    lines = [line.split("|", 2) for line in section(CHECKOUT / path, title).splitlines() if line.startswith("| `")]
    return {next(coded(first)): rest for _, first, rest in lines}


def test_every_folder_of_services_is_a_process() -> None:
    folders = {path.parent.name for path in (CHECKOUT / "services").glob("*/__init__.py")}
    assert folders == set(PROCESSES) != set()


@pytest.mark.parametrize("name", PROCESSES)
def test_every_process_begins_in_the_same_way_with_its_settings_and_nothing_else(name: str) -> None:
    run = entry(name)
    assert run.__module__ == PROCESSES[name]
    assert [parameter.annotation for parameter in inspect.signature(run).parameters.values()] == [Settings]
    assert inspect.getsource(run).count("with process(") == 1
    assert import_module(PROCESSES[name]).__doc__


def test_every_process_has_a_database_role_of_its_name() -> None:
    assert set(ROLES) - NO_PROCESS == set(PROCESSES)
    assert set(PROCESSES) <= set(GRANTS)


def test_a_process_that_is_not_there_is_refused_with_the_names_of_those_that_are() -> None:
    with pytest.raises(typer.BadParameter, match=", ".join(PROCESSES)):
        entry("nobody")


def test_help_and_documents_name_the_processes() -> None:
    said = CliRunner().invoke(app, ["run", "--help"], env={"COLUMNS": "200"}).stdout
    assert ", ".join(PROCESSES) in said
    told = rows("README.md", "Commands")["vroegsignaal run"]
    assert [name for name in PROCESSES if name not in told] == []
    assert set(rows("docs/architecture.md", "Processes and roles")) == set(PROCESSES)


def test_compose_gives_the_keys_to_whom_the_supervisor_gives_them() -> None:
    services = yaml.safe_load((Path(CHECKOUT) / "deploy" / "compose.yaml").read_text(encoding="utf-8"))["services"]
    holders = {name for name, one in services.items() if "VROEGSIGNAAL_BSN_KEY" in one.get("environment", {})}
    assert holders == set(KEY_HOLDERS)
