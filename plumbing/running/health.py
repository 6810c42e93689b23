"""Health of a process on a port of its own: `/healthz`, `/readyz` and `/metrics`."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6
from threading import Thread
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from plumbing.running.metrics import REGISTRY

Ready = Callable[[], bool]


class Health:
    """A small server thread. `ready` says whether the process can do its work now."""

    def __init__(self, host: str, port: int, ready: Ready, registry: CollectorRegistry = REGISTRY) -> None:
        """Port 0 takes a free one; `port` then tells which."""
        handler = type("Handler", (_Handler,), {"ready": staticmethod(ready), "registry": registry})
        self._server = (_Server6 if ":" in host else ThreadingHTTPServer)((host, port), handler)
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


class _Server6(ThreadingHTTPServer):
    address_family = AF_INET6


class _Handler(BaseHTTPRequestHandler):
    ready: Ready
    registry: CollectorRegistry

    def do_GET(self) -> None:
        pages: dict[str, Callable[[], tuple[int, str, bytes]]] = {
            "/healthz": lambda: (200, "text/plain", b"ok\n"),
            "/readyz": lambda: (200, "text/plain", b"ready\n") if self.ready() else (503, "text/plain", b"not ready\n"),
            "/metrics": lambda: (200, CONTENT_TYPE_LATEST, generate_latest(self.registry)),
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
