"""`vroegsignaal report`: the indicators of a cohort, as JSON and as a sheet for a person."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from domain.figures.indicators import CohortFigures, Figures, FiguresByUnit, share
from domain.figures.metrics import COHORT_WORDS, INDICATORS, RECEIVED, UNITS, Counted, Unit, counted_in
from domain.figures.sheet import Sheet
from domain.law.calendar import AMSTERDAM

NO_FIGURE: Final = "no figure"
"""A share of nothing."""
NOTHING_RECEIVED: Final = "No signal was received in this period."


def end_of_day(day: date) -> datetime:
    """The last moment (UTC) of a local day: the as-of moment of a report that follows a cohort up to that day."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=AMSTERDAM)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def period_json(found: CohortFigures) -> dict[str, Any]:
    """The report as JSON values, with the definitions of its figures. Shares are parts of 1, null when undefined."""
    cohort = found.cohort
    return {
        "municipality": cohort.municipality,
        "from": cohort.first.isoformat(),
        "to": cohort.last.isoformat(),
        "as_of": cohort.as_of.isoformat(),
        **_units(found.total),
        "by_partner_kind": {label: _units(figures) for label, figures in found.by_partner_kind.items()},
        "definitions": {
            "version": cohort.definitions,
            "cohort": COHORT_WORDS,
            **{f"per_{unit}": _meanings(unit) for unit in UNITS},
        },
        "signals_defined_otherwise": found.signals_defined_otherwise,
    }


def _units(figures: FiguresByUnit) -> dict[str, Any]:
    return {f"per_{unit}": _counts(unit, figures[unit]) | _shares(figures[unit]) for unit in UNITS}


def _counts(unit: Unit, figures: Figures) -> dict[str, int | float | None]:
    return {_name(name, one): figures[name] for name, one in counted_in(unit).items()}


def _meanings(unit: Unit) -> dict[str, str]:
    return {_name(name, one): one.meaning for name, one in counted_in(unit).items()}


def _name(indicator: str, counted: Counted) -> str:
    """What a count and its definition are called: what was received by its unit."""
    return counted.unit if indicator == RECEIVED else indicator


def _shares(figures: Figures) -> dict[str, float | None]:
    return {INDICATORS[name].share: _rounded(share(figures, name)) for name in figures if INDICATORS[name].share}


def _rounded(part: float | None) -> float | None:
    return None if part is None else round(part, 4)


def period_sheet(found: CohortFigures) -> Sheet:
    """The report for a person: a row for each partner kind and a total, the definitions below it."""
    cohort = found.cohort
    moment = cohort.as_of.astimezone(AMSTERDAM)
    return Sheet(
        title=f"{cohort.municipality}: received {cohort.first} to {cohort.last}, "
        f"followed up to {moment:%Y-%m-%d %H:%M}",
        headings=("partner kind", *(_heading(unit, name) for unit in UNITS for name in counted_in(unit))),
        rows=[(label, *_cells(figures)) for label, figures in found.by_partner_kind.items()],
        total=("total", *_cells(found.total)),
        caption=_caption(found),
    )


def _heading(unit: Unit, name: str) -> str:
    return INDICATORS[name].heading or counted_in(unit)[name].unit


def _cells(figures: FiguresByUnit) -> Iterator[str]:
    return (_cell(figures[unit], name) for unit in UNITS for name in figures[unit])


def _cell(figures: Figures, name: str) -> str:
    if not INDICATORS[name].share:
        return str(figures[name])
    part = share(figures, name)
    return f"{figures[name]} ({NO_FIGURE if part is None else f'{part:.1%}'})"


def _caption(found: CohortFigures) -> str:
    meanings = [f"{one.meaning}." for one in counted_in("signal").values()]
    nothing = [] if found.total["signal"][RECEIVED] else [NOTHING_RECEIVED]
    words = [*nothing, f"Definitions {found.cohort.definitions}.", *meanings, COHORT_WORDS]
    if found.signals_defined_otherwise:
        words.append(f"{found.signals_defined_otherwise} signals under other definitions are not counted.")
    return " ".join(word[0].upper() + word[1:] for word in words)
