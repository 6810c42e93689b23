"""The one exporter of record figures: gauges from memory, so that a scrape costs the database nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.metadata import version
from time import monotonic

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from services.report.gauges import GAUGES, Gauge, Samples, State


class Exporter(Collector):
    """A collector over the last `state` that was shown; before the first there is only the build."""

    def __init__(self, *, now: Callable[[], float] = monotonic) -> None:
        """`now`: seconds, for the age of what is shown."""
        self.state, self._now = State(software=version("vroegsignaal")), now
        self._shown_at: float | None = None

    def show(self, state: State) -> None:
        """From now on show what was just read."""
        self.state, self._shown_at = state, self._now()

    def registry(self) -> CollectorRegistry:
        """Make a registry with this exporter alone."""
        registry = CollectorRegistry()
        registry.register(self)
        return registry

    def describe(self) -> list[Metric]:
        """Names only, so that registering collects nothing."""
        return [_family(gauge, {}) for gauge in GAUGES]

    def collect(self) -> Iterator[Metric]:
        """All gauges of the present state."""
        age = None if self._shown_at is None else int(self._now() - self._shown_at)
        state = replace(self.state, seconds_old=age)
        return (_family(gauge, gauge.samples(state)) for gauge in GAUGES)


def _family(gauge: Gauge, samples: Samples) -> Metric:
    family = GaugeMetricFamily(gauge.name, gauge.help, labels=gauge.labels)
    for labels, value in samples.items():
        family.add_metric(labels, value)
    return family
