"""Commands on refused records that wait to be mended."""

from typing import Annotated

import typer

from command.cli.root import AsJson, app, console, show
from plumbing.running.settings import Settings

quarantine_group = typer.Typer(
    name="quarantine", no_args_is_help=True, help="Refused records that wait to be mended, thirty days at most."
)
app.add_typer(quarantine_group)


@quarantine_group.command("list")
def list_refused(
    partner: Annotated[str, typer.Option(help="Id or name; without it all.")] = "", as_json: AsJson = False
) -> None:
    """How many wait, by partner, municipality and reason; no record is shown."""
    from command.engines import role_engine
    from command.printing import printed
    from command.refused import count_waiting, waiting_json, waiting_sheet

    with role_engine(Settings(), "ingest") as engine:
        found = count_waiting(engine, partner)
    show(waiting_json(found), printed(waiting_sheet(found)), as_json)


@quarantine_group.command("replay")
def replay_quarantine(partner: Annotated[str, typer.Option(help="Id or name.")], as_json: AsJson = False) -> None:
    """Judge all that waits of a partner again, after its agreement was mended. Twice is once."""
    from command.engines import role_engine
    from command.refused import replay_refused

    settings = Settings()
    with role_engine(settings, "ingest") as engine:
        found = replay_refused(settings, engine, partner)
    if as_json:
        console.print_json(data=found._asdict())
    else:
        console.print(f"{found.judged} judged again, {found.accepted} taken in")


@quarantine_group.command("messages")
def list_messages(as_json: AsJson = False) -> None:
    """Messages of feeds that were refused as a whole, newest first: their place on Kafka and why; no content."""
    from command.dead_letters import letters_sheet, newest_letters
    from command.engines import role_engine
    from command.printing import printed

    with role_engine(Settings(), "report") as engine:
        found = newest_letters(engine)
    show([one._asdict() for one in found], printed(letters_sheet(found)), as_json)
