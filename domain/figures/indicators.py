"""The three indicators of a cohort, from summed facts: signals, led to an offer, led to a debt-help trajectory."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from domain.figures.metrics import INDICATORS
from domain.law.definitions import CURRENT
from schemas.vocabulary.figures import FactKind


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
    definitions: str = CURRENT.version

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


@dataclass(frozen=True)
class Figures:
    """The three indicators in one unit: `received` signals (or cases from them), and how many led to what."""

    received: int
    offers: int
    trajectories: int

    @property
    def offer_share(self) -> float | None:
        """Part of what was received that led to an offer (0 to 1); None when nothing was received."""
        return self.offers / self.received if self.received else None

    @property
    def trajectory_share(self) -> float | None:
        """Part of what was received that led to a trajectory (0 to 1); None when nothing was received."""
        return self.trajectories / self.received if self.received else None


class BothUnits(NamedTuple):
    """The figures per signal and per case."""

    per_signal: Figures
    per_case: Figures


@dataclass(frozen=True)
class Report:
    """The figures of a cohort, in total and for each partner kind (`several`: cases of more than one kind).

    `signals_defined_otherwise`: signals of the cohort whose facts name another version of the definitions;
    they are in no figure here.
    """

    cohort: Cohort
    total: BothUnits
    by_partner_kind: Mapping[str, BothUnits]
    signals_defined_otherwise: int = 0


def indicators(cohort: Cohort, facts: Iterable[SummedFacts], *, signals_defined_otherwise: int = 0) -> Report:
    """Sum facts into the report of their cohort. Facts of no indicator add nothing; -1 compensates an earlier one."""
    sums: Counter[tuple[str, FactKind]] = Counter()
    totals: Counter[FactKind] = Counter()
    for kind, partner_kind, amount in facts:
        sums[partner_kind, kind] += amount
        totals[kind] += amount
    by_kind = {
        name: _both({kind: amount for (label, kind), amount in sums.items() if label == name})
        for name in sorted({label for label, _ in sums})
    }
    return Report(
        cohort=cohort,
        total=_both(totals),
        by_partner_kind={name: both for name, both in by_kind.items() if both != NOTHING},
        signals_defined_otherwise=signals_defined_otherwise,
    )


def _both(sums: Mapping[FactKind, int]) -> BothUnits:
    return BothUnits(_figures("signal", sums), _figures("case", sums))


def _figures(unit: str, sums: Mapping[FactKind, int]) -> Figures:
    received, offers, trajectories = (sums.get(counted.kind, 0) for counted in INDICATORS[unit].values())
    return Figures(received, offers, trajectories)


NOTHING = _both({})
