"""How far a group is on a topic: lag, and a broker that forgot."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition

from plumbing.running.settings import Settings
from plumbing.transport.topics import Progress, admin, progress
from schemas.topics import PARTITIONS, TOPICS

TOPIC = TOPICS[-1].name
"""A topic that no other test of this package writes to."""


def produce(settings: Settings, number: int, partition: int = 0) -> None:
    """One batch a message: of a larger last batch the embedded broker tells only where it begins."""
    with closing(KafkaProducer(bootstrap_servers=settings.kafka)) as producer:
        for _ in range(number):
            producer.send(TOPIC, b"x", partition=partition)
            producer.flush()


def commit(settings: Settings, group: str, **places: int) -> None:
    with closing(KafkaConsumer(bootstrap_servers=settings.kafka, group_id=group, enable_auto_commit=False)) as consumer:
        given = {TopicPartition(TOPIC, int(name[1:])): OffsetAndMetadata(at, "", -1) for name, at in places.items()}
        consumer.assign(list(given))
        consumer.commit(given)


def ends(settings: Settings) -> dict[int, int]:
    with closing(KafkaConsumer(bootstrap_servers=settings.kafka)) as consumer:
        found = consumer.end_offsets([TopicPartition(TOPIC, one) for one in range(PARTITIONS)])
    return {place.partition: int(end) for place, end in found.items()}


@pytest.fixture
def client(settings: Settings) -> Iterator[KafkaAdminClient]:
    with admin(settings.kafka) as client:
        yield client


def test_a_group_that_never_committed_counts_as_forgotten(settings: Settings, client: KafkaAdminClient) -> None:
    assert progress(client, "never", TOPIC).lost


def test_lag_is_what_a_group_has_not_committed_over_all_partitions(
    settings: Settings, client: KafkaAdminClient
) -> None:
    produce(settings, 5, partition=0)
    produce(settings, 3, partition=2)
    now = ends(settings)
    commit(settings, "behind", p0=now[0] - 4, p2=now[2] - 1)
    assert progress(client, "behind", TOPIC) == Progress(lag=5 + now[1] + now[3], lost=False)
    commit(settings, "behind", **{f"p{one}": end for one, end in now.items()})
    assert progress(client, "behind", TOPIC) == Progress(lag=0, lost=False)


def test_a_group_that_is_further_than_the_topic_shows_a_broker_that_lost_messages(
    settings: Settings, client: KafkaAdminClient
) -> None:
    commit(settings, "ahead", p1=ends(settings)[1] + 100)
    assert progress(client, "ahead", TOPIC).lost
