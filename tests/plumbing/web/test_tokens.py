"""Access tokens: signed by the issuer with a key pair, for us and for now; its keys are kept and read anew."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from plumbing.running.settings import Settings
from plumbing.web.tokens import FLOOR_SECONDS, KEPT_SECONDS, AccessTokens, KeysAway, keys_in, tokens_of

NOW = datetime(2026, 3, 17, 11, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
ISSUER, AUDIENCE = "https://uitgever.example", "vroegsignaal"
RSA, SECOND = (RSAKey.generate_key(2048, {"kid": name}) for name in ("een", "twee"))
EC = ECKey.generate_key("P-256", {"kid": "kromme"})
Key = RSAKey | ECKey
CLAIMS: dict[str, Any] = {"iss": ISSUER, "aud": AUDIENCE, "exp": SECONDS + 300, "client_id": "bronwater"}


def a_token(key: Any = RSA, alg: str = "RS256", **changes: Any) -> str:
    """A token; `changes` may add, replace or (with ...) remove a claim."""
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not ...}
    return jwt.encode({"alg": alg, "kid": key.kid}, claims, key, algorithms=[alg])


def jwks(*keys: Any, **more: Any) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) | more for key in keys]}).encode()


class Issuer:
    """Where keys are read, and how often; and what time it is for who reads them."""

    def __init__(self, *keys: Any) -> None:
        self.body: bytes | None = jwks(*keys)
        self.read, self.now = 0, 0.0
        self.tokens = AccessTokens(
            ISSUER, AUDIENCE, "/keys", fetch=self.fetch, clock=lambda: NOW, monotonic=lambda: self.now
        )

    def fetch(self, _source: str) -> bytes:
        self.read += 1
        if self.body is None:
            raise OSError("away")
        return self.body

    def __call__(self, token: str) -> str | None:
        return self.tokens.client_of(token)


@pytest.mark.parametrize(("key", "alg"), [(RSA, "RS256"), (RSA, "PS256"), (EC, "ES256")])
def test_a_token_of_the_issuer_for_us_names_its_client(key: Key, alg: str) -> None:
    issuer = Issuer(RSA, EC)
    assert issuer(a_token(key, alg)) == "bronwater"
    assert issuer(a_token(key, alg, client_id=..., azp="bronwater")) == "bronwater"
    assert issuer(a_token(key, alg, aud=["iets", AUDIENCE], azp="bronwater")) == "bronwater"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://ander.example"},
        {"iss": ...},
        {"aud": "iets-anders"},
        {"aud": ["iets-anders"]},
        {"aud": ...},
        {"exp": SECONDS - 60},
        {"exp": ...},
        {"exp": "morgen"},
        {"exp": True},
        {"nbf": SECONDS + 600},
        {"iat": SECONDS + 600},
        {"client_id": ...},
        {"client_id": ["bronwater"]},
        {"client_id": "bronwater", "azp": "ander"},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_or_not_for_now_names_nobody(changes: dict[str, Any]) -> None:
    assert Issuer(RSA)(a_token(**changes)) is None


@pytest.mark.parametrize("alg", ["RS384", "RS512"])
def test_a_signature_that_is_not_on_the_list_is_refused(alg: str) -> None:
    assert Issuer(RSA)(a_token(alg=alg)) is None


def part(content: Any) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def test_a_token_without_a_signature_is_refused() -> None:
    for alg in ("none", "None", ""):
        for end in ("", part("x")):
            assert Issuer(RSA)(f"{part({'alg': alg, 'kid': 'een'})}.{part(CLAIMS)}.{end}") is None


def test_a_public_key_is_no_shared_secret() -> None:
    """The library refuses to sign so: a forger does it by hand."""
    signed = f"{part({'alg': 'HS256', 'kid': 'een'})}.{part(CLAIMS)}"
    signature = hmac.digest(RSA.as_pem(private=False), signed.encode(), "sha256")
    assert Issuer(RSA)(f"{signed}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}") is None


def test_a_token_of_another_key_with_a_known_name_is_refused() -> None:
    stranger = RSAKey.generate_key(2048, {"kid": "een"})
    assert Issuer(RSA)(a_token(stranger)) is None
    assert Issuer(EC)(a_token(RSAKey.generate_key(2048, {"kid": "kromme"}))) is None


def test_a_token_that_was_changed_is_refused() -> None:
    header, _, signature = a_token().split(".")
    assert Issuer(RSA)(f"{header}.{part(CLAIMS | {'client_id': 'ander'})}.{signature}") is None


@pytest.mark.parametrize(
    "token", ["", ".", "..", "a.b.c", "é.é.é", "x" * 100_000, f"{part([1])}.a.b", f"{part(1)}.a.b"]
)
def test_what_is_no_token_names_nobody(token: str) -> None:
    assert Issuer(RSA)(token) is None


def test_keys_are_read_once_and_anew_for_a_name_that_is_unknown() -> None:
    issuer = Issuer(RSA)
    assert [issuer(a_token()) for _ in range(3)] == ["bronwater"] * 3
    assert issuer.read == 1
    issuer.body, issuer.now = jwks(RSA, SECOND), FLOOR_SECONDS
    assert issuer(a_token(SECOND)) == "bronwater"
    assert issuer.read == 2


def test_tokens_with_unknown_names_make_nobody_read_more_often_than_the_floor() -> None:
    issuer = Issuer(RSA)
    for _ in range(50):
        assert issuer(a_token(SECOND)) is None
    assert issuer.read == 1
    issuer.now = FLOOR_SECONDS
    for _ in range(50):
        assert issuer(a_token(SECOND)) is None
    assert issuer.read == 2


def test_a_key_that_the_issuer_withdraws_ends() -> None:
    issuer = Issuer(RSA)
    assert issuer(a_token()) == "bronwater"
    issuer.body, issuer.now = jwks(SECOND), KEPT_SECONDS + 1
    assert issuer(a_token()) is None


def test_while_the_issuer_is_away_known_keys_hold_for_a_while_and_then_nothing_is_judged() -> None:
    issuer = Issuer(RSA)
    assert issuer(a_token()) == "bronwater"
    issuer.body, issuer.now = None, KEPT_SECONDS + 1
    assert issuer(a_token()) == "bronwater"
    issuer.now = 2 * KEPT_SECONDS + 1
    with pytest.raises(KeysAway):
        issuer(a_token())


@pytest.mark.parametrize("body", [None, b"", b"geen json", b"[]", b'{"keys": 1}'])
def test_an_issuer_that_never_answered_leaves_nothing_to_judge_by(body: bytes | None) -> None:
    issuer = Issuer(RSA)
    issuer.body = body
    with pytest.raises(KeysAway):
        issuer(a_token())


def test_keys_of_another_use_or_kind_are_passed_by() -> None:
    assert set(keys_in(jwks(RSA, EC))) == {"een", "kromme"}
    assert keys_in(jwks(RSA, use="enc")) == {}
    mixed = [{"kty": "oct", "k": "AAAA"}, {"kty": "OKP"}, {"kty": "RSA"}, 1, RSA.as_dict(private=False)]
    assert set(keys_in(json.dumps({"keys": mixed}).encode())) == {"een"}


def test_a_key_on_a_curve_that_nobody_knows_leaves_the_others_standing() -> None:
    strange = {"kty": "EC", "crv": "BP-256", "x": "AA", "y": "AA", "kid": "new"}
    assert set(keys_in(json.dumps({"keys": [strange, RSA.as_dict(private=False)]}).encode())) == {"een"}


def test_keys_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_bytes(jwks(RSA))
    tokens = AccessTokens(ISSUER, AUDIENCE, str(file), clock=lambda: NOW)
    assert tokens.client_of(a_token()) == "bronwater"


def set_up(**changes: str) -> Settings:
    whole = {"oauth_issuer": ISSUER, "oauth_audience": AUDIENCE, "oauth_jwks": "https://uitgever.example/keys"}
    return Settings(**{**whole, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"oauth_issuer": ""},
        {"oauth_audience": ""},
        {"oauth_jwks": ""},
        {"oauth_jwks": "http://uitgever.example/keys"},
        {"oauth_jwks": "jwks.json"},
    ],
)
def test_half_an_issuer_or_one_without_tls_is_refused_at_the_start(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="go together"):
        tokens_of(set_up(**changes))


def test_without_an_issuer_there_are_no_tokens() -> None:
    assert tokens_of(Settings()) is None
    assert tokens_of(set_up()) is not None
