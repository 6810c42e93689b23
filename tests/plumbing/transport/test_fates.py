"""The fates of a batch: done, one signal stuck, or stopped unacknowledged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from psycopg.errors import FeatureNotSupported, LockNotAvailable, UniqueViolation
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from plumbing.record.connect import BY_KEY_IN_A_BATCH
from plumbing.running.chance import new_id
from plumbing.running.settings import Settings
from plumbing.transport.fates import LOCK_TRIES, MOST_STUCK, PATIENCE, Fates, Met, Unavailable
from plumbing.transport.outbox import Batch
from schemas.envelope import CloudEvent
from tests.plumbing.transport.events import read


@dataclass
class Worker:
    """A worker in memory: `trouble` says what an event meets; what it does together is done or not at all."""

    trouble: Callable[[CloudEvent], BaseException | None] = lambda event: None
    done: list[CloudEvent] = field(default_factory=list)
    batches: list[list[CloudEvent]] = field(default_factory=list)
    stuck: list[tuple[CloudEvent, str]] = field(default_factory=list)
    chunks: list[Batch | None] = field(default_factory=list)
    now: float = 0.0

    def work(self, events: Sequence[CloudEvent]) -> Batch | None:
        self.batches.append(list(events))
        for event in events:
            if error := self.trouble(event):
                raise error
        self.done += events
        return Batch(new_id(), ())

    def fates(self) -> Fates:
        return Fates(self.work, self.chunks.append, self.mark, lambda: self.now)

    def mark(self, event: CloudEvent, error: BaseException) -> bool:
        new = event.id not in {one.id for one, _ in self.stuck}
        self.stuck += [(event, type(error).__name__)] if new else []
        return new


def batch(*municipalities: str) -> list[CloudEvent]:
    return [read(one) for one in municipalities]


def locked() -> DBAPIError:
    return OperationalError("SELECT", None, LockNotAvailable())


def away() -> DBAPIError:
    return OperationalError("SELECT", None, ConnectionError())


def only(broken: CloudEvent, error: Callable[[], BaseException]) -> Callable[[CloudEvent], BaseException | None]:
    return lambda event: error() if event.id == broken.id else None


def test_a_good_batch_is_done_at_once_and_its_events_handed_over_after_it() -> None:
    worker, events = Worker(), batch("9901", "9902")
    assert worker.fates().meet(events).stuck == 0
    assert worker.batches == [events]
    assert len(worker.chunks) == 1


@pytest.mark.parametrize(
    "error", [lambda: ValueError("bug"), lambda: IntegrityError("INSERT", None, UniqueViolation())]
)
def test_a_bug_on_one_of_many_makes_only_that_one_stuck(error: Callable[[], BaseException]) -> None:
    events = batch(*["9901"] * 7)
    worker = Worker(only(events[3], error))
    assert worker.fates().meet(events).stuck == 1
    assert [event for event, _ in worker.stuck] == [events[3]]
    assert worker.done == events[:3] + events[4:]
    assert len(worker.chunks) == 6


def test_a_stuck_signal_is_marked_with_the_type_of_its_error() -> None:
    events = batch("9901")
    worker = Worker(only(events[0], lambda: KeyError("secret")))
    worker.fates().meet(events)
    assert worker.stuck == [(events[0], "KeyError")]


def test_a_lock_timeout_splits_the_batch_by_municipality_and_marks_nothing() -> None:
    events, tries = batch("9902", "9901", "9902", "9903"), iter([True, True])
    worker = Worker(lambda event: locked() if event.data["municipality"] == "9902" and next(tries, None) else None)
    assert worker.fates().meet(events).stuck == 0
    shapes = [[event.data["municipality"] for event in one] for one in worker.batches]
    assert shapes == [["9902", "9901", "9902", "9903"], ["9901"], ["9902", "9902"], ["9903"], ["9902", "9902"]]
    assert worker.stuck == []
    assert sorted(map(id, worker.done)) == sorted(map(id, events))


def test_a_split_keeps_the_order_within_a_municipality() -> None:
    events, tries = batch("9902", "9901", "9902"), iter([True])
    worker = Worker(lambda event: locked() if next(tries, None) else None)
    worker.fates().meet(events)
    assert [event for event in worker.done if event.data["municipality"] == "9902"] == [events[0], events[2]]


def test_a_municipality_that_stays_locked_is_stuck_in_the_end_and_the_others_are_done() -> None:
    events = batch("9901", "9902", "9901")
    worker = Worker(lambda event: locked() if event.data["municipality"] == "9901" else None)
    assert worker.fates().meet(events).stuck == 2
    assert len(worker.batches) == 1 + LOCK_TRIES + 1
    assert [event for event, _ in worker.stuck] == [events[0], events[2]]
    assert worker.done == [events[1]]


def test_a_municipality_that_stays_locked_never_stops_the_worker_however_many_wait() -> None:
    worker, events = Worker(lambda event: locked()), batch(*["9901"] * (2 * MOST_STUCK))
    assert worker.fates().meet(events).stuck == len(events)
    assert [event for event, _ in worker.stuck] == events


def test_a_bug_behind_a_lock_timeout_is_still_found() -> None:
    events, tries = batch("9901", "9901"), iter([True])
    worker = Worker(lambda event: locked() if next(tries, None) else only(events[1], ValueError)(event))
    assert worker.fates().meet(events).stuck == 1
    assert [event for event, _ in worker.stuck] == [events[1]]


def test_more_than_ten_stuck_in_a_minute_stop_the_worker() -> None:
    worker = Worker(lambda event: ValueError())
    with pytest.raises(Unavailable):
        worker.fates().meet(batch(*["9901"] * (MOST_STUCK + 1)))
    assert len(worker.stuck) == MOST_STUCK + 1


def test_what_was_stuck_before_a_restart_does_not_stop_the_worker_again() -> None:
    worker, events = Worker(lambda event: ValueError()), batch(*["9901"] * (2 * MOST_STUCK))
    worker.stuck = [(event, "ValueError") for event in events]
    assert worker.fates().meet(events).stuck == len(events)


def test_ten_stuck_in_a_minute_and_ten_in_the_next_go_on() -> None:
    worker = Worker(lambda event: ValueError())
    fates = worker.fates()
    assert fates.meet(batch(*["9901"] * MOST_STUCK)).stuck == MOST_STUCK
    worker.now = 60.5
    assert fates.meet(batch(*["9901"] * MOST_STUCK)).stuck == MOST_STUCK


@pytest.mark.parametrize(
    "error",
    [away, lambda: DBAPIError("SELECT", None, OSError(), connection_invalidated=True), NoConnectionError],
    ids=["away", "cut", "no connection left"],
)
def test_a_database_that_is_away_stops_the_worker_and_marks_nothing(error: Callable[[], BaseException]) -> None:
    worker = Worker(lambda event: error())
    with pytest.raises(Unavailable):
        worker.fates().meet(batch("9901", "9902"))
    assert (worker.stuck, worker.chunks, len(worker.batches)) == ([], [], 1)


def test_a_database_that_goes_away_between_the_bug_and_its_mark_stops_the_worker() -> None:
    worker = Worker(lambda event: ValueError())

    def mark(event: CloudEvent, error: BaseException) -> bool:
        raise away()

    with pytest.raises(Unavailable):
        Fates(worker.work, worker.chunks.append, mark).meet(batch("9901"))


def test_others_do_not_wait_while_a_municipality_is_locked() -> None:
    events = batch("9901", "9902", "9903")
    worker = Worker(lambda event: locked() if event.data["municipality"] == "9901" else None)
    worker.fates().meet(events)
    assert [one[0].data["municipality"] for one in worker.batches[1:4]] == ["9901", "9902", "9903"]


def test_a_batch_that_meets_locks_ends_before_its_group_stops_waiting() -> None:
    worker, events = Worker(), batch("9901", "9902")

    def slow(event: CloudEvent) -> BaseException | None:
        worker.now += 5.0
        return locked() if event.data["municipality"] == "9901" else None

    worker.trouble = slow
    assert worker.fates().meet(events) == Met(stuck=1)
    assert worker.done == [events[1]]
    longest_statement = float(BY_KEY_IN_A_BATCH["statement_timeout"]) / 1_000
    assert worker.now <= PATIENCE + 5.0
    assert PATIENCE + longest_statement < Settings().rebalance_timeout


def test_after_a_bug_a_locked_municipality_is_not_tried_signal_by_signal_and_the_others_are_done() -> None:
    worker, events = Worker(), batch(*["9901"] * 200, "9902", "9903")

    def slow(event: CloudEvent) -> BaseException | None:
        worker.now += 0.0 if len(worker.batches) == 1 else 5.0
        if len(worker.batches) == 1:
            return ValueError("bug on one of many")
        return locked() if event.data["municipality"] == "9901" else None

    worker.trouble = slow
    assert worker.fates().meet(events) == Met(stuck=200)
    assert worker.done == events[200:]
    assert worker.now <= PATIENCE + 3 * 5.0


def test_a_municipality_that_is_locked_no_more_is_tried_also_late() -> None:
    worker, events, locks = Worker(), batch("9901", "9901", "9901"), iter([True])

    def slow(event: CloudEvent) -> BaseException | None:
        if len(worker.batches) == 1:
            return ValueError("bug on one of many")
        worker.now += PATIENCE / 2
        return locked() if next(locks, None) else None

    worker.trouble = slow
    assert worker.fates().meet(events) == Met()
    assert worker.done == [events[1], events[2], events[0]]
    assert worker.now > PATIENCE


def test_what_is_committed_never_gets_stuck_when_handing_it_over_fails() -> None:
    worker = Worker()

    def submit(batch: Batch | None) -> None:
        raise RuntimeError("loop is closed")

    with pytest.raises(RuntimeError):
        Fates(worker.work, submit, worker.mark).meet(batch("9901", "9902"))
    assert (len(worker.done), worker.stuck) == (2, [])


@pytest.mark.parametrize(
    "failure",
    [
        lambda: DataError("INSERT", None, ValueError("NUL")),
        lambda: UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
        lambda: IntegrityError("INSERT", None, UniqueViolation()),
    ],
    ids=["refused by the database", "no text", "no such municipality"],
)
def test_what_cannot_even_be_marked_as_stuck_is_passed_by_and_counted(failure: Callable[[], Exception]) -> None:
    events = batch("9901", "9901", "9901")
    worker = Worker(only(events[1], ValueError))

    def mark(event: CloudEvent, error: BaseException) -> bool:
        raise failure()

    assert Fates(worker.work, worker.chunks.append, mark).meet(events) == Met(unreadable=1)
    assert worker.done == [events[0], events[2]]


def test_a_plan_that_a_migration_made_stale_is_made_anew() -> None:
    worker, stale = Worker(), iter([NotSupportedError("SELECT", None, FeatureNotSupported())])
    worker.trouble = lambda event: next(stale, None)
    assert worker.fates().meet(batch("9901")) == Met()
    assert len(worker.done) == 1
