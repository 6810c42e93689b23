"""What every page needs: the ports of the process, and who is asking in which language."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Protocol

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine
from starlette.datastructures import FormData

from domain.cases.acts import Act, Worker
from domain.cases.store import perform
from domain.law.calendar import local_date
from plumbing.record.connect import transaction
from plumbing.running.clock import Clock
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Batch, Outbox
from schemas.ids import Id, read_id
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
from services.worklist.words.catalogue import DEFAULT, LANGUAGES


class Publishes(Protocol):
    """Takes committed chunks to the broker; what it cannot send the relay does."""

    def submit(self, chunk: Batch | None) -> None:
        """Hand over a chunk without waiting."""


@dataclass(frozen=True)
class Desk:
    """The ports of this process."""

    settings: Settings
    engine: Engine
    clock: Clock
    publisher: Publishes
    outbox: Outbox

    def scope(self, worker: Worker) -> AbstractContextManager[Connection]:
        """A transaction that sees the worker's municipality alone."""
        return transaction(self.engine, municipalities=(worker.municipality,))

    def perform(self, worker: Worker, act: Act, now: datetime) -> None:
        """Do `act` in one transaction with its events in the outbox, then have them published."""
        with self.scope(worker) as connection:
            batch = perform(connection, self.outbox, worker, act, now)
        self.publisher.submit(batch)


class SignedOut(Exception):
    """Nobody is signed in: the sign-in page comes first."""


class Forged(Exception):
    """A form without the token of this visitor: it may come from elsewhere."""


@dataclass(frozen=True)
class Visit:
    """One request. `now` is the clock port's, read once; `cookie` is what the form token follows from.

    `path`: the page to come back to after choosing a language.
    """

    now: datetime
    language: str
    cookie: str
    session: Session | None
    is_new: bool
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


def desk_of(request: Request) -> Desk:
    """The ports, as `create_app` got them."""
    desk: Desk = request.app.state.desk
    return desk


def visit_of(request: Request) -> Visit:
    """Who is asking."""
    desk = desk_of(request)
    now = desk.clock()
    cookie = request.cookies.get(COOKIE, "")
    session = find_session(desk.engine, cookie, now) if cookie else None
    visitor = request.cookies.get(VISITOR, "")
    return Visit(
        now=now,
        language=language_of(request),
        cookie=cookie if session else visitor or new_visitor(),
        session=session,
        is_new=session is None and not visitor,
        path=_page_path(request),
    )


def _page_path(request: Request) -> str:
    parts = request.url.path.split("/")
    return request.url.path if request.method == "GET" else "/".join(parts[:3])


def language_of(request: Request) -> str:
    """The language the visitor chose, else Dutch."""
    chosen = request.cookies.get(LANGUAGE, DEFAULT)
    return chosen if chosen in LANGUAGES else DEFAULT


def signed_in(visit: Annotated[Visit, Depends(visit_of)]) -> Visit:
    """The visit of a worker. Raises SignedOut."""
    if visit.session is None:
        raise SignedOut
    return visit


async def posted(request: Request) -> FormData:
    """The fields of the form."""
    return await request.form(max_files=0, max_fields=50)


def checked(
    request: Request, visit: Annotated[Visit, Depends(visit_of)], form: Annotated[FormData, Depends(posted)]
) -> FormData:
    """The fields of a form that a page of ours showed to this visitor. Raises Forged."""
    token = form.get("csrf")
    known = request.cookies.get(COOKIE if visit.session else VISITOR, "")
    if not isinstance(token, str) or not csrf_holds(known, token):
        raise Forged
    return form


def id_of(form: FormData, field: str) -> Id:
    """The id in a hidden field. Raises Forged when the page cannot have sent it."""
    try:
        return read_id(str(form.get(field, "")))
    except ValueError:
        raise Forged from None


Anyone = Annotated[Visit, Depends(visit_of)]
Signed = Annotated[Visit, Depends(signed_in)]
Ports = Annotated[Desk, Depends(desk_of)]
Fields = Annotated[FormData, Depends(checked)]
