"""The root of the command line, and what its commands share: options that are written alike, and where they print."""

import json
from datetime import date
from typing import Annotated, Any, Final

import typer
from rich.console import Console, RenderableType
from typer.core import TyperGroup

from command.failures import in_one_sentence


class _Root(TyperGroup):
    """What is in the way of any command is told in one sentence."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        with in_one_sentence():
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Root,
    no_args_is_help=True,
    help="Early detection of debts for municipalities: from a partner's signal to help.",
    pretty_exceptions_enable=False,
)
console: Final = Console()
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("write a day as 2026-03-17") from None


def day_option(name: str, meaning: str) -> Any:
    """An option that takes a day, as 2026-03-17."""
    return typer.Option(name, parser=_day, metavar="YYYY-MM-DD", help=meaning)


def say(line: str) -> None:
    """Print a line as it is."""
    console.print(line, soft_wrap=True, markup=False, highlight=False)


def show(values: Any, shown: RenderableType, as_json: AsJson) -> None:
    """Print what was found: `values` as JSON, else `shown`."""
    console.print_json(json.dumps(values)) if as_json else console.print(shown, crop=False)
