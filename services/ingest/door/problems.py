"""Everything that goes wrong as a whole, as `application/problem+json` (RFC 9457) in Dutch; never a value."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, cast

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from plumbing.record.connect import lock_lost, unavailable
from plumbing.running.logging import code_location
from services.ingest.checks.faults import Code, Fault, outward
from services.ingest.checks.judge import PYDANTIC
from services.ingest.door.headers import HEADERS

MEDIA_TYPE: Final = "application/problem+json"
RETRY_SECONDS: Final = "30"
MEMBERS: Final = frozenset({"type", "title", "status", "detail", "instance"})
"""Member names that RFC 9457 sets; all other names are ours and stand in the glossary."""

TEXTS: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(
    {
        400: ("Het verzoek klopt niet", "Wij kunnen dit verzoek niet lezen."),
        401: ("U bent niet aangemeld", "Stuur een geldige sleutel mee in de header X-API-Key."),
        404: ("Niet gevonden", "Dit bestaat niet, of het is niet van u."),
        405: ("Dit kan hier niet", "Deze methode hoort niet bij dit adres."),
        413: ("Te groot", "Het verzoek is groter dan wij aannemen. Verdeel het over meer verzoeken."),
        415: ("Verkeerd soort inhoud", "Deze soort inhoud nemen wij hier niet aan."),
        500: ("Er ging iets mis", "Het ligt aan ons. Probeer het later opnieuw."),
        503: (
            "Tijdelijk niet bereikbaar",
            "Wij kunnen nu niets opslaan. Er is niets bewaard; probeer het later opnieuw.",
        ),
    }
)
"""Title and usual detail of every status that the API answers with."""
log = structlog.get_logger(__name__)


class ProblemError(Exception):
    """A request that is refused as a whole, with its status and, where there is more to say, detail and faults."""

    def __init__(self, status: int, detail: str = "", faults: Sequence[Fault] = ()) -> None:
        super().__init__(status)
        self.status, self.detail, self.faults = status, detail, faults


def problem(
    status: int, detail: str = "", faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """The answer for a status of `TEXTS`."""
    title, usual = TEXTS.get(status, (HTTPStatus(status).phrase, HTTPStatus(status).phrase))
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail or usual}
    if faults:
        body["fouten"] = [outward(fault) for fault in faults]
    extra = EXTRA.get(status, {})
    return Response(orjson.dumps(body), status, {**HEADERS, **extra, **(headers or {})}, MEDIA_TYPE)


EXTRA: Final = MappingProxyType({401: {"WWW-Authenticate": "ApiKey"}, 503: {"Retry-After": RETRY_SECONDS}})


def add_handlers(app: FastAPI) -> None:
    """Answer every error of `app` in one form."""
    app.add_exception_handler(ProblemError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(NoConnectionError, _database)
    app.add_exception_handler(Exception, _bug)


def _refused(_: Request, error: Exception) -> Response:
    refused = cast("ProblemError", error)
    return problem(refused.status, refused.detail, refused.faults)


def _http(_: Request, error: Exception) -> Response:
    refused = cast("HTTPException", error)
    return problem(refused.status_code, headers=refused.headers)


def _parameters(_: Request, error: Exception) -> Response:
    refused = cast("RequestValidationError", error)
    faults = [Fault(str(one["loc"][-1]), PYDANTIC.get(one["type"], Code.WRONG_FORM)) for one in refused.errors()]
    return problem(400, faults=faults)


def _gone(_: Request, __: Exception) -> Response:
    """Nobody reads this answer: the partner broke off, and nothing was stored."""
    return problem(400)


def _database(_: Request, error: Exception) -> Response:
    away = not isinstance(error, DBAPIError) or unavailable(error) or lock_lost(error)
    log.error("database-refused", error=type(error).__name__, location=code_location(error), away=away)
    return problem(503 if away else 500)


def _bug(_: Request, error: Exception) -> Response:
    log.error("request-failed", error=type(error).__name__, location=code_location(error))
    return problem(500)
