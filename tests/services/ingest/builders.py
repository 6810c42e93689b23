"""Small builders for ingest: records as partners send them, senders, and the API on a test's database."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from io import BytesIO, TextIOWrapper
from itertools import count
from typing import Any

import orjson
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from domain.intake.checks.judge import Candidate
from domain.intake.checks.permissions import Agreement, Sender
from domain.intake.files.delimited import delimited_rows
from domain.intake.files.lines import Lines
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.sheets import Numbered, read_chunks
from plumbing.record.tables import accepted_kind, agreement, column_mapping, partner, partner_key
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Batch, Outbox
from plumbing.web.keys import key_hash, new_key
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from services.ingest.door.api import create_app
from services.ingest.store import Ports
from tests.database import Database
from tests.shipped_mappings import saved_mappings

NOON = datetime(2026, 3, 17, 11, 0, tzinfo=UTC)
TODAY = date(2026, 3, 17)
TOWN, NEIGHBOUR = "9901", "9902"
BSN = "111222333"
NUMBERS = count(1)
UNLIMITED = {"partner_requests_per_second": 1e6, "partner_requests_at_once": 1_000, "refused_keys_per_minute": 1e6}
"""Tests of limits set their own; turns are of one event loop, and each request of a test has its own."""
COMPLETE = {
    "persoonlijkContact": True,
    "gewezenOpSchuldhulp": True,
    "herinneringGestuurd": True,
    "doorgevenAangeboden": True,
    "bezwaar": False,
}
Record = dict[str, Any]


def a_record(**changes: Any) -> Record:
    """A record that is right for a partner other than a landlord; `changes` may add, replace, or (with ...) remove."""
    number = next(NUMBERS)
    record = {
        "gemeentecode": TOWN,
        "kenmerk": f"R-{number}",
        "klantnummer": f"K-{number}",
        "achternaam": "De Vries",
        "huisnummer": "12",
        "postcode": "1000AA",
        "bedragInCenten": 12_500,
        "ontstaansdatum": "2026-01-10",
        "aantalPerioden": 2,
        "signaaldatum": "2026-03-16",
    }
    return {name: value for name, value in (record | changes).items() if value is not ...}


def a_sender(kind: PartnerKind = PartnerKind.WATER, **agreement: Any) -> Sender:
    """A partner of a kind with an agreement with the town."""
    return Sender(kind, {TOWN: Agreement(TOWN, date(2020, 1, 1), **agreement)}, TODAY)


def candidates(*records: Mapping[str, Any]) -> list[Candidate]:
    """Records as they come from a file."""
    return [Candidate(record) for record in records]


def sheets(content: bytes, mapping: ColumnMapping) -> list[list[Numbered]]:
    """The chunks of a file."""
    lines = Lines(TextIOWrapper(BytesIO(content), mapping.encoding, newline=""), mapping)
    return list(read_chunks(delimited_rows(lines, mapping.delimiter), mapping))


@dataclass
class Published:
    """A publisher that keeps what it is given."""

    batches: list[Batch] = field(default_factory=list)

    def submit(self, batch: Batch | None) -> None:
        """Keep a committed batch."""
        if batch:
            self.batches.append(batch)


@dataclass
class Member:
    """A partner that can sign in."""

    id: Id
    key: str


class Office:
    """The ingest API on a database with partners, at noon on 17 March 2026 until a test moves the clock."""

    def __init__(self, record: Database) -> None:
        self.record, self.now, self.published = record, NOON, Published()
        settings = Settings(bsn_key="11" * 32, hash_key="22" * 32, **UNLIMITED)  # type: ignore[arg-type]
        self.app: FastAPI = create_app(
            settings, record.engine("ingest"), lambda: self.now, self.published.submit, Outbox(settings.source)
        )

    @property
    def ports(self) -> Ports:
        """What the API reaches outside through."""
        ports: Ports = self.app.state.ports
        return ports

    def works_with(self, **changes: Any) -> None:
        """Let the API reach outside through something else."""
        self.app.state.ports = replace(self.ports, **changes)

    def joins(self, kind: PartnerKind = PartnerKind.WATER, places: Sequence[str] = (TOWN,), **terms: Any) -> Member:
        """A new partner with agreements; `terms` may hold valid_to, bsn_basis, birth_date_basis."""
        member = Member(new_id(), new_key())
        empty = {"valid_from": date(2020, 1, 1), "valid_to": None, "bsn_basis": None, "birth_date_basis": None}
        with self.record.engine("admin").begin() as connection:
            insert(connection, partner, [{"id": member.id, "name": f"Partner {kind}", "kind": kind}])
            insert(connection, partner_key, [{"key_hash": key_hash(member.key), "partner_id": member.id}])
            kinds = [{"municipality": place, "kind": kind, "valid_from": date(2020, 1, 1)} for place in places]
            insert(connection, accepted_kind, kinds, conflict="ON CONFLICT DO NOTHING")
            insert(connection, column_mapping, saved_mappings(member.id))
            agreed = [{"municipality": place, "partner_id": member.id} | empty | terms for place in places]
            insert(connection, agreement, agreed)
        return member

    def ask(self, method: str, path: str, content: bytes = b"", **headers: str) -> Response:
        """One HTTP request to the API; `x_api_key` and the like become headers."""
        named = {name.replace("_", "-").encode(): value.encode("latin-1") for name, value in headers.items()}

        async def request() -> Response:
            transport = ASGITransport(self.app, raise_app_exceptions=False)
            async with AsyncClient(transport=transport, base_url="https://ingest.test") as client:
                return await client.request(method, path, content=content, headers=named)

        return asyncio.run(request())

    def delivers(self, member: Member, *records: Record) -> list[Record]:
        """Deliver as JSON; gives the receipts."""
        answer = self.post(member, {"signalen": list(records)})
        assert answer.status_code == 200, answer.text
        receipts: list[Record] = answer.json()["ontvangstbewijzen"]
        return receipts

    def post(self, member: Member, body: object) -> Response:
        """Post a body to /v1/signalen."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        return self.ask("POST", "/v1/signalen", content, x_api_key=member.key, content_type="application/json")

    def uploads(
        self, member: Member, content: bytes, mapping: str = "energie-csv", media_type: str = "text/csv"
    ) -> Response:
        """Upload a file, CSV where nothing else is said."""
        path = f"/v1/leveringen?kolomindeling={mapping}"
        return self.ask("POST", path, content, x_api_key=member.key, content_type=media_type)

    def reads(self, member: Member, path: str) -> Response:
        """Get a resource."""
        return self.ask("GET", path, x_api_key=member.key)

    def rows(self, sql: str, *values: object) -> list[Record]:
        """Rows of the record as the test's superuser sees them."""
        with self.record.engine("superuser").connect() as connection:
            return [dict(row._mapping) for row in connection.exec_driver_sql(sql, values or None)]

    def count(self, table: str) -> int:
        """Number of rows of a table."""
        return int(self.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"])

    def counted(self) -> int:
        """Number of accepted signals by the facts."""
        return int(self.rows("SELECT coalesce(sum(amount), 0) AS n FROM fact")[0]["n"])
