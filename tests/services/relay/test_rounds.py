"""When the relay looks for undone work: in no hurry while a group reads, at once when the broker forgot."""

import asyncio
import time

import pytest
from sqlalchemy import create_engine

from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox
from plumbing.transport.topics import Progress
from services.relay.process import Relay
from services.relay.rounds import UNDONE
from services.relay.store import ROWS_PER_ROUND
from services.relay.undone.patience import AFTERMATH, Memory, Pause, is_turn, least_age
from services.relay.undone.signals import UNDECIDED_SIGNALS
from services.relay.undone.work import UndoneWork
from tests.builders import CLOCK, SOURCE


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
        return [self.place] * len(UNDONE)

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
