"""The gauges of the record: one typed list, each with its name, its meaning and how its values follow from state."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from domain.figures.classes import CLASSES
from domain.figures.ledger import LEDGER_REASONS, Ledger
from domain.figures.metrics import METRICS_VERSION, OVERRIDDEN_RULES, REFUSALS, STAGES, UNITS, FunnelStage, counted_in
from schemas.ids import Id
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.figures import FactKind
from services.report.partners.supply import Supply, SupplyState
from services.report.totals import KIND_BY_DEFINITION, KIND_BY_DISPOSITION, KIND_BY_RULE, Sum

INDICATOR_KINDS: Final = tuple((unit, name, one.kind) for unit in UNITS for name, one in counted_in(unit).items())


PartnerLabels = tuple[Id, str]
"""A partner's id and kind."""


@dataclass(frozen=True)
class State:
    """What a scrape shows. `known`: municipality -> partner kinds with an agreement; `sums` of all facts.

    `software`: version of what is running; `seconds_old`: since when nothing was read anew. What was not read yet is
    empty or None, and no gauge shows it.
    """

    software: str
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sums: Mapping[Sum, int] = field(default_factory=dict)
    ledger: Ledger | None = None
    outbox_rows: int | None = None
    supplies: Mapping[PartnerLabels, Supply] = field(default_factory=dict)
    seconds_old: int | None = None


Labels = tuple[str, ...]
Samples = Mapping[Labels, int]
"""Values of the labels, in the order of the gauge -> value."""


class Gauge(NamedTuple):
    """One metric of the record: `help` says what it means and in what unit."""

    name: str
    labels: tuple[str, ...]
    help: str
    samples: Callable[[State], Samples]


def of_stages(stages: Mapping[str, FunnelStage]) -> Callable[[State], Samples]:
    """Samples of a gauge that counts these stages.

    (municipality, partner kind, stage) -> count; every known combination is there, zero until something happens.
    """
    stage_of: Mapping[str, str] = {one.kind: stage for stage, one in stages.items()}

    def samples(state: State) -> Samples:
        found: Counter[Labels] = Counter({(code, kind, stage): 0 for code, kind in _known(state) for stage in stages})
        for key, amount in state.sums.items():
            if stage := stage_of.get(key.kind):
                found[key.municipality, key.partner_kind, stage] += amount
        return found

    return samples


def by_code(counted: FactKind, codes: Iterable[str]) -> Callable[[State], Samples]:
    """Samples of a gauge that counts facts of one kind: (municipality, partner kind, code) -> count."""
    known = tuple(map(str, codes))

    def samples(state: State) -> Samples:
        found: dict[Labels, int] = {(code, kind, one): 0 for code, kind in _known(state) for one in known}
        for key, amount in state.sums.items():
            if key.kind == counted:
                found[key.municipality, key.partner_kind, key.code] = amount
        return found

    return samples


def classes(state: State) -> Samples:
    """(municipality, partner kind, class, definition) -> cases; every class is there under the definition of today."""
    samples: dict[Labels, int] = {
        (code, kind, str(name), one.definition): 0 for code, kind in _known(state) for name, one in CLASSES.items()
    }
    for key, amount in state.sums.items():
        if key.kind == KIND_BY_DEFINITION:
            samples[key.municipality, key.partner_kind, key.code, key.definition] = amount
    return samples


def indicator(state: State) -> Samples:
    """(municipality, unit, indicator) -> count over all time and partner kinds."""
    samples: Counter[Labels] = Counter(
        {(code, unit, name): 0 for code in state.known for unit, name, _ in INDICATOR_KINDS}
    )
    for key, amount in state.sums.items():
        for unit, name, kind in INDICATOR_KINDS:
            if key.kind == kind:
                samples[key.municipality, unit, name] += amount
    return samples


def _known(state: State) -> list[tuple[str, str]]:
    return [(code, kind) for code, kinds in state.known.items() for kind in sorted(kinds)]


def unaccounted(state: State) -> Samples:
    """Reason -> what is unaccounted for by it."""
    return {(reason,): count for reason, count in state.ledger.unaccounted.items()} if state.ledger else {}


def undone(state: State) -> Samples:
    """Reason -> seconds that the oldest work of it waits."""
    return {(reason,): seconds for reason, seconds in state.ledger.undone_seconds.items()} if state.ledger else {}


def overdue(state: State) -> Samples:
    """(partner, kind) -> days that an expected delivery is late; only where one was agreed on."""
    known = {labels: one for labels, one in state.supplies.items() if one.state is not SupplyState.UNKNOWN}
    return {labels: one.overdue_days for labels, one in known.items()}


def unusual(state: State) -> Samples:
    """(partner, kind, size) -> 1 while a delivery of unusual size is told, else 0; only where a size is usual."""
    known = {labels: one for labels, one in state.supplies.items() if one.usual}
    return {
        (*labels, size): int(day is not None)
        for labels, one in known.items()
        for size, day in (("small", one.small), ("large", one.large))
    }


def one_number(count: Callable[[State], int | None]) -> Callable[[State], Samples]:
    """Samples of a gauge that is one number without labels; none while it is not known."""

    def samples(state: State) -> Samples:
        known = count(state)
        return {} if known is None else {(): known}

    return samples


def of_ledger(count: Callable[[Ledger], int]) -> Callable[[State], Samples]:
    """Samples of a gauge that is one number of the ledger."""
    return one_number(lambda state: count(state.ledger) if state.ledger else None)


def _listed(meanings: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{name}: {meaning}" for name, meaning in meanings)


GAUGES: Final = (
    Gauge(
        "vroegsignaal_build_info",
        ("version",),
        "Version of the running software; always 1.",
        lambda state: {(state.software,): 1},
    ),
    Gauge(
        "vroegsignaal_funnel",
        ("municipality", "partner_kind", "stage"),
        f"How far signals came, summed from facts (definitions {METRICS_VERSION}). "
        "A case has the partner kind of the signal that opened it. Stages: "
        + _listed((stage, f"{one.meaning} (unit {one.unit})") for stage, one in STAGES.items()),
        of_stages(STAGES),
    ),
    Gauge(
        "vroegsignaal_settled",
        ("municipality", "partner_kind", "disposition"),
        "Signals by current disposition (unit signals), summed from facts.",
        by_code(KIND_BY_DISPOSITION, Disposition),
    ),
    Gauge(
        "vroegsignaal_refusals",
        ("municipality", "partner_kind", "refusal"),
        "Signals that the rules did not pick up, and what a worker said of them (unit signals), summed from facts. "
        + _listed((name, one.meaning) for name, one in REFUSALS.items()),
        of_stages(REFUSALS),
    ),
    Gauge(
        "vroegsignaal_overrides",
        ("municipality", "partner_kind", "rule"),
        "How often a worker put a case in another tray or gave it another priority (unit choices), by the rule that "
        "was set aside, summed from facts. Rule: the finding by which the case stood where it was.",
        by_code(KIND_BY_RULE, OVERRIDDEN_RULES),
    ),
    Gauge(
        "vroegsignaal_case_classes",
        ("municipality", "partner_kind", "case_class", "definition"),
        "Cases by class (unit cases), each under the definition that its facts name; a case may be in several. "
        + _listed((name, one.meaning) for name, one in CLASSES.items()),
        classes,
    ),
    Gauge(
        "vroegsignaal_indicator",
        ("municipality", "unit", "indicator"),
        f"The indicators over all time (definitions {METRICS_VERSION}). "
        + ". ".join(
            f"Unit {unit}: " + _listed((name, one.meaning) for name, one in counted_in(unit).items()) for unit in UNITS
        ),
        indicator,
    ),
    Gauge(
        "vroegsignaal_delivery_overdue_days",
        ("partner", "partner_kind"),
        "Days that the delivery of a partner is late, after three working days of grace (unit days).",
        overdue,
    ),
    Gauge(
        "vroegsignaal_delivery_unusual",
        ("partner", "partner_kind", "size"),
        "1 while the last expected delivery of a partner was less than half its usual size (small), or one of the last "
        "month more than three times (large); unit 1 for yes. Nothing is held back for it.",
        unusual,
    ),
    Gauge(
        "vroegsignaal_outbox_rows",
        (),
        "Batches of events that were committed and not yet published (unit rows).",
        one_number(lambda state: state.outbox_rows),
    ),
    Gauge(
        "vroegsignaal_ledger_delivered",
        (),
        "Lines that partners delivered (unit lines).",
        of_ledger(lambda ledger: ledger.delivered),
    ),
    Gauge(
        "vroegsignaal_ledger_accepted",
        (),
        "Lines that were accepted as a new signal (unit lines).",
        of_ledger(lambda ledger: ledger.accepted),
    ),
    Gauge(
        "vroegsignaal_ledger_superseded",
        (),
        "Lines that were received before what stands there, and changed nothing (unit lines).",
        of_ledger(lambda ledger: ledger.superseded),
    ),
    Gauge(
        "vroegsignaal_ledger_accounted",
        (),
        "Signals with a disposition for their current revision (unit signals).",
        of_ledger(lambda ledger: ledger.accounted),
    ),
    Gauge(
        "vroegsignaal_ledger_difference",
        (),
        "Everything unaccounted together (unit lines, signals or cases); 0 when well.",
        of_ledger(lambda ledger: ledger.difference),
    ),
    Gauge(
        "vroegsignaal_ledger_unaccounted",
        ("reason",),
        "Unaccounted by reason (unit lines, signals or cases, as each reason says). "
        + _listed((reason, one.meaning) for reason, one in LEDGER_REASONS.items()),
        unaccounted,
    ),
    Gauge(
        "vroegsignaal_undone_seconds",
        ("reason",),
        "How long the oldest work of this reason waits (unit seconds); 0 when none does.",
        undone,
    ),
    Gauge(
        "vroegsignaal_received_ahead",
        (),
        "Deliveries whose moment of receipt lies in the record's future (unit deliveries): a clock was ahead.",
        of_ledger(lambda ledger: ledger.received_ahead),
    ),
    Gauge(
        "vroegsignaal_figures_age_seconds",
        (),
        "Since when the figures were not read anew (unit seconds); they are read every few seconds.",
        one_number(lambda state: state.seconds_old),
    ),
)
"""Every metric of this exporter. Another one is an entry here, and at most a query in `services/report/store.py`."""
