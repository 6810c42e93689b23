"""Signing in and out, and choosing a language. Development users only until a sign-in provider is connected."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection, Engine, select

from plumbing.record.connect import transaction
from plumbing.record.tables import municipality, worker
from schemas.ids import Id, read_id
from services.worklist.render import page
from services.worklist.signin.session import COOKIE, LANGUAGE, LIFETIME, is_code, sign_in, sign_out
from services.worklist.signin.visit import Anyone, Fields, Signed, Visit, WithPorts
from services.worklist.store import Ports
from services.worklist.words.catalogue import LANGUAGES

router: Final = APIRouter()
A_YEAR: Final = 365 * 24 * 3600
"""Seconds."""
EVERY_CODE: Final = tuple(f"{number:04d}" for number in range(10_000))
"""Row-level security shows no municipality that is not named; development users choose among all there are."""


@router.get("/aanmelden", response_class=HTMLResponse)
def show_sign_in(visit: Anyone, ports: WithPorts) -> HTMLResponse:
    """Development users by municipality, or the plain word that no provider is connected."""
    places = development_users(ports.engine) if ports.settings.development_users else None
    return page(visit, "signin/signin.html", places=places, refused=False)


@router.post("/aanmelden", response_model=None)
def begin_session(visit: Anyone, ports: WithPorts, fields: Fields) -> RedirectResponse | HTMLResponse:
    """Sign a development user in."""
    if not ports.settings.development_users:
        return page(visit, "signin/signin.html", status=403, places=None, refused=False)
    code, _, chosen = fields.get("medewerker", "").partition("/")
    cookie = _signed_in(ports, visit, code, chosen)
    if cookie is None:
        places = development_users(ports.engine)
        return page(visit, "signin/signin.html", status=400, places=places, refused=True)
    response = RedirectResponse("/", 303)
    lifetime = int(LIFETIME.total_seconds())
    response.set_cookie(COOKIE, cookie, max_age=lifetime, httponly=True, samesite="strict", secure=visit.secure)
    return response


@router.post("/afmelden")
def end_session(visit: Signed, ports: WithPorts, _fields: Fields) -> RedirectResponse:
    """End the session."""
    sign_out(ports.engine, visit.cookie)
    response = RedirectResponse("/aanmelden", 303)
    response.delete_cookie(COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'  # Going back on a shared computer shows nobody.
    return response


@router.post("/taal")
def choose_language(visit: Anyone, fields: Fields) -> RedirectResponse:
    """Remember the language in a cookie of its own."""
    chosen = fields.get("taal", "")
    response = RedirectResponse(_local(fields.get("terug", "/")), 303)
    if chosen in LANGUAGES:
        response.set_cookie(LANGUAGE, chosen, max_age=A_YEAR, samesite="strict", secure=visit.secure)
    return response


def development_users(engine: Engine) -> list[tuple[str, str, list[tuple[Id, str]]]]:
    """(code, municipality, [(worker id, name)]) in alphabetical order."""
    with transaction(engine, municipalities=EVERY_CODE) as connection:
        return [(code, name, _workers(connection, code)) for code, name in _municipalities(connection)]


def _municipalities(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.execute(select(municipality.c.code, municipality.c.name).order_by(municipality.c.name))
    return [(row.code, row.name) for row in rows]


def _workers(connection: Connection, code: str) -> list[tuple[Id, str]]:
    here = (worker.c.municipality == code) & worker.c.blocked_at.is_(None)
    query = select(worker.c.id, worker.c.name).where(here).order_by(worker.c.name)
    return [(row.id, row.name) for row in connection.execute(query)]


def _signed_in(ports: Ports, visit: Visit, code: str, chosen: str) -> str | None:
    try:
        worker_id = read_id(chosen)
    except ValueError:
        return None
    if not is_code(code):
        return None
    with transaction(ports.engine, municipalities=(code,)) as connection:
        return sign_in(connection, code, worker_id, visit.now)


def _local(path: str) -> str:
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
