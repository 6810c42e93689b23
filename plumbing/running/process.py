"""One process from its start to its end: logs, engine, clock, memory, and what it tells of its health."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import NamedTuple

import structlog
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine

from plumbing.record.connect import NO_HINTS, answers, open_engine
from plumbing.record.proof import await_record, prove
from plumbing.running.clock import Clock, SharedClock, record_clock, system_clock
from plumbing.running.health import Health, WhyNot
from plumbing.running.logging import configure_logging
from plumbing.running.memory import keep_memory
from plumbing.running.metrics import REGISTRY
from plumbing.running.place import check_settings
from plumbing.running.settings import Settings
from plumbing.running.stopping import report_ports

log = structlog.get_logger(__name__)


class Process(NamedTuple):
    """What a process works with. `engine` is of its own database role."""

    name: str
    settings: Settings
    engine: Engine
    clock: Clock

    @contextmanager
    def healthy(self, why_not: WhyNot, *, registry: CollectorRegistry = REGISTRY, **ports: int) -> Iterator[None]:
        """Serve health and metrics meanwhile, and report on which ports (`ports`: what else this process serves).

        Ready is a process for which `why_not` finds no reason and whose record answers.
        """

        def why() -> list[str]:
            return [*why_not(), *([] if answers(self.engine) else ["the record does not answer"])]

        health = Health(self.settings.host, self.settings.metrics_port, why, registry).start()
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
    with ExitStack() as ending:
        ending.callback(signal.signal, signal.SIGTERM, signal.signal(signal.SIGTERM, _asked_to_stop))
        ending.callback(engine.dispose)
        if not answers(engine):
            _await_record(name, settings, engine)
        prove(engine, name)
        ending.push(_say_why)
        yield Process(name, settings, engine, record_clock(engine) if settings.embedded else SharedClock(engine))


def _await_record(name: str, settings: Settings, engine: Engine) -> None:
    """Wait, and say so on `/readyz` meanwhile: ending and starting again would only make the pause longer."""
    with Process(name, settings, engine, system_clock).healthy(lambda: ()):
        await_record(engine)


def _asked_to_stop(*_: object) -> None:
    """End at once while the process still waits for its servers; who has begun to work ends in its own way."""
    raise SystemExit(0)


def _say_why(_kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None) -> bool:
    """End with one line and exit code 1 on whatever stops a process: forty lines of traceback hide what happened."""
    if isinstance(error, Exception):
        log.error("ended", exc_info=error)
        raise SystemExit(1) from None
    return False
