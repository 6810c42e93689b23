"""Commands on column mappings."""

import typer

from command.cli.root import app

mapping_group = typer.Typer(name="mapping", no_args_is_help=True, help="How partners write their files.")
app.add_typer(mapping_group)
