"""The whole path and its faults on real Apache Kafka and a real PostgreSQL server."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from command.home import ports
from command.processes import PROCESSES
from command.status import current
from tests.builders import AT_ONCE, Town, a_signal
from tests.faults.test_faults import freeze_round
from tests.faults.test_kills import kept_running, kill_round, settled
from tests.flow.records import MAPPING, a_file, a_record
from tests.flow.terminal import Terminal
from tests.oracle import hold
from tests.real import need, real_kafka
from tests.running import KEY, database_of, running, until
from tests.suite_real.conftest import Servers, forget

pytestmark = pytest.mark.real

TOPIC = "vroegsignaal.task-dispatched"
STRANGER = Path(__file__).with_name("stranger.py")
BY_JSON, BY_FILE = 300, 200
PARTS, PART = 20, 250
DIES_AT, BACK_AT = 5, 12


@dataclass
class Flow:
    """What came through, and what a stranger read of it."""

    town: Town
    read: list[dict[str, Any]]
    ready: bool


def front_door(home: Path) -> httpx.Client:
    address = f"http://127.0.0.1:{ports(home, 'ingest')['http']}"
    return httpx.Client(base_url=address, headers={"X-API-Key": "energy"}, timeout=120)


def deliver(client: httpx.Client) -> None:
    """Half of the signals as JSON, for two municipalities, half as a CSV file; some twice."""
    records = [a_record(number, gemeentecode=f"990{1 + number % 2}") for number in range(BY_JSON + BY_FILE)]
    for _ in range(2):
        answer = client.post("/v1/signalen", json={"signalen": records[:BY_JSON]})
        assert answer.status_code == 200, answer.text
    headers, named = {"Content-Type": "text/csv"}, {"kolomindeling": MAPPING}
    taken = client.post("/v1/leveringen", content=a_file(*records[BY_JSON:]), params=named, headers=headers)
    assert taken.status_code == 202, taken.text
    until(lambda: client.get(taken.headers["location"]).json()["status"] == "verwerkt", 120)


@pytest.fixture(scope="module")
def flow(started: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    forget(started.postgres)
    home = tmp_path_factory.mktemp("flow") / "home"
    with running(home, *PROCESSES, kafka=started.kafka, postgres=started.postgres) as installation:
        town = Town(database_of(installation)).found("9901", "9902")
        for code in ("9901", "9902"):
            town.publish(AT_ONCE, code)
        with front_door(home) as client:
            deliver(client)
        until(lambda: settled(town), 180)
        yield Flow(town, as_a_stranger(started.kafka), current(installation.settings).ready)


def as_a_stranger(kafka: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-I", str(STRANGER), kafka, TOPIC]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_signal_that_came_by_the_front_door_has_its_task(flow: Flow) -> None:
    assert flow.ready
    outcomes = flow.town.rows("SELECT outcome, count(*) AS n FROM receipt GROUP BY 1 ORDER BY 1")
    assert [(row["outcome"], row["n"]) for row in outcomes] == [("accepted", 500), ("duplicate", 300)]
    assert flow.town.rows("SELECT format, count(*) AS n FROM delivery GROUP BY 1 ORDER BY 1") == [
        {"format": "csv", "n": 1},
        {"format": "json", "n": 2},
    ]
    assert flow.town.rows("SELECT count(*) AS n, count(DISTINCT case_id) AS cases FROM task") == [
        {"n": 500, "cases": 500}
    ]
    hold(flow.town.record, "9901", "9902")


def test_the_stranger_shares_no_code_with_us() -> None:
    tree = ast.parse(STRANGER.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names == {"json", "sys", "kafka"}


def test_a_stranger_reads_one_cloudevent_for_each_task(flow: Flow) -> None:
    tasks = {str(row["id"]): row for row in flow.town.rows("SELECT * FROM task")}
    assert Counter(one["event"]["data"]["taskId"] for one in flow.read) == Counter(list(tasks))
    assert len({one["event"]["id"] for one in flow.read}) == len(flow.read)
    for one in flow.read:
        event = one["event"]
        task = tasks[event["data"]["taskId"]]
        assert event["specversion"] == "1.0"
        assert event["type"] == "nl.vroegsignaal.task-dispatched.v1"
        assert re.fullmatch(r"urn:nld:oin:\d{20}:systeem:vroegsignaal", event["source"])
        assert event["datacontenttype"] == "application/json"
        assert datetime.fromisoformat(event["time"]).tzinfo
        assert event["subject"] == event["data"]["caseId"] == str(task["case_id"])
        assert event["dataref"].endswith(event["subject"])
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-01", event["traceparent"])
        assert one["headers"]["content-type"].startswith("application/cloudevents+json")
        assert one["key"] == event["data"]["municipality"] == task["municipality"]
        assert (event["data"]["tray"], event["data"]["deadline"]) == (task["tray"], str(task["deadline"]))


def test_a_stranger_learns_nothing_about_persons(flow: Flow) -> None:
    said = "\n".join(json.dumps(one) for one in flow.read)
    wanted = ("surname", "initials", "street", "postcode", "town", "reference", "customer_number")
    known = flow.town.rows(f"SELECT DISTINCT {', '.join(wanted)} FROM signal")
    words = {str(value) for row in known for value in row.values() if value}
    assert len(words) > 500
    assert re.findall(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", said) == []
    fields = {name for one in flow.read for name in one["event"]["data"]}
    assert fields == {"municipality", "taskId", "caseId", "tray", "channel", "urgency", "deadline"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killing_triage_notify_and_relay_loses_and_doubles_nothing(servers: Servers, tmp_path: Path, seed: int) -> None:
    kill_round(tmp_path / "home", seed, servers.kafka, servers.postgres)


@pytest.mark.parametrize("service", ["triage", "notify"])
def test_a_frozen_worker_that_wakes_doubles_nothing(servers: Servers, tmp_path: Path, service: str) -> None:
    freeze_round(tmp_path / "home", service, servers.kafka, servers.postgres)


def test_a_broker_killed_in_the_middle_of_a_burst_loses_and_doubles_nothing(servers: Servers, tmp_path: Path) -> None:
    need("kafka")
    folder = tmp_path / "kafka"
    with ExitStack() as brokers:
        kafka = brokers.enter_context(real_kafka(folder))
        processes = ("triage", "notify", "relay")
        with running(tmp_path / "home", *processes, kafka=kafka, postgres=servers.postgres) as installation:
            town = Town(database_of(installation)).found("9901", "9902")
            town.publish(AT_ONCE)
            for part in range(PARTS):
                town.deliver(*[a_signal() for _ in range(PART)])
                if part == DIES_AT:
                    kill_broker(folder)
                if part == BACK_AT:
                    assert brokers.enter_context(real_kafka(folder)) == kafka
                installation.keep_running()
            until(lambda: kept_running(installation) and settled(town), 300)
            assert town.rows("SELECT count(*) AS n FROM task") == [{"n": PARTS * PART}]
            hold(town.record, "9901")


def kill_broker(folder: Path) -> None:
    """`kill -9` of the broker whose settings stand in `folder`; no other."""
    settings = str(folder.resolve() / "server.properties")
    (broker,) = [
        one
        for one in psutil.process_iter(["cmdline"])
        if "kafka.Kafka" in (one.info["cmdline"] or ()) and settings in one.info["cmdline"]
    ]
    broker.kill()
    until(lambda: not broker.is_running() or broker.status() == psutil.STATUS_ZOMBIE)


def test_bench_measures_the_whole_path(servers: Servers, tmp_path: Path) -> None:
    settings = {
        "VROEGSIGNAAL_KAFKA": servers.kafka,
        "VROEGSIGNAAL_POSTGRES_URL": servers.postgres,
        "VROEGSIGNAAL_BSN_KEY": KEY,
        "VROEGSIGNAAL_HASH_KEY": KEY,
    }
    found = Terminal(tmp_path / "home", settings).json("bench", "--seconds", "5")
    assert found["signals"] >= 1_000
    assert found["signalsPerSecond"] > 0
    assert {"ingest", "triage", "notify", "postgres", "broker"} <= set(found["cpuMicrosecondsPerSignal"])
