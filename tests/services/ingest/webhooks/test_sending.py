"""A partner that wants it hears that its file was read: once it answers, at least once, and never of another's."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import orjson
import pytest
from httpx import AsyncClient, MockTransport, Request, Response
from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from schemas.vocabulary.partners import PartnerKind
from services.ingest.door import webhooks
from services.ingest.door.webhooks import send_due, send_until
from services.ingest.webhooks.message import AGAIN_AFTER, written_secret
from services.ingest.webhooks.store import CALL_LEASE, CALLS_AT_ONCE, take_calls
from tests.services.ingest.builders import Member, Office
from tests.services.ingest.files.deliveries import a_file, a_row, read_all, upload

SECRET = written_secret(bytes(32))


@dataclass
class Address:
    """A partner's own address, and what came there."""

    url: str = ""
    status: int = 204
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def an_address() -> Iterator[Address]:
    address = Address()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            address.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(address.status)
            self.send_header("Content-Length", "0")
            self.send_header("Location", address.url)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address.url = f"http://127.0.0.1:{server.server_port}/hook"
        yield address
        server.shutdown()


@pytest.fixture
def address() -> Iterator[Address]:
    with an_address() as found:
        yield found


def wants_it(office: Office, member: Member, address: Address) -> None:
    with office.record.engine("superuser").begin() as connection:
        sql = "UPDATE partner SET webhook_url = %s, webhook_secret = %s WHERE id = %s"
        connection.exec_driver_sql(sql, (address.url, SECRET, member.id))


def send(office: Office) -> int:
    async def once() -> int:
        async with AsyncClient(timeout=5, follow_redirects=False) as client:
            return await send_due(client, office.ports)

    return asyncio.run(once())


def a_read_file(office: Office, address: Address) -> str:
    member = office.joins(PartnerKind.ENERGY)
    wants_it(office, member, address)
    name = upload(office, member, a_file(a_row(1), a_row(2, postcode="x")))
    read_all(office.ports)
    return name


def test_a_partner_hears_once_that_its_file_was_read_with_counts_alone(office: Office, address: Address) -> None:
    name = a_read_file(office, address)
    assert (send(office), send(office)) == (1, 0)
    ((headers, body),) = address.came
    assert headers["webhook-id"] == name
    assert headers["webhook-signature"].startswith("v1,")
    data = orjson.loads(body)["data"]
    assert (data["leveringId"], data["status"]) == (name, "verwerkt")
    assert (data["aantalGeaccepteerd"], data["aantalGeweigerd"]) == (1, 1)
    assert "ontvangstbewijzen" not in data


@pytest.mark.parametrize("status", [500, 404, 301])
def test_what_a_partner_does_not_take_is_sent_again_with_the_same_id(
    office: Office, address: Address, status: int
) -> None:
    name = a_read_file(office, address)
    address.status = status
    assert (send(office), send(office)) == (1, 0)
    office.now += AGAIN_AFTER[0]
    address.status = 200
    assert (send(office), send(office)) == (1, 0)
    assert [headers["webhook-id"] for headers, _ in address.came] == [name, name]


def test_a_partner_that_never_answers_is_given_up_and_nothing_else_is(office: Office, address: Address) -> None:
    a_read_file(office, address)
    address.url = "nowhere"
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE partner SET webhook_url = 'http://127.0.0.1:1/'")
    tried = 0
    for wait in (*AGAIN_AFTER, timedelta()):
        tried += send(office)
        office.now += wait
    assert tried == len(AGAIN_AFTER) + 1
    office.now += timedelta(days=9)
    assert send(office) == 0
    (row,) = office.rows("SELECT sent, ended_at IS NOT NULL AS ended FROM webhook_call")
    assert row == {"sent": False, "ended": True}


def test_a_message_whose_sender_was_killed_is_sent_by_the_next(office: Office, address: Address) -> None:
    a_read_file(office, address)
    assert len(take_calls(office.ports.engine, office.now)) == 1
    assert send(office) == 0
    office.now += CALL_LEASE
    assert send(office) == 1
    assert len(address.came) == 1


def test_a_partner_that_did_not_ask_hears_nothing(office: Office) -> None:
    member = office.joins(PartnerKind.ENERGY)
    upload(office, member, a_file(a_row(1)))
    read_all(office.ports)
    assert office.count("webhook_call") == 0


@contextmanager
def a_dripping_address() -> Iterator[str]:
    """An address that begins to answer and sends a header every twentieth of a second, without an end."""

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            try:
                while True:
                    connection.sendall(b"X-Slow: 1\r\n")
                    time.sleep(0.05)
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=drip, args=(listening,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def results(office: Office) -> list[tuple[bool, int]]:
    rows = office.rows("SELECT sent IS TRUE AS sent, tries FROM webhook_call ORDER BY due_at, sent")
    return [(row["sent"], row["tries"]) for row in rows]


def test_a_partner_that_never_ends_its_answer_has_the_seconds_of_a_whole_call_and_others_are_told(
    office: Office, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "ANSWER_WITHIN_SECONDS", 0.5)
    with a_dripping_address() as slow:
        a_read_file(office, Address(slow))
        a_read_file(office, address)
        begun = time.monotonic()
        assert send(office) == 2
        assert time.monotonic() - begun < 4.5
    assert len(address.came) == 1
    assert sorted(results(office)) == [(False, 1), (True, 1)]


@pytest.mark.parametrize(
    ("column", "value"), [("webhook_secret", "whsec_geen-geheim!"), ("webhook_url", "http://[")], ids=["secret", "url"]
)
def test_a_partner_with_a_secret_or_address_that_cannot_be_used_keeps_nobody_from_being_told(
    office: Office, address: Address, column: str, value: str
) -> None:
    a_read_file(office, address)
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(f"UPDATE partner SET {column} = %s", (value,))
    a_read_file(office, address)
    assert send(office) == 2
    assert len(address.came) == 1
    assert sorted(results(office)) == [(False, 1), (True, 1)]


@pytest.mark.parametrize("url", ["http://partner.example/hook", "ftp://partner.example/", "file:///etc/passwd"])
def test_nothing_is_sent_without_tls_to_another_machine(office: Office, address: Address, url: str) -> None:
    a_read_file(office, Address(url))
    asked: list[Request] = []

    def take(request: Request) -> Response:
        asked.append(request)
        return Response(204)

    async def once() -> int:
        async with AsyncClient(transport=MockTransport(take)) as client:
            return await send_due(client, office.ports)

    assert (asyncio.run(once()), asked) == (1, [])
    assert results(office) == [(False, 1)]


@pytest.mark.parametrize(
    "error",
    [
        NoConnectionError("QueuePool limit"),
        OperationalError("", None, ConnectionError()),
        InterfaceError("", None, Exception()),
    ],
    ids=lambda one: type(one).__name__,
)
def test_sending_goes_on_after_whatever_went_wrong_in_the_record(
    office: Office, address: Address, monkeypatch: pytest.MonkeyPatch, error: SQLAlchemyError
) -> None:
    a_read_file(office, address)
    monkeypatch.setattr(webhooks, "CALLS_EVERY_SECONDS", 0.01)
    stopped, tries = asyncio.Event(), []

    def failing_once(engine: Engine, now: Any) -> Any:
        tries.append(now)
        if len(tries) == 1:
            raise error
        return take_calls(engine, now)

    monkeypatch.setattr(webhooks, "take_calls", failing_once)

    async def until_it_came() -> None:
        task = asyncio.create_task(send_until(stopped, office.ports))
        async with asyncio.timeout(20):
            while not address.came and not task.done():
                await asyncio.sleep(0.01)
        stopped.set()
        await task

    asyncio.run(until_it_came())
    assert len(address.came) == 1


def stands_still(office: Office, moment: str) -> None:
    with office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(f"UPDATE partner SET suspended_at = {moment} WHERE webhook_url IS NOT NULL")


def test_a_partner_that_is_suspended_hears_nothing_and_afterwards_everything(office: Office, address: Address) -> None:
    queued = a_read_file(office, address)
    member = office.joins(PartnerKind.ENERGY)
    wants_it(office, member, address)
    in_between = upload(office, member, a_file(a_row(3)))
    stands_still(office, "clock_timestamp()")
    read_all(office.ports)
    assert send(office) == 0
    office.now += timedelta(days=3)
    assert send(office) == 0
    stands_still(office, "NULL")
    read_all(office.ports)
    assert send(office) == 2
    assert {headers["webhook-id"] for headers, _ in address.came} == {queued, in_between}


def test_messages_that_are_held_keep_nobody_elses_waiting(office: Office, address: Address) -> None:
    held = office.joins(PartnerKind.ENERGY)
    wants_it(office, held, address)
    for number in range(CALLS_AT_ONCE):
        upload(office, held, a_file(a_row(number)))
    read_all(office.ports)
    stands_still(office, "clock_timestamp()")
    name = a_read_file(office, address)
    assert send(office) == 1
    assert [headers["webhook-id"] for headers, _ in address.came] == [name]
