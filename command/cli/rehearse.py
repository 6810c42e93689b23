"""Commands that try a policy without installing it: on what was, and as a shadow of what is."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from command.cli.root import AsJson, app, console, day_option, say
from domain.law.calendar import months_after
from plumbing.running.settings import Settings

PERIOD_WRITTEN: Final = re.compile(r"(\d{4})-?(?:Q([1-4])|(\d{2}))")
HELD_BACK: Final = "1-4"
"""How a number is printed that is held back."""


@dataclass(frozen=True)
class DaysOfReceipt:
    """The first and the last day, both included."""

    first: date
    last: date


def _period(written: str) -> DaysOfReceipt:
    """2026-Q1, 2026-03, or 2026-01-01..2026-02-15."""
    first, dots, last = written.partition("..")
    try:
        if dots:
            return DaysOfReceipt(date.fromisoformat(first), date.fromisoformat(last))
        year, quarter, month = PERIOD_WRITTEN.fullmatch(written.upper()).groups()  # type: ignore[union-attr]
        months, begin = (3, int(quarter) * 3 - 2) if quarter else (1, int(month))
        opening = date(int(year), begin, 1)
        return DaysOfReceipt(opening, months_after(opening, months) - timedelta(days=1))
    except (ValueError, AttributeError):
        raise typer.BadParameter("write a period as 2026-Q1, 2026-03 or 2026-01-01..2026-02-15") from None


PeriodOption = Annotated[
    DaysOfReceipt,
    typer.Option("--period", parser=_period, metavar="PERIOD", help="Receipt: 2026-Q1, 2026-03, A..B."),
]
RehearsedFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Policy in YAML.")]


@app.command("rehearse")
def rehearse_policy(
    file: RehearsedFile,
    period: PeriodOption,
    municipality: Annotated[str, typer.Option(help="CBS code.")],
    hours_per_week: Annotated[
        float | None, typer.Option(min=0, help="Hours of workers for first approaches; else 20 for each worker [A].")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Decide again in memory on the signals of a period by another policy. Counts only; 1 to 4 are held back."""
    import json

    from command.engines import refuse_unknown, role_engine
    from command.files import read_yaml
    from schemas.policy.forbidden import why_never
    from schemas.policy.form import Policy
    from services.triage.rehearse.read import Period, rehearse
    from services.triage.rehearse.rehearsal import rehearsal_json

    policy, settings = read_yaml(Policy, file, why_never), Settings()
    hours = _hours(settings, municipality) if hours_per_week is None else hours_per_week
    with role_engine(settings, "triage") as engine, engine.connect() as connection:
        with connection.begin():
            refuse_unknown(connection, municipality)
        told = rehearsal_json(rehearse(connection, municipality, policy, Period(period.first, period.last), hours))
    if as_json:
        console.print_json(json.dumps(told))
        return
    for line in _lines(policy.name, told):
        say(line)


def _hours(settings: Settings, municipality: str) -> float:
    """What the workers of a municipality have in a week by the assumption."""
    from command.engines import role_engine
    from domain.figures.hours import HOURS_PER_WORKER

    sql = "SELECT count(*) FROM worker WHERE municipality = %s AND role = 'worker' AND blocked_at IS NULL"
    with role_engine(settings, "admin") as engine, engine.connect() as connection:
        return HOURS_PER_WORKER * float(connection.exec_driver_sql(sql, (municipality,)).scalar_one())


def _lines(name: str, told: Mapping[str, Any]) -> Iterator[str]:
    before, after = told["before"], told["after"]
    yield f"{_number(told['signals'])} signals; as decided -> by {name}"
    for part, word in (("signals", "signal"), ("trays", "tray"), ("approaches", "approach")):
        for code in before[part]:
            was, would_be = before[part][code], after[part][code]
            if (was, would_be) != (0, 0):
                yield f"  {word} {code}: {_number(was)} -> {_number(would_be)}"
    per_approach = ", ".join(f"{channel} {hours} h" for channel, hours in told["hoursPerApproach"].items())
    hours = f"{_number(before['hours'])} -> {_number(after['hours'])}"
    yield f"  hours of first approaches: {hours} (assumed: {per_approach})"
    yield (
        f"  late with {told['hoursPerWeek']:g} hours a week: {_number(before['late'])} -> {_number(after['late'])}"
        " (nothing waits at the begin)"
    )
    for what, number in told["households"].items():
        yield f"  households {what}: {_number(number)}"
    if told["decidedByOlderRules"] != 0:
        yield f"  {_number(told['decidedByOlderRules'])} of them were decided by rules that are not those of today"


def _number(number: int | None) -> str:
    return HELD_BACK if number is None else str(number)


shadow_group = typer.Typer(name="shadow", help="A second policy beside the one in force, without any effect.")
app.add_typer(shadow_group)
MunicipalityCode = Annotated[str, typer.Option(help="CBS code.")]


@shadow_group.command("start")
def start_shadow(
    file: RehearsedFile,
    municipality: MunicipalityCode,
    starts_on: Annotated[date | None, day_option("--from", "First day of receipt (default: today).")] = None,
) -> None:
    """Let a policy run beside the one in force; it replaces a shadow that runs already."""
    from command.files import read_yaml
    from schemas.policy.forbidden import why_never
    from schemas.policy.form import Policy

    policy = read_yaml(Policy, file, why_never)
    number = _store_shadow(municipality, policy, starts_on)
    say(f"shadow {number} of {municipality}: {policy.name}")


@shadow_group.command("stop")
def stop_shadow(municipality: MunicipalityCode) -> None:
    """End the shadow; what was counted stays."""
    say(f"shadow of {municipality} ended with number {_store_shadow(municipality, None, None)}")


def _store_shadow(municipality: str, policy: Any, starts_on: date | None) -> int:
    from command.engines import refuse_unknown, role_engine
    from domain.law.calendar import local_date
    from plumbing.record.tables import shadow_policy
    from plumbing.record.write import insert
    from schemas.policy.published import digest_of

    last = "SELECT coalesce(max(number), 0) FROM shadow_policy WHERE municipality = %s"
    with role_engine(Settings(), "admin") as engine, engine.begin() as connection:
        refuse_unknown(connection, municipality)
        number: int = connection.exec_driver_sql(last, (municipality,)).scalar_one() + 1
        row = {
            "municipality": municipality,
            "number": number,
            "starts_on": starts_on or local_date(datetime.now(UTC)),
            "digest": digest_of(policy) if policy else None,
            "body": policy.model_dump(mode="json", exclude_none=True) if policy else None,
        }
        insert(connection, shadow_policy, [row])
    return number


@shadow_group.command("show")
def show_shadow(municipality: MunicipalityCode, as_json: AsJson = False) -> None:
    """What the shadow would have said otherwise, by day; 1 to 4 are held back."""
    import json

    from command.engines import refuse_unknown, role_engine
    from domain.figures.shadow import shadow_json
    from domain.figures.store import read_shadow

    with role_engine(Settings(), "triage") as engine, engine.connect() as connection:
        refuse_unknown(connection, municipality)
        run = read_shadow(connection, municipality)
    told = shadow_json(run) if run else None
    if as_json:
        console.print_json(json.dumps(told))
        return
    for line in _shadow_lines(told):
        say(line)


def _shadow_lines(told: Mapping[str, Any] | None) -> Iterator[str]:
    if told is None:
        yield "no shadow has run here"
        return
    yield f"shadow {told['number']}, {told['policy']}, from {told['startsOn']}"
    yield f"  otherwise: {_number(told['different'])} of {_number(told['signals'])} signals"
    for one in told["differences"]:
        yield f"  {one['live']} -> {one['shadow']}: {_number(one['signals'])}"
    for one in told["days"]:
        yield f"  {one['day']}: {_number(one['different'])} of {_number(one['signals'])}"
