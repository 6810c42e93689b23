"""Commands that account for the record: is every signal there, was every decision right, what got stuck."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from command.cli.root import AsJson, app, console, show
from plumbing.running.settings import Settings

if TYPE_CHECKING:
    from services.triage.replay import Replayed


@app.command("ledger")
def show_ledger(as_json: AsJson = False) -> None:
    """Account for every signal; exit code 0 only at difference 0."""
    from command.engines import role_engine
    from command.printing import printed
    from domain.figures.ledger import ledger_json, ledger_sheet
    from domain.figures.store import count_ledger

    with role_engine(Settings(), "report") as engine:
        found = count_ledger(engine)
    show(ledger_json(found), printed(ledger_sheet(found)), as_json)
    raise typer.Exit(0 if found.difference == 0 else 1)


@app.command("replay")
def replay_decisions(
    municipality: Annotated[str | None, typer.Option(help="CBS code; without it all.")] = None, as_json: AsJson = False
) -> None:
    """Decide on all that is held again, say what cannot be; exit code 0 only when every digest and outcome is equal."""
    found = _replayed(municipality)
    show([_values(one) for one in found], "\n".join(map(_line, found)), as_json)
    raise typer.Exit(0 if all(one.equal for one in found) else 1)


def _replayed(municipality: str | None) -> list["Replayed"]:
    """Replay one municipality, or all, each on the record as it is at one moment."""
    from sqlalchemy import select

    from command.engines import refuse_unknown, role_engine
    from plumbing.record.tables import sequence
    from services.triage.read import replay

    with role_engine(Settings(), "triage") as engine, engine.connect() as connection:
        with connection.begin():
            if municipality:
                refuse_unknown(connection, municipality)
            known = connection.execute(select(sequence.c.municipality)).scalars().all()
        codes = [municipality] if municipality else known
        return [replay(connection, code) for code in sorted(codes)]


def _values(one: "Replayed") -> dict[str, Any]:
    return {
        "municipality": one.municipality,
        "decisions": one.decisions,
        "equal": one.equal,
        "differentInput": len(one.different_input),
        "differentOutcome": len(one.different_outcome),
        "notReplayable": {why.value: number for why, number in one.lost.items()},
    }


def _line(one: "Replayed") -> str:
    lost = "".join(f", {number} cannot be made again ({why})" for why, number in sorted(one.lost.items()))
    return f"{one.municipality}: {one.decisions} decisions, {'all equal' if one.equal else _values(one)}{lost}"


@app.command("retry")
def retry_events(stuck: Annotated[bool, typer.Option("--stuck", help="Try stuck signals again.")] = False) -> None:
    """Wake again what got stuck, after the bug was mended."""
    from command.engines import role_engine
    from plumbing.transport.stuck import retry_stuck

    if not stuck:
        raise typer.BadParameter("say what to retry: --stuck")
    with role_engine(Settings(), "relay") as engine, engine.begin() as connection:
        console.print(f"{retry_stuck(connection)} woken again")
