"""Who is asking, in which language, and whether a form comes from a page that was shown to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import Depends, HTTPException, Request

from domain.cases.acts import Unknown, Worker
from domain.law.calendar import local_date
from plumbing.running.clock import system_clock
from services.worklist.forms import Forged, plain
from services.worklist.pages.menu import ADMINISTRATOR, COORDINATOR
from services.worklist.signin.session import (
    COOKIE,
    LANGUAGE,
    VISITOR,
    Session,
    csrf_holds,
    csrf_token,
    find_session,
    new_visitor,
)
from services.worklist.store import Ports
from services.worklist.words.catalogue import DEFAULT_LANGUAGE, LANGUAGES

FORM_BYTES: Final = 64 * 1024
"""Far more than a worker types."""
FIELDS_AT_MOST: Final = 150
"""A file has up to a hundred columns, each with a field of its own."""


class SignedOut(Exception):
    """Nobody is signed in: the sign-in page comes first."""


@dataclass(frozen=True)
class Visit:
    """One request. `now` is the clock port's, read once; `cookie` is what the form token follows from.

    `secure`: cookies travel over https alone. `path`: the page to come back to after choosing a language.
    """

    now: datetime
    language: str
    cookie: str
    session: Session | None
    is_new: bool
    secure: bool
    path: str = "/"

    @property
    def today(self) -> date:
        """The local date."""
        return local_date(self.now)

    @property
    def csrf(self) -> str:
        """The token for the forms of this page."""
        return csrf_token(self.cookie)

    @property
    def worker(self) -> Worker:
        """Who is signed in. Raises SignedOut."""
        if self.session is None:
            raise SignedOut
        return self.session.worker


def ports_of(request: Request) -> Ports:
    """The ports, as `create_app` got them."""
    ports: Ports = request.app.state.ports
    return ports


def visit_of(request: Request) -> Visit:
    """Who is asking."""
    ports = ports_of(request)
    now = ports.clock()
    cookie = request.cookies.get(COOKIE, "")
    session = find_session(ports.engine, cookie, now) if cookie else None
    visitor = request.cookies.get(VISITOR, "")
    return Visit(
        now=now,
        language=language_of(request),
        cookie=cookie if session else visitor or new_visitor(),
        session=session,
        is_new=session is None and not visitor,
        secure=not ports.settings.embedded,
        path=_page_path(request),
    )


def stranger(request: Request) -> Visit:
    """Whoever asks, without asking the record who that is."""
    return Visit(
        now=system_clock(),
        language=language_of(request),
        cookie=new_visitor(),
        session=None,
        is_new=False,
        secure=not ports_of(request).settings.embedded,
    )


def _page_path(request: Request) -> str:
    path: str = request.scope["path"]  # Not of the whole address: its host is whatever somebody sent.
    return path if request.method == "GET" else "/".join(path.split("/")[:3])


def language_of(request: Request) -> str:
    """The language the visitor chose, else Dutch."""
    chosen = request.cookies.get(LANGUAGE, DEFAULT_LANGUAGE)
    return chosen if chosen in LANGUAGES else DEFAULT_LANGUAGE


def signed_in(visit: Annotated[Visit, Depends(visit_of)]) -> Visit:
    """The visit of a worker. Raises SignedOut."""
    if visit.session is None:
        raise SignedOut
    return visit


def coordinating(visit: Annotated[Visit, Depends(signed_in)]) -> Visit:
    """The visit of a coordinator. Raises Unknown: what is not for somebody is not there."""
    return _of_role(visit, COORDINATOR)


def administrating(visit: Annotated[Visit, Depends(signed_in)]) -> Visit:
    """The visit of an administrator. Raises Unknown likewise."""
    return _of_role(visit, ADMINISTRATOR)


def _of_role(visit: Visit, role: str) -> Visit:
    if visit.session is None or visit.session.role != role:
        raise Unknown
    return visit


async def posted(request: Request) -> Mapping[str, str]:
    """The fields of the form. Raises Forged or HTTPException 413 for one that no page of ours can fill."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > FORM_BYTES:
            raise HTTPException(413)
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS_AT_MOST)
    except ValueError:
        raise Forged from None
    return {name: plain(value) for name, value in pairs}


def own_form(
    request: Request, visit: Annotated[Visit, Depends(visit_of)], form: Annotated[Mapping[str, str], Depends(posted)]
) -> Mapping[str, str]:
    """The fields of a form that a page of ours showed to this visitor. Raises Forged."""
    known = request.cookies.get(COOKIE if visit.session else VISITOR, "")
    if not csrf_holds(known, form.get("csrf", "")):
        raise Forged
    return form


Anyone = Annotated[Visit, Depends(visit_of)]
"""The visit of whoever asks."""
Signed = Annotated[Visit, Depends(signed_in)]
"""The visit of a worker: a page that asks for it is for those who are signed in."""
Coordinating = Annotated[Visit, Depends(coordinating)]
"""The visit of a coordinator."""
Administrating = Annotated[Visit, Depends(administrating)]
"""The visit of an administrator."""
Fields = Annotated[Mapping[str, str], Depends(own_form)]
"""The fields of a form, by name."""
WithPorts = Annotated[Ports, Depends(ports_of)]
"""The ports, for a page that reads or writes the record."""
