"""The command for partners before they go live."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from command.cli.root import AsJson, app, show
from plumbing.running.settings import Settings

if TYPE_CHECKING:
    from rich.table import Table

    from command.conformance.verdicts import Found, Promise

KEY: Final = "Your API key; or in SIGNAALPARTNER_KEY, which no list of processes shows."
TOWN: Final = "CBS code of a municipality that you have an agreement with."
KAFKA: Final = "Check your feed too, on this broker (HOST:PORT); the sign-in is in VROEGSIGNAAL_KAFKA_USER and so on."


@app.command("conformance")
def check_installation(
    url: Annotated[str, typer.Argument(help="Address of the front door, with https in front.")],
    key: Annotated[str, typer.Option(envvar="SIGNAALPARTNER_KEY", help=KEY)],
    municipality: Annotated[str, typer.Option(help=TOWN)] = "",
    mapping: Annotated[str, typer.Option(help="Column mapping of your files.")] = "",
    file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A file of your own to try.")] = None,
    kafka: Annotated[str, typer.Option(help=KAFKA)] = "",
    topic: Annotated[str, typer.Option(help="Your topic on that broker; without it the one that you see.")] = "",
    as_json: AsJson = False,
) -> None:
    """Check an installation as a partner sees it, and keep nothing there; exit code 0 when no check failed."""
    from command.conformance.verdicts import CheckVerdict, as_values

    results = _results(url, key, municipality, mapping, file, Settings(kafka=kafka), topic)
    show(as_values(results), _table(results), as_json)
    raise typer.Exit(1 if any(found.verdict is CheckVerdict.FAILED for _, found in results) else 0)


def _results(
    url: str, key: str, municipality: str, mapping: str, file: Path | None, settings: Settings, topic: str
) -> "list[tuple[Promise, Found]]":
    import httpx

    from command.conformance.checks import DOOR_CHECKS
    from command.conformance.kafka import feed_checks
    from command.conformance.verdicts import run_all
    from command.conformance.visit import PartnerVisit
    from command.failures import CannotStart
    from domain.law.calendar import local_date
    from plumbing.running.clock import system_clock
    from services.ingest.door.front_page.samples import sample_signals

    today = local_date(system_clock())
    (sample,) = sample_signals(today)["signalen"]
    checks = [*DOOR_CHECKS, *(feed_checks(settings, topic) if settings.kafka else ())]
    try:
        with httpx.Client(base_url=url, timeout=30) as client:
            read = file.read_bytes() if file else b""
            return run_all(checks, PartnerVisit(client, key, today, municipality, mapping, read, sample))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CannotStart(f"nothing that speaks HTTP answers at {url} ({type(error).__name__})") from None


def _table(results: "list[tuple[Promise, Found]]") -> "Table":
    from rich.table import Table

    table = Table(show_lines=True)
    for heading in ("", "Nederlands", "English"):
        table.add_column(heading)
    for check, found in results:
        why = found.why or ("", "")
        texts = [f"{said}\n{because}".rstrip() for said, because in zip(check.title, why, strict=True)]
        table.add_row(SIGNS[found.verdict], *texts)
    return table


SIGNS: Final = {"passed": "[green]ok[/green]", "failed": "[red]FAIL[/red]", "not-tested": "[yellow]-[/yellow]"}
