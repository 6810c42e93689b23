"""Reconciliation: what nobody will read any more goes again, with the same ids, in no hurry."""

import asyncio
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine

from plumbing.record.tables import metadata
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox, events_in
from plumbing.transport.stuck import retry_stuck, stuck_marker
from plumbing.transport.topics import Progress
from schemas.envelope import CloudEvent, Outgoing, Told, written
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.signals import SignalKind
from services.relay.due.dispatch import DISPATCH_WINDOW
from services.relay.process import Relay
from services.relay.store import ROWS_PER_ROUND, left_undone, passed
from services.relay.undone.cases import UNPLANNED_CASES
from services.relay.undone.patience import AFTERMATH, Memory, Pause, is_turn, least_age
from services.relay.undone.signals import UNDECIDED_SIGNALS
from services.relay.undone.work import UndoneWork
from services.triage.process import triage
from tests.builders import AT_ONCE, CLOCK, SOURCE, Town, a_signal


@pytest.mark.parametrize(
    ("progress", "age"),
    [
        (Progress(lag=0, lost=False), 300.0),
        (Progress(lag=1, lost=False), 3_600.0),
        (Progress(lag=0, lost=True), 10.0),
        (Progress(lag=9, lost=True), 10.0),
    ],
)
def test_undone_work_goes_again_sooner_when_nothing_is_left_to_read_or_the_broker_forgot(
    progress: Progress, age: float
) -> None:
    assert least_age(lost=progress.lost, lag=progress.lag, older_than=300.0) == age


def test_a_broker_that_forgot_never_makes_the_wait_longer() -> None:
    assert least_age(lost=True, lag=0, older_than=3.0) == 3.0


@pytest.mark.parametrize(
    ("progress", "seconds", "turn"),
    [
        (Progress(lag=0, lost=False), 0.0, True),
        (Progress(lag=1, lost=True), 0.0, True),
        (Progress(lag=1, lost=False), 719.0, False),
        (Progress(lag=1, lost=False), 720.0, True),
    ],
)
def test_while_a_group_still_reads_only_one_round_in_twelve_looks_through_the_record(
    progress: Progress, seconds: float, turn: bool
) -> None:
    assert is_turn(lost=progress.lost, lag=progress.lag, seconds=seconds, every=60.0) is turn


def test_the_relay_looks_in_its_first_round_and_then_in_one_of_twelve_while_a_group_still_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[float] = []

    class Watched(Relay):
        place = Progress(lag=5, lost=False)

        def _progress(self, _work: UndoneWork) -> Progress:
            return self.place

        async def _again(self, _work: UndoneWork, age: float) -> int:
            looks.append(age)
            return 0

    relay = Watched(Settings(), create_engine("sqlite://"), lambda: CLOCK, Outbox(SOURCE))
    relay.memories[UNDECIDED_SIGNALS.topic].look(lost=False, topic_id="", now=0.0)
    moments = iter(range(1_000, 3_000, 60))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(moments)))
    for _ in range(14):
        assert asyncio.run(relay.reconcile(UNDECIDED_SIGNALS)) == 60.0
    assert looks == [3_600.0, 3_600.0]
    relay.place = Progress(lag=0, lost=False)
    asyncio.run(relay.reconcile(UNDECIDED_SIGNALS))
    assert looks == [3_600.0, 3_600.0, 300.0]


def test_a_broker_forgot_when_a_group_lost_its_place_or_a_topic_is_another_one() -> None:
    memory = Memory()
    assert memory.look(lost=False, topic_id="a", now=0.0), "who begins does not know what was forgotten before"
    assert not memory.look(lost=False, topic_id="a", now=5.0)
    assert memory.look(lost=True, topic_id="a", now=10.0)
    assert not memory.look(lost=True, topic_id="a", now=20.0), "it is the same loss"
    assert memory.look(lost=True, topic_id="b", now=30.0)
    assert not memory.look(lost=False, topic_id="", now=40.0), "a broker that tells no ids"
    assert not memory.look(lost=False, topic_id="b", now=50.0)
    assert memory.look(lost=False, topic_id="c", now=60.0)
    assert memory.lately(60.0 + AFTERMATH - 1.0)
    assert not memory.lately(60.0 + AFTERMATH)


def test_a_group_that_never_read_counts_as_forgotten_at_the_first_look() -> None:
    assert Memory().look(lost=True, topic_id="a", now=0.0)


class Seen(Relay):
    """A relay that sees what a test says, and notes how old work has to be that it publishes again."""

    place = Progress(lag=0, lost=False, topic_id="a")
    ages: list[float]

    def _progress(self, _work: UndoneWork) -> Progress:
        return self.place

    def _look(self) -> list[Progress]:
        return [self.place, self.place]

    async def _again(self, _work: UndoneWork, age: float) -> int:
        self.ages.append(age)
        return 5


def test_after_a_loss_the_relay_looks_at_once_and_again_for_what_was_too_young_then() -> None:
    relay = Seen(Settings(), create_engine("sqlite://"), lambda: CLOCK, Outbox(SOURCE))
    relay.ages = []
    relay.memories[UNDECIDED_SIGNALS.topic].look(lost=False, topic_id="a", now=-1_000.0)
    jobs = relay.jobs()
    assert asyncio.run(relay.reconcile(UNDECIDED_SIGNALS)) == 60.0
    relay.place = Progress(lag=7, lost=True, topic_id="b")
    asyncio.run(relay.look())
    assert min(job.due_at for job in jobs if job in relay.reconciling.values()) == 0.0
    assert asyncio.run(relay.reconcile(UNDECIDED_SIGNALS)) == 10.0
    relay.place = Progress(lag=7, lost=False, topic_id="b")
    assert asyncio.run(relay.reconcile(UNDECIDED_SIGNALS)) == 10.0
    relay.place = Progress(lag=0, lost=False, topic_id="b")
    assert asyncio.run(relay.reconcile(UNDECIDED_SIGNALS)) == 20.0
    assert relay.ages == [300.0, 10.0, 10.0]


def test_a_relay_that_begins_leaves_what_a_busy_group_has_not_read_and_finds_what_nobody_will_read() -> None:
    relay = Seen(Settings(), create_engine("sqlite://"), lambda: CLOCK, Outbox(SOURCE))
    relay.ages = []
    relay.place = Progress(lag=5, lost=False)
    asyncio.run(relay.reconcile(UNDECIDED_SIGNALS))
    relay.place = Progress(lag=0, lost=False)
    asyncio.run(relay.reconcile(UNDECIDED_SIGNALS))
    assert relay.ages == [3_600.0, 10.0]


class Flooded(Relay):
    """A relay that finds in each round as much as one round may."""

    lost = False

    def _progress(self, _work: UndoneWork) -> Progress:
        return Progress(lag=0, lost=self.lost)

    async def _again(self, _work: UndoneWork, age: float) -> int:
        return ROWS_PER_ROUND


def test_a_loss_larger_than_a_round_goes_on_without_longer_pauses_as_long_as_its_group_reads() -> None:
    relay = Flooded(Settings(), create_engine("sqlite://"), lambda: CLOCK, Outbox(SOURCE))
    assert [asyncio.run(relay.reconcile(UNDECIDED_SIGNALS)) for _ in range(5)] == [10.0] * 5
    relay.lost = True
    assert [asyncio.run(relay.reconcile(UNDECIDED_SIGNALS)) for _ in range(3)] == [10.0, 20.0, 40.0]


def test_the_pause_doubles_while_rounds_find_something_up_to_an_hour() -> None:
    pause = Pause(30.0)
    assert [pause.after(1) for _ in range(9)] == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_the_pause_is_short_again_after_a_round_that_found_nothing() -> None:
    pause = Pause(30.0)
    assert [pause.after(found) for found in (5, 5, 0, 5, 5)] == [30, 60, 30, 60, 120]


def test_a_case_on_which_dispatching_got_stuck_is_not_announced_again(town: Town) -> None:
    town.bring(a_signal())
    (case,) = case_ids(town)
    town.plan(case)
    moment = town.now + timedelta(days=3)
    with town.record.engine("relay").connect() as connection:
        (tick,) = passed(connection, DISPATCH_WINDOW, moment)
    stuck_marker(town.record.engine("notify"), "notify")(read(tick), ValueError())
    with town.record.engine("relay").connect() as connection:
        assert passed(connection, DISPATCH_WINDOW, moment) == []


def test_a_tick_that_was_announced_a_moment_ago_waits_for_notify(town: Town) -> None:
    town.bring(a_signal())
    (case,) = case_ids(town)
    town.plan(case)
    relay = Relay(Settings(), town.record.engine("relay"), lambda: town.now, Outbox(SOURCE))
    with town.record.engine("relay").connect() as connection:
        ticks = passed(connection, DISPATCH_WINDOW, town.now + timedelta(days=3))
    assert [relay.fresh(ticks), relay.fresh(ticks)] == [ticks, []]


def age(town: Town) -> None:
    """Let everything stored be ten minutes old."""
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE signal SET stored_at = stored_at - interval '10 minutes'")


def published(town: Town, topic: str) -> set[str]:
    """Ids of the events that were put into the outbox for a topic."""
    events = [event for row in town.rows("SELECT events FROM outbox") for event in events_in(str(row["events"]))]
    return {event.id for event in events if event.topic == f"vroegsignaal.{topic}"}


def found(town: Town, work: UndoneWork, older_than: float = 300.0) -> list[Outgoing]:
    with town.record.engine("relay").connect() as connection:
        return [written(one, SOURCE, town.now) for one in left_undone(connection, work, older_than)]


def read(told: Told) -> CloudEvent:
    """What was told, as a consumer reads it."""
    return CloudEvent.model_validate_json(written(told, SOURCE, CLOCK).payload)


def test_only_old_unsettled_signals_go_again_with_the_ids_of_the_first_time(town: Town) -> None:
    town.settle(town.deliver(a_signal()))
    first = published(town, "signal-accepted")
    town.deliver(a_signal(), a_signal(municipality="9902"))
    age(town)
    second = published(town, "signal-accepted") - first
    town.deliver(a_signal())
    assert {str(event.id) for event in found(town, UNDECIDED_SIGNALS)} == second
    assert {event.key for event in found(town, UNDECIDED_SIGNALS)} == {"9901", "9902"}


@pytest.mark.parametrize("work", [UNDECIDED_SIGNALS, UNPLANNED_CASES], ids=["signals", "cases"])
def test_work_that_was_stored_by_a_clock_that_was_ahead_goes_again(town: Town, work: UndoneWork) -> None:
    receipts = town.deliver(a_signal())
    if work is UNPLANNED_CASES:
        town.settle(receipts)
    assert found(town, work) == []
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE signal SET stored_at = clock_timestamp() + interval '3 days'")
    assert len(found(town, work)) == 1


def test_a_revision_that_was_not_decided_on_goes_again_under_its_own_id(town: Town) -> None:
    signal = a_signal()
    town.settle(town.deliver(signal))
    first = published(town, "signal-accepted")
    town.deliver(signal.model_copy(update={"amount_cents": 20_000}))
    age(town)
    assert {str(event.id) for event in found(town, UNDECIDED_SIGNALS)} == published(town, "signal-accepted") - first


def test_a_stuck_signal_waits_for_an_operator(town: Town) -> None:
    (receipt,) = town.deliver(a_signal())
    age(town)
    (event,) = found(town, UNDECIDED_SIGNALS)
    stuck_marker(town.record.engine("triage"), "triage")(CloudEvent.model_validate_json(event.payload), ValueError())
    assert found(town, UNDECIDED_SIGNALS) == []
    with town.record.engine("relay").begin() as connection:
        assert retry_stuck(connection) == 1
    assert {str(one.id) for one in found(town, UNDECIDED_SIGNALS)} == {str(event.id)}
    assert receipt.signal_id is not None


def test_open_cases_that_notify_never_planned_go_again_with_the_ids_of_the_first_time(town: Town) -> None:
    town.settle(town.deliver(a_signal(), a_signal()))
    age(town)
    assert {str(event.id) for event in found(town, UNPLANNED_CASES)} == published(town, "case-triaged")
    town.plan(*case_ids(town))
    assert found(town, UNPLANNED_CASES) == []


def test_a_case_goes_again_to_notify_although_something_of_it_is_stuck_elsewhere(town: Town) -> None:
    town.settle(town.deliver(a_signal()))
    age(town)
    (event,) = found(town, UNPLANNED_CASES)
    read = CloudEvent.model_validate_json(event.payload)
    stuck_marker(town.record.engine("relay"), "relay")(read, ValueError())
    assert [one.id for one in found(town, UNPLANNED_CASES)] == [event.id]
    stuck_marker(town.record.engine("notify"), "notify")(read, ValueError())
    assert found(town, UNPLANNED_CASES) == []


def test_a_young_case_is_left_to_notify(town: Town) -> None:
    town.settle(town.deliver(a_signal()))
    assert found(town, UNPLANNED_CASES) == []
    assert len(found(town, UNPLANNED_CASES, older_than=0.0)) == 1


def test_a_case_that_became_a_crisis_unheard_is_found(town: Town) -> None:
    first = a_signal()
    town.settle(town.deliver(first))
    town.plan(*case_ids(town))
    town.settle(town.deliver(on_the_address_of(first)))
    age(town)
    assert len(found(town, UNPLANNED_CASES)) == 1
    town.plan(*case_ids(town))
    assert found(town, UNPLANNED_CASES) == []


def test_a_task_that_lags_behind_its_case_is_found(town: Town) -> None:
    town.publish(AT_ONCE)
    first = a_signal()
    town.settle(town.deliver(first))
    town.plan(*case_ids(town))
    town.settle(town.deliver(on_the_address_of(first)))
    age(town)
    assert len(found(town, UNPLANNED_CASES)) == 1
    town.plan(*case_ids(town))
    assert found(town, UNPLANNED_CASES) == []


def on_the_address_of(first: Signal) -> Signal:
    """A threat on the same address."""
    return a_signal(postcode=first.postcode, house_number=first.house_number, kind=SignalKind.DISCONNECTION)


def case_ids(town: Town) -> list[Id]:
    return [str(row["id"]) for row in town.rows("SELECT id FROM case_file ORDER BY number")]


def test_what_goes_again_and_again_changes_no_row(town: Town) -> None:
    town.publish(AT_ONCE)
    town.deliver(a_signal(), a_signal())
    age(town)
    events = [CloudEvent.model_validate_json(event.payload) for event in found(town, UNDECIDED_SIGNALS)]
    work = triage(town.record.engine("triage"), Outbox(SOURCE), lambda: town.now)
    assert work(events) is not None
    before = [town.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in metadata.tables]
    assert work(events) is None
    assert [town.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in metadata.tables] == before


def test_a_passed_dispatch_window_is_announced_under_the_same_id_until_there_is_a_task(town: Town) -> None:
    town.bring(a_signal())
    (case,) = case_ids(town)
    town.plan(case)
    with town.record.engine("relay").connect() as connection:
        moment = town.rows("SELECT dispatch_at FROM case_file")[0]["dispatch_at"]
        assert isinstance(moment, datetime)
        assert passed(connection, DISPATCH_WINDOW, moment - timedelta(seconds=1)) == []
        (first,) = passed(connection, DISPATCH_WINDOW, moment)
        (again,) = passed(connection, DISPATCH_WINDOW, moment + timedelta(days=3))
    assert first == again
    town.now = moment
    town.tick(case)
    with town.record.engine("relay").connect() as connection:
        assert passed(connection, DISPATCH_WINDOW, moment) == []
