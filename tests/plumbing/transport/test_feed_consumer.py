"""Feeds are read in order and acknowledged after the work, through failures, restarts and topics that come later."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event
from typing import Any

from kafka import KafkaProducer

from plumbing.running.chance import new_id
from plumbing.running.settings import Settings
from plumbing.transport.feed_consumer import FeedConsumer
from plumbing.transport.feed_fates import FeedFates
from plumbing.transport.topics import admin, create_topics
from schemas.topics import Pushed, feed_topic
from tests.running import until


def push(settings: Settings, topic: str, *values: bytes | None) -> None:
    with closing(KafkaProducer(bootstrap_servers=settings.kafka)) as producer:
        for value in values:
            producer.send(topic, value, key=b"k")
        producer.flush()


@contextmanager
def reading(settings: Settings, group: str, wanted: list[str], take_in: Any) -> Iterator[FeedConsumer]:
    feeds = FeedConsumer(group, settings, lambda: list(wanted), FeedFates(group, take_in, take_in), look_every=0.5)
    feeds.start()
    try:
        yield feeds
    finally:
        feeds.stop()


class Kept:
    """Takes in what comes, as soon as it is open."""

    def __init__(self) -> None:
        self.messages: list[Pushed] = []
        self.open = Event()
        self.open.set()

    def take_in(self, message: Pushed) -> str:
        if not self.open.is_set():
            raise ConnectionError("the record is away")
        self.messages.append(message)
        return "done"

    def values(self) -> list[bytes | None]:
        return [one.value for one in self.messages]


class AwayFates(FeedFates):
    """Fates for which every failure means that the record is away."""

    def meet(self, pushed: Pushed) -> None:
        self._take_in(pushed)


def committed(settings: Settings, group: str) -> int:
    with admin(settings.kafka) as client:
        return max((one.offset for one in client.list_group_offsets(group)[group].values()), default=-1)


def test_messages_come_with_their_place_in_order_and_are_acknowledged_after_the_work(settings: Settings) -> None:
    topic, kept = feed_topic(new_id()), Kept()
    create_topics(settings.kafka, topics=[topic])
    sent = [None, b"", *[str(number).encode() for number in range(248)]]
    push(settings, topic.name, *sent)
    with reading(settings, "in-order", [topic.name], kept.take_in) as feeds:
        until(lambda: len(kept.messages) == 250, 30)
        until(lambda: not feeds.why_not(), 20)
        until(lambda: committed(settings, "in-order") == 250, 20)
    assert [one or None for one in kept.values()] == [one or None for one in sent]
    assert [(one.topic, one.partition, one.offset) for one in kept.messages] == [(topic.name, 0, n) for n in range(250)]
    assert all(one.at > 0 for one in kept.messages)


def test_while_the_record_is_away_nothing_is_acknowledged_and_afterwards_everything_comes(settings: Settings) -> None:
    topic, kept = feed_topic(new_id()), Kept()
    create_topics(settings.kafka, topics=[topic])
    kept.open.clear()
    push(settings, topic.name, b"1", b"2", b"3")
    feeds = FeedConsumer("paused", settings, lambda: [topic.name], AwayFates("paused", kept.take_in, kept.take_in))
    feeds.start()
    try:
        until(lambda: "feeds wait: ConnectionError" in feeds.why_not(), 30)
        assert (kept.messages, committed(settings, "paused")) == ([], -1)
        kept.open.set()
        until(lambda: kept.values() == [b"1", b"2", b"3"], 60)
    finally:
        feeds.stop()


def test_a_partner_that_is_registered_later_is_read_without_a_restart(settings: Settings) -> None:
    first, second, kept = feed_topic(new_id()), feed_topic(new_id()), Kept()
    create_topics(settings.kafka, topics=[first])
    wanted = [first.name]
    push(settings, first.name, b"first")
    with reading(settings, "growing", wanted, kept.take_in) as feeds:
        until(lambda: kept.values() == [b"first"], 30)
        wanted.append(second.name)
        until(lambda: feeds.why_not() == (f"no topic {second.name}",), 30)
        create_topics(settings.kafka, topics=[second])
        push(settings, second.name, b"second")
        until(lambda: kept.values() == [b"first", b"second"], 60)


def test_a_stop_ends_in_seconds_and_what_was_not_taken_in_comes_to_the_next(settings: Settings) -> None:
    topic, kept, later = feed_topic(new_id()), Kept(), Kept()
    create_topics(settings.kafka, topics=[topic])
    push(settings, topic.name, *[str(number).encode() for number in range(100)])

    def slowly(message: Pushed) -> str:
        time.sleep(0.05)
        return kept.take_in(message)

    with reading(settings, "stopped", [topic.name], slowly):
        until(lambda: len(kept.messages) > 5, 30)
        began = time.monotonic()
    assert time.monotonic() - began < 10
    with reading(settings, "stopped", [topic.name], later.take_in):
        until(lambda: b"99" in later.values(), 60)
    assert set(kept.values()) | set(later.values()) == {str(number).encode() for number in range(100)}
