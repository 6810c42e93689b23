"""Who asks: the partner that holds an API key, or that an access token (OAuth 2 client credentials) was given to."""

from typing import Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from domain.intake.checks.permissions import SUSPENDED, Partner
from domain.intake.limits import KEY_CHARACTERS
from plumbing.web.tokens import AccessTokens, KeysAway
from services.ingest.door.problems import RETRY_AFTER, ProblemError
from services.ingest.registry.store import Partners

INVALID_TOKEN: Final = {"WWW-Authenticate": 'ApiKey, Bearer error="invalid_token"'}
"""What RFC 6750 has an answer say to a token that does not hold."""
WITH_TOKENS: Final = {"WWW-Authenticate": "ApiKey, Bearer"}
NOT_VALID: Final = "Dit toegangstoken geldt hier niet (meer). Vraag een nieuw token aan."
KEYS_AWAY: Final = "Wij kunnen uw toegangstoken nu niet controleren. Er is niets bewaard; probeer het later opnieuw."


async def sign_in(request: Request, partners: Partners, tokens: AccessTokens | None) -> Partner:
    """The partner of a request. Raises ProblemError 401, 403 for one that is suspended, or 503 without the issuer."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if tokens and scheme.lower() == "bearer":
        partner = await run_in_threadpool(_by_token, partners, tokens, token.strip())
        refused = ProblemError(401, NOT_VALID, headers=INVALID_TOKEN)
    else:
        partner = await _by_key(partners, request.headers.get("x-api-key", ""))
        refused = ProblemError(401, headers=WITH_TOKENS if tokens else {})
    if partner is None:
        raise refused
    if partner.suspended:
        raise ProblemError(403, SUSPENDED)
    return partner


async def _by_key(partners: Partners, key: str) -> Partner | None:
    if not key or len(key) > KEY_CHARACTERS:
        return None
    return partners.remembered(key) or await run_in_threadpool(partners.by_key, key)


def _by_token(partners: Partners, tokens: AccessTokens, token: str) -> Partner | None:
    try:
        client = tokens.client_of(token)
    except KeysAway:
        raise ProblemError(503, KEYS_AWAY, headers={"Retry-After": RETRY_AFTER}) from None
    return partners.by_client_id(client) if client and "\x00" not in client else None
