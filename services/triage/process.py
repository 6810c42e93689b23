"""The triage process: wakes on accepted signals and settles them."""

from collections.abc import Callable, Mapping, Sequence

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
from schemas.events import EVENTS, ParkingEnded, QuestionAsked, SignalAccepted
from schemas.ids import Id, checked
from services.triage.known import Undecided
from services.triage.linking.store import LinkCache, placed
from services.triage.questions.read import SignalName, asked_anew, overdue_signals, undecided_signals
from services.triage.registers.store import answered
from services.triage.settle import NOW, by_municipality, most_decisions, settle_all
from services.triage.store import surroundings
from services.triage.supposing.process import answering_beside
from services.triage.tell import change_of

FindSignals = Callable[[Connection, Mapping[SignalName, Id]], list[Undecided]]
"""How the open questions on signals are found that events name; which event named each last."""


def triage(
    engine: Engine, outbox: Outbox, clock: Clock, find: FindSignals = undecided_signals, cache: LinkCache | None = None
) -> Work:
    """The work of triage: settle the signals that a batch of events names, as far as `find` finds their questions.

    `cache`: the matchers that the process keeps.
    """
    kept = cache or LinkCache()

    def work(events: Sequence[CloudEvent]) -> Batch | None:
        woken = {(str(event.data["municipality"]), checked(event.data["signalId"])): event.id for event in events}
        with transaction(engine) as connection:
            return settle_batch(connection, outbox, woken, clock, find, kept)

    return work


def settle_batch(
    connection: Connection,
    outbox: Outbox,
    references: Mapping[SignalName, Id],
    clock: Clock,
    find: FindSignals = undecided_signals,
    cache: LinkCache | None = None,
) -> Batch | None:
    """Decide on every signal in `references` whose question is open; those already decided change nothing.

    `clock` gives only the time of recording; each decision is made for the moment of its question.
    """
    hold_municipalities(connection, (code for code, _ in references))
    forget_overtaken(connection, "triage", references)
    signals = find(connection, references)
    if not signals:
        return None
    signals, moves = placed(connection, signals, cache or LinkCache())
    around = surroundings(connection, signals, moves)
    groups = by_municipality(answered(connection, signals, around))
    first = take_numbers(connection, {code: most_decisions(group, around[code]) for code, group in groups.items()})
    settled = list(settle_all(groups, around, first))
    moved = {code: here.moved for code, here in around.items()}
    return write(connection, outbox, change_of(settled, NOW, moved), clock())


def run(settings: Settings) -> None:
    """Consume until stopped."""
    with process("triage", settings, planner=BY_KEY_IN_A_BATCH) as this:
        outbox, cache = Outbox(settings.source), LinkCache()
        works = {
            EVENTS[SignalAccepted].topic: triage(this.engine, outbox, this.clock, cache=cache),
            EVENTS[ParkingEnded].topic: triage(this.engine, outbox, this.clock, overdue_signals, cache),
            EVENTS[QuestionAsked].topic: triage(this.engine, outbox, this.clock, asked_anew, cache),
        }
        consumer = Consumer(this.name, settings, this.engine, works, outbox)
        with answering_beside(settings, this.clock), this.healthy(consumer.why_not):
            consumer.run()
