"""What the supervisor owes: nobody is left behind, everything comes back where it was, and it says so."""

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from command.ports import OFFSETS, is_free
from command.processes import PROCESSES
from command.roll import read_roll
from tests.flow.terminal import Terminal, Up, left_of, up
from tests.running import until

GONE_WITHIN = 30.0
"""Seconds; far more than a quiet machine needs."""


def a_block() -> int:
    """The first of some ports that nobody has, below those that a system gives away by itself."""
    dice = random.Random(os.urandom(8))
    while True:
        first = dice.randrange(20_000, 30_000, 10)
        if all(is_free("127.0.0.1", first + offset) for offset in OFFSETS.values()):
            return first


def targets(house: Up) -> dict[str, str]:
    """What Prometheus reads: the address of each process."""
    written = json.loads((house.terminal.home / "prometheus-targets.json").read_text(encoding="utf-8"))
    return {one["labels"]["process"]: one["targets"][0] for one in written}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """An installation in a path with a space, on a loopback address of its own, with default ports."""
    settings = {"VROEGSIGNAAL_FIRST_PORT": str(a_block()), "VROEGSIGNAAL_HOST": "127.0.0.2"}
    with up(Terminal(tmp_path_factory.mktemp("a house") / "our home", settings)) as house:
        yield house


def test_every_process_has_its_own_port_from_the_first_on_at_the_host_that_was_asked_for(house: Up) -> None:
    first = int(house.terminal.settings["VROEGSIGNAAL_FIRST_PORT"])
    assert targets(house) == {name: f"127.0.0.2:{first + OFFSETS[name, 'metrics']}" for name in PROCESSES}
    found = house.status()
    assert found["ingest"] == f"http://127.0.0.2:{first}"
    assert found["worklist"] == f"http://127.0.0.2:{first + 1}"
    assert f"{found['worklist']}/" in house.said


def test_whatever_is_killed_comes_back_at_the_same_address_and_that_is_told(house: Up) -> None:
    before, found = targets(house), house.status()
    pids = {name: house.pid(name) for name in PROCESSES}
    for pid in pids.values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: all(house.pid(name) != pid for name, pid in pids.items()) and house.ready(), 120)
    after = house.status()
    assert targets(house) == before
    assert (after["ingest"], after["worklist"]) == (found["ingest"], found["worklist"])
    assert all("vroegsignaal_" in httpx.get(f"http://{address}/metrics").text for address in before.values())
    log = (house.terminal.home / "logs" / "supervisor.log").read_text(encoding="utf-8")
    for one in after["processes"]:
        assert (one["restarts"], one["last_end"]) == (1, "signal 9 (SIGKILL)")
        for told in (house.said, log):
            assert told.count(f" {one['name']} stopped: signal 9 (SIGKILL)\n") == 1
            assert told.count(f" {one['name']} started again (restart 1)\n") == 1
    assert "Traceback" not in house.said


def test_an_embedded_postgresql_that_is_gone_comes_back(house: Up) -> None:
    (before,) = [one for one in read_roll(house.terminal.home) if one.name == "postgres"]
    os.kill(before.pid, signal.SIGQUIT)
    until(lambda: not before.lives())
    until(house.ready, 120)
    (after,) = [one for one in house.status()["servers"] if one["name"] == "postgres"]
    assert (after["state"], after["restarts"]) == ("ready", 1)
    assert after["pid"] != before.pid
    assert " postgres stopped: " in house.said


def test_status_says_what_is_not_ready_and_why(house: Up) -> None:
    pid = house.pid("report")
    (postgres,) = [one.pid for one in read_roll(house.terminal.home) if one.name == "postgres"]
    os.kill(pid, signal.SIGSTOP)
    try:
        found = house.terminal.json("status", code=1)
        (one,) = [one for one in found["processes"] if one["state"] != "ready"]
        assert (one["name"], one["state"], one["reasons"]) == ("report", "not ready", ["it does not answer"])
        said = house.terminal.run("status").stdout
        assert "report: it does not answer" in said
        assert str(postgres) in said
    finally:
        os.kill(pid, signal.SIGCONT)
    until(house.ready)


def test_nobody_outlives_a_supervisor_that_is_killed_and_the_next_one_starts(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "home", {"VROEGSIGNAAL_FIRST_PORT": str(a_block())})
    with up(terminal) as first:
        pids, places = first.pids(), targets(first)
        assert len(pids) > len(PROCESSES) + 3
        first.process.kill()
        first.process.wait()
        until(lambda: left_of(pids) == {}, GONE_WITHIN)
        assert terminal.json("status", code=1)["supervisor"] is False
    with up(terminal) as second:
        assert targets(second) == places
        entries = read_roll(terminal.home)
        guard = next(one for one in entries if one.name == "guard")
        os.kill(second.process.pid, signal.SIGSTOP)
        os.kill(guard.pid, signal.SIGKILL)
        second.process.kill()
        second.process.wait()
        time.sleep(1.0)
        left = [one for one in entries if one.lives()]
        assert {*PROCESSES, "postgres", "broker"} <= {one.name for one in left}
    with up(terminal) as third:
        assert targets(third) == places
        assert [one.name for one in left if one.lives()] == []
        assert "ended what an earlier start left" in third.said
        assert third.ready()


def test_a_postgresql_that_cannot_start_ends_the_supervisor_with_one_sentence(tmp_path: Path) -> None:
    with up(Terminal(tmp_path / "home")) as house:
        pids = house.pids()
        data = house.terminal.home / "postgres"
        (data / "global" / "pg_control").rename(data / "global" / "pg_control.away")
        (server,) = [one for one in read_roll(house.terminal.home) if one.name == "postgres"]
        os.kill(server.pid, signal.SIGQUIT)
        assert house.process.wait(180) == 1
        until(lambda: left_of(pids) == {}, GONE_WITHIN)
        last = house.said.splitlines()[-1]
        assert last.startswith("vroegsignaal: postgres stops again and again (")
        assert "Traceback" not in house.said


def test_a_guard_that_is_killed_gets_a_successor(house: Up) -> None:
    def guard() -> int:
        return next(one.pid for one in read_roll(house.terminal.home) if one.name == "guard")

    before = guard()
    os.kill(before, signal.SIGKILL)
    until(lambda: guard() != before and psutil.pid_exists(guard()))
