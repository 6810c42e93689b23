"""The indicators of a cohort, from summed facts: signals, led to an offer, led to a debt-help trajectory."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from domain.figures.metrics import INDICATORS, METRICS_VERSION, RECEIVED, UNITS, Unit, counted_in
from schemas.vocabulary.figures import FactKind

COHORT_KINDS: Final = sorted({counted.kind for indicator in INDICATORS.values() for counted in indicator.per.values()})
"""Kinds of facts that an indicator counts."""


@dataclass(frozen=True)
class Cohort:
    """What a report is about: signals received from `first` to `last` (local dates, both inclusive).

    `as_of`: the moment (with time zone) up to which recorded facts count. `definitions`: version of the meanings.
    Raises ValueError for a period that ends before it begins and for a moment without a time zone.
    """

    municipality: str
    first: date
    last: date
    as_of: datetime
    definitions: str = METRICS_VERSION

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("the period ends before it begins")
        if self.as_of.tzinfo is None:
            raise ValueError("the as-of moment has no time zone")


class SummedFacts(NamedTuple):
    """Facts of one kind and partner kind in a cohort, their amounts summed."""

    kind: FactKind
    partner_kind: str
    amount: int


Figures = Mapping[str, int]
"""Indicator -> count, in one unit."""

FiguresByUnit = Mapping[Unit, Figures]


@dataclass(frozen=True)
class CohortFigures:
    """The indicators of a cohort, in total and for each partner kind (of a case: that of its first signal).

    `signals_defined_otherwise`: signals of the cohort whose facts name another version of the definitions;
    they are in no figure here.
    """

    cohort: Cohort
    total: FiguresByUnit
    by_partner_kind: Mapping[str, FiguresByUnit]
    signals_defined_otherwise: int = 0


def cohort_figures(
    cohort: Cohort, facts: Iterable[SummedFacts], *, signals_defined_otherwise: int = 0
) -> CohortFigures:
    """Sum facts into the indicators of their cohort. Facts of none add nothing; -1 compensates an earlier one."""
    total: Counter[FactKind] = Counter()
    by_kind: defaultdict[str, Counter[FactKind]] = defaultdict(Counter)
    for kind, partner_kind, amount in facts:
        total[kind] += amount
        by_kind[partner_kind][kind] += amount
    figures = {label: figures_by_unit(by_kind[label]) for label in sorted(by_kind)}
    return CohortFigures(
        cohort=cohort,
        total=figures_by_unit(total),
        by_partner_kind={label: each for label, each in figures.items() if each != NO_FIGURES},
        signals_defined_otherwise=signals_defined_otherwise,
    )


def figures_by_unit(sums: Mapping[FactKind, int]) -> FiguresByUnit:
    """Every indicator in every unit, from sums of facts; a kind of which there is none counts 0."""
    return {unit: {name: sums.get(one.kind, 0) for name, one in counted_in(unit).items()} for unit in UNITS}


NO_FIGURES: Final = figures_by_unit({})


def share(figures: Figures, indicator: str) -> float | None:
    """Part of what was received that the indicator counts (0 to 1); None when nothing was received."""
    received = figures[RECEIVED]
    return figures[indicator] / received if received else None
