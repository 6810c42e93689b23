"""`vroegsignaal up` as somebody at a terminal meets it: one command, its children, its commands, Ctrl-C."""

import json
import os
import re
import signal
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from typer.testing import CliRunner

from command.cli import app
from command.home import is_ours, ports
from command.postgres import embedded_postgres
from command.processes import PROCESSES
from command.supervisor import NEW_KEYS
from domain.law.calendar import local_date
from plumbing.running.clock import system_clock
from plumbing.running.settings import CHECKOUT
from schemas.topics import TOPICS
from tests.builders import Town
from tests.flow.records import a_record
from tests.flow.terminal import Terminal, Up, left_of, topics_on, up
from tests.running import KEY, database_of, running, until

PARTNERS = {
    "water": "Klaterbeek Drinkwater",
    "health-insurer": "Kustlicht Zorgverzekeringen van de Overkant en Omstreken",
}
SINCE = "2020-01-01"
STANDARD = CHECKOUT / "deploy" / "policies" / "standard.yaml"
ANSWERED = "UPDATE signal s SET asked = d.cause FROM disposition d WHERE d.signal_id = s.id"
"""Every question is the one that was answered last."""
FLIPPED = "UPDATE decision SET input_digest = set_byte(input_digest, 0, get_byte(input_digest, 0) # 1)"
"""Done twice, it changes nothing."""


def a_seed() -> dict[str, Any]:
    ids = {kind: f"00000000-0000-4000-8000-00000000000{number}" for number, kind in enumerate(PARTNERS)}
    return {
        "municipalities": [{"code": "9901", "name": "Waterdal"}],
        "partners": [{"id": ids[kind], "name": name, "kind": kind} for kind, name in PARTNERS.items()],
        "agreements": [{"partner": one, "municipality": "9901", "valid_from": SINCE} for one in ids.values()],
        "workers": [{"municipality": "9901", "name": "Ans Hofstee", "role": "coordinator"}],
    }


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "seed.yaml"
    path.write_text(yaml.safe_dump(a_seed()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, seed: Path) -> Iterator[Up]:
    """One installation for the tests that leave it as they found it."""
    with up(Terminal(tmp_path_factory.mktemp("house") / "home"), "--seed", str(seed)) as house:
        publish_at_once(house, seed.parent)
        yield house


def publish_at_once(house: Up, folder: Path) -> None:
    policy = folder / "policy.yaml"
    signal = {"partner": "water", "euros": 90}
    example = {"about": "wacht nergens op", "signals": [signal], "expect": {"queued": "at-once"}}
    at_once = {"name": "meteen", "dispatch_window": {"kind": "none"}, "examples": [example]}
    policy.write_text(yaml.safe_dump(at_once), encoding="utf-8")
    done = house.terminal.run(
        "policy", "publish", str(policy), "--from", SINCE, "--municipality", "9901", "--correction", "--yes"
    )
    assert done.returncode == 0, done.stderr
    assert re.search(rf"^version \d+ of 9901, digest [0-9a-f]{{12}}: in force from {SINCE}$", done.stdout, re.M)


def send(house: Up, *records: dict[str, Any]) -> list[str]:
    """Send signals with the water company's key, as it was printed; gives the outcomes."""
    key = house.keys()[PARTNERS["water"]]
    body = {"signalen": list(records)}
    answer = httpx.post(f"{house.front_door()}/v1/signalen", json=body, headers={"X-API-Key": key}, timeout=60)
    assert answer.status_code == 200, answer.text
    return [one["uitkomst"] for one in answer.json()["ontvangstbewijzen"]]


def task_of(town: Town, reference: str) -> bool:
    return bool(
        town.rows(
            "SELECT 1 FROM signal s JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id"
            " JOIN task t ON t.municipality = d.municipality AND t.case_id = d.case_id WHERE s.reference = %s",
            reference,
        )
    )


def at_rest(house: Up) -> dict[str, Any]:
    """What `ledger --json` says once nothing is on its way."""
    until(lambda: house.terminal.run("ledger").returncode == 0)
    found: dict[str, Any] = house.terminal.json("ledger")
    return found


@pytest.fixture
def town(house: Up) -> Iterator[Town]:
    record = house.database()
    yield Town(record)
    record.close()


def test_status_says_where_everything_is_and_shows_no_password(house: Up) -> None:
    found = house.status()
    places = {"worklist", "ingest", "metrics", "kafka", "postgres"}
    assert set(found) == places | {"version", "supervisor", "processes", "servers"}
    assert found["version"] == version("vroegsignaal")
    assert found["supervisor"]
    assert {one["name"]: one["state"] for one in found["servers"]} == {"postgres": "ready", "broker": "ready"}
    assert {one["name"]: one["state"] for one in found["processes"]} == dict.fromkeys(PROCESSES, "ready")
    assert {one["name"]: one["pid"] for one in found["processes"]} == {name: house.pid(name) for name in PROCESSES}
    assert httpx.get(found["worklist"] + "/aanmelden").status_code == 200
    assert httpx.get(found["ingest"] + "/v1/openapi.json").status_code == 200
    assert len(found["metrics"]) == len(PROCESSES)
    assert all("vroegsignaal_" in httpx.get(address).text for address in found["metrics"])
    assert {topic.name for topic in TOPICS} <= topics_on(found["kafka"])
    assert not re.search(r"://[^/@]*:[^/@]*@", found["postgres"])
    assert found["worklist"] in house.said


def test_the_targets_of_prometheus_are_the_metrics_addresses(house: Up) -> None:
    written = json.loads((house.terminal.home / "prometheus-targets.json").read_text(encoding="utf-8"))
    addresses = [f"http://{target}/metrics" for one in written for target in one["targets"]]
    assert sorted(addresses) == sorted(house.status()["metrics"])
    assert {one["labels"]["process"] for one in written} == set(PROCESSES)


def test_without_a_terminal_api_keys_go_to_one_file_for_the_owner_and_to_no_output_or_log(house: Up) -> None:
    keys, handed_out = house.keys(), house.terminal.home / NEW_KEYS
    assert set(keys) == set(PARTNERS.values())
    assert handed_out.stat().st_mode & 0o777 == 0o600
    assert str(handed_out) in house.said.replace("\n", "")
    inside = {"base", "global", "pg_wal"}
    files = [one for one in house.terminal.home.rglob("*") if one.is_file() and not inside & set(one.parts)]
    files = [house.said_in, *(one for one in files if one != handed_out)]
    assert [one.name for one in files for key in keys.values() if key.encode() in one.read_bytes()] == []


def test_the_data_directory_and_its_logs_are_closed_to_others(house: Up) -> None:
    home = house.terminal.home
    root_lets_its_server_pass = 0o001 if os.geteuid() == 0 else 0
    assert home.stat().st_mode & 0o777 == 0o700 | root_lets_its_server_pass
    inside = [one for folder in (home, home / "logs", home / "run") for one in folder.iterdir()]
    assert len(inside) > 3 * len(PROCESSES)
    assert [one.name for one in home.iterdir() if not is_ours(one.name)] == []
    assert [one.name for one in inside if one.stat().st_mode & 0o077] == []


def test_a_signal_becomes_a_task_and_the_commands_account_for_it(house: Up, town: Town) -> None:
    assert send(house, a_record(1), a_record(2)) == ["geaccepteerd", "geaccepteerd"]
    assert send(house, a_record(1)) == ["dubbel"]
    until(lambda: task_of(town, "K-1") and task_of(town, "K-2"))
    found = at_rest(house)
    assert found["difference"] == 0
    assert found["accepted"] == found["accounted"] >= 2
    assert (
        found["delivered"]
        == found["accepted"] + found["duplicate"] + found["revised"] + found["superseded"] + found["rejected"]
    )
    (replayed,) = house.terminal.json("replay")
    assert replayed["municipality"] == "9901"
    assert replayed["equal"]
    assert replayed["decisions"] >= 2
    day = local_date(system_clock()).isoformat()
    report = house.terminal.json("report", "--municipality", "9901", "--from", day, "--to", day)
    assert report["per_signal"]["signals"] >= 2
    assert report["per_signal"]["offers"] == report["per_signal"]["trajectories"] == 0


@pytest.mark.parametrize(
    ("command", "broken", "mended"),
    [
        ("ledger", "UPDATE signal SET asked = id", ANSWERED),
        ("replay", FLIPPED, FLIPPED),
    ],
)
def test_what_is_not_right_gives_exit_code_1(house: Up, town: Town, command: str, broken: str, mended: str) -> None:
    send(house, a_record(3))
    until(lambda: task_of(town, "K-3"))
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(broken)
    assert house.terminal.run(command).returncode == 1
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(mended)
    assert house.terminal.run(command).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "--municipality", "9999", "--from", SINCE, "--to", SINCE),
        ("report", "--municipality", "9901", "--from", "morgen", "--to", SINCE),
        ("report", "--municipality", "9901", "--from", "2020-01-02", "--to", SINCE),
        ("policy", "publish", "no-such-file.yaml", "--from", SINCE, "--municipality", "9901"),
        ("policy", "publish", str(Path(__file__)), "--from", SINCE, "--municipality", "9901"),
        ("policy", "publish", str(STANDARD), "--from", SINCE, "--municipality", "9901"),
        ("policy", "publish", str(STANDARD), "--from", "2999-01-01", "--municipality", "9999"),
        ("replay", "--municipality", "9999"),
        ("retry",),
        ("run", "no-such-service"),
        ("up", "--seed", "no-such-file.yaml"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_word_and_exit_code_2(house: Up, arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, arguments, env={"VROEGSIGNAAL_HOME": str(house.terminal.home)})
    assert (done.exit_code, "Error" in done.stderr) == (2, True), done.output


def test_a_second_up_in_the_same_data_directory_is_refused(house: Up) -> None:
    done = house.terminal.run("up")
    assert done.returncode == 2
    assert "already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_commands_on_a_data_directory_that_never_ran_are_refused(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "home")
    assert terminal.json("status", code=1)["processes"] == []
    assert {name: terminal.run(name).returncode for name in ("ledger", "replay")} == {"ledger": 2, "replay": 2}


def test_stuck_signals_are_woken_again_by_a_command(house: Up) -> None:
    done = house.terminal.run("retry", "--stuck")
    assert (done.returncode, done.stdout) == (0, "0 woken again\n")


@pytest.mark.parametrize("name", ["triage", "relay"])
def test_a_process_that_was_killed_comes_back(house: Up, town: Town, name: str) -> None:
    before = house.pid(name)
    os.kill(before, signal.SIGKILL)
    until(lambda: house.pid(name) != before and house.ready())
    reference = 100 + before
    send(house, a_record(reference))
    until(lambda: task_of(town, f"K-{reference}"))


def test_an_embedded_broker_that_was_killed_comes_back_and_signals_flow_again(house: Up, town: Town) -> None:
    address, before = house.status()["kafka"], house.broker_pid()
    assert before
    os.kill(before, signal.SIGKILL)
    send(house, a_record(10), a_record(11))
    until(lambda: house.broker_pid() not in {None, before} and house.ready())
    send(house, a_record(12))
    until(lambda: all(task_of(town, f"K-{number}") for number in (10, 11, 12)), 120)
    until(house.ready, 60)  # Who met the broker while it was away says so until its next look.
    assert house.status()["kafka"] == address
    assert {topic.name for topic in TOPICS} <= topics_on(address)
    assert at_rest(house)["difference"] == 0


def test_a_second_installation_runs_beside_it_stops_cleanly_and_finds_its_data_again(
    house: Up, seed: Path, tmp_path: Path
) -> None:
    terminal = Terminal(tmp_path / "home")
    with up(terminal, "--seed", str(seed)) as second:
        publish_at_once(second, tmp_path)
        ours, theirs = second.status(), house.status()
        for name in ("worklist", "ingest", "kafka", "postgres"):
            assert ours[name] != theirs[name]
        assert not set(ours["metrics"]) & set(theirs["metrics"])
        assert terminal.json("ledger")["delivered"] == 0
        assert send(second, a_record(20)) == ["geaccepteerd"]
        record = second.database()
        until(lambda: task_of(Town(record), "K-20"))
        record.close()
        pids = second.pids()
        assert len(pids) > len(PROCESSES) + 2
        assert second.stop(signal.SIGINT) == 0
    until(lambda: left_of(pids) == {}, 30)
    assert house.ready()
    assert terminal.run("status").returncode == 1
    assert not (set(left_of(house.pids())) & set(pids))
    with up(terminal, "--seed", str(seed)) as again:
        assert "API key" not in again.said
        assert terminal.json("ledger")["delivered"] == 1
        assert send(again, a_record(20), a_record(21)) == ["dubbel", "geaccepteerd"]
        pids = again.pids()
        assert again.stop(signal.SIGTERM) == 0
    until(lambda: left_of(pids) == {}, 30)


def test_the_demo_and_its_clock_are_refused_on_a_server_that_is_not_embedded(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path / "server") as url:
        real = {"VROEGSIGNAAL_POSTGRES_URL": url, "VROEGSIGNAAL_BSN_KEY": KEY, "VROEGSIGNAAL_HASH_KEY": KEY}
        refused = Terminal(tmp_path / "demo", real).run("up", "--demo")
        assert refused.returncode == 2
        without_keys = Terminal(tmp_path / "keys", {"VROEGSIGNAAL_POSTGRES_URL": url}).run("up")
        assert (without_keys.returncode, "VROEGSIGNAAL_BSN_KEY" in without_keys.stderr) == (2, True)
        with running(tmp_path / "home", "ingest", postgres=url) as installation:
            town = Town(database_of(installation)).found("9901")
            with town.record.engine("simulate").begin() as connection:
                connection.exec_driver_sql("INSERT INTO simulated_clock VALUES (true, '2020-01-01')")
            address = f"http://127.0.0.1:{ports(installation.settings.home, 'ingest')['http']}/v1/signalen"
            body = {"signalen": [a_record(1)]}
            assert httpx.post(address, json=body, headers={"X-API-Key": "water"}, timeout=60).status_code == 200
            (row,) = town.rows("SELECT received_at > now() - interval '1 day' AS fresh FROM signal")
            assert row["fresh"]
