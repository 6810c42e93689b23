"""Who may come in now: limits per partner, and per address on keys that were refused (docs/decisions/0039)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from math import ceil
from typing import Final

from starlette.requests import Request

from domain.intake.limits import LARGE_REQUEST_BYTES, LIGHT_REQUEST_BYTES
from plumbing.running.metrics import REFUSED_KEYS
from plumbing.running.settings import Settings
from plumbing.web.rates import NAMES_KEPT, Busy, Rate, Turns
from schemas.ids import Id
from services.ingest.door.problems import ProblemError
from services.ingest.door.taking import FILES

WAIT_SECONDS: Final = 20.0
WAITING: Final = 200
"""Requests of one partner that may wait for their turn, and for how long."""
CREDENTIALS: Final = ("x-api-key", "authorization")
BURST_SECONDS: Final = 2.0
"""A partner may send as much at once as in so many seconds."""


class Admission:
    """The limits of one front door, in its memory: behind several each has its own."""

    def __init__(self, settings: Settings) -> None:
        per_second, per_minute = settings.partner_requests_per_second, settings.refused_keys_per_minute
        self._requests = Rate(per_second, max(per_second * BURST_SECONDS, 1))
        self._refused = Rate(per_minute / 60, per_minute)
        self._turns = Turns(settings.partner_requests_at_once, WAITING, WAIT_SECONDS)
        self._places = settings.partner_requests_at_once
        self._known: dict[bytes, None] = {}

    def may_try(self, request: Request) -> None:
        """Raise ProblemError 429 where too many keys were refused; whoever came in before still may."""
        wait = self._refused.wait(address_of(request))
        if wait and credential(request) not in self._known:
            raise too_many(wait)

    def refused(self, request: Request) -> None:
        """Count a key that was refused."""
        REFUSED_KEYS.inc()
        self._refused.take(address_of(request))
        self._known.pop(credential(request), None)

    @asynccontextmanager
    async def turn(self, request: Request, partner_id: Id) -> AsyncIterator[None]:
        """A partner's turn to be served. Raises ProblemError 429 when it asks too often or too much at once."""
        self._remember(credential(request))
        if wait := self._requests.wait(partner_id):
            raise too_many(wait)
        self._requests.take(partner_id)
        try:
            async with self._turns.turn(partner_id, places_of(request, self._places)):
                yield
        except Busy:
            raise too_many(1) from None

    def _remember(self, name: bytes) -> None:
        self._known.pop(name, None)
        self._known[name] = None
        if len(self._known) > NAMES_KEPT:
            del self._known[next(iter(self._known))]


def too_many(seconds: float) -> ProblemError:
    """The refusal that says when to try again."""
    return ProblemError(429, headers={"Retry-After": str(max(ceil(seconds), 1))})


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy that is trusted: what the proxy says (FORWARDED_ALLOW_IPS)."""
    return request.client.host if request.client else ""


def credential(request: Request) -> bytes:
    """A hash of what a request signs in with: the key itself is not kept."""
    return sha256("\n".join(request.headers.get(name, "") for name in CREDENTIALS).encode()).digest()


def places_of(request: Request, most: int) -> int:
    """How many of a partner's places a request takes: one, half of them when large, all when it does not say how large.

    Only what is read into memory as a whole counts: every body but that of a file, which is spooled.
    """
    if request.method != "POST" or request.url.path == FILES:
        return 1
    length = request.headers.get("content-length", "")
    size = int(length) if length.isdecimal() else LARGE_REQUEST_BYTES
    return 1 if size < LIGHT_REQUEST_BYTES else max(most // 2, 1) if size < LARGE_REQUEST_BYTES else most
