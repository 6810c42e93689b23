"""Which port a process gets: the one that the settings name, the one it had, its default, or another that is free."""

import socket
from contextlib import closing
from pathlib import Path

import pytest

from command.failures import CannotStart
from command.ports import ANY, OFFSETS, Ports, choose, is_free
from command.processes import PROCESSES
from plumbing.running.settings import Settings

FIRST = 23_400


def ports(home: Path, first: int = FIRST, **settings: int | str) -> Ports:
    home.mkdir(exist_ok=True)
    return Ports(Settings(home=home, first_port=first, **settings))  # type: ignore[arg-type]


@pytest.fixture
def nothing_is_taken(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Ports that a test says are taken: what else runs on this machine does not matter."""
    taken: set[int] = set()
    monkeypatch.setattr("command.ports.is_free", lambda _host, port: port not in taken)
    return taken


def test_every_process_has_a_default_for_its_metrics_and_no_port_is_given_twice() -> None:
    assert {name for name, kind in OFFSETS if kind == "metrics"} == set(PROCESSES)
    assert {name for name, kind in OFFSETS if kind == "http"} == {"ingest", "worklist"}
    assert sorted(OFFSETS.values()) == list(range(len(OFFSETS)))
    assert Settings().first_port == 8080


def test_the_first_of_the_wanted_ports_that_is_free_and_nobodys_is_taken() -> None:
    assert choose([1, 2, 3], {2, 3}.__contains__) == 2
    assert choose([1, 2, 3], {2, 3}.__contains__, taken={2}) == 3
    assert choose([1], {2}.__contains__) == ANY


def test_a_port_is_free_until_somebody_listens_there() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        assert not is_free("127.0.0.1", port)
    assert is_free("127.0.0.1", ANY)


def test_a_second_process_of_a_service_gets_the_next_free_port(tmp_path: Path, nothing_is_taken: set[int]) -> None:
    given = ports(tmp_path)
    for name in PROCESSES:
        given.of(name, name)
    nothing_is_taken.add(FIRST + len(OFFSETS))
    assert given.of("triage-2", "triage") == {"VROEGSIGNAAL_METRICS_PORT": str(FIRST + len(OFFSETS) + 1)}
    more = given.of("ingest-2", "ingest")
    assert len(set(more.values())) == 2
    assert min(map(int, more.values())) > FIRST + len(OFFSETS) + 1


def test_a_process_that_comes_back_keeps_its_port_until_another_program_has_it(
    tmp_path: Path, nothing_is_taken: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    given = ports(tmp_path)
    had = given.of("ingest", "ingest")
    assert given.of("ingest", "ingest", again=True) == had
    assert caplog.messages == []
    nothing_is_taken.add(FIRST)
    spare = given.of("ingest", "ingest", again=True)
    assert spare == {**had, "VROEGSIGNAAL_INGEST_PORT": str(FIRST + len(OFFSETS))}
    assert caplog.messages == [f"ingest gets port {FIRST + len(OFFSETS)}; before it was {FIRST}"]
    nothing_is_taken.clear()
    assert given.of("ingest", "ingest", again=True) == spare


def test_at_a_start_of_the_whole_a_process_goes_back_to_its_default_and_that_is_told(
    tmp_path: Path, nothing_is_taken: set[int], caplog: pytest.LogCaptureFixture
) -> None:
    nothing_is_taken.add(FIRST)
    spare = ports(tmp_path).of("ingest", "ingest")["VROEGSIGNAAL_INGEST_PORT"]
    assert ports(tmp_path).of("ingest", "ingest")["VROEGSIGNAAL_INGEST_PORT"] == spare
    nothing_is_taken.clear()
    assert ports(tmp_path).of("ingest", "ingest")["VROEGSIGNAAL_INGEST_PORT"] == str(FIRST)
    assert caplog.messages == [f"ingest gets port {FIRST}; before it was {spare}"]


@pytest.mark.parametrize("text", ["", '{"first": 234'])
def test_remembered_ports_that_cannot_be_read_are_none(tmp_path: Path, nothing_is_taken: set[int], text: str) -> None:
    (tmp_path / "ports.json").write_text(text, encoding="utf-8")
    assert ports(tmp_path).of("ingest", "ingest")["VROEGSIGNAAL_INGEST_PORT"] == str(FIRST)


def test_a_port_that_the_system_gave_is_remembered_as_the_process_told_it(
    tmp_path: Path, nothing_is_taken: set[int]
) -> None:
    assert ports(tmp_path, first=0).of("relay", "relay") == {"VROEGSIGNAAL_METRICS_PORT": "0"}
    ports(tmp_path, first=0).remember("relay", {"pid": 7, "host": "127.0.0.1", "metrics": 40_001})
    assert ports(tmp_path, first=0).of("relay", "relay") == {"VROEGSIGNAAL_METRICS_PORT": "40001"}


def test_settings_that_name_a_port_win(tmp_path: Path, nothing_is_taken: set[int]) -> None:
    ports(tmp_path).of("worklist", "worklist")
    named = ports(tmp_path, worklist_port=23_999)
    assert named.of("worklist", "worklist")["VROEGSIGNAAL_WORKLIST_PORT"] == "23999"
    moved = ports(tmp_path, first=FIRST + 100)
    assert moved.of("worklist", "worklist")["VROEGSIGNAAL_WORKLIST_PORT"] == str(FIRST + 101)


def test_a_named_port_that_is_taken_is_refused_at_a_start_and_waited_for_afterwards(
    tmp_path: Path, nothing_is_taken: set[int]
) -> None:
    nothing_is_taken.add(23_999)
    named = ports(tmp_path, ingest_port=23_999)
    with pytest.raises(CannotStart, match="VROEGSIGNAAL_INGEST_PORT: port 23999"):
        named.of("ingest", "ingest")
    assert named.of("ingest", "ingest", again=True)["VROEGSIGNAAL_INGEST_PORT"] == "23999"


def test_a_host_that_is_no_address_of_this_machine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"203\.0\.113\.5"):
        ports(tmp_path, host="203.0.113.5")
