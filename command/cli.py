"""The command line `vroegsignaal`."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from plumbing.running.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    help="Early detection of debts for municipalities: from a partner's signal to help.",
    pretty_exceptions_enable=False,
)
policy_app = typer.Typer(no_args_is_help=True, help="Publish the policy of a municipality.")
app.add_typer(policy_app, name="policy")
console: Final = Console()
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SEED_FILE: Final = "YAML with municipalities, partners and workers."


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("write a day as 2026-03-17") from None


def _day_option(name: str, meaning: str) -> Any:
    return typer.Option(name, parser=_day, metavar="YYYY-MM-DD", help=meaning)


@app.command()
def up(
    demo: Annotated[bool, typer.Option(help="Load two municipalities that do not exist.")] = False,
    seed: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help=SEED_FILE)] = None,
) -> None:
    """Start everything: servers, database, topics and processes. Ctrl-C stops it cleanly."""
    from command.supervisor import supervise

    supervise(Settings(), console, demo=demo, seed=seed)


@app.command()
def status(as_json: AsJson = False) -> None:
    """Say where everything is; exit code 0 only when all is ready."""
    from command.status import current, show

    found = current(Settings())
    console.print_json(json.dumps(found.as_dict())) if as_json else show(found, console)
    raise typer.Exit(0 if found.ready else 1)


@app.command()
def run(service: Annotated[str, typer.Argument(help="ingest, triage, notify, worklist, report or relay.")]) -> None:
    """Run one process with the settings of its environment."""
    from command.processes import entry

    entry(service)(Settings())


@app.command()
def migrate() -> None:
    """Create roles and database where needed and bring the record to the current version."""
    from plumbing.record import migrate as migration

    settings = Settings()
    admin_url = migration.bootstrap(settings.postgres_url, password=settings.role_password)
    migration.migrate(migration.role_url(admin_url, "migrate", password=settings.role_password))


@app.command()
def topics(replication: Annotated[int, typer.Option(help="Copies of each partition.")] = 1) -> None:
    """Create the Kafka topics that are missing."""
    from plumbing.transport.topics import create_topics

    for name in create_topics(Settings().kafka, replication=replication):
        console.print(name)


@app.command()
def replay(
    municipality: Annotated[str | None, typer.Option(help="CBS code; without it all.")] = None, as_json: AsJson = False
) -> None:
    """Decide on everything again; exit code 0 only when every digest and outcome is equal."""
    from command.record_tasks import replay_all

    found = replay_all(Settings(), municipality)
    rows = [
        {
            "municipality": one.municipality,
            "decisions": one.decisions,
            "equal": one.equal,
            "differentInput": len(one.different_input),
            "differentOutcome": len(one.different_outcome),
        }
        for one in found
    ]
    if as_json:
        console.print_json(json.dumps(rows))
    else:
        for row in rows:
            console.print(
                f"{row['municipality']}: {row['decisions']} decisions, {'all equal' if row['equal'] else row}"
            )
    raise typer.Exit(0 if all(one.equal for one in found) else 1)


@app.command()
def retry(stuck: Annotated[bool, typer.Option("--stuck", help="Try stuck signals again.")] = False) -> None:
    """Wake again what got stuck, after the bug was mended."""
    from command.record_tasks import retry_stuck_events

    if not stuck:
        raise typer.BadParameter("say what to retry: --stuck")
    console.print(f"{retry_stuck_events(Settings())} woken again")


@app.command()
def ledger(as_json: AsJson = False) -> None:
    """Account for every signal; exit code 0 only at difference 0."""
    from command.printing import printed
    from command.record_tasks import current_ledger
    from domain.figures.ledger import ledger_json, ledger_sheet

    found = current_ledger(Settings())
    console.print_json(json.dumps(ledger_json(found))) if as_json else console.print(printed(ledger_sheet(found)))
    raise typer.Exit(0 if found.difference == 0 else 1)


@app.command()
def report(
    municipality: Annotated[str, typer.Option(help="CBS code.")],
    first: Annotated[date, _day_option("--from", "First day of receipt (local date).")],
    last: Annotated[date, _day_option("--to", "Last day of receipt, inclusive.")],
    as_of: Annotated[date | None, _day_option("--as-of", "Follow the cohort up to this day (default: now).")] = None,
    as_json: AsJson = False,
) -> None:
    """The three indicators: signals, led to an offer, led to a debt-help trajectory; per signal and per case."""
    from command.printing import printed
    from command.record_tasks import figures_of_period
    from services.report.reports.period import period_json, period_sheet

    found = figures_of_period(Settings(), municipality, first, last, as_of)
    console.print_json(json.dumps(period_json(found))) if as_json else console.print(printed(period_sheet(found)))


@app.command()
def bench(seconds: Annotated[int, typer.Option(help="How long to send.")] = 30, as_json: AsJson = False) -> None:
    """Measure the whole path, from a partner's request to the task row, on the servers of the settings."""
    import tempfile

    from command.bench import measure
    from command.installation import installed

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings().model_copy(update={"home": Path(folder) / "home"})
        with installed(settings) as installation:
            found = measure(installation, seconds).as_dict()
    if as_json:
        console.print_json(json.dumps(found))
    else:
        console.print(f"{found['signalsPerSecond']} signals/s over {found['seconds']} s ({found['signals']} signals)")
        for name, value in found["cpuMicrosecondsPerSignal"].items():
            console.print(f"  {name:<10} {value:>7} microseconds of CPU per signal")


@policy_app.command("publish")
def policy_publish(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Policy in YAML.")],
    valid_from: Annotated[date, _day_option("--from", "First day it is in force.")],
    municipality: Annotated[str, typer.Option(help="CBS code.")],
) -> None:
    """Check a policy and store it as the next, immutable version."""
    from command.record_tasks import publish_policy

    published = publish_policy(Settings(), file, municipality, valid_from)
    console.print(f"version {published.version}, digest {published.digest[:12]}")


if __name__ == "__main__":
    app()
