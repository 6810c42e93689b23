"""Security headers on every answer of a web application; each application says what it adds or replaces."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HeadersOf = Callable[[Scope], Mapping[str, str]]
"""The headers of an answer to a request."""

SECURE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
)
"""As strict as can be: nothing is kept, embedded, guessed or told to other sites."""


FAILURES: Final = 400


class AnswerHeaders:
    """ASGI middleware that completes the headers of every answer; one that says what went wrong is never kept."""

    def __init__(self, app: ASGIApp, headers_of: HeadersOf) -> None:
        self._app, self._headers_of = app, headers_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and its answer back with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers_of(scope))
                if message["status"] >= FAILURES:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, complete)
