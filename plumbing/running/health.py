"""Health of a process on a port of its own: `/healthz`, `/readyz` and `/metrics`."""

import sys
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6
from threading import Thread
from typing import Any

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from plumbing.running.metrics import READY, REGISTRY

log = structlog.get_logger(__name__)
WhyNot = Callable[[], Sequence[str]]
"""Why a process cannot do its work now, a line for each reason: no address, no person. Nothing when it can."""


class Health:
    """A small server thread. `why_not` is asked at every request."""

    def __init__(self, host: str, port: int, why_not: WhyNot, registry: CollectorRegistry = REGISTRY) -> None:
        """Port 0 takes a free one; `port` then tells which."""
        handler = type("Handler", (_Handler,), {"why_not": staticmethod(why_not), "registry": registry})
        self._server = (_Server6 if ":" in host else _Server)((host, port), handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])

    def start(self) -> "Health":
        """Serve in a daemon thread."""
        Thread(target=self._server.serve_forever, name="health", daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """One line for whoever did not wait for the answer, as a probe of a frozen process: no traceback."""
        log.warning("not-answered", error=type(sys.exc_info()[1]).__name__)


class _Server6(_Server):
    address_family = AF_INET6


def _answer(why_not: WhyNot) -> tuple[int, str, bytes]:
    reasons = why_not()
    text = "".join(f"not ready: {reason}\n" for reason in reasons) or "ready\n"
    return 503 if reasons else 200, "text/plain", text.encode()


def _metrics(why_not: WhyNot, registry: CollectorRegistry) -> tuple[int, str, bytes]:
    """All metrics of a process; whether it is ready stands beside figures that have a registry of their own."""
    READY.set(not why_not())
    beside = REGISTRY.restricted_registry(["vroegsignaal_ready"])
    text = generate_latest(registry) + (b"" if registry is REGISTRY else generate_latest(beside))
    return 200, CONTENT_TYPE_LATEST, text


class _Handler(BaseHTTPRequestHandler):
    timeout = 10  # Seconds for whoever connects and sends nothing: each holds a thread.
    why_not: WhyNot
    registry: CollectorRegistry

    def do_GET(self) -> None:
        pages: dict[str, Callable[[], tuple[int, str, bytes]]] = {
            "/healthz": lambda: (200, "text/plain", b"ok\n"),
            "/readyz": lambda: _answer(self.why_not),
            "/metrics": lambda: _metrics(self.why_not, self.registry),
        }
        page = pages.get(self.path.partition("?")[0])
        status, kind, body = page() if page else (404, "text/plain", b"not found\n")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """No access log: it says nothing the metrics do not."""
