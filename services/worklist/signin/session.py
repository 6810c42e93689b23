"""Sessions: a random token in a cookie, of which the record keeps a hash alone.

The cookie begins with the municipality's code, so that row-level security is set before anything is read.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Final

from sqlalchemy import Connection, Engine, delete, select

from domain.cases.acts import Worker
from plumbing.record.connect import transaction
from plumbing.record.tables import municipality, worker, worker_session
from plumbing.record.write import insert
from schemas.ids import Id

COOKIE: Final = "zitting"
VISITOR: Final = "bezoek"
LANGUAGE: Final = "taal"
LIFETIME: Final = timedelta(hours=10)
"""A working day; after it, sign in again [A]."""


@dataclass(frozen=True)
class Session:
    """A worker who is signed in, and where."""

    worker: Worker
    municipality_name: str
    role: str


def is_code(text: str) -> bool:
    """Whether this is written as the CBS code of a municipality."""
    return len(text) == 4 and text.isascii() and text.isdigit()


def csrf_token(cookie: str) -> str:
    """The token every form carries: it follows from a cookie that no other site can read."""
    return sha256(f"csrf:{cookie}".encode()).hexdigest()


def csrf_holds(cookie: str, token: str) -> bool:
    """Whether the form came from a page of this visitor."""
    return bool(cookie) and compare_digest(csrf_token(cookie).encode(), token.encode())


def new_visitor() -> str:
    """A random value for whoever is not signed in yet."""
    return token_urlsafe(24)


def sign_in(connection: Connection, code: str, worker_id: Id, now: datetime) -> str | None:
    """Begin a session and give the cookie's value; None when this municipality has no such worker, or blocked it."""
    known = (worker.c.municipality == code) & (worker.c.id == worker_id) & worker.c.blocked_at.is_(None)
    if connection.execute(select(worker.c.id).where(known)).one_or_none() is None:
        return None
    mine = (worker_session.c.municipality == code) & (worker_session.c.worker_id == worker_id)
    connection.execute(delete(worker_session).where(mine, worker_session.c.expires_at <= now))
    cookie = f"{code}.{token_urlsafe(32)}"
    row = {"municipality": code, "token_hash": _hash(cookie), "worker_id": worker_id, "expires_at": now + LIFETIME}
    insert(connection, worker_session, [row])
    return cookie


def find_session(engine: Engine, cookie: str, now: datetime) -> Session | None:
    """Who the cookie belongs to; None when it is unknown, past its time, or blocked since."""
    code = _code(cookie)
    if not code:
        return None
    mine = (worker_session.c.municipality == code) & (worker_session.c.token_hash == _hash(cookie))
    same = (worker.c.municipality == worker_session.c.municipality) & (worker.c.id == worker_session.c.worker_id)
    query = (
        select(worker.c.id, worker.c.name, worker.c.role, municipality.c.name.label("place"))
        .select_from(worker_session)
        .join(worker, same)
        .join(municipality, municipality.c.code == worker_session.c.municipality)
        .where(mine, worker_session.c.expires_at > now, worker.c.blocked_at.is_(None))
    )
    with transaction(engine, municipalities=(code,)) as connection:
        row = connection.execute(query).one_or_none()
    return Session(Worker(code, row.id, row.name), row.place, row.role) if row else None


def sign_out(engine: Engine, cookie: str) -> None:
    """End the session of this cookie."""
    code = _code(cookie)
    if code:
        mine = (worker_session.c.municipality == code) & (worker_session.c.token_hash == _hash(cookie))
        with transaction(engine, municipalities=(code,)) as connection:
            connection.execute(delete(worker_session).where(mine))


def _code(cookie: str) -> str:
    code = cookie.partition(".")[0]
    return code if is_code(code) else ""


def _hash(cookie: str) -> bytes:
    return sha256(cookie.encode()).digest()
