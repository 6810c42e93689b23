"""Feeds on Apache Kafka with sign-in and PostgreSQL: killed midway nothing is lost or double, poison stops nobody."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson
import pytest
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient

from command.home import ports
from domain.figures.store import count_ledger
from plumbing.running.security import security_of
from plumbing.running.settings import Settings
from plumbing.transport.rights import allow, rights_of_partner, rights_of_processes
from plumbing.transport.topics import admin, create_topics
from schemas.ids import Id
from schemas.topics import feed_topic
from schemas.vocabulary.partners import PartnerKind
from tests.builders import Town, partner_id
from tests.faults.test_kills import kept_running
from tests.flow.records import a_record
from tests.real import need, real_kafka, real_postgres
from tests.running import database_of, running, until
from tests.suite_real.test_sign_in import in_force

pytestmark = pytest.mark.real

WATER, ENERGY = partner_id(PartnerKind.WATER), partner_id(PartnerKind.ENERGY)
PASSWORDS = {name: f"of-{name}" for name in ("admin", "ingest", WATER, ENERGY)}
MESSAGES, PER_MESSAGE = 400, 5
POISON = (b"no json", b"[]", b"{" * 100, b"", b"\xff\xfe", b'{"signalen": 3}')


def signed_in(kafka: str, user: str) -> Settings:
    return Settings(kafka=kafka, kafka_security="SASL_PLAINTEXT", kafka_user=user, kafka_password=PASSWORDS[user])


@pytest.fixture
def kafka(tmp_path: Path) -> Iterator[str]:
    need("kafka")
    with real_kafka(tmp_path / "kafka", PASSWORDS) as address:
        security = security_of(signed_in(address, "admin"))
        create_topics(address, security)
        create_topics(address, security, topics=[feed_topic(WATER), feed_topic(ENERGY)])
        with admin(address, security) as client:
            allow(client, [*rights_of_processes(), *rights_of_partner(WATER), *rights_of_partner(ENERGY)])
        until(lambda: in_force(signed_in(address, WATER), feed_topic(WATER).name), 30)
        yield address


def producer(kafka: str, partner: Id) -> KafkaProducer:
    return KafkaProducer(bootstrap_servers=kafka, acks="all", **security_of(signed_in(kafka, partner)))


def installed_with(kafka: str) -> dict[str, str]:
    return {
        "VROEGSIGNAAL_FEEDS": "true",
        "VROEGSIGNAAL_KAFKA": kafka,
        "VROEGSIGNAAL_KAFKA_SECURITY": "SASL_PLAINTEXT",
        "VROEGSIGNAAL_KAFKA_USER": "ingest",
        "VROEGSIGNAAL_KAFKA_PASSWORD": PASSWORDS["ingest"],
        "VROEGSIGNAAL_EMBEDDED_BROKER": "false",
    }


def message(first: int) -> bytes:
    return orjson.dumps(
        {"signalen": [a_record(first * PER_MESSAGE + n, gemeentecode="9901") for n in range(PER_MESSAGE)]}
    )


def test_ingest_killed_midway_loses_nothing_and_doubles_nothing_and_poison_stops_nobody(
    kafka: str, tmp_path: Path
) -> None:
    need("postgres")
    with (
        real_postgres(tmp_path / "postgres") as postgres,
        running(tmp_path / "home", postgres=postgres) as installation,
    ):
        town = Town(database_of(installation)).found("9901")
        child = installation.add("ingest", **installed_with(kafka))
        until(lambda: ports(tmp_path / "home", "ingest"), 60)
        with closing(producer(kafka, WATER)) as water, closing(producer(kafka, ENERGY)) as energy:
            for number in range(MESSAGES):
                water.send(feed_topic(WATER).name, message(number))
                if number % 50 == 7:
                    for value in POISON:
                        energy.send(feed_topic(ENERGY).name, value)
            energy.send(feed_topic(ENERGY).name, orjson.dumps(a_record(900_000, gemeentecode="9901")))
            water.flush()
            energy.flush()

        def deliveries() -> int:
            return int(str(town.rows("SELECT count(*) AS n FROM delivery")[0]["n"]))

        killed = 0
        while deliveries() < MESSAGES + 8 * len(POISON) + 1:
            installation.keep_running()
            if killed < 3 and child.process and deliveries() > (killed + 1) * MESSAGES // 5:
                os.kill(child.process.pid, signal.SIGKILL)
                killed += 1
        assert killed == 3
        assert town.rows("SELECT outcome, count(*) AS n FROM receipt GROUP BY 1 ORDER BY 1") == [
            {"outcome": "accepted", "n": MESSAGES * PER_MESSAGE + 1},
            {"outcome": "rejected", "n": 8 * len(POISON)},
        ]
        assert town.rows("SELECT count(*) AS n FROM signal") == [{"n": MESSAGES * PER_MESSAGE + 1}]
        assert town.rows("SELECT count(*) AS n FROM dead_letter") == [{"n": 8 * len(POISON)}]
        found = count_ledger(town.record.engine("report"))
        assert found.delivered == found.accepted + found.rejected
        assert found.unaccounted["unanswered"] == found.unaccounted["mismatch"] == 0
        before = deliveries()
        installation.stop()
        with admin(kafka, security_of(signed_in(kafka, "admin"))) as client:
            until(lambda: forgotten(client), 60)
            installation.add("ingest", **installed_with(kafka))
            until(lambda: kept_running(installation) and place(client, feed_topic(WATER).name) == MESSAGES, 90)
        assert deliveries() == before, "a group that forgot its place reads everything again, and nothing comes of it"


def forgotten(client: KafkaAdminClient) -> bool:
    """Delete the group with its places; the broker takes that once its last member is gone."""
    client.delete_groups(["ingest"])
    return place(client, feed_topic(WATER).name) < 0


def place(client: KafkaAdminClient, topic: str) -> int:
    """Up to where the group has acknowledged a topic; -1 when it knows nothing."""
    found = client.list_group_offsets("ingest")["ingest"]
    return max((one.offset for here, one in found.items() if here.topic == topic), default=-1)
