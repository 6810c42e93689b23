"""Apache Kafka with sign-in and rights: every client of ours is let in, and a partner reaches its own topic alone."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import (
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
)

from plumbing.running.chance import new_id
from plumbing.running.security import security_of
from plumbing.running.settings import Settings
from plumbing.transport.broker import Broker
from plumbing.transport.feed_consumer import FeedConsumer
from plumbing.transport.feed_fates import FeedFates
from plumbing.transport.rights import allow, rights_of_partner, rights_of_processes
from plumbing.transport.topics import admin, answers, create_topics
from schemas.topics import feed_topic
from tests.plumbing.transport.events import outgoing
from tests.plumbing.transport.test_feed_consumer import Kept
from tests.real import need, real_kafka
from tests.running import until
from tests.suite_real.certificates import Certificates, certificates

pytestmark = pytest.mark.real

A, B = new_id(), new_id()
USERS = ("admin", "ingest", "triage", "relay", A, B)
FEED_A, FEED_B = feed_topic(A), feed_topic(B)


@dataclass
class Guarded:
    """A broker that asks who comes, and how each user signs in."""

    kafka: str
    home: Path
    security: str
    authority: str

    def settings(self, user: str, password: str = "") -> Settings:
        return Settings(
            home=self.home,
            kafka=self.kafka,
            kafka_security=self.security,
            kafka_user=user,
            kafka_password=password or f"of-{user}",
            kafka_ca_file=self.authority,
        )

    def write(self, user: str, topic: str, value: bytes) -> None:
        """Write one message and wait until the broker has it. Raises what it says otherwise."""
        with closing(KafkaProducer(bootstrap_servers=self.kafka, **security_of(self.settings(user)))) as producer:
            producer.send(topic, value, partition=0).get(timeout=10)

    def read(self, user: str, topic: str, group: str | None = None) -> list[bytes]:
        """What a user gets to see of a topic; some refusals this client swallows, and shows nothing."""
        arguments = security_of(self.settings(user))
        with closing(KafkaConsumer(bootstrap_servers=self.kafka, group_id=group, **arguments)) as consumer:
            here = TopicPartition(topic, 0)
            consumer.assign([here])
            if group:
                consumer.committed(here)
            consumer.seek_to_beginning(here)
            return [one.value for one in consumer.poll(timeout_ms=3_000).get(here, ())]

    def hides(self, topic: str, user: str) -> bool:
        """Whether a user sees nothing of a topic on which something stands."""
        self.write("admin", topic, b"a secret")
        assert b"a secret" in self.read("admin", topic)
        try:
            return self.read(user, topic) == []
        except TopicAuthorizationFailedError:
            return True


@pytest.fixture(scope="module", params=["SASL_PLAINTEXT", "SASL_SSL"])
def guarded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    need("kafka")
    folder = tmp_path_factory.mktemp("guarded")
    made: Certificates | None = certificates(folder) if request.param == "SASL_SSL" else None
    passwords = {name: f"of-{name}" for name in USERS}
    with real_kafka(folder / "kafka", passwords, made.broker if made else None) as kafka:
        found = Guarded(kafka, folder, request.param, str(made.authority) if made else "")
        security = security_of(found.settings("admin"))
        create_topics(kafka, security)
        create_topics(kafka, security, topics=[FEED_A, FEED_B])
        with admin(kafka, security) as client:
            allow(client, [*rights_of_processes(), *rights_of_partner(A), *rights_of_partner(B)])
        until(lambda: in_force(found.settings(A), FEED_A.name), 30)
        yield found


def in_force(settings: Settings, topic: str) -> bool:
    """Rights reach the broker a moment after the controller took them."""
    try:
        with admin(settings.kafka, security_of(settings)) as client:
            return topic in client.list_topics()
    except KafkaError:
        return False


def test_a_partner_writes_to_its_own_topic_and_ingest_reads_it(guarded: Guarded) -> None:
    guarded.write(A, FEED_A.name, b"from A")
    guarded.write(B, FEED_B.name, b"from B")
    kept = Kept()
    names = [FEED_A.name, FEED_B.name]
    settings = guarded.settings("ingest")
    feeds = FeedConsumer("ingest", settings, lambda: names, FeedFates("ingest", kept.take_in, kept.take_in))
    feeds.start()
    try:
        until(lambda: len({one.topic for one in kept.messages}) == 2, 60)
    finally:
        feeds.stop()
    assert {(one.topic, one.value) for one in kept.messages} >= {(FEED_A.name, b"from A"), (FEED_B.name, b"from B")}


@pytest.mark.parametrize("topic", [FEED_B.name, "vroegsignaal.signal-accepted", "vroegsignaal.task-dispatched"])
def test_a_partner_writes_to_no_topic_but_its_own(guarded: Guarded, topic: str) -> None:
    with pytest.raises(KafkaError) as refused:
        guarded.write(A, topic, b"forged")
    assert isinstance(refused.value, TopicAuthorizationFailedError)


@pytest.mark.parametrize("topic", [FEED_A.name, FEED_B.name, "vroegsignaal.task-dispatched"])
def test_a_partner_reads_nothing_not_even_its_own_topic(guarded: Guarded, topic: str) -> None:
    assert guarded.hides(topic, A)


def test_a_partner_joins_no_group_and_makes_no_topic(guarded: Guarded) -> None:
    with pytest.raises(GroupAuthorizationFailedError):
        guarded.read(A, FEED_A.name, "ingest")
    security = security_of(guarded.settings(A))
    with admin(guarded.kafka, security) as client:
        assert set(client.list_topics()) == {FEED_A.name}
    with pytest.raises(KafkaError):
        create_topics(guarded.kafka, security, topics=[feed_topic(new_id())])


def test_ingest_writes_to_no_feed_and_triage_reads_none(guarded: Guarded) -> None:
    with pytest.raises(TopicAuthorizationFailedError):
        guarded.write("ingest", FEED_A.name, b"forged")
    assert guarded.hides(FEED_A.name, "triage")
    assert not guarded.hides(FEED_A.name, "ingest")


def test_the_publisher_of_a_process_is_let_in_where_it_may_write(guarded: Guarded) -> None:
    async def send(user: str) -> None:
        broker = Broker(guarded.settings(user))
        try:
            await broker.send([outgoing()])
        finally:
            await broker.stop()

    asyncio.run(send("relay"))


def test_a_wrong_password_or_another_authority_is_let_nowhere(guarded: Guarded, tmp_path: Path) -> None:
    assert answers(guarded.kafka, security_of(guarded.settings("ingest")))
    with (
        pytest.raises(KafkaError),
        admin(guarded.kafka, security_of(guarded.settings("ingest", "guessed")), seconds=5),
    ):
        pass
    if guarded.authority:
        strangers = certificates(tmp_path).authority
        settings = guarded.settings("ingest").model_copy(update={"kafka_ca_file": str(strangers)})
        host, _, port = guarded.kafka.rpartition(":")
        with (
            socket.create_connection((host, int(port))) as plain,
            pytest.raises(ssl.SSLCertVerificationError),
            security_of(settings)["ssl_context"].wrap_socket(plain, server_hostname=host),
        ):
            pass
