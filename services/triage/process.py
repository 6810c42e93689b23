"""The triage process: wakes on accepted signals and settles them."""

from collections.abc import Sequence

from sqlalchemy import Engine

from plumbing.record.connect import BY_KEY, open_engine, transaction
from plumbing.running.clock import Clock, record_clock, system_clock
from plumbing.running.health import Health
from plumbing.running.logging import configure_logging
from plumbing.running.memory import keep_memory
from plumbing.running.settings import Settings
from plumbing.running.stopping import report_ports
from plumbing.transport.fates import Work
from plumbing.transport.faust_consumer import Consumer
from plumbing.transport.outbox import Chunk, Outbox
from schemas.envelope import CloudEvent
from schemas.events import EVENTS, SignalAccepted
from schemas.ids import checked
from services.triage.settle import settle


def triage(engine: Engine, outbox: Outbox, clock: Clock, source: str) -> Work:
    """The work of triage: settle the signals that a batch of `SignalAccepted` names."""

    def work(events: Sequence[CloudEvent]) -> Chunk | None:
        references = [(str(event.data["municipality"]), checked(event.data["signalId"])) for event in events]
        with transaction(engine) as connection:
            return outbox.write(connection, settle(connection, references, now=clock(), source=source))

    return work


def run(settings: Settings) -> None:
    """Consume until stopped."""
    configure_logging("triage", settings)
    engine, outbox = open_engine(settings.postgres_url, planner=BY_KEY), Outbox()
    clock = record_clock(engine) if settings.embedded else system_clock
    works = {EVENTS[SignalAccepted].topic: triage(engine, outbox, clock, settings.source)}
    consumer = Consumer("triage", settings, engine, works, outbox)
    health = Health(settings.host, settings.metrics_port, lambda: consumer.ready).start()
    report_ports("triage", settings, metrics=health.port)
    keep_memory()
    consumer.run()
