"""Commands on lists of registers."""

from pathlib import Path
from typing import Annotated

import typer

from command.cli.root import app, console
from plumbing.running.settings import Settings
from schemas.vocabulary.registers import Register

register_group = typer.Typer(
    name="register", no_args_is_help=True, help="Lists of residents and of whom debt help knows; no name is kept."
)
app.add_typer(register_group)


@register_group.command("upload")
def upload_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV with a heading.")],
    municipality: Annotated[str, typer.Option(help="CBS code.")],
    register: Annotated[Register, typer.Option(help="Which register the list is of.")] = Register.RESIDENTS,
) -> None:
    """Put a CSV list in force: achternaam, voorletters, geboortedatum, postcode, huisnummer, toevoeging, status."""
    from command.engines import role_engine
    from command.registers import upload

    settings = Settings()
    with role_engine(settings, "admin") as engine:
        number = upload(settings, engine, municipality, register, file)
    console.print(f"{number} lines are in force; decisions from now on look at them where the policy asks")
