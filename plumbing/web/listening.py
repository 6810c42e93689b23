"""The socket on which a web application listens, and what every one of them does with a request for headers alone."""

import socket

from starlette.types import ASGIApp, Receive, Scope, Send


def listen(host: str, port: int) -> socket.socket:
    """A bound socket (port 0: a free one). Raises OSError that names the address.

    Without TCP_NODELAY, which accepted connections inherit, the head and the body of an answer on a kept connection
    leave apart, and the second waits for the acknowledgement of the first: 40 ms at every request.
    """
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        raise OSError(error.errno, error.strerror, f"port {port} of {host}") from None
    return found


class HeadAsGet:
    """ASGI middleware: what answers GET answers HEAD with the same headers; the server leaves the body out.

    Programs that watch whether a site is up ask that way, and an application of FastAPI would refuse them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as GET."""
        asks_head = scope["type"] == "http" and scope["method"] == "HEAD"
        await self._app({**scope, "method": "GET"} if asks_head else scope, receive, send)
