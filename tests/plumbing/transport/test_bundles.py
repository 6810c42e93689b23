"""Records go through Faust in bundles: nothing is left out, in order, and commits go no further than acknowledged."""

import asyncio
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

import faust
import pytest
from aiokafka.structs import ConsumerRecord, TopicPartition
from kafka import KafkaProducer

from plumbing.running.chance import new_id
from plumbing.running.settings import Settings
from plumbing.transport.bundles import RECORDS_PER_BUNDLE as MOST
from plumbing.transport.bundles import BundlingConsumer, BundlingTransport, bundles
from plumbing.transport.topics import admin
from schemas.envelope import Told, written
from schemas.events import ContactRecorded
from tests.plumbing.transport.events import AT, SOURCE

HERE = TopicPartition("vroegsignaal.signal-accepted", 2)


def records(first: int, number: int) -> list[Any]:
    return [
        ConsumerRecord(HERE.topic, HERE.partition, offset, 0, 0, b"0677", str(offset).encode(), None, 4, 4, [])
        for offset in range(first, first + number)
    ]


@pytest.mark.parametrize("number", [0, 1, MOST - 1, MOST, MOST + 1, 3 * MOST + 7])
def test_every_record_is_in_one_bundle_in_order(number: int) -> None:
    found = list(bundles(records(40, number)))
    assert [record.value for bundle in found for record in bundle.value] == [
        str(40 + n).encode() for n in range(number)
    ]
    assert all(len(bundle.value) <= MOST for bundle in found)


def test_a_bundle_has_the_offset_of_its_last_record() -> None:
    assert [bundle.offset for bundle in bundles(records(40, MOST + 3))] == [
        40 + MOST - 1,
        40 + MOST + 2,
    ]


class Bare(BundlingConsumer):
    """The bookkeeping of the consumer without Faust around it."""

    def __init__(self) -> None:
        self._acked: Any = defaultdict(list)
        self._acked_index: Any = defaultdict(set)

    def acknowledge(self, offset: int) -> None:
        self._acked[HERE].append(offset)
        self._acked_index[HERE].add(offset)


def test_the_offset_to_commit_comes_after_the_last_acknowledged_bundle() -> None:
    consumer = Bare()
    assert consumer._new_offset(HERE) is None
    consumer.acknowledge(0)
    assert consumer._new_offset(HERE) == 1
    assert consumer._new_offset(HERE) is None, "nothing was acknowledged since"
    consumer.acknowledge(499)
    consumer.acknowledge(999)
    assert consumer._new_offset(HERE) == 1_000
    assert not consumer._acked_index[HERE]


class AgainstOurselves(BundlingConsumer):
    """A consumer whose partition moves while it commits, so that the broker refuses."""

    def assignment(self) -> set[Any]:
        return {HERE}

    async def _commit(self, _: Any) -> bool:
        return False


async def refused_at(offset: int) -> AgainstOurselves:
    app = faust.App("refused", broker="kafka://127.0.0.1:1", store="memory://", web_enabled=False)
    app.producer.flush = nothing  # type: ignore[method-assign]
    transport = BundlingTransport(app.conf.broker_consumer, app)
    consumer = AgainstOurselves(transport, nothing, nothing, nothing)
    assert await consumer._commit_offsets({HERE: offset}) is False
    return consumer


async def nothing(*_: Any) -> None:
    """Do nothing."""


def test_what_a_broker_did_not_take_does_not_stop_commits_on_one_that_begins_anew() -> None:
    consumer = asyncio.run(refused_at(700))
    consumer._acked[HERE].append(2)
    assert consumer._filter_committable_offsets([HERE]) == {HERE: 3}


def test_a_worker_that_stops_unacknowledged_commits_no_further_than_its_work(
    settings: Settings, tmp_path: Path
) -> None:
    topic, sent, enough = "vroegsignaal.contact-recorded", 30_000, 4_000
    contact = ContactRecorded(municipality="9901", case_id=new_id(), record_id=new_id())
    payload = written(Told(contact, new_id(), contact.case_id, contact.case_id), SOURCE, AT).payload.encode()
    with closing(KafkaProducer(bootstrap_servers=settings.kafka)) as producer:
        for _ in range(sent):
            producer.send(topic, payload, partition=3)
        producer.flush()
    command = [
        sys.executable,
        "-m",
        "tests.plumbing.transport.failing_worker",
        settings.kafka,
        str(tmp_path),
        "failing",
        topic,
    ]
    ended = subprocess.run([*command, str(enough)], capture_output=True, text=True, timeout=120, check=False)
    done = int((tmp_path / "done").read_text(encoding="utf-8"))
    with admin(settings.kafka) as client:
        places = client.list_group_offsets("failing")["failing"]
    committed = max((place.offset for place in places.values()), default=0)
    assert ended.returncode == 1, ended.stderr[-2_000:]
    assert enough <= done < sent
    assert 0 < committed <= done, "what was done is committed, and nothing beyond"
