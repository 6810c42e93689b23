"""What trouble becomes in every web application, and the headers of every answer."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from httpx import ASGITransport, AsyncClient
from httpx import Response as Answer
from psycopg.errors import DeadlockDetected, LockNotAvailable, UniqueViolation
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from plumbing.web.headers import SECURE
from plumbing.web.problems import answer_everything


class Taken(Exception):
    """A trouble of one application alone."""


def show(_request: Request, status: int, error: Exception) -> Response:
    return Response(type(error).__name__, status)


def headers_of(scope: Mapping[str, Any]) -> Mapping[str, str]:
    return {**SECURE, "X-Path": scope["path"]}


def ask(error: Exception | None) -> Answer:
    """The answer of an application in which a page fails with `error`."""
    app = FastAPI()
    answer_everything(app, headers_of, show, {Taken: 409})

    @app.get("/{number}")
    def page(number: int) -> str:
        if error:
            raise error
        return str(number)

    async def asked() -> Answer:
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get("/1" if error else "/one")

    return asyncio.run(asked())


def lost(kind: type[Exception]) -> OperationalError:
    return OperationalError("SELECT", None, kind())


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (HTTPException(405), 405),
        (ClientDisconnect(), 400),
        (lost(LockNotAvailable), 503),
        (lost(DeadlockDetected), 503),
        (lost(ConnectionError), 503),
        (InterfaceError("SELECT", None, Exception(), connection_invalidated=True), 503),
        (NoConnectionError(), 503),
        (IntegrityError("INSERT", None, UniqueViolation()), 500),
        (ValueError("a person"), 500),
        (Taken(), 409),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_trouble_becomes_its_status_and_the_application_shows_it(error: Exception, status: int) -> None:
    answer = ask(error)
    assert (answer.status_code, answer.text) == (status, type(error).__name__)


def test_a_request_that_does_not_fit_its_page_is_400_unless_the_application_says_otherwise() -> None:
    assert ask(None).status_code == 400


@pytest.mark.parametrize(
    "error", [HTTPException(404), ValueError("a bug is answered outside of all middleware"), Taken()]
)
def test_every_answer_has_the_headers_once(error: Exception) -> None:
    answer = ask(error)
    for name, value in headers_of({"path": "/1"}).items():
        assert answer.headers.get_list(name) == [value]
