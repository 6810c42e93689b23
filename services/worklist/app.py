"""The worklist as a web application: routes, pages for what goes wrong, and headers on every answer."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.cases.acts import Unknown
from plumbing.record.connect import lock_lost, unavailable
from plumbing.running.clock import Clock, system_clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox
from services.worklist.ports import Desk, Forged, Publishes, SignedOut, Visit, desk_of, language_of, visit_of
from services.worklist.render import STATIC, page
from services.worklist.routes import case, find, lists
from services.worklist.signin import route as signin
from services.worklist.signin.session import new_visitor

HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "content-security-policy": (
            "default-src 'self'; script-src 'none'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'"
        ),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
    }
)
NO_STORE: Final = "no-store"
KEEP: Final = "public, max-age=31536000, immutable"
KEEP_A_DAY: Final = "public, max-age=86400"


class Shield:
    """Adds the security headers; pages are never stored, versioned files are kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = dict(HEADERS) | {"cache-control": cache_control(scope)}

        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                pairs = [(name.encode(), value.encode()) for name, value in added.items()]
                message["headers"] = [*message.get("headers", []), *pairs]
            await send(message)

        await self._app(scope, receive, shielded)


def cache_control(scope: Scope) -> str:
    """How long an answer may be kept."""
    if not scope["path"].startswith("/static/"):
        return NO_STORE
    return KEEP if scope["query_string"].startswith(b"v=") else KEEP_A_DAY


def create_app(settings: Settings, engine: Engine, clock: Clock, publisher: Publishes, outbox: Outbox) -> FastAPI:
    """The application. `engine`: of the role worklist; `publisher` takes events after their commit."""
    app = FastAPI(title="Vroegsignaal worklist", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.desk = Desk(settings, engine, clock, publisher, outbox)
    app.add_middleware(Shield)
    for module in (signin, lists, find, case):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    return app


def to_sign_in(_request: Request, _error: Exception) -> Response:
    """Nobody is signed in."""
    return RedirectResponse("/aanmelden", 303)


def not_found(request: Request, _error: Exception) -> Response:
    """No such page or case here; which of the two is nobody's business."""
    return problem(request, 404, "missing")


def forged(request: Request, _error: Exception) -> Response:
    """A form that no page of ours showed to this visitor."""
    return problem(request, 403, "forged")


def refused(request: Request, error: Exception) -> Response:
    """Any other refusal of the framework."""
    status = error.status_code if isinstance(error, HTTPException) else 400
    return problem(request, status, "missing" if status in {404, 405} else "wrong")


def database_trouble(request: Request, error: Exception) -> Response:
    """A lock that was not to be had, or a record that is away: try again; anything else is a bug."""
    if isinstance(error, DBAPIError) and (lock_lost(error) or unavailable(error)):
        return problem(request, 503, "busy", signed=False)
    raise error


def broken(request: Request, _error: Exception) -> Response:
    """A bug: it is logged by the server, and the worker gets a page."""
    return problem(request, 500, "broken", signed=False)


def problem(request: Request, status: int, name: str, *, signed: bool = True) -> HTMLResponse:
    """A plain page that says what went wrong and what to do (`problem.<name>`). Unsigned: without asking the record."""
    visit = visit_of(request) if signed else _stranger(request)
    return page(desk_of(request).settings, visit, "problem.html", status=status, name=name, here="")


def _stranger(request: Request) -> Visit:
    return Visit(now=system_clock(), language=language_of(request), cookie=new_visitor(), session=None, is_new=False)


HANDLERS: Final[Mapping[type[Exception], Callable[[Request, Any], Response]]] = MappingProxyType(
    {
        SignedOut: to_sign_in,
        Unknown: not_found,
        RequestValidationError: not_found,
        Forged: forged,
        HTTPException: refused,
        DBAPIError: database_trouble,
        Exception: broken,
    }
)
"""What each kind of trouble becomes."""
