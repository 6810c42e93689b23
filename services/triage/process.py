"""The triage process: wakes on accepted signals and settles them."""

from collections.abc import Sequence

from sqlalchemy import Connection, Engine

from domain.store import write
from plumbing.record.connect import BY_KEY_IN_A_BATCH, transaction
from plumbing.record.order import hold_municipalities, take_numbers
from plumbing.running.clock import Clock
from plumbing.running.process import process
from plumbing.running.settings import Settings
from plumbing.transport.fates import Work
from plumbing.transport.faust_consumer import Consumer
from plumbing.transport.outbox import Batch, Outbox
from plumbing.transport.stuck import forget_overtaken
from schemas.envelope import CloudEvent
from schemas.events import EVENTS, SignalAccepted
from schemas.ids import checked
from services.triage.settle import NOW, by_municipality, settle_all
from services.triage.store import SignalName, surroundings, undecided_signals
from services.triage.supposing.process import SupposingWorker
from services.triage.tell import change_of


def triage(engine: Engine, outbox: Outbox, clock: Clock) -> Work:
    """The work of triage: settle the signals that a batch of `SignalAccepted` names."""

    def work(events: Sequence[CloudEvent]) -> Batch | None:
        references = [(str(event.data["municipality"]), checked(event.data["signalId"])) for event in events]
        with transaction(engine) as connection:
            return settle_batch(connection, outbox, references, clock)

    return work


def settle_batch(
    connection: Connection, outbox: Outbox, references: Sequence[SignalName], clock: Clock
) -> Batch | None:
    """Decide on every signal in `references` whose question is open; those already decided change nothing.

    `clock` gives only the time of recording; each decision is made for the moment of its question.
    """
    hold_municipalities(connection, (code for code, _ in references))
    forget_overtaken(connection, "triage", references)
    signals = undecided_signals(connection, references)
    if not signals:
        return None
    around = surroundings(connection, signals)
    groups = by_municipality(signals)
    first = take_numbers(connection, {code: len(group) for code, group in groups.items()})
    settled = list(settle_all(groups, around, first))
    return write(connection, outbox, change_of(settled, NOW), clock())


def run(settings: Settings) -> None:
    """Consume until stopped."""
    with process("triage", settings, planner=BY_KEY_IN_A_BATCH) as this:
        outbox = Outbox(settings.source)
        works = {EVENTS[SignalAccepted].topic: triage(this.engine, outbox, this.clock)}
        consumer = Consumer(this.name, settings, this.engine, works, outbox)
        beside = SupposingWorker(this.engine, this.clock)
        beside.start()
        with this.healthy(consumer.why_not):
            consumer.run()
        beside.stop()
