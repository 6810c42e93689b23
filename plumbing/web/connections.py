"""Connections within limits: so many at once, and none that sends no request; uvicorn alone has no such limit.

A thousand connections on which nothing comes would take all descriptors of a process, and its health with them
(docs/decisions/0039).
"""

import asyncio
import resource
from typing import ClassVar, Final, NamedTuple

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADER_BYTES: Final = 32 * 1024
"""Of one request: far more than a key, a token and what a proxy adds."""
ACCEPTED_AT_ONCE: Final = 128
"""Connections that wait to be accepted: so many may exceed the limit for a moment."""
TOO_LATE: Final = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class ConnectionLimits(NamedTuple):
    """How many connections at once, and within how many seconds the headers of a request have come."""

    most: int
    header_seconds: float


def within_descriptors(limits: ConnectionLimits) -> ConnectionLimits:
    """The same, but at most half of what this process may have open: the record, the broker and health need some."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return limits if allowed == resource.RLIM_INFINITY else limits._replace(most=min(limits.most, allowed // 2))


class LimitedProtocol(H11Protocol):
    """One connection. When there are too many, the one that has waited longest for a request makes place.

    `open_ones`: connections of the server in the order in which they came.
    """

    limits: ClassVar[ConnectionLimits]
    open_ones: ClassVar[dict["LimitedProtocol", None]]
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection up, and end another when there are too many."""
        super().connection_made(transport)
        self.open_ones[self] = None
        if len(self.open_ones) > self.limits.most:
            self._make_place()
        self._expect_headers()

    def data_received(self, data: bytes) -> None:
        """Read on; headers that are not complete have their time, a request that has begun is the application's."""
        super().data_received(data)
        self._expect_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self.open_ones.pop(self, None)
        self._expect_nothing()
        super().connection_lost(exc)

    def waits(self) -> bool:
        """Whether no request is at hand on this connection."""
        return self.cycle is None or self.cycle.response_complete

    def _make_place(self) -> None:
        longest = next((one for one in self.open_ones if one.waits()), self)
        self.open_ones.pop(longest, None)
        longest.transport.abort()

    def _expect_headers(self) -> None:
        if not self.waits() or self.transport.is_closing():
            self._expect_nothing()
        elif self._late is None and self.timeout_keep_alive_task is None:
            self._late = self.loop.call_later(self.limits.header_seconds, self._end_late_one)

    def _expect_nothing(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _end_late_one(self) -> None:
        self._late = None
        if self.waits() and not self.transport.is_closing():
            self.transport.write(TOO_LATE)
            self.transport.close()


def protocol_within(limits: ConnectionLimits) -> type[LimitedProtocol]:
    """The protocol of one server."""
    return type("ServedProtocol", (LimitedProtocol,), {"limits": within_descriptors(limits), "open_ones": {}})
