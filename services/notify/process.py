"""The notify process: wakes on triaged cases and passed dispatch windows."""

from collections.abc import Callable, Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from plumbing.record.connect import BY_KEY, open_engine, transaction
from plumbing.running.clock import Clock, record_clock, system_clock
from plumbing.running.health import Health
from plumbing.running.logging import configure_logging
from plumbing.running.memory import keep_memory
from plumbing.running.settings import Settings
from plumbing.running.stopping import report_ports
from plumbing.transport.fates import Work
from plumbing.transport.faust_consumer import Consumer
from plumbing.transport.outbox import Chunk, Outbox, Outgoing
from schemas.envelope import CloudEvent
from schemas.events import EVENTS, CaseTriaged, DispatchDue
from schemas.ids import checked
from services.notify.dispatch import CaseName, Cause, dispatch_due, plan_cases

Dispatch = Callable[..., list[Outgoing]]


def notify(engine: Engine, outbox: Outbox, clock: Clock, source: str, dispatch: Dispatch) -> Work:
    """The work of notify: `dispatch` the cases that a batch of events names.

    Once more when another process made one of the tasks at the same moment: by then it stands there to be found.
    """

    def once(events: Sequence[CloudEvent]) -> Chunk | None:
        woken = {_case(event): Cause(event.id, event.trace_id) for event in events}
        with transaction(engine) as connection:
            return outbox.write(connection, dispatch(connection, woken, now=clock(), source=source))

    def work(events: Sequence[CloudEvent]) -> Chunk | None:
        try:
            return once(events)
        except IntegrityError:
            return once(events)

    return work


def _case(event: CloudEvent) -> CaseName:
    return str(event.data["municipality"]), checked(event.data["caseId"])


def run(settings: Settings) -> None:
    """Consume until stopped."""
    configure_logging("notify", settings)
    engine, outbox = open_engine(settings.postgres_url, planner=BY_KEY), Outbox()
    clock = record_clock(engine) if settings.embedded else system_clock
    works = {
        EVENTS[CaseTriaged].topic: notify(engine, outbox, clock, settings.source, plan_cases),
        EVENTS[DispatchDue].topic: notify(engine, outbox, clock, settings.source, dispatch_due),
    }
    consumer = Consumer("notify", settings, engine, works, outbox)
    health = Health(settings.host, settings.metrics_port, lambda: consumer.ready).start()
    report_ports("notify", settings, metrics=health.port)
    keep_memory()
    consumer.run()
