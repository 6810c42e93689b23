"""The commands that measure."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from command.cli.root import AsJson, app, show
from plumbing.running.settings import Settings

if TYPE_CHECKING:
    from command.bench import Measured

bench_group = typer.Typer(
    name="bench",
    invoke_without_command=True,
    help="Measure the whole path, from a partner's request to the task row, on the servers of the settings.",
)
app.add_typer(bench_group)


@bench_group.callback()
def measure_path(
    context: typer.Context,
    seconds: Annotated[int, typer.Option(help="How long to send.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Measure the whole path, from a partner's request to the task row, on the servers of the settings."""
    if context.invoked_subcommand is None:
        found = _measured(seconds)
        show(found.as_dict(), found.as_text(), as_json)


@bench_group.command("matching")
def measure_how_well_signals_match(
    households: Annotated[int, typer.Option(min=100, help="Made-up households in arrears.")] = 22_000,
    splink: Annotated[
        bool, typer.Option("--splink/--no-splink", help="Beside FEBRL and Splink, in an environment apart.")
    ] = True,
    card: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Model card to write the table into.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure how well signals are matched to persons and households; exit code 1 when a figure misses its reach."""
    from command.matching_bench.apart import cache_folder
    from command.matching_bench.card import put_into_card
    from command.matching_bench.measure import measure_matching

    found = measure_matching(households, cache_folder() if splink else None)
    show(found.as_dict(), found.as_table(), as_json)
    if card:
        put_into_card(found, card, datetime.now(UTC).date())
    if found.missed:
        raise typer.Exit(1)


def _measured(seconds: int) -> "Measured":
    from command.bench import measure
    from command.installation import installed

    with TemporaryDirectory() as folder:
        settings = Settings().model_copy(update={"home": Path(folder) / "home", "first_port": 0})
        with installed(settings) as installation:
            return measure(installation, seconds)
