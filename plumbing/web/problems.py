"""What trouble becomes: one table from exception to status for every application; each shows it in its own way."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from plumbing.record.connect import passing
from plumbing.running.logging import code_location
from plumbing.web.headers import AnswerHeaders, HeadersOf

StatusOf = Callable[[Any], int]
Show = Callable[[Request, int, Exception], Response]
"""How an application shows a status to whoever asked; the exception is for what it may say besides."""
log = structlog.get_logger(__name__)


def _of_database(error: SQLAlchemyError) -> int:
    """A record that is away, or a lock or connection that was not to be had: try again. Anything else is a bug."""
    return 503 if passing(error) else 500


STATUSES: Final[Mapping[type[Exception], StatusOf]] = MappingProxyType(
    {
        HTTPException: lambda refused: int(refused.status_code),
        RequestValidationError: lambda _: 400,
        ClientDisconnect: lambda _: 400,  # Nobody reads this answer.
        SQLAlchemyError: _of_database,
        Exception: lambda _: 500,
    }
)


def answer_everything(
    app: FastAPI, headers_of: HeadersOf, show: Show, own: Mapping[type[Exception], int] = MappingProxyType({})
) -> None:
    """Give every answer of `app` its headers, and every error an answer. `own`: errors of this application alone."""
    app.add_middleware(AnswerHeaders, headers_of=headers_of)
    own_statuses = {kind: _always(status) for kind, status in own.items()}
    for kind, status_of in {**STATUSES, **own_statuses}.items():
        app.add_exception_handler(kind, _handler(status_of, headers_of, show))


def _always(status: int) -> StatusOf:
    return lambda _: status


def _handler(status_of: StatusOf, headers_of: HeadersOf, show: Show) -> Callable[[Request, Exception], Response]:
    def handle(request: Request, error: Exception) -> Response:
        status = status_of(error)
        if status >= 500:
            log.error("request-failed", status=status, error=type(error).__name__, location=code_location(error))
        answer = show(request, status, error)
        answer.headers.update(headers_of(request.scope))  # What answers to a bug stands outside of all middleware.
        return answer

    return handle
