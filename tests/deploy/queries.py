"""What a query of a panel or an alert names: metrics, and codes as values of labels."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from domain.figures.metrics import INDICATORS, UNITS
from domain.figures.words import LABEL_WORDS
from plumbing.running.metrics import REGISTRY
from services.report.gauges import GAUGES
from tests.deploy.dashboard import DEPLOY

ENDINGS: Final = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_sum", "_count")}
"""Kind of metric -> how the names of its samples end."""

METRICS: Final = frozenset(
    {"up"}
    | {gauge.name for gauge in GAUGES}
    | {f"{metric.name}{ending}" for metric in REGISTRY.collect() for ending in ENDINGS[metric.type]}
)
"""Every name that a query may use; Prometheus itself gives `up`."""

CODES: Final[Mapping[str, Collection[str]]] = {**LABEL_WORDS, "unit": UNITS, "indicator": INDICATORS}
"""Label -> its closed list of values."""


def metrics_in(query: str) -> set[str]:
    """Names of metrics in a query."""
    return set(re.findall(r"\bvroegsignaal_\w+|\bup\b", query))


def unknown_codes(query: str) -> list[str]:
    """Values of closed labels in a query that no metric has."""
    return [f"{label}={code}" for label, code in _codes(query) if label in CODES and code not in CODES[label]]


def _codes(query: str) -> Iterator[tuple[str, str]]:
    for label, values in re.findall(r'(\w+)=~?"([\w|-]+)"', query):
        yield from ((label, value) for value in values.split("|"))


def alert_queries() -> list[str]:
    """PromQL of every alert."""
    return re.findall(r"expr: (.*)", (DEPLOY / "prometheus" / "rules.yml").read_text())
