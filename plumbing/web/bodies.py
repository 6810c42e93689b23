"""Bodies that come in time: whoever sends a body too slowly is told 408, so that nothing waits for it for ever."""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BYTES_PER_SECOND: Final = 16 * 1024
"""A body may take so many seconds more as it brought this many bytes: a large file on a slow line comes in too."""


class TimelyBodies:
    """ASGI middleware: each part of a body comes within `seconds`, and all of it too, at a slow line's speed."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. Reading its body raises HTTPException 408 when it is late."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, got, has_more = asyncio.get_running_loop().time(), 0, True

        async def timely() -> Message:
            nonlocal got, has_more
            if not has_more:
                return await receive()
            all_of_it = begun + self._seconds + got / BYTES_PER_SECOND
            this_part = asyncio.get_running_loop().time() + self._seconds
            try:
                async with asyncio.timeout_at(min(all_of_it, this_part)):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, headers={"Connection": "close"}) from None
            got += len(message.get("body", b""))
            has_more = message["type"] == "http.request" and message.get("more_body", False)
            return message

        await self._app(scope, timely, send)
