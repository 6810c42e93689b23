"""Faults one by one: a frozen worker, redelivery, a bug on one signal, a broker that forgot, late closings."""

import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiokafka.partitioner import DefaultPartitioner
from kafka import KafkaConsumer, KafkaProducer
from sqlalchemy.exc import DBAPIError

from command.engines import role_engine
from domain.cases.acts import CloseCase, Worker
from domain.cases.store import perform
from domain.figures.store import count_ledger
from plumbing.record.connect import lock_lost, transaction
from plumbing.record.tables import metadata
from plumbing.running.chance import new_id
from plumbing.transport.outbox import Outbox
from plumbing.transport.stuck import retry_stuck
from schemas.ids import Id
from schemas.signals import Signal
from schemas.topics import TOPICS
from schemas.vocabulary.cases import EndResult
from tests.builders import AT_ONCE, CLOCK, SOURCE, Town, a_signal
from tests.database import Database
from tests.faults.test_kills import kept_running, settled
from tests.oracle import hold
from tests.running import database_of, running, until

ROUNDS = 1_000
EVERYWHERE = ("9904", "9903", "9913", "9901", "9906", "9914", "9908", "9905", "9915", "9910", "9909", "9921")
"""A municipality for each partition, so that every worker of a group has work."""
BEHIND = """
SELECT 1 FROM case_file c JOIN task t ON t.municipality = c.municipality AND t.case_id = c.id
WHERE (t.tray, t.channel, t.urgency, t.deadline) IS DISTINCT FROM (c.tray, c.channel, c.urgency, c.deadline)
"""
UNMOVED = sorted(set(metadata.tables) - {"outbox"})


def everything(town: Town) -> dict[str, list[dict[str, object]]]:
    return {table: town.rows(f"SELECT t::text AS row FROM {table} t ORDER BY 1") for table in UNMOVED}


def test_redelivery_of_every_message_changes_no_row(tmp_path: Path) -> None:
    with running(tmp_path / "home", "triage", "notify", "relay") as installation:
        town = Town(database_of(installation)).found("9901", "9902")
        town.publish(AT_ONCE)
        first = a_signal()
        town.deliver(first, a_signal(postcode=first.postcode, house_number=first.house_number), a_signal())
        until(lambda: settled(town))
        messages = read_all(installation.kafka)
        before = everything(town)
        producer = KafkaProducer(bootstrap_servers=installation.kafka)
        for message in messages:
            producer.send(message.topic, message.value, key=message.key)
        producer.flush()
        producer.close()
        town.deliver(a_signal(municipality="9902"))
        until(lambda: town.rows("SELECT 1 FROM disposition WHERE municipality = '9902'"))
        assert len(messages) >= 8
        assert [row for row in everything(town)["case_file"] if "9901" in str(row)] == before["case_file"]
        assert [row for row in everything(town)["task"] if "9901" in str(row)] == before["task"]
        for table in ("decision", "fact", "sequence", "match_record", "match_state"):
            assert [row for row in everything(town)[table] if ",9902," not in str(row) and "(9902" not in str(row)] == (
                before[table]
            ), table


def read_all(kafka: str) -> list[Any]:
    consumer = KafkaConsumer(
        *[topic.name for topic in TOPICS],
        bootstrap_servers=kafka,
        auto_offset_reset="earliest",
        consumer_timeout_ms=2_000,
        enable_auto_commit=False,
    )
    messages = list(consumer)
    consumer.close()
    return messages


def freeze_round(home: Path, service: str = "triage", kafka: str = "", postgres: str = "") -> None:
    """Two workers of a service; one freezes in the middle of a burst beyond its session, and wakes when all is done."""
    with running(home, "triage", "notify", "relay", kafka=kafka, postgres=postgres) as installation:
        second = installation.add(f"{service}-2", service, VROEGSIGNAAL_RELAY_AFTER="1")
        installation.await_ready()
        assert {partition_of(code) for code in EVERYWHERE} == set(range(TOPICS[0].partitions))
        town = Town(database_of(installation)).found(*EVERYWHERE)
        for code in EVERYWHERE:
            town.publish(AT_ONCE, code)
        frozen = installation.children[service]
        for number in range(8):
            town.deliver(*burst(EVERYWHERE, 20))
            if number == 2:
                frozen.stop(signal.SIGSTOP)
        until(lambda: settled(town), 90)
        frozen.stop(signal.SIGCONT)
        town.deliver(*burst(EVERYWHERE, 20))
        until(lambda: kept_running(installation) and settled(town), 90)
        until(lambda: town.rows(BEHIND) == [])
        hold(town.record, *EVERYWHERE)
        assert town.rows("SELECT 1 FROM stuck") == []
        assert second.running()


def partition_of(code: str) -> int:
    """The partition of a municipality's events."""
    partitions = list(range(TOPICS[0].partitions))
    return int(DefaultPartitioner()(code.encode(), partitions, partitions))


def burst(codes: Sequence[str], each: int) -> list[Signal]:
    """So many signals in each municipality, every second one on the household before it."""
    signals = []
    for code in codes:
        for _ in range(each // 2):
            first = a_signal(municipality=code)
            signals += [first, a_signal(municipality=code, postcode=first.postcode, house_number=first.house_number)]
    return signals


@pytest.mark.parametrize("service", ["triage", "notify"])
def test_a_frozen_worker_that_wakes_doubles_nothing_and_is_not_missed(tmp_path: Path, service: str) -> None:
    freeze_round(tmp_path / "home", service)


def test_one_signal_that_makes_triage_raise_is_stuck_and_all_others_go_on(tmp_path: Path) -> None:
    with running(tmp_path / "home", "notify", "relay") as installation:
        town = Town(database_of(installation)).found("9901", "9902")
        town.publish(AT_ONCE)
        (broken, *_) = town.deliver(*[a_signal() for _ in range(60)])
        with town.record.engine("superuser").begin() as connection:
            connection.exec_driver_sql("UPDATE signal SET kind = 'no such kind' WHERE id = %s", (broken.signal_id,))
        installation.add("triage")
        until(lambda: town.rows("SELECT 1 FROM stuck") and len(town.rows("SELECT 1 FROM disposition")) == 59)
        (stuck,) = town.rows("SELECT subject, service, error, location FROM stuck")
        assert (stuck["subject"], stuck["service"], stuck["error"]) == (broken.signal_id, "triage", "ValueError")
        until(lambda: count_ledger(town.record.engine("report")).difference == 1)
        assert count_ledger(town.record.engine("report")).unaccounted["stuck"] == 1
        with town.record.engine("superuser").begin() as connection:
            connection.exec_driver_sql("UPDATE signal SET kind = 'arrears'")
        with role_engine(installation.settings, "relay") as engine, engine.begin() as connection:
            assert retry_stuck(connection) == 1
        until(lambda: settled(town))
        hold(town.record, "9901")


def test_close_against_join_every_signal_joins_before_the_close_or_opens_a_linked_case(record: Database) -> None:
    town = Town(record).found("9901", "9902")
    town.publish(AT_ONCE)
    homes = [a_signal() for _ in range(ROUNDS)]
    town.bring(*homes)
    later = [a_signal(postcode=home.postcode, house_number=home.house_number) for home in homes]
    receipts = town.deliver(*later)
    cases = [str(row["id"]) for row in town.rows("SELECT id FROM case_file ORDER BY number")]
    race(ROUNDS, closer(town, cases), lambda number: town.settle([receipts[number]]))
    joined = town.rows("SELECT count(*) AS n FROM decision WHERE (outcome->>'opens') = 'false'")[0]["n"]
    linked = town.rows("SELECT count(*) AS n FROM case_file WHERE previous_case_id IS NOT NULL")[0]["n"]
    assert int(str(joined)) + int(str(linked)) == ROUNDS
    late = town.rows(
        "SELECT 1 FROM decision d JOIN case_event e ON e.municipality = d.municipality AND e.kind = 'closed'"
        " AND e.case_id = (d.outcome->>'case')::uuid WHERE d.sequence > e.sequence"
    )
    assert late == []
    assert int(str(joined)) > 0
    assert int(str(linked)) > 0
    town.plan(*[str(case["id"]) for case in town.rows("SELECT id FROM case_file")])
    hold(town.record, "9901")


def test_close_against_dispatch_no_closed_case_keeps_an_open_task(record: Database) -> None:
    town = Town(record).found("9901", "9902")
    town.publish(AT_ONCE)
    town.bring(*[a_signal() for _ in range(ROUNDS)])
    cases = [str(row["id"]) for row in town.rows("SELECT id FROM case_file ORDER BY number")]
    race(ROUNDS, closer(town, cases), lambda number: town.plan(cases[number]))
    states = {str(row["state"]): row["n"] for row in town.rows("SELECT state, count(*) AS n FROM task GROUP BY state")}
    assert set(states) == {"done"}
    assert 0 < int(str(states["done"])) < ROUNDS
    assert town.rows("SELECT count(*) AS n FROM case_file WHERE closed_at IS NULL") == [{"n": 0}]


def closer(town: Town, cases: Sequence[Id]) -> Callable[[int], None]:
    """A worker who closes the case of a number."""
    found = town.rows("SELECT id FROM worker WHERE municipality = '9901'")[0]
    worker, engine = Worker("9901", str(found["id"]), "Anna"), town.record.engine("worklist")

    def close(number: int) -> None:
        act = CloseCase(token=new_id(), case_id=cases[number], result=EndResult.OTHER_REASON)
        with transaction(engine, municipalities=("9901",)) as connection:
            perform(connection, Outbox(SOURCE), worker, act, CLOCK)

    return close


def race(rounds: int, *runners: Callable[[int], object]) -> None:
    """All runners at the same moment, so many times."""
    start = threading.Barrier(len(runners))

    def run(runner: Callable[[int], object]) -> None:
        for number in range(rounds):
            start.wait(60)
            again(runner, number)

    with ThreadPoolExecutor(len(runners)) as pool:
        for running_one in [pool.submit(run, runner) for runner in runners]:
            running_one.result()


def again(runner: Callable[[int], object], number: int) -> None:
    """Do it, and once more when the database asks for that (a deadlock is broken by refusing one of the two)."""
    try:
        runner(number)
    except DBAPIError as error:
        if not lock_lost(error):
            raise
        runner(number)


def test_a_broker_that_lost_its_memory_loses_no_signal(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running(home, "notify", "relay") as installation:
        town = Town(database_of(installation)).found("9901", "9902")
        town.publish(AT_ONCE)
        town.deliver(*[a_signal() for _ in range(50)])
        until(lambda: not town.rows("SELECT 1 FROM outbox"))
    with running(home, "triage", "notify", "relay") as installation:
        town = Town(database_of(installation))
        until(lambda: settled(town), 60)
        assert town.rows("SELECT count(*) AS n FROM task") == [{"n": 50}]
        assert date(2026, 3, 17) == town.rows("SELECT received_on FROM disposition LIMIT 1")[0]["received_on"]
