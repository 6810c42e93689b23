"""A try-out: everything is checked, the answer is as the real one, nothing is kept and nobody is told."""

from typing import Any

import orjson
import pytest
from httpx import Response

from plumbing.record.tables import metadata
from schemas.vocabulary.partners import PartnerKind
from tests.services.ingest.builders import Member, Office, Record, a_record
from tests.services.ingest.door.test_api import JSON, assert_problem
from tests.services.ingest.files.deliveries import a_file, a_row, read_all


def tried(office: Office, member: Member, *records: Record, **headers: str) -> Response:
    """Signals as a try-out."""
    content = orjson.dumps({"signalen": list(records)})
    named = {"x_api_key": member.key, "content_type": JSON} | headers
    return office.ask("POST", "/v1/signalen?proef=ja", content, **named)


def tried_file(office: Office, member: Member, content: bytes) -> Response:
    """A file as a try-out."""
    path = "/v1/leveringen?kolomindeling=energie-csv&proef=ja"
    return office.ask("POST", path, content, x_api_key=member.key, content_type="text/csv")


def kept(office: Office) -> dict[str, Any]:
    """Every row of the record, by table."""
    return {name: office.rows(f'SELECT t::text AS row FROM "{name}" t ORDER BY 1') for name in metadata.tables}


def without_ids(answer: Response) -> dict[str, Any]:
    """What an answer says, but for the numbers of what it made."""
    body = dict(answer.json())
    body.pop("proef", None)
    body.pop("leveringId")
    for receipt in body["ontvangstbewijzen"]:
        receipt.pop("signaalId", None)
    return body


def test_a_try_out_answers_as_the_real_one_would_and_says_that_it_is_one(office: Office) -> None:
    water = office.joins()
    there = a_record(kenmerk="R-there")
    office.delivers(water, there)
    records = [a_record(), a_record(postcode="x"), there, there | {"bedragInCenten": 1_200}]
    first, real = tried(office, water, *records[:3]), office.post(water, {"signalen": records[:3]})
    assert first.json()["proef"] is True
    assert "proef" not in real.json()
    assert without_ids(first) == without_ids(real)
    assert [one["uitkomst"] for one in real.json()["ontvangstbewijzen"]] == ["geaccepteerd", "geweigerd", "dubbel"]
    (revised,) = tried(office, water, records[3]).json()["ontvangstbewijzen"]
    assert revised["uitkomst"] == "herzien"


def test_a_try_out_keeps_nothing_and_tells_nobody(office: Office) -> None:
    water = office.joins()
    office.delivers(water, a_record(kenmerk="R-there"))
    before, told = kept(office), len(office.published.batches)
    assert tried(office, water, a_record(), a_record(kenmerk="R-there", bedragInCenten=9_900)).status_code == 200
    assert tried_file(office, water, a_file(a_row(1), a_row(2))).status_code == 200
    assert kept(office) == before
    assert len(office.published.batches) == told


def test_a_try_out_forgets_nothing_that_was_published(office: Office) -> None:
    water = office.joins()
    office.delivers(water, a_record())
    office.ports.outbox.published(office.published.batches[0])
    tried(office, water, a_record())
    office.ports.outbox.tidy(office.ports.engine)
    assert office.count("outbox") == 0


def test_a_try_out_of_a_file_reads_all_of_it_and_answers_its_first_thousand_lines(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    office.works_with(records_in_chunk=3)
    rows = [a_row(1), a_row(2, postcode="x"), *[a_row(number) for number in range(3, 9)]]
    answer = tried_file(office, energy, a_file(*rows))
    body = answer.json()
    assert (answer.status_code, body["proef"], body["aantalRegels"]) == (200, True, 8)
    assert [one["uitkomst"] for one in body["ontvangstbewijzen"]] == ["geaccepteerd", "geweigerd", "geaccepteerd"]
    read_all(office.ports)
    assert office.count("delivery") == 0


def test_a_file_that_cannot_be_read_is_refused_in_a_try_out_too(office: Office) -> None:
    assert_problem(tried_file(office, office.joins(), b"Kolom\n1\n"), 400)


def test_a_key_of_a_try_out_stays_free_for_the_real_request(office: Office) -> None:
    water, record = office.joins(), a_record()
    tried(office, water, record, idempotency_key="abc")
    headers = {"x_api_key": water.key, "content_type": JSON, "idempotency_key": "abc"}
    answer = office.ask("POST", "/v1/signalen", orjson.dumps({"signalen": [record]}), **headers)
    assert answer.json()["ontvangstbewijzen"][0]["uitkomst"] == "geaccepteerd"


@pytest.mark.parametrize("query", ["prof=ja", "Proef=ja", "proef=ja&proef=nee", "proef=ja&x[]=1"])
def test_a_parameter_that_is_misspelt_or_comes_twice_is_refused_and_nothing_is_taken(
    office: Office, query: str
) -> None:
    water, content = office.joins(), orjson.dumps({"signalen": [a_record()]})
    answer = office.ask("POST", f"/v1/signalen?{query}", content, x_api_key=water.key, content_type=JSON)
    assert assert_problem(answer, 400)["fouten"]
    assert "x[]" not in answer.text
    assert office.count("delivery") == 0


def test_any_other_word_for_a_try_out_is_refused_and_nothing_is_taken(office: Office) -> None:
    water = office.joins()
    for word in ("true", "JA", ""):
        content = orjson.dumps({"signalen": [a_record()]})
        answer = office.ask("POST", f"/v1/signalen?proef={word}", content, x_api_key=water.key, content_type=JSON)
        assert_problem(answer, 400)
    assert office.count("delivery") == 0
