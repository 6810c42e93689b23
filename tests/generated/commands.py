"""The table of commands in the README, written from the command line itself; the prose around it is by hand."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import typer
from typer.core import TyperArgument, TyperGroup

from command.cli import app
from tests.architecture.checkout import ROOT
from tests.docs.texts import table
from tests.generated.figures import Tables, filled

README: Final = ROOT / "README.md"
SAID_ONCE: Final = ("--json",)
"""Options that the sentence above the table explains."""


def readme() -> str:
    """`README.md` with its table of commands written anew."""
    return filled(README.read_text(encoding="utf-8"), README_TABLES)


def command_rows() -> Sequence[str]:
    """Every command as it is typed, what it does, and what it takes."""
    rows = ((f"`vroegsignaal {name}`", one.help.rstrip("."), _taken(one.params)) for name, one in typed())
    return table(("Command", "What it does", "Takes"), rows)


def typed() -> Iterator[tuple[str, Any]]:
    """Every command with its name, those of a group after the name of the group."""
    top = typer.main.get_command(app)
    assert isinstance(top, TyperGroup)
    yield from _in_group(top, "")


def _in_group(group: TyperGroup, before: str) -> Iterator[tuple[str, Any]]:
    for name, one in group.commands.items():
        if not isinstance(one, TyperGroup) or one.invoke_without_command:
            yield f"{before}{name}", one
        if isinstance(one, TyperGroup):
            yield from _in_group(one, f"{before}{name} ")


def _taken(parameters: Sequence[Any]) -> str:
    return "; ".join(f"`{_name(one)}`" + _meaning(one) for one in parameters)


def _name(parameter: Any) -> str:
    return parameter.name.upper() if isinstance(parameter, TyperArgument) else str(parameter.opts[0])


def _meaning(parameter: Any) -> str:
    return "" if parameter.opts[0] in SAID_ONCE else f": {parameter.help.rstrip('.')}"


README_TABLES: Final[Tables] = {"commands": command_rows}
