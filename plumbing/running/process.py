"""One process from its start to its end: logs, engine, clock, memory, and what it tells of its health."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from plumbing.record.connect import NO_HINTS, open_engine
from plumbing.record.proof import await_record, prove
from plumbing.running.clock import Clock, SharedClock, record_clock
from plumbing.running.health import Health, Ready
from plumbing.running.logging import configure_logging
from plumbing.running.memory import keep_memory
from plumbing.running.metrics import REGISTRY
from plumbing.running.place import check_settings
from plumbing.running.settings import Settings
from plumbing.running.stopping import report_ports


class Process(NamedTuple):
    """What a process works with. `engine` is of its own database role."""

    name: str
    settings: Settings
    engine: Engine
    clock: Clock

    @contextmanager
    def healthy(self, ready: Ready, *, registry: CollectorRegistry = REGISTRY, **ports: int) -> Iterator[None]:
        """Serve health and metrics meanwhile, and report on which ports (`ports`: what else this process serves)."""
        health = Health(self.settings.host, self.settings.metrics_port, ready, registry).start()
        try:
            report_ports(self.name, self.settings, metrics=health.port, **ports)
            yield
        finally:
            health.stop()


@contextmanager
def process(
    name: str, settings: Settings, *, pool_size: int = 4, planner: Mapping[str, str] = NO_HINTS
) -> Iterator[Process]:
    """Begin a process: the first thing its `run` does, when all that it imports is there. Its engine ends with it.

    It proves its place first (`plumbing.record.proof`) and waits for a record that is away. Raises Misplaced.
    The clock is the record's; it follows simulated time on the embedded one alone. `planner`: settings of its
    connections (`BY_KEY`).
    """
    configure_logging(name, settings)
    check_settings(name, settings)
    engine = open_engine(settings.postgres_url, pool_size=pool_size, planner=planner)
    keep_memory()
    try:
        await_record(engine)
        prove(engine, name)
        yield Process(name, settings, engine, record_clock(engine) if settings.embedded else SharedClock(engine))
    finally:
        engine.dispose()
