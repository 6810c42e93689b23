"""The one exporter of record figures: gauges from memory, so that a scrape costs the database nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from domain.figures.ledger import REASONS, Ledger
from domain.figures.metrics import INDICATORS, STAGES
from domain.law.definitions import CURRENT
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import SEVERAL_KINDS
from services.report.totals import WITH_CODE, Sum

LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "vroegsignaal_funnel": ("municipality", "partner_kind", "stage"),
    "vroegsignaal_settled": ("municipality", "partner_kind", "disposition"),
    "vroegsignaal_indicator": ("municipality", "unit", "indicator"),
    "vroegsignaal_ledger_delivered": (),
    "vroegsignaal_ledger_accepted": (),
    "vroegsignaal_ledger_accounted": (),
    "vroegsignaal_ledger_difference": (),
    "vroegsignaal_ledger_unaccounted": ("reason",),
    "vroegsignaal_outbox_rows": (),
    "vroegsignaal_build_info": ("version",),
}
"""Every metric of this exporter, with its labels."""


def _listed(meanings: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {meaning}" for name, meaning in meanings)


HELP: Final[Mapping[str, str]] = {
    "vroegsignaal_funnel": f"How far signals came, summed from facts (definitions {CURRENT.version}). "
    f"A case of several partner kinds has partner_kind {SEVERAL_KINDS}. Stages: "
    + _listed((stage, f"{counted.meaning} (unit {counted.unit})") for stage, counted in STAGES.items()),
    "vroegsignaal_settled": "Signals by current disposition (unit signals), summed from facts.",
    "vroegsignaal_indicator": f"The three indicators over all time (definitions {CURRENT.version}). "
    + ". ".join(
        f"Unit {unit}: " + _listed((name, counted.meaning) for name, counted in figures.items())
        for unit, figures in INDICATORS.items()
    ),
    "vroegsignaal_ledger_delivered": "Lines that partners delivered (unit lines).",
    "vroegsignaal_ledger_accepted": "Lines that were accepted as a new signal (unit lines).",
    "vroegsignaal_ledger_accounted": "Signals with a disposition for their current revision (unit signals).",
    "vroegsignaal_ledger_difference": "Everything unaccounted together (unit lines, signals or cases); 0 when well.",
    "vroegsignaal_ledger_unaccounted": "Unaccounted by reason (unit lines, signals or cases, as each reason says). "
    + _listed(REASONS.items()),
    "vroegsignaal_outbox_rows": "Batches of events that were committed and not yet published (unit rows).",
    "vroegsignaal_build_info": "Version of the running software; always 1.",
}


@dataclass(frozen=True)
class State:
    """What a scrape shows. `known`: municipality -> partner kinds with an agreement; `sums` of all facts."""

    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sums: Mapping[Sum, int] = field(default_factory=dict)
    ledger: Ledger | None = None
    outbox_rows: int = 0


Labels = tuple[str, ...]
Samples = dict[Labels, int]
STAGE_OF: Final[Mapping[str, str]] = {counted.kind: stage for stage, counted in STAGES.items()}


class Exporter(Collector):
    """A collector over the last `state` that was set; before the first there is only the build."""

    def __init__(self) -> None:
        self.state: State | None = None

    def registry(self) -> CollectorRegistry:
        """Make a registry with this exporter alone."""
        registry = CollectorRegistry()
        registry.register(self)
        return registry

    def describe(self) -> Iterable[Metric]:
        """Names only, so that registering collects nothing."""
        return [_family(name, ()) for name in LABELS]

    def collect(self) -> Iterator[Metric]:
        """All gauges of the present state."""
        yield _family("vroegsignaal_build_info", [((version("vroegsignaal"),), 1)])
        if (state := self.state) is None:
            return
        yield _family("vroegsignaal_funnel", funnel(state).items())
        yield _family("vroegsignaal_settled", settled(state).items())
        yield _family("vroegsignaal_indicator", indicator(state).items())
        yield _family("vroegsignaal_outbox_rows", [((), state.outbox_rows)])
        if state.ledger is not None:
            yield from _ledger(state.ledger)


def funnel(state: State) -> Samples:
    """(municipality, partner kind, stage) -> count; every known combination is there, zero until something happens."""
    samples: Samples = {(code, kind, stage): 0 for code, kind in _known(state) for stage in STAGES}
    for key, amount in state.sums.items():
        if stage := STAGE_OF.get(key.kind):
            labels = (key.municipality, key.partner_kind, stage)
            samples[labels] = samples.get(labels, 0) + amount
    return samples


def settled(state: State) -> Samples:
    """(municipality, partner kind, disposition) -> signals; a signal has one kind, so `several` is not among them."""
    known = [(code, kind) for code, kind in _known(state) if kind != SEVERAL_KINDS]
    samples: Samples = {(code, kind, str(disposition)): 0 for code, kind in known for disposition in Disposition}
    for key, amount in state.sums.items():
        if key.kind == WITH_CODE:
            samples[key.municipality, key.partner_kind, key.code] = amount
    return samples


def indicator(state: State) -> Samples:
    """(municipality, unit, indicator) -> count over all time and partner kinds."""
    names = [(unit, name, counted.kind) for unit, each in INDICATORS.items() for name, counted in each.items()]
    samples: Samples = {(code, unit, name): 0 for code in state.known for unit, name, _ in names}
    for key, amount in state.sums.items():
        for unit, name, kind in names:
            if key.kind == kind:
                labels = (key.municipality, unit, name)
                samples[labels] = samples.get(labels, 0) + amount
    return samples


def _known(state: State) -> list[tuple[str, str]]:
    return [(code, kind) for code, kinds in state.known.items() for kind in sorted(kinds | {SEVERAL_KINDS})]


def _ledger(ledger: Ledger) -> Iterator[Metric]:
    for name in ("delivered", "accepted", "accounted", "difference"):
        yield _family(f"vroegsignaal_ledger_{name}", [((), getattr(ledger, name))])
    unaccounted = [((reason,), count) for reason, count in ledger.unaccounted.items()]
    yield _family("vroegsignaal_ledger_unaccounted", unaccounted)


def _family(name: str, samples: Iterable[tuple[Labels, int]]) -> Metric:
    family = GaugeMetricFamily(name, HELP[name], labels=LABELS[name])
    for labels, value in samples:
        family.add_metric(labels, value)
    return family
