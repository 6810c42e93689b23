"""The same request again: with an Idempotency-Key the first answer, without one a receipt that says what stands."""

import asyncio
from datetime import timedelta

import orjson
import pytest
from httpx import Response

from plumbing.record.connect import open_engine
from plumbing.record.tables import idempotency_key
from plumbing.record.write import insert
from services.ingest.door.repeats import KEY_KEPT, forget_old_keys, once
from services.ingest.door.sweeping import sweep_until
from tests.services.ingest.builders import NOON, Member, Office, Record, a_record
from tests.services.ingest.door.test_api import JSON, assert_problem
from tests.services.ingest.files.deliveries import lines_of, read_all

KEY = '"3b0c0f0a-94a1-4b52-8a53-0d1c3a9f6d11"'


def sent(office: Office, member: Member, *records: Record, key: str = KEY, query: str = "") -> Response:
    """Signals under a key."""
    headers = {"x_api_key": member.key, "content_type": JSON, "idempotency_key": key}
    return office.ask("POST", f"/v1/signalen{query}", orjson.dumps({"signalen": list(records)}), **headers)


def uploaded(office: Office, member: Member, content: bytes, mapping: str = "energie-csv") -> Response:
    """A file under the key."""
    path = f"/v1/leveringen?kolomindeling={mapping}"
    headers = {"x_api_key": member.key, "content_type": "text/csv", "idempotency_key": KEY}
    return office.ask("POST", path, content, **headers)


def test_the_same_key_and_request_get_the_first_answer_and_have_no_second_effect(office: Office) -> None:
    water = office.joins()
    records = [a_record(telefoonnummer="onbekend"), a_record(postcode="x"), a_record()]
    first = sent(office, water, *records)
    office.now += timedelta(hours=2)
    again = sent(office, water, *records)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert (office.count("delivery"), office.count("receipt"), office.count("signal")) == (1, 3, 2)


def test_an_old_request_that_is_tried_again_with_its_key_puts_no_old_content_back(office: Office) -> None:
    water = office.joins()
    old, new = a_record(kenmerk="R-late"), a_record(kenmerk="R-late", bedragInCenten=30_000)
    sent(office, water, old)
    office.delivers(water, new)
    sent(office, water, old)
    assert office.rows("SELECT amount_cents, revision FROM signal") == [{"amount_cents": 30_000, "revision": 2}]


def test_without_a_key_the_receipt_says_since_when_the_content_stood_that_it_replaced(office: Office) -> None:
    water = office.joins()
    old, new = a_record(kenmerk="R-late"), a_record(kenmerk="R-late", bedragInCenten=30_000)
    office.delivers(water, old)
    office.now += timedelta(minutes=5)
    (revised,) = office.delivers(water, new)
    assert (revised["uitkomst"], revised["vervangt"]) == ("herzien", "2026-03-17T11:00:00Z")
    office.now += timedelta(minutes=5)
    answer = office.post(water, {"signalen": [old]}).json()
    assert answer["ontvangstbewijzen"][0]["vervangt"] == "2026-03-17T11:05:00Z"
    again = office.reads(water, f"/v1/leveringen/{answer['leveringId']}").json()
    assert again["ontvangstbewijzen"] == answer["ontvangstbewijzen"]


def test_what_was_received_later_stands_and_the_receipt_of_a_slow_file_says_since_when(office: Office) -> None:
    energy = office.joins()
    delivery = office.uploads(energy, lines_of(1)).json()["leveringId"]
    office.now += timedelta(minutes=5)
    office.delivers(energy, a_record(kenmerk="E-0"))
    read_all(office.ports)
    (receipt,) = office.reads(energy, f"/v1/leveringen/{delivery}").json()["ontvangstbewijzen"]
    assert (receipt["uitkomst"], receipt["geldigSinds"]) == ("achterhaald", "2026-03-17T11:05:00Z")


def test_another_request_with_the_same_key_is_refused_and_changes_nothing(office: Office) -> None:
    water = office.joins()
    sent(office, water, a_record())
    assert_problem(sent(office, water, a_record()), 422)
    assert_problem(uploaded(office, water, lines_of(1)), 422)
    assert office.count("delivery") == 1


def test_a_file_under_the_same_key_is_read_once_and_answered_alike(office: Office) -> None:
    energy = office.joins()
    first = uploaded(office, energy, lines_of(3))
    read_all(office.ports)
    again = uploaded(office, energy, lines_of(3))
    assert (again.status_code, again.json()) == (202, first.json())
    assert again.headers["location"] == first.headers["location"]
    assert (office.count("delivery"), office.count("receipt")) == (1, 3)
    assert_problem(uploaded(office, energy, lines_of(3), "huur-csv"), 422)


def test_a_key_belongs_to_its_partner(office: Office) -> None:
    water, other = office.joins(), office.joins()
    assert sent(office, water, a_record()).status_code == sent(office, other, a_record()).status_code == 200
    assert office.count("delivery") == 2


def test_a_request_that_was_refused_leaves_its_key_free(office: Office) -> None:
    water = office.joins()
    headers = {"x_api_key": water.key, "content_type": JSON, "idempotency_key": KEY}
    assert_problem(office.ask("POST", "/v1/signalen", b"{", **headers), 400)
    assert sent(office, water, a_record()).status_code == 200


def test_a_key_that_is_in_use_is_told_and_waits_for_nobody(office: Office) -> None:
    water, record = office.joins(), a_record()
    asked = once(office.ports.secrecy.content_hash, "abc", "/v1/signalen", b"")
    assert asked
    row = {"partner_id": water.id, **asked._asdict(), "used_at": NOON}
    with office.record.engine("superuser").begin() as meanwhile:
        insert(meanwhile, idempotency_key, [row])
        answer = sent(office, water, record, key="abc")
        assert_problem(answer, 409)
        assert answer.headers["retry-after"] == "1"
        meanwhile.rollback()
    assert sent(office, water, record, key="abc").status_code == 200
    assert office.count("delivery") == 1


@pytest.mark.parametrize("key", ["", '""', "x" * 101, '"a\\"b"', '"open', "twee woorden", "café"])
def test_a_key_that_is_no_key_is_refused(office: Office, key: str) -> None:
    faults = assert_problem(sent(office, office.joins(), a_record(), key=key), 400)["fouten"]
    assert faults == [{"veld": "Idempotency-Key", "code": "onjuiste-vorm", "tekst": faults[0]["tekst"]}]  # type: ignore[index]


def test_a_key_with_and_without_its_quotes_is_the_same(office: Office) -> None:
    water, record = office.joins(), a_record()
    assert sent(office, water, record, key="abc").json() == sent(office, water, record, key='"abc"').json()


def test_the_record_keeps_neither_the_key_nor_what_was_sent(office: Office) -> None:
    water = office.joins()
    sent(office, water, a_record(achternaam="Kanarie"), key="geheim-Kanarie")
    (row,) = office.rows("SELECT idempotency_key::text AS kept FROM idempotency_key")
    assert "Kanarie" not in row["kept"]
    assert b"Kanarie".hex() not in row["kept"]


def test_after_thirty_days_a_key_is_forgotten(office: Office) -> None:
    water, other = office.joins(), office.joins()
    sent(office, water, a_record())
    office.now += timedelta(days=1)
    sent(office, other, a_record())
    office.now += KEY_KEPT - timedelta(hours=1)
    assert (forget_old_keys(office.ports), office.count("idempotency_key")) == (1, 1)
    assert sent(office, water, a_record()).status_code == 200


def test_a_key_that_is_past_its_time_is_new_even_before_it_is_swept(office: Office) -> None:
    water = office.joins()
    sent(office, water, a_record())
    office.now += KEY_KEPT + timedelta(seconds=1)
    assert sent(office, water, a_record(signaaldatum="2026-04-10")).status_code == 200
    assert office.count("delivery") == 2


def test_the_sweep_goes_on_while_the_record_is_away_and_stops_when_told(office: Office) -> None:
    sent(office, office.joins(), a_record())
    away = open_engine("postgresql://vroegsignaal_ingest@127.0.0.1:1/vroegsignaal")
    engine = office.ports.engine

    async def sweeping(seconds: float) -> None:
        stopped = asyncio.Event()
        task = asyncio.create_task(sweep_until(stopped, office.ports, 0.01))
        await asyncio.sleep(seconds)
        assert not task.done()
        stopped.set()
        await task

    office.now += KEY_KEPT + timedelta(days=1)
    office.works_with(engine=away)
    asyncio.run(sweeping(0.2))
    away.dispose()
    assert office.count("idempotency_key") == 1
    office.works_with(engine=engine)
    asyncio.run(sweeping(0.2))
    assert office.count("idempotency_key") == 0
