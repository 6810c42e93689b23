"""`vroegsignaal report`: the three indicators of a cohort, read from facts only, so that they can be recomputed."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from rich.table import Table
from sqlalchemy import Connection, Engine, text

from domain.figures.indicators import BothUnits, Cohort, Figures, Report, SummedFacts, indicators
from domain.figures.metrics import COHORT, INDICATORS
from domain.law.calendar import AMSTERDAM
from domain.law.definitions import CURRENT
from plumbing.record.connect import transaction
from schemas.vocabulary.figures import FactKind

SUMMED: Final = text(
    "SELECT kind, partner_kind, definitions_version = :definitions AS defined_so, sum(amount)::int AS amount FROM fact "
    "WHERE municipality = :municipality AND cohort_date BETWEEN :first AND :last AND recorded_at <= :as_of "
    "AND kind = ANY(:kinds) GROUP BY 1, 2, 3"
)
KINDS: Final = sorted({counted.kind for unit in INDICATORS.values() for counted in unit.values()})


class UnknownMunicipality(LookupError):
    """No municipality with this code is in the record: zeros would be a wrong answer."""


def report(
    engine: Engine,
    municipality: str,
    first: date,
    last: date,
    as_of: datetime,
    *,
    definitions: str = CURRENT.version,
) -> Report:
    """The report of one municipality (CBS code) on the signals received from `first` to `last` (local, inclusive).

    Counts facts recorded up to and including `as_of`; the same arguments give the same figures at any later time.
    Raises UnknownMunicipality, and ValueError as `Cohort` does.
    """
    cohort = Cohort(municipality, first, last, as_of, definitions)
    with transaction(engine) as connection:
        _require(connection, municipality)
        rows = connection.execute(SUMMED, {**vars(cohort), "kinds": KINDS}).all()
    facts = [SummedFacts(FactKind(row.kind), row.partner_kind, row.amount) for row in rows if row.defined_so]
    otherwise = sum(row.amount for row in rows if not row.defined_so and row.kind == FactKind.SIGNAL_ACCEPTED)
    return indicators(cohort, facts, signals_defined_otherwise=otherwise)


def end_of_day(day: date) -> datetime:
    """The last moment (UTC) of a local day: the as-of moment of a report that follows a cohort up to that day."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=AMSTERDAM)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def _require(connection: Connection, municipality: str) -> None:
    known = text("SELECT 1 FROM municipality WHERE code = :code")
    if connection.execute(known, {"code": municipality}).first() is None:
        raise UnknownMunicipality(municipality)


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON values, with the definitions of its figures. Shares are parts of 1, null when undefined."""
    cohort = report.cohort
    return {
        "municipality": cohort.municipality,
        "from": cohort.first.isoformat(),
        "to": cohort.last.isoformat(),
        "as_of": cohort.as_of.isoformat(),
        **_units(report.total),
        "by_partner_kind": {name: _units(both) for name, both in report.by_partner_kind.items()},
        "definitions": {
            "version": cohort.definitions,
            "cohort": COHORT,
            **{
                f"per_{unit}": {name: counted.meaning for name, counted in figures.items()}
                for unit, figures in INDICATORS.items()
            },
        },
        "signals_defined_otherwise": report.signals_defined_otherwise,
    }


def _units(both: BothUnits) -> dict[str, Any]:
    return {"per_signal": _figures("signals", both.per_signal), "per_case": _figures("cases", both.per_case)}


def _figures(unit: str, figures: Figures) -> dict[str, Any]:
    return {
        unit: figures.received,
        "offers": figures.offers,
        "trajectories": figures.trajectories,
        "offer_share": _rounded(figures.offer_share),
        "trajectory_share": _rounded(figures.trajectory_share),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def as_table(report: Report) -> Table:
    """The report for a terminal: a row for each partner kind and a total, the definitions below it."""
    cohort = report.cohort
    moment = cohort.as_of.astimezone(AMSTERDAM)
    title = f"{cohort.municipality}: received {cohort.first} to {cohort.last}, followed up to {moment:%Y-%m-%d %H:%M}"
    table = Table(title=title, caption=_caption(report), caption_justify="left", title_justify="left")
    table.add_column("partner kind")
    for column in ("signals", "led to offer", "led to trajectory", "cases", "led to offer", "led to trajectory"):
        table.add_column(column, justify="right")
    for name, both in report.by_partner_kind.items():
        table.add_row(name, *_cells(both.per_signal), *_cells(both.per_case))
    table.add_section()
    table.add_row("total", *_cells(report.total.per_signal), *_cells(report.total.per_case), style="bold")
    return table


def _cells(figures: Figures) -> tuple[str, str, str]:
    led_to = ((figures.offers, figures.offer_share), (figures.trajectories, figures.trajectory_share))
    offers, trajectories = (str(count) if share is None else f"{count} ({share:.1%})" for count, share in led_to)
    return str(figures.received), offers, trajectories


def _caption(report: Report) -> str:
    meanings = [counted.meaning for counted in INDICATORS["signal"].values()]
    words = [f"Definitions {report.cohort.definitions}.", *(f"{meaning}." for meaning in meanings), COHORT]
    if report.signals_defined_otherwise:
        words.append(f"{report.signals_defined_otherwise} signals under other definitions are not counted.")
    return " ".join(word[0].upper() + word[1:] for word in words)
