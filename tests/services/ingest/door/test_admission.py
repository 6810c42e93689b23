"""Limits of the front door: too often, too much at once and too many wrong keys are told when to try again."""

import asyncio

import orjson
import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.requests import Request

from plumbing.running.settings import Settings
from services.ingest.door.admission import Admission, places_of
from tests.services.ingest.builders import Member, Office, a_record
from tests.services.ingest.door.test_api import JSON, assert_problem


def limited(office: Office, **limits: float) -> None:
    """Give the door other limits."""
    office.app.state.admission = Admission(Settings(**limits))  # type: ignore[arg-type]


def test_a_partner_that_asks_too_often_is_told_when_to_try_again_and_another_is_served(office: Office) -> None:
    limited(office, partner_requests_per_second=0.5)
    water, other = office.joins(), office.joins()
    answers = [office.reads(water, "/v1/leveringen") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 429, 429]
    assert_problem(answers[1], 429)
    assert 1 <= int(answers[1].headers["retry-after"]) <= 2
    assert office.reads(other, "/v1/leveringen").status_code == 200


def test_a_request_beyond_the_limit_has_no_effect(office: Office) -> None:
    limited(office, partner_requests_per_second=0.001)
    water = office.joins()
    assert [office.post(water, {"signalen": [a_record()]}).status_code for _ in range(2)] == [200, 429]
    assert office.count("delivery") == 1


def test_after_many_wrong_keys_an_address_waits_without_a_look_into_the_record(office: Office) -> None:
    limited(office, refused_keys_per_minute=5)
    codes = [office.ask("GET", "/v1/leveringen", x_api_key=f"fout-{number}").status_code for number in range(8)]
    assert codes == [401] * 5 + [429] * 3
    answer = office.ask("GET", "/v1/leveringen", x_api_key="fout")
    assert_problem(answer, 429)
    assert int(answer.headers["retry-after"]) == 12


def test_who_came_in_before_still_comes_in_beside_somebody_who_guesses(office: Office) -> None:
    limited(office, refused_keys_per_minute=2)
    water, late = office.joins(), office.joins()
    assert office.reads(water, "/v1/leveringen").status_code == 200
    for _ in range(4):
        office.ask("GET", "/v1/leveringen", x_api_key="fout")
    assert office.reads(water, "/v1/leveringen").status_code == 200
    assert office.reads(late, "/v1/leveringen").status_code == 429


def test_a_partner_that_sends_more_at_once_than_may_wait_is_refused_and_loses_nothing(office: Office) -> None:
    water = office.joins()
    limited(office, partner_requests_at_once=1)

    async def at_once(number: int) -> list[Response]:
        transport = ASGITransport(office.app)
        headers = {"X-API-Key": water.key, "Content-Type": JSON}
        async with AsyncClient(transport=transport, base_url="https://ingest.test") as client:
            bodies = [orjson.dumps({"signalen": [a_record()]}) for _ in range(number)]
            asked = [client.post("/v1/signalen", content=body, headers=headers) for body in bodies]
            return await asyncio.gather(*asked)

    answers = asyncio.run(at_once(250))
    codes = [answer.status_code for answer in answers]
    assert set(codes) == {200, 429}
    assert office.count("delivery") == codes.count(200) >= 201


@pytest.mark.parametrize(
    ("method", "path", "length", "places"),
    [
        ("POST", "/v1/signalen", "1000", 1),
        ("POST", "/v1/signalen", "400000", 2),
        ("POST", "/v1/signalen", "4000000", 4),
        ("POST", "/v1/signalen", "", 4),
        ("POST", "/v1/signalen", "veel", 4),
        ("POST", "/v1/intrekkingen", "1000", 1),
        ("POST", "/v1/intrekkingen", "4000000", 4),
        ("POST", "/v1/intrekkingen", "", 4),
        ("POST", "/v1/leveringen", "100000000", 1),
        ("GET", "/v1/leveringen", "", 1),
    ],
)
def test_what_is_read_into_memory_as_a_whole_takes_more_places_the_larger_it_is(
    method: str, path: str, length: str, places: int
) -> None:
    headers = [(b"content-length", length.encode())] if length else []
    scope = {"type": "http", "method": method, "path": path, "headers": headers, "server": ("x", 80), "scheme": "http"}
    request = Request({**scope, "query_string": b"", "root_path": ""})
    assert (places_of(request, 4), places_of(request, 1)) == (places, 1)


def test_no_key_is_kept_in_the_memory_of_the_door(office: Office) -> None:
    water: Member = office.joins()
    office.reads(water, "/v1/leveringen")
    assert water.key not in str(vars(office.app.state.admission))
