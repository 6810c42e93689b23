"""The tables of `docs/figures.md`, written from the code; the prose around them is by hand."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from domain.figures.classes import CLASSES
from domain.figures.ledger import LEDGER_REASONS
from domain.figures.metrics import INDICATORS, SHARES, STAGES, UNITS, Indicator, Unit
from domain.law.terms import TERMS, runs_on
from plumbing.running.metrics import REGISTRY
from services.report.gauges import GAUGES
from tests.architecture.checkout import ROOT
from tests.docs.texts import table

FIGURES: Final = ROOT / "docs" / "figures.md"
Tables = Mapping[str, Callable[[], Sequence[str]]]
PLACE: Final = re.compile(r"(<!-- table: ([a-z ]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
"""Where a table stands: between a comment that names it and one that ends it."""


def figures() -> str:
    """`docs/figures.md` with every table written anew. Raises KeyError for a table that the code does not have."""
    return filled(FIGURES.read_text(encoding="utf-8"), TABLES)


def filled(text: str, tables: Tables) -> str:
    """A text with the tables that its comments name. Raises KeyError for one that is not among `tables`."""
    return PLACE.sub(lambda found: found[1] + "\n".join(tables[found[2]]()) + found[3], text)


def indicators() -> Sequence[str]:
    """Every indicator with the facts it counts in each unit."""
    head = ("Indicator", *(f"Per {unit}" for unit in UNITS), "Share")
    return table(
        head,
        (
            (f"`{name}`", *(_facts(one, unit) for unit in UNITS), f"`{one.share}`" if one.share else "")
            for name, one in INDICATORS.items()
        ),
    )


def _facts(indicator: Indicator, unit: Unit) -> str:
    counted = indicator.per.get(unit)
    return f"`{counted.kind}`: {counted.meaning}" if counted else ""


def stages() -> Sequence[str]:
    """Every stage of the funnel, in their order."""
    head = ("Stage", "Fact", "Unit", "Meaning", "On the dashboard")
    return table(
        head, ((f"`{name}`", f"`{one.kind}`", one.unit, one.meaning, one.dutch) for name, one in STAGES.items())
    )


def shares() -> Sequence[str]:
    """Every share: what is divided by what, and the one unit of both."""
    head = ("Share", "Part", "Whole", "Unit of both", "On the dashboard")
    return table(
        head, ((f"`{name}`", f"`{one.part}`", f"`{one.whole}`", one.unit, one.dutch) for name, one in SHARES.items())
    )


def classes() -> Sequence[str]:
    """Every class of cases with its definition."""
    head = ("Class", "Definition", "Meaning", "On the dashboard")
    return table(head, ((f"`{name}`", f"`{one.definition}`", one.meaning, one.dutch) for name, one in CLASSES.items()))


def terms() -> Sequence[str]:
    """Every legal term with its article."""
    head = ("Term", "Source", "Counted after", "Runs on")
    return table(
        head,
        ((f"{one.number} {one.unit}", one.source, one.starts, "yes" if runs_on(one) else "no") for one in TERMS),
    )


def reasons() -> Sequence[str]:
    """Every reason of the ledger, and whether it is work or an error."""
    head = ("Reason", "Meaning", "On its way", "On the dashboard")
    return table(
        head,
        (
            (f"`{reason}`", one.meaning, "yes" if one.on_its_way else "no", one.dutch)
            for reason, one in LEDGER_REASONS.items()
        ),
    )


def gauges() -> Sequence[str]:
    """Every metric of the record; of a long help the first sentence."""
    named = ((f"`{one.name}`", ", ".join(f"`{label}`" for label in one.labels), one.help) for one in GAUGES)
    return table(
        ("Metric", "Labels", "Meaning"),
        ((name, labels, told.split(". ")[0].rstrip(".")) for name, labels, told in named),
    )


def process_metrics() -> Sequence[str]:
    """Every metric of a running process."""
    measured = sorted(REGISTRY.collect(), key=lambda metric: metric.name)
    return table(
        ("Metric", "Kind", "Meaning"), ((f"`{one.name}`", one.type, one.documentation.rstrip(".")) for one in measured)
    )


TABLES: Final[Tables] = {
    "indicators": indicators,
    "stages": stages,
    "shares": shares,
    "classes of cases": classes,
    "legal terms": terms,
    "reasons of the ledger": reasons,
    "metrics of the record": gauges,
    "metrics of processes": process_metrics,
}
"""Every table that can be asked for, by the name in its comment."""
