"""The worklist as a web application: its pages, what goes wrong, and headers on every answer."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Engine
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from domain.cases.acts import Unknown
from plumbing.running.clock import Clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox, Submit
from plumbing.web.headers import SECURE
from plumbing.web.problems import answer_everything
from services.worklist.forms import Forged
from services.worklist.pages.problem.render import SIGN_IN, problem_page
from services.worklist.pages.route import pages
from services.worklist.render import STATIC
from services.worklist.signin import route as signin
from services.worklist.signin.visit import SignedOut
from services.worklist.store import Ports

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
KEPT_FOR_GOOD: Final = "public, max-age=31536000, immutable"
KEPT_FOR_A_DAY: Final = "public, max-age=86400"
TROUBLES: Final[Mapping[type[Exception], int]] = MappingProxyType(
    {SignedOut: SIGN_IN, Forged: 403, Unknown: 404, RequestValidationError: 404}
)
"""What trouble of our own becomes. Whether a page or a case is not there, or not here, is nobody's business."""


def create_app(settings: Settings, engine: Engine, clock: Clock, submit: Submit, outbox: Outbox) -> FastAPI:
    """The application. `engine`: of the role worklist; `submit` takes events after their commit.

    No redirects for a slash too many or too few: they would lead to whatever host the request names.
    """
    app = FastAPI(
        title="Vroegsignaal worklist", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False
    )
    app.state.ports = Ports(settings, engine, clock, submit, outbox)
    for router in (signin.router, *(page.router for page in pages())):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    answer_everything(app, page_headers, problem_page, TROUBLES)
    return app


def page_headers(scope: Scope) -> Mapping[str, str]:
    """Pages are never stored; files are kept, those with a version in their address for good."""
    if not scope["path"].startswith("/static/"):
        return PAGE_HEADERS
    kept = KEPT_FOR_GOOD if scope["query_string"].startswith(b"v=") else KEPT_FOR_A_DAY
    return {**PAGE_HEADERS, "Cache-Control": kept}
