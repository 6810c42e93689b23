"""Commands on how partners deliver."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from command.cli.root import AsJson, app, console, show
from plumbing.running.settings import Settings


def _month(written: str) -> date:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        raise typer.BadParameter("write a month as 2026-03") from None


Month = Annotated[date, typer.Option("--month", parser=_month, metavar="YYYY-MM", help="Month of receipt.")]


@app.command("quality")
def show_quality(month: Month, as_json: AsJson = False) -> None:
    """What each partner delivered in a month, what was wrong with it, and what is late or unusual."""
    from command.engines import role_engine
    from command.printing import printed
    from domain.law.calendar import local_date
    from plumbing.running.clock import SharedClock
    from services.report.partners.quality import quality_json, quality_sheet
    from services.report.partners.read import read_quality

    with role_engine(Settings(), "report") as engine:
        today = local_date(SharedClock(engine)())
        with engine.connect() as connection:
            found = read_quality(connection, month, today)
    show(quality_json(found), printed(quality_sheet(found, month)), as_json)


@app.command("letters")
def write_letters(
    month: Month,
    to: Annotated[Path, typer.Option(file_okay=False, help="Folder that gets the letters; made when needed.")],
) -> None:
    """Write the monthly letter to each partner, as HTML, PDF and CSV; counts only."""
    from command.engines import role_engine
    from domain.law.calendar import local_date
    from plumbing.running.clock import SharedClock
    from services.report.partners.letter import letter
    from services.report.partners.read import read_quality
    from services.report.partners.render import FORMS

    with role_engine(Settings(), "report") as engine:
        today = local_date(SharedClock(engine)())
        with engine.connect() as connection:
            found = read_quality(connection, month, today)
    to.mkdir(parents=True, exist_ok=True)
    for one in found:
        for form, written in FORMS.items():
            (to / f"{month:%Y-%m}-{one.partner_id}.{form}").write_bytes(written(letter(one)))
    console.print(f"{len(found)} letters of {month:%Y-%m} in {to}" if found else "no partner may deliver: no letter")
