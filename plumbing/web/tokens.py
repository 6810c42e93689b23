"""OAuth 2 access tokens (client credentials): signed by an issuer that we trust, for us, and for now.

Its keys are read from a JWKS (RFC 7517), kept, and read anew when a token names one that we do not know: an issuer
changes its keys without telling us. Nothing of a token is logged or repeated.
"""

import json
import math
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey, import_key

from plumbing.running.clock import Clock, system_clock
from plumbing.running.settings import Settings

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Signatures with a key pair: whoever can check one cannot make one."""
TOKEN_CHARACTERS: Final = 8_192
KEPT_SECONDS: Final = 600.0
"""How long a key that the issuer no longer shows may still be used."""
FLOOR_SECONDS: Final = 30.0
"""Between two readings, however many tokens name keys that nobody knows."""
LEEWAY_SECONDS: Final = 30
FETCH_SECONDS: Final = 5.0
JWKS_BYTES: Final = 256 * 1024
SOURCES: Final = ("https://", "/")
"""Where a JWKS may stand: with TLS, or in a file."""
Keys = Mapping[str, RSAKey | ECKey]
log = structlog.get_logger(__name__)


class KeysAway(Exception):
    """The keys of the issuer cannot be had, so that no token can be judged."""


def fetched(source: str) -> bytes:
    """A JWKS as it stands at an https address or in a file. Raises OSError, httpx.HTTPError or ValueError."""
    if not source.startswith("https://"):
        return Path(source).read_bytes()
    with httpx.stream("GET", source, timeout=FETCH_SECONDS, follow_redirects=False) as answer:
        answer.raise_for_status()
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > JWKS_BYTES:
                raise ValueError("too large")
    return bytes(body)


class AccessTokens:
    """Judges tokens. Safe to share between threads; may wait for the issuer."""

    def __init__(
        self,
        issuer: str,
        audience: str,
        source: str,
        *,
        fetch: Callable[[str], bytes] = fetched,
        clock: Clock = system_clock,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`source`: https address or absolute path of the JWKS. `clock`: real time, also while time is simulated."""
        self._issuer, self._audience, self._source = issuer, audience, source
        self._fetch, self._clock, self._monotonic = fetch, clock, monotonic
        self._keys: Keys = MappingProxyType({})
        self._read_at = self._tried_at = -math.inf
        self._lock = Lock()

    def client_of(self, token: str) -> str | None:
        """The client that a token was given to; None for one that does not hold. Raises KeysAway."""
        if len(token) > TOKEN_CHARACTERS:
            return None
        try:
            key = self._key(_key_id(token))
            claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims if key else {}
            _registry(self._issuer, self._audience, self._clock()).validate(claims)
        except (JoseError, ValueError, TypeError, AttributeError):  # Bytes of others: each of them means no.
            return None
        return _client(claims)

    def _key(self, name: str) -> RSAKey | ECKey | None:
        """The key with this id, of keys that are fresh."""
        now = self._monotonic()
        if name not in self._keys or now - self._read_at > KEPT_SECONDS:
            self._read_anew(now)
        if now - self._read_at > 2 * KEPT_SECONDS:
            raise KeysAway
        return self._keys.get(name)

    def _read_anew(self, now: float) -> None:
        with self._lock:
            if now - self._tried_at < FLOOR_SECONDS:
                return
            self._tried_at = now
            try:
                self._keys = keys_in(self._fetch(self._source))
                self._read_at = now
            except (OSError, httpx.HTTPError, ValueError) as error:
                log.warning("jwks-away", error=type(error).__name__)


def tokens_of(settings: Settings) -> AccessTokens | None:
    """What judges tokens; None where no issuer is set. Raises ValueError for half a setting."""
    parts = (settings.oauth_issuer, settings.oauth_audience, settings.oauth_jwks)
    if not any(parts):
        return None
    if not all(parts) or not settings.oauth_jwks.startswith(SOURCES):
        raise ValueError("OAUTH_ISSUER, OAUTH_AUDIENCE and OAUTH_JWKS (https or an absolute path) go together")
    return AccessTokens(*parts)


def keys_in(body: bytes) -> Keys:
    """The keys of a JWKS that sign, by id. Others, and those of a kind that we do not take, are passed by.

    Raises ValueError for what is no JWKS.
    """
    found: dict[str, RSAKey | ECKey] = {}
    document = json.loads(body)
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no JWKS")
    for one in listed:
        if not isinstance(one, dict) or one.get("use", "sig") != "sig" or one.get("kty") not in {"RSA", "EC"}:
            continue
        try:
            key = import_key(one)
        except (JoseError, ValueError, TypeError, KeyError):  # KeyError: a curve that joserfc does not know
            continue
        if isinstance(key, RSAKey | ECKey):
            found[str(one.get("kid", ""))] = key
    return found


def _key_id(token: str) -> str:
    """The id of the key that a token says it is signed with; empty where it says none."""
    header: Any = json.loads(_decoded(token.partition(".")[0]))
    return str(header.get("kid", ""))


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _registry(issuer: str, audience: str, now: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
    )


def _client(claims: Mapping[str, Any]) -> str | None:
    """`client_id` (RFC 9068), or `azp` as some issuers call it; None for none, and where the two differ."""
    named: Collection[Any] = {claims[name] for name in ("client_id", "azp") if isinstance(claims.get(name), str)}
    return next(iter(named)) if len(named) == 1 else None
