"""The API: who may ask what, and how it answers when something is wrong."""

from datetime import date, timedelta

import orjson
import pytest
from httpx import Response

from plumbing.record.connect import open_engine
from plumbing.running.chance import new_id
from plumbing.web.keys import key_hash
from schemas.vocabulary.partners import PartnerKind
from services.ingest.door.headers import API_VERSION
from services.ingest.registry.store import Partners
from tests.services.ingest.builders import NEIGHBOUR, NOON, TODAY, Office, a_record

JSON = "application/json"


def assert_problem(answer: Response, status: int) -> dict[str, object]:
    """The answer is a problem of this status, in the national form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.parametrize("key", ["", "onbekend", "x" * 5_000])
def test_without_a_known_key_nothing_is_taken(office: Office, key: str) -> None:
    answer = office.ask("POST", "/v1/signalen", b'{"signalen": []}', x_api_key=key, content_type=JSON)
    assert_problem(answer, 401)
    assert "www-authenticate" in answer.headers


def test_of_a_key_only_the_hash_is_stored(office: Office) -> None:
    water = office.joins()
    (row,) = office.rows("SELECT key_hash, partner_key::text AS text FROM partner_key")
    assert bytes(row["key_hash"]) == key_hash(water.key)
    assert water.key not in row["text"]


def test_more_than_a_thousand_signals_are_too_many_and_a_thousand_are_not(office: Office) -> None:
    water = office.joins()
    thousand = [a_record() for _ in range(1_000)]
    assert "1000" in str(assert_problem(office.post(water, {"signalen": [*thousand, a_record()]}), 400)["detail"])
    assert office.count("delivery") == 0
    assert office.post(water, {"signalen": thousand}).json()["aantalGeaccepteerd"] == 1_000


def test_malformed_json_is_a_problem_not_a_422(office: Office) -> None:
    assert_problem(office.post(office.joins(), b'{"signalen": ['), 400)


def test_another_kind_of_content_is_refused(office: Office) -> None:
    water = office.joins()
    assert_problem(office.ask("POST", "/v1/signalen", b"{}", x_api_key=water.key, content_type="text/plain"), 415)
    answer = office.ask("POST", "/v1/signalen", b"{}", x_api_key=water.key, content_type=JSON, content_encoding="gzip")
    assert_problem(answer, 415)


def test_a_body_that_is_too_large_is_refused(office: Office) -> None:
    assert_problem(office.post(office.joins(), b" " * (4 * 1024 * 1024 + 1)), 413)


def test_an_unknown_address_and_a_wrong_method_are_problems_too(office: Office) -> None:
    assert_problem(office.ask("GET", "/v1/bestaat-niet"), 404)
    assert_problem(office.ask("GET", "/v1/signalen/"), 404)
    answer = office.ask("DELETE", "/v1/signalen")
    assert_problem(answer, 405)
    assert answer.headers["allow"] == "POST"


def test_wrong_parameters_are_told_together(office: Office) -> None:
    answer = office.reads(office.joins(), "/v1/leveringen/geen-nummer?pagina=0&paginaGrootte=veel")
    faults = assert_problem(answer, 400)["fouten"]
    assert isinstance(faults, list)
    assert {fault["veld"] for fault in faults} == {"leveringId", "pagina", "paginaGrootte"}
    assert "veel" not in answer.text


def test_every_answer_has_the_version_and_the_security_headers(office: Office) -> None:
    water = office.joins()
    answers = [
        office.post(water, {"signalen": [a_record()]}),
        office.ask("GET", "/v1/openapi.json"),
        office.ask("GET", "/v1/bestaat-niet"),
    ]
    for answer in answers:
        assert answer.headers["api-version"] == API_VERSION
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "strict-transport-security" in answer.headers
    assert [answer.headers.get("access-control-allow-origin") for answer in answers] == [None, "*", None]


def test_a_partner_reads_its_own_receipt_and_nothing_of_the_work(office: Office) -> None:
    water = office.joins()
    receipt = office.delivers(water, a_record(kenmerk="R-eigen"))[0]
    assert office.reads(water, f"/v1/signalen/{receipt['signaalId']}").json() == {
        "signaalId": receipt["signaalId"],
        "kenmerk": "R-eigen",
        "gemeentecode": "9901",
        "signaaldatum": "2026-03-16",
        "ontvangenOp": "2026-03-17T11:00:00Z",
        "herziening": 1,
    }


def test_a_partner_cannot_read_what_another_delivered(office: Office) -> None:
    water, energy = office.joins(), office.joins(PartnerKind.ENERGY)
    answer = office.post(water, {"signalen": [a_record()]}).json()
    delivery, signal = answer["leveringId"], answer["ontvangstbewijzen"][0]["signaalId"]
    assert office.reads(water, f"/v1/leveringen/{delivery}").status_code == 200
    assert_problem(office.reads(energy, f"/v1/leveringen/{delivery}"), 404)
    assert_problem(office.reads(energy, f"/v1/signalen/{signal}"), 404)
    assert_problem(office.reads(energy, f"/v1/signalen/{new_id()}"), 404)


def test_receipts_can_be_read_again_page_by_page(office: Office) -> None:
    water = office.joins()
    first = office.post(water, {"signalen": [a_record(), a_record(postcode="x"), a_record()]}).json()
    path = f"/v1/leveringen/{first['leveringId']}"
    again = office.reads(water, path).json()
    assert {name: again[name] for name in first} == first
    pages = [office.reads(water, f"{path}?paginaGrootte=2&pagina={page}").json() for page in (1, 2, 3)]
    assert [[one["regel"] for one in page["ontvangstbewijzen"]] for page in pages] == [[1, 2], [3], []]


def test_an_agreement_that_ended_no_longer_lets_signals_in(office: Office) -> None:
    water = office.joins(valid_to=TODAY)
    assert office.delivers(water, a_record())[0]["uitkomst"] == "geaccepteerd"
    office.now += timedelta(days=1)
    assert office.delivers(water, a_record())[0]["fouten"][0]["code"] == "geen-overeenkomst"


def test_a_municipality_without_agreement_is_refused_by_record(office: Office) -> None:
    receipts = office.delivers(office.joins(), a_record(gemeentecode=NEIGHBOUR), a_record())
    assert [one["uitkomst"] for one in receipts] == ["geweigerd", "geaccepteerd"]
    assert receipts[0]["fouten"][0] == {
        "veld": "gemeentecode",
        "code": "geen-overeenkomst",
        "tekst": "U heeft op deze dag geen afspraak met deze gemeente.",
    }


def test_no_request_can_set_the_moment_of_receipt(office: Office) -> None:
    water = office.joins()
    receipts = office.delivers(water, a_record(ontvangenOp="2020-01-01T00:00:00Z"), a_record())
    assert [one["uitkomst"] for one in receipts] == ["geweigerd", "geaccepteerd"]
    assert office.rows("SELECT received_at FROM signal") == [{"received_at": NOON}]


def test_a_database_that_is_away_is_told_as_such(office: Office) -> None:
    water = office.joins()
    office.reads(water, f"/v1/signalen/{new_id()}")
    away = open_engine("postgresql://vroegsignaal_ingest@127.0.0.1:1/vroegsignaal")
    office.works_with(engine=away)
    answer = office.post(water, {"signalen": [a_record()]})
    assert_problem(answer, 503)
    assert answer.headers["retry-after"]
    away.dispose()


def test_a_bug_is_a_problem_without_a_value(office: Office) -> None:
    water = office.joins()

    def broken() -> None:
        raise ValueError("Kanarie")

    office.works_with(clock=broken)
    answer = office.post(water, {"signalen": [a_record()]})
    assert_problem(answer, 500)
    assert "Kanarie" not in answer.text
    assert answer.headers["api-version"] == API_VERSION


def test_a_changed_agreement_is_noticed_within_seconds(office: Office) -> None:
    water, now = office.joins(), [0.0]
    partners = Partners(office.record.engine("ingest"), 5.0, lambda: now[0])
    found = partners.by_key(water.key)
    assert found is partners.remembered(water.key)
    assert found
    assert found.on(date(2026, 3, 17)).agreement("9901")
    with office.record.engine("admin").begin() as connection:
        connection.exec_driver_sql("UPDATE agreement SET valid_to = '2026-03-01'")
    assert partners.by_key(water.key) is found
    now[0] = 6.0
    assert partners.remembered(water.key) is None
    changed = partners.by_key(water.key)
    assert changed
    assert changed.on(date(2026, 3, 17)).agreement("9901") is None


def test_an_answer_is_json_that_fits_its_content_type(office: Office) -> None:
    answer = office.post(office.joins(), {"signalen": [a_record()]})
    assert answer.headers["content-type"] == "application/json"
    assert orjson.loads(answer.content)["status"] == "verwerkt"
