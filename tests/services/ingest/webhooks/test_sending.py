"""A partner that wants it hears that its file was read: once it answers, at least once, and never of another's."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import orjson
import pytest
from httpx import AsyncClient

from schemas.vocabulary.partners import PartnerKind
from services.ingest.door.webhooks import send_due
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
