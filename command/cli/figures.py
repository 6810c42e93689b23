"""Commands that print figures."""

from datetime import date
from typing import Annotated

import typer

from command.cli.root import AsJson, app, day_option, show
from plumbing.running.settings import Settings


@app.command("report")
def show_report(
    municipality: Annotated[str, typer.Option(help="CBS code.")],
    first: Annotated[date, day_option("--from", "First day of receipt (local date).")],
    last: Annotated[date, day_option("--to", "Last day of receipt, inclusive.")],
    as_of: Annotated[date | None, day_option("--as-of", "Follow the cohort up to this day (default: now).")] = None,
    as_json: AsJson = False,
) -> None:
    """The three indicators: signals, led to an offer, led to a debt-help trajectory; per signal and per case."""
    from command.engines import role_engine
    from command.printing import printed
    from domain.figures.indicators import Cohort
    from plumbing.running.clock import SharedClock
    from services.report.reports.period import end_of_day, period_json, period_sheet
    from services.report.store import UnknownMunicipality, read_cohort

    with role_engine(Settings(), "report") as engine:
        until = end_of_day(as_of) if as_of else SharedClock(engine)()
        try:
            found = read_cohort(engine, Cohort(municipality, first, last, until))
        except UnknownMunicipality:
            raise typer.BadParameter(f"there is no municipality {municipality} in the record") from None
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
    show(period_json(found), printed(period_sheet(found)), as_json)
