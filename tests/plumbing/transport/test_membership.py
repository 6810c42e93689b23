"""When a member of a group may say that it is ready, and when it leaves."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine

from plumbing.running.settings import Settings
from plumbing.transport.faust_consumer import Consumer
from plumbing.transport.membership import BALANCE_ENDS, METADATA_EVERY, PATIENCE, SILENT_AFTER, Membership
from plumbing.transport.outbox import Outbox

ACCEPTED, TRIAGED = "vroegsignaal.signal-accepted", "vroegsignaal.case-triaged"


@dataclass
class Cluster:
    """What a broker tells of its topics."""

    known: dict[str, set[int]] = field(default_factory=dict)

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        return self.known.get(topic)


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


REBALANCE_TIMEOUT = 80.0
BOTH = Cluster({ACCEPTED: {0, 1}, TRIAGED: {0}})


def a_member(clock: Clock) -> Membership:
    return Membership((ACCEPTED, TRIAGED), REBALANCE_TIMEOUT, clock)


def hear(member: Membership, clock: Clock, seconds: float) -> None:
    """Let time pass while the broker answers as often as it is asked."""
    until = clock.now + seconds
    while clock.now < until:
        clock.now = min(until, clock.now + METADATA_EVERY)
        member.heard(BOTH)


def test_who_never_spoke_to_the_broker_is_not_ready_also_when_it_was_given_partitions() -> None:
    member = a_member(Clock())
    assert member.why_not() == ["no answer from Kafka"]
    member.balanced([ACCEPTED, TRIAGED])
    assert member.why_not() == ["no answer from Kafka"]


def test_who_hears_of_all_topics_and_has_its_place_is_ready_until_the_broker_falls_silent() -> None:
    clock = Clock()
    member = a_member(clock)
    member.heard(BOTH)
    member.balanced([ACCEPTED, TRIAGED])
    assert member.why_not() == []
    clock.now += SILENT_AFTER + 1.0
    assert member.why_not() == ["no answer from Kafka"]
    member.heard(BOTH)
    assert member.why_not() == []


def test_a_topic_that_is_not_there_and_one_that_nobody_reads_are_named() -> None:
    member = a_member(Clock())
    member.heard(Cluster({TRIAGED: {0}}))
    assert member.why_not() == [f"no topic {ACCEPTED}", f"no partitions of {TRIAGED}"]
    member.balanced([TRIAGED])
    assert member.why_not() == [f"no topic {ACCEPTED}"]
    member.heard(BOTH)
    assert member.why_not() == [f"no partitions of {ACCEPTED}"]


def test_a_member_that_stands_without_a_place_leaves_after_its_patience_and_not_while_the_broker_is_away() -> None:
    clock = Clock()
    member = a_member(clock)
    member.balanced([ACCEPTED])
    member.heard(BOTH)
    assert not member.stands_still()
    clock.now += PATIENCE + 1.0
    assert not member.stands_still(), "silent: it would only come back to a broker that is away"
    member.heard(BOTH)
    assert member.stands_still()
    member.balanced([ACCEPTED, TRIAGED])
    assert not member.stands_still()


def test_topics_that_are_missing_make_nobody_leave() -> None:
    clock = Clock()
    member = a_member(clock)
    member.heard(Cluster())
    clock.now += 10 * PATIENCE
    member.heard(Cluster())
    assert not member.stands_still()


def test_a_newcomer_waits_until_its_group_must_have_come_to_a_balance() -> None:
    clock = Clock()
    member = a_member(clock)
    member.heard(BOTH)
    hear(member, clock, REBALANCE_TIMEOUT + BALANCE_ENDS)
    assert not member.stands_still(), "a busy member may take as long as the rebalance timeout"
    hear(member, clock, METADATA_EVERY)
    assert member.stands_still()


def test_a_member_that_lost_its_partitions_is_not_ready_and_leaves_when_no_balance_comes() -> None:
    clock = Clock()
    member = a_member(clock)
    member.heard(BOTH)
    member.balanced([ACCEPTED, TRIAGED])
    hear(member, clock, 1_000.0)
    member.revoked()
    assert member.why_not() == [f"no partitions of {topic}" for topic in (TRIAGED, ACCEPTED)]
    hear(member, clock, REBALANCE_TIMEOUT)
    assert not member.stands_still()
    hear(member, clock, BALANCE_ENDS + METADATA_EVERY)
    assert member.stands_still()
    member.balanced([ACCEPTED, TRIAGED])
    assert (member.why_not(), member.stands_still()) == ([], False)


def test_a_balance_after_balance_that_passes_a_topic_over_does_not_renew_the_patience() -> None:
    clock = Clock()
    member = a_member(clock)
    member.heard(BOTH)
    member.balanced([ACCEPTED])
    hear(member, clock, PATIENCE)
    member.revoked()
    assert not member.stands_still()
    member.balanced([ACCEPTED])
    hear(member, clock, METADATA_EVERY)
    assert member.stands_still()


def test_a_balance_begins_anew_when_the_broker_is_back() -> None:
    clock = Clock()
    member = a_member(clock)
    member.heard(BOTH)
    clock.now += 600.0
    member.heard(BOTH)
    assert not member.stands_still()


def test_faust_tells_of_partitions_that_are_taken_away(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    consumer = Consumer("told", settings, create_engine("sqlite://"), {ACCEPTED: lambda _events: None}, Outbox("urn:x"))
    app = consumer._app()
    consumer._membership.heard(BOTH)
    consumer._membership.balanced([ACCEPTED])
    assert consumer.why_not() == []
    asyncio.run(app.on_partitions_revoked.send(set()))
    assert consumer.why_not() == [f"no partitions of {ACCEPTED}"]
