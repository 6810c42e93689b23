"""A broker that comes back empty, and workers that were there before their topics: at rest soon, and no command."""

import shutil
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from kafka import KafkaAdminClient

from command.home import ports
from command.installation import Installation
from plumbing.transport.topics import admin, create_topics
from schemas.topics import PARTITIONS, TOPICS
from tests.builders import AT_ONCE, Town, a_signal
from tests.faults.test_kills import kept_running, settled
from tests.oracle import hold
from tests.real import need, real_kafka
from tests.running import database_of, running, until
from tests.suite_real.conftest import Servers
from tests.suite_real.test_real_flow import kill_broker

pytestmark = pytest.mark.real
AT_REST_WITHIN = 60.0
"""Seconds from the return of the servers; a machine that does eight things at once gets its time for other things."""
AS_OPERATED = {"VROEGSIGNAAL_RECONCILE_AFTER": "300", "VROEGSIGNAAL_RECONCILE_EVERY": "60"}
"""The settings of a real installation: what mends this must not be the impatience of a test."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    need("kafka")
    return tmp_path / "kafka"


def readiness(installation: Installation, name: str) -> str:
    address = f"http://127.0.0.1:{ports(installation.settings.home, name)['metrics']}/readyz"
    return httpx.get(address, timeout=20).text


def at_rest(installation: Installation, town: Town) -> float:
    """Seconds until everything is done, while the supervisor does what it always does."""
    since = time.monotonic()
    until(lambda: kept_running(installation) and settled(town), AT_REST_WITHIN)
    return time.monotonic() - since


def emptied(brokers: ExitStack, folder: Path) -> None:
    """The broker dies, its data are removed, and it starts again at its old address."""
    kill_broker(folder)
    shutil.rmtree(folder / "data")
    brokers.enter_context(real_kafka(folder))


def test_a_broker_that_comes_back_empty_is_at_rest_within_a_minute_without_a_command(
    servers: Servers, folder: Path, tmp_path: Path
) -> None:
    with ExitStack() as brokers:
        kafka = brokers.enter_context(real_kafka(folder))
        names = ("triage", "notify", "relay")
        home = tmp_path / "home"
        with running(home, *names, kafka=kafka, postgres=servers.postgres, **AS_OPERATED) as installation:
            town = Town(database_of(installation)).found("9901", "9902")
            town.publish(AT_ONCE)
            town.deliver(*[a_signal() for _ in range(200)])
            until(lambda: settled(town), 120)
            for worker in ("triage", "notify"):
                installation.children[worker].stop(signal.SIGSTOP)
            town.deliver(*[a_signal() for _ in range(300)])
            until(lambda: town.rows("SELECT count(*) AS n FROM outbox") == [{"n": 0}])
            emptied(brokers, folder)
            for worker in ("triage", "notify"):
                installation.children[worker].stop(signal.SIGCONT)
            at_rest(installation, town)
            assert town.rows("SELECT count(*) AS n FROM task") == [{"n": 500}]
            hold(town.record, "9901")
            installation.await_ready(seconds=20)
            town.deliver(*[a_signal() for _ in range(50)])
            until(lambda: settled(town), 30)


def test_workers_that_start_before_their_topics_say_so_and_read_them_soon_after(
    servers: Servers, folder: Path, tmp_path: Path
) -> None:
    with ExitStack() as brokers:
        kafka = brokers.enter_context(real_kafka(folder))
        home = tmp_path / "home"
        with running(home, kafka=kafka, postgres=servers.postgres, **AS_OPERATED) as installation:
            town = Town(database_of(installation)).found("9901", "9902")
            town.publish(AT_ONCE)
            with admin(kafka) as client:
                forget_topics(client)
            for name in ("triage", "notify"):
                installation.add(name)
            until(lambda: ports(home, "triage") and ports(home, "notify"))
            until(lambda: "no topic vroegsignaal.signal-accepted" in readiness(installation, "triage"), 30)
            until(lambda: "no topic vroegsignaal.case-triaged" in readiness(installation, "notify"), 30)
            create_topics(kafka)
            installation.await_ready("triage", "notify", seconds=30)
            installation.add("relay", **AS_OPERATED)
            town.deliver(*[a_signal() for _ in range(50)])
            until(lambda: settled(town), 30)


def test_topics_that_an_operator_deletes_under_running_workers_are_made_again_and_read(
    servers: Servers, folder: Path, tmp_path: Path
) -> None:
    with ExitStack() as brokers:
        kafka = brokers.enter_context(real_kafka(folder))
        home = tmp_path / "home"
        names = ("triage", "notify", "relay")
        with running(home, *names, kafka=kafka, postgres=servers.postgres, **AS_OPERATED) as installation:
            town = Town(database_of(installation)).found("9901", "9902")
            town.publish(AT_ONCE)
            town.deliver(*[a_signal() for _ in range(200)])
            until(lambda: settled(town), 120)
            with admin(kafka) as client:
                forget_topics(client)
            town.deliver(*[a_signal() for _ in range(100)])
            at_rest(installation, town)
            hold(town.record, "9901")


def test_partitions_that_an_operator_adds_are_read_within_seconds(
    servers: Servers, folder: Path, tmp_path: Path
) -> None:
    with ExitStack() as brokers:
        kafka = brokers.enter_context(real_kafka(folder))
        home = tmp_path / "home"
        names = ("triage", "notify", "relay")
        with running(home, *names, kafka=kafka, postgres=servers.postgres, **AS_OPERATED) as installation:
            town = Town(database_of(installation)).found(*[f"99{number:02}" for number in range(1, 30)])
            for number in range(1, 30):
                town.publish(AT_ONCE, f"99{number:02}")
            with admin(kafka) as client:
                client.create_partitions({topic.name: PARTITIONS * 2 for topic in TOPICS})
            time.sleep(1.0)
            town.deliver(*[a_signal(municipality=f"99{number:02}") for number in range(1, 30)])
            until(lambda: settled(town), 30)


def forget_topics(client: KafkaAdminClient) -> None:
    names = [topic.name for topic in TOPICS]
    client.delete_topics(names)
    until(lambda: not set(names) & set(client.list_topics()), 30)
