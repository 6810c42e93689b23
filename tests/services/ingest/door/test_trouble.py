"""Trouble on the way in: slow and broken-off uploads, no broker, no record; nothing is lost and nothing is doubled."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import orjson
import pytest

from plumbing.record.connect import open_engine
from services.ingest.registry.store import Partners
from tests.running import alone, until
from tests.services.ingest.builders import Member, Office, a_record
from tests.services.ingest.door.test_api import JSON, assert_problem
from tests.services.ingest.files.deliveries import lines_of, read_all

NOWHERE = "postgresql://vroegsignaal_ingest@127.0.0.1:1/vroegsignaal"


@contextmanager
def served(office: Office, home: Path, **extra: str) -> Iterator[tuple[int, str]]:
    """The front door as a process, without a broker: its port and the address of its health."""
    settings = {"POSTGRES_URL": office.record.url("ingest"), "KAFKA": "127.0.0.1:1"}
    settings |= {"BSN_KEY": "11" * 32, "HASH_KEY": "22" * 32, **extra}
    with alone("ingest", home, **settings) as (_, ports):
        yield ports["http"], f"http://127.0.0.1:{ports['metrics']}"


def half_an_upload(port: int, member: Member, kind: str, path: str, begin: bytes) -> socket.socket:
    """A connection on which a signed-in upload has begun."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nX-API-Key: {member.key}\r\nContent-Type: {kind}\r\n"
    connection = socket.create_connection(("127.0.0.1", port), timeout=15)
    connection.sendall(f"{head}Content-Length: 100000\r\n\r\n".encode() + begin)
    return connection


UPLOADS = [
    ("text/csv", "/v1/leveringen?kolomindeling=energie-csv", lines_of(20)),
    (JSON, "/v1/signalen", b'{"signalen": ['),
]


def test_a_slow_upload_is_told_so_and_leaves_nothing(office: Office, tmp_path: Path) -> None:
    water = office.joins()
    with served(office, tmp_path, BODY_SECONDS="0.5") as (port, _):
        for kind, path, begin in UPLOADS:
            with closing(half_an_upload(port, water, kind, path, begin)) as connection:
                answer = b"".join(iter(lambda: connection.recv(65_536), b""))
            head, _, body = answer.partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 408"), path
            assert b"application/problem+json" in head
            assert orjson.loads(body)["status"] == 408
    assert (office.count("delivery"), office.count("delivery_chunk"), office.count("signal")) == (0, 0, 0)


def test_an_upload_that_breaks_off_leaves_nothing_and_the_door_goes_on(office: Office, tmp_path: Path) -> None:
    water = office.joins()
    with served(office, tmp_path) as (port, health):
        for kind, path, begin in UPLOADS:
            half_an_upload(port, water, kind, path, begin).close()
        headers = {"X-API-Key": water.key, "Content-Type": "text/csv"}
        url = f"http://127.0.0.1:{port}/v1/leveringen?kolomindeling=energie-csv"
        assert httpx.post(url, content=lines_of(3), headers=headers).status_code == 202
        until(lambda: office.rows("SELECT state FROM delivery") == [{"state": "done"}])
        assert httpx.get(f"{health}/readyz").status_code == 200
    assert office.count("receipt") == 3


def test_without_a_broker_signals_are_accepted_and_their_events_wait(office: Office, tmp_path: Path) -> None:
    water = office.joins()
    body = orjson.dumps({"signalen": [a_record(signaaldatum=day) for day in ("2026-03-16", "2026-03-15")]})
    with served(office, tmp_path) as (port, health):
        headers = {"X-API-Key": water.key, "Content-Type": JSON}
        answer = httpx.post(f"http://127.0.0.1:{port}/v1/signalen", content=body, headers=headers)
        assert answer.json()["aantalRegels"] == 2
        assert httpx.get(f"{health}/healthz").status_code == 200
    accepted = answer.json()["aantalGeaccepteerd"]
    assert (office.count("signal"), office.count("outbox")) == (accepted, min(accepted, 1))


def test_a_record_that_is_away_is_503_and_the_same_request_then_has_one_effect(office: Office) -> None:
    water = office.joins()
    body = orjson.dumps({"signalen": [a_record()]})
    headers = {"x_api_key": water.key, "content_type": JSON, "idempotency_key": "na-storing"}
    office.reads(water, "/v1/leveringen")
    there, away = office.ports.engine, open_engine(NOWHERE)
    office.works_with(engine=away)
    answer = office.ask("POST", "/v1/signalen", body, **headers)
    assert_problem(answer, 503)
    assert int(answer.headers["retry-after"]) > 0
    office.works_with(engine=there)
    codes = [office.ask("POST", "/v1/signalen", body, **headers).status_code for _ in range(3)]
    away.dispose()
    assert codes == [200] * 3
    assert (office.count("delivery"), office.count("signal"), len(office.published.batches)) == (1, 1, 1)


def test_a_file_that_met_no_record_is_taken_once_when_it_is_back(office: Office) -> None:
    energy = office.joins()
    headers = {"x_api_key": energy.key, "content_type": "text/csv", "idempotency_key": "na-storing"}
    path = "/v1/leveringen?kolomindeling=energie-csv"
    office.reads(energy, "/v1/leveringen")
    there, away = office.ports.engine, open_engine(NOWHERE)
    office.works_with(engine=away)
    assert_problem(office.ask("POST", path, lines_of(4), **headers), 503)
    office.works_with(engine=there)
    away.dispose()
    for _ in range(2):
        assert office.ask("POST", path, lines_of(4), **headers).status_code == 202
    read_all(office.ports)
    assert (office.count("delivery"), office.count("receipt")) == (1, 4)


@pytest.mark.parametrize("key", ["bekend", "onbekend"])
def test_a_key_that_cannot_be_looked_up_is_not_called_wrong(office: Office, key: str) -> None:
    water = office.joins()
    away = open_engine(NOWHERE)
    office.works_with(partners=Partners(away))
    answer = office.ask("GET", "/v1/leveringen", x_api_key=water.key if key == "bekend" else key)
    away.dispose()
    assert_problem(answer, 503)
    assert answer.headers["retry-after"]
