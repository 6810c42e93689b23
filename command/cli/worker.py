"""Commands on workers: who may no longer look. A new worker is a line of a seed."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from command.cli.root import app, say

worker_group = typer.Typer(name="worker", no_args_is_help=True, help="Workers of municipalities.")
app.add_typer(worker_group)
Named = Annotated[str, typer.Argument(metavar="WORKER", help="Id, or name as the seed has it.")]
InMunicipality = Annotated[str, typer.Option("--municipality", help="CBS code.")]


@worker_group.command("block")
def block_worker(named: Named, municipality: InMunicipality) -> None:
    """Let a worker open nothing from now on, also where they are signed in; what they did stays."""
    _set_blocked(named, municipality, datetime.now(UTC), "is blocked", "was blocked already")


@worker_group.command("unblock")
def unblock_worker(named: Named, municipality: InMunicipality) -> None:
    """Let a blocked worker sign in again."""
    _set_blocked(named, municipality, None, "may sign in again", "was not blocked")


def _set_blocked(named: str, municipality: str, moment: Any, done: str, already: str) -> None:
    from command.engines import refuse_unknown
    from command.registry import registry, worker_named
    from domain.registry.store import Author, change_row
    from schemas.vocabulary.partners import ChangedBy

    with registry() as connection:
        refuse_unknown(connection, municipality)
        known = worker_named(connection, municipality, named)
        differs = bool(moment) != bool(known["blocked_at"])
        if differs:
            change_row(connection, Author(ChangedBy.COMMAND), "worker", known, {"blocked_at": moment})
    say(f"worker {known['id']} of {municipality} {done if differs else already}")
