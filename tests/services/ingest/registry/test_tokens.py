"""A partner signs in with an access token instead of a key: the same rights and refusals, nothing of it in a log."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from httpx import Response
from joserfc import jwt
from joserfc.jwk import RSAKey

from plumbing.web.tokens import AccessTokens
from services.ingest.door.openapi import document
from services.ingest.registry.store import Partners
from tests.services.ingest.builders import NOON, Member, Office, a_record

KEY = RSAKey.generate_key(2048, {"kid": "een"})
ISSUER, AUDIENCE, CLIENT = "https://uitgever.example", "vroegsignaal", "bronwater-client"


@pytest.fixture
def door(office: Office, tmp_path: Path) -> Office:
    """The front door with an issuer, which remembers no partner."""
    file = tmp_path / "jwks.json"
    file.write_bytes(orjson.dumps({"keys": [KEY.as_dict(private=False)]}))
    office.app.state.tokens = AccessTokens(ISSUER, AUDIENCE, str(file), clock=lambda: NOON)
    office.works_with(partners=Partners(office.record.engine("ingest"), 0.0))
    return office


def registered(office: Office, client_id: str = CLIENT) -> Member:
    member = office.joins()
    with office.record.engine("admin").begin() as connection:
        connection.exec_driver_sql("UPDATE partner SET client_id = %s WHERE id = %s", (client_id, member.id))
    return member


def a_token(**changes: Any) -> str:
    soon = int(NOON.timestamp()) + 300
    claims = {"iss": ISSUER, "aud": AUDIENCE, "exp": soon, "client_id": CLIENT} | changes
    return jwt.encode({"alg": "RS256", "kid": "een"}, claims, KEY)


def delivered(office: Office, authorization: str, **headers: str) -> Response:
    body = orjson.dumps({"signalen": [a_record()]})
    return office.ask(
        "POST", "/v1/signalen", body, authorization=authorization, content_type="application/json", **headers
    )


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_token_of_a_registered_client_delivers_as_that_partner(door: Office, scheme: str) -> None:
    member = registered(door)
    answer = delivered(door, f"{scheme} {a_token()}")
    assert answer.json()["aantalGeaccepteerd"] == 1
    assert door.rows("SELECT partner_id FROM signal") == [{"partner_id": member.id}]


@pytest.mark.parametrize(
    "changes", [{"client_id": "onbekend"}, {"client_id": "\x00"}, {"exp": 0}, {"aud": "ander"}], ids=str
)
def test_a_token_that_does_not_hold_is_401_and_says_which_sign_in_there_is(
    door: Office, changes: dict[str, Any]
) -> None:
    registered(door)
    answer = delivered(door, f"Bearer {a_token(**changes)}")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'ApiKey, Bearer error="invalid_token"'
    assert door.count("delivery") == 0


def test_a_token_that_does_not_hold_is_not_made_good_by_a_key(door: Office) -> None:
    member = registered(door)
    assert delivered(door, f"Bearer {a_token(exp=0)}", x_api_key=member.key).status_code == 401


def test_without_either_both_ways_are_named(door: Office) -> None:
    answer = door.ask("GET", "/v1/signalen/0d9c3f5e-3f0e-4c55-9a0a-3b7c1f6f2a01")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "ApiKey, Bearer")


def test_where_no_issuer_is_set_a_token_is_nothing_and_a_key_goes_on(office: Office) -> None:
    member = registered(office)
    answer = delivered(office, f"Bearer {a_token()}")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "ApiKey")
    assert delivered(office, f"Bearer {a_token()}", x_api_key=member.key).status_code == 200


def test_a_suspended_partner_is_refused_with_a_token_too(door: Office) -> None:
    registered(door)
    with door.record.engine("admin").begin() as connection:
        connection.exec_driver_sql("UPDATE partner SET suspended_at = clock_timestamp()")
    assert delivered(door, f"Bearer {a_token()}").status_code == 403


def test_while_the_issuer_is_away_the_answer_is_try_again(office: Office, tmp_path: Path) -> None:
    registered(office)
    office.app.state.tokens = AccessTokens(ISSUER, AUDIENCE, str(tmp_path / "nothing"), clock=lambda: NOON)
    answer = delivered(office, f"Bearer {a_token()}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_nothing_of_a_token_is_logged(door: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registered(door)
    door.app.state.tokens = AccessTokens(ISSUER, AUDIENCE, str(tmp_path / "nothing"), clock=lambda: datetime.now(UTC))
    token = a_token()
    delivered(door, f"Bearer {token}")
    said = capsys.readouterr()
    assert "jwks-away" in said.out + said.err
    assert not any(part in said.out + said.err for part in (*token.split("."), CLIENT, str(tmp_path)))


def test_the_description_tells_of_both_ways(office: Office) -> None:
    schemes = document()["components"]["securitySchemes"]
    assert schemes["Toegangstoken"]["scheme"] == "bearer"
    assert document()["security"] == [{"Sleutel": []}, {"Toegangstoken": []}]
