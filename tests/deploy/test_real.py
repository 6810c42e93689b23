"""The real components start, keep what they were given, and end with the test."""

import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.admin import NewTopic

from plumbing.transport.topics import Progress, admin, create_topics, progress
from schemas.topics import PARTITIONS, TOPICS
from tests.real import REQUIRED, chromium_path, need, real_kafka, real_postgres


def topics(bootstrap: str) -> set[str]:
    with admin(bootstrap) as client:
        return set(client.list_topics())


def round_trip(bootstrap: str, messages: int) -> int:
    with admin(bootstrap) as client:
        client.create_topics([NewTopic(name="proef", num_partitions=4, replication_factor=-1)])
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all")
    for number in range(messages):
        producer.send("proef", key=b"GM%04d" % (number % 7), value=b"%d" % number)
    producer.close()
    consumer = KafkaConsumer(
        "proef", bootstrap_servers=bootstrap, group_id="lezer", auto_offset_reset="earliest", consumer_timeout_ms=10_000
    )
    try:
        return len({message.value for _, message in zip(range(messages), consumer, strict=False)})
    finally:
        consumer.close()


def test_what_ci_promised_is_a_failure_when_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(REQUIRED, raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        need("chromium")
    monkeypatch.setenv(REQUIRED, "1")
    with pytest.raises(pytest.fail.Exception, match="Chromium is not on this machine"):
        need("chromium")


@pytest.mark.real
def test_apache_kafka_carries_messages_and_keeps_them_over_a_restart(tmp_path: Path) -> None:
    need("kafka")
    with real_kafka(tmp_path) as first:
        assert round_trip(first, messages=1000) == 1000
    with real_kafka(tmp_path) as second:
        assert second == first
        assert "proef" in topics(second)


@pytest.mark.real
def test_topics_of_an_earlier_version_grow_and_their_lag_is_still_known(tmp_path: Path) -> None:
    need("kafka")
    with real_kafka(tmp_path) as bootstrap, admin(bootstrap) as client:
        round_trip(bootstrap, messages=1)  # Only now does the broker keep offsets of groups.
        small = TOPICS[0].name
        client.create_topics([NewTopic(small, num_partitions=4, replication_factor=-1)])
        assert progress(client, "triage", small) == Progress(lag=0, lost=True)
        assert small not in create_topics(bootstrap)
        (described,) = client.describe_topics([small])
        assert len(described["partitions"]) == PARTITIONS
        assert progress(client, "triage", small) == Progress(lag=0, lost=True)


@pytest.mark.real
def test_a_broker_without_its_data_has_lost_its_memory(tmp_path: Path) -> None:
    need("kafka")
    with real_kafka(tmp_path) as bootstrap:
        round_trip(bootstrap, messages=1)
    shutil.rmtree(tmp_path / "data")
    with real_kafka(tmp_path) as again:
        assert again == bootstrap
        assert topics(again) == set()


@pytest.mark.real
def test_postgresql_runs_as_any_user_and_keeps_its_data_over_a_restart(tmp_path: Path) -> None:
    need("postgres")
    with real_postgres(tmp_path) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        assert connection.info.server_version >= 150000
    with real_postgres(tmp_path) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


@pytest.mark.real
def test_chromium_starts() -> None:
    need("chromium")
    said = subprocess.run([chromium_path(), "--version"], capture_output=True, text=True, check=True)
    assert "Chrom" in said.stdout
