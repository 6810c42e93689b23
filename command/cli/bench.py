"""The command that measures."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from command.cli.root import AsJson, app, show
from plumbing.running.settings import Settings

if TYPE_CHECKING:
    from command.bench import Measured


@app.command("bench")
def measure_path(seconds: Annotated[int, typer.Option(help="How long to send.")] = 30, as_json: AsJson = False) -> None:
    """Measure the whole path, from a partner's request to the task row, on the servers of the settings."""
    found = _measured(seconds)
    show(found.as_dict(), found.as_text(), as_json)


def _measured(seconds: int) -> "Measured":
    from command.bench import measure
    from command.installation import installed

    with TemporaryDirectory() as folder:
        settings = Settings().model_copy(update={"home": Path(folder) / "home", "first_port": 0})
        with installed(settings) as installation:
            return measure(installation, seconds)
