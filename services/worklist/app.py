"""The worklist as a web application: routes, pages for what goes wrong, and headers on every answer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from sqlalchemy import Engine
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from domain.cases.acts import Unknown
from plumbing.running.clock import Clock, system_clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox
from plumbing.web.headers import SECURE
from plumbing.web.problems import answer_everything
from services.worklist.ports import Desk, Forged, Publishes, SignedOut, Visit, desk_of, language_of, visit_of
from services.worklist.render import STATIC, page
from services.worklist.routes import case, find, lists
from services.worklist.signin import route as signin
from services.worklist.signin.session import new_visitor

PAGE_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **SECURE,
        "Content-Security-Policy": (
            "default-src 'self'; script-src 'none'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
            "form-action 'self'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
)
FOR_GOOD: Final = "public, max-age=31536000, immutable"
FOR_A_DAY: Final = "public, max-age=86400"
SIGN_IN: Final = 303
TROUBLES: Final[Mapping[type[Exception], int]] = MappingProxyType(
    {SignedOut: SIGN_IN, Forged: 403, Unknown: 404, RequestValidationError: 404}
)
"""What trouble of our own becomes. Whether a page or a case is not there, or not here, is nobody's business."""
PROBLEM_PAGES: Final[Mapping[int, str]] = MappingProxyType(
    {403: "forged", 404: "missing", 405: "missing", 500: "broken", 503: "busy"}
)
"""Name of the page for a status (`problem.<name>`); any other is `wrong`."""


def create_app(settings: Settings, engine: Engine, clock: Clock, publisher: Publishes, outbox: Outbox) -> FastAPI:
    """The application. `engine`: of the role worklist; `publisher` takes events after their commit."""
    app = FastAPI(title="Vroegsignaal worklist", openapi_url=None, docs_url=None, redoc_url=None)
    app.state.desk = Desk(settings, engine, clock, publisher, outbox)
    for module in (signin, lists, find, case):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    answer_everything(app, page_headers, problem_page, TROUBLES)
    return app


def page_headers(scope: Scope) -> Mapping[str, str]:
    """Pages are never stored; files are kept, those with a version in their address for good."""
    if not scope["path"].startswith("/static/"):
        return PAGE_HEADERS
    return {**PAGE_HEADERS, "Cache-Control": FOR_GOOD if scope["query_string"].startswith(b"v=") else FOR_A_DAY}


def problem_page(request: Request, status: int, _error: Exception) -> Response:
    """The sign-in page for who is not signed in, else a plain page that says what went wrong and what to do."""
    if status == SIGN_IN:
        return RedirectResponse("/aanmelden", status)
    visit = visit_of(request) if status < 500 else _stranger(request)
    name = PROBLEM_PAGES.get(status, "wrong")
    return page(desk_of(request).settings, visit, "problem.html", status=status, name=name, here="")


def _stranger(request: Request) -> Visit:
    """Whoever asks, without asking the record who that is."""
    return Visit(now=system_clock(), language=language_of(request), cookie=new_visitor(), session=None, is_new=False)
