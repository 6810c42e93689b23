"""When a member of a group may say that it is ready, and when it leaves."""

from dataclasses import dataclass, field

from plumbing.transport.membership import PATIENCE, SILENT_AFTER, Membership

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


BOTH = Cluster({ACCEPTED: {0, 1}, TRIAGED: {0}})


def a_member(clock: Clock) -> Membership:
    return Membership((ACCEPTED, TRIAGED), clock)


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
