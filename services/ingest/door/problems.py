"""Everything that goes wrong as a whole, as `application/problem+json` (RFC 9457) in Dutch; never a value."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from domain.intake.checks.faults import Code, Fault, outward
from domain.intake.checks.mend import PYDANTIC

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER: Final = "30"
MEMBERS: Final = frozenset({"type", "title", "status", "detail", "instance"})
"""Member names that RFC 9457 sets; all other names are ours and stand in the glossary."""

PROBLEM_TEXTS: Final[Mapping[int, tuple[str, str]]] = MappingProxyType(
    {
        400: ("Het verzoek klopt niet", "Wij kunnen dit verzoek niet lezen."),
        401: ("U bent niet aangemeld", "Stuur een geldige sleutel mee in de header X-API-Key, of een toegangstoken."),
        403: ("Dit mag u nu niet", "Wij nemen dit nu niet van u aan. Neem contact met ons op."),
        404: ("Niet gevonden", "Dit bestaat niet, of het is niet van u."),
        405: ("Dit kan hier niet", "Deze methode hoort niet bij dit adres."),
        408: ("Te langzaam", "Het verzoek kwam niet op tijd binnen. Er is niets bewaard; stuur het opnieuw."),
        409: ("Nog bezig", "Een verzoek met deze Idempotency-Key is nog niet klaar. Probeer het zo opnieuw."),
        413: ("Te groot", "Het verzoek is groter dan wij aannemen. Verdeel het over meer verzoeken."),
        415: ("Verkeerd soort inhoud", "Deze soort inhoud nemen wij hier niet aan."),
        422: (
            "Deze sleutel is al gebruikt",
            "Deze Idempotency-Key hoort bij een ander verzoek. Gebruik voor elk nieuw verzoek een nieuwe.",
        ),
        429: ("Te veel verzoeken", "Wacht zo lang als de header Retry-After zegt en probeer het dan opnieuw."),
        500: ("Er ging iets mis", "Het ligt aan ons. Probeer het later opnieuw."),
        503: (
            "Tijdelijk niet bereikbaar",
            "Wij kunnen nu niets opslaan. Er is niets bewaard; probeer het later opnieuw.",
        ),
    }
)
"""Title and usual detail of every status that the API answers with."""

EXTRA: Final[Mapping[int, Mapping[str, str]]] = MappingProxyType(
    {
        401: {"WWW-Authenticate": "ApiKey"},
        408: {"Connection": "close"},
        409: {"Retry-After": "1"},
        429: {"Retry-After": "1"},
        503: {"Retry-After": RETRY_AFTER},
    }
)
"""Headers that go with a status."""


class ProblemError(HTTPException):
    """A request that is refused as a whole, with its status and, where there is more to say, detail and faults."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(status, detail, dict(headers))
        self.faults = faults


def as_problem(_request: Request, status: int, error: Exception) -> Response:
    """The answer to a request that failed with `error`; only what a ProblemError says of itself is told."""
    title, usual = PROBLEM_TEXTS.get(status, (HTTPStatus(status).phrase, HTTPStatus(status).phrase))
    detail = error.detail if isinstance(error, ProblemError) else ""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail or usual}
    if faults := _faults(error):
        body["fouten"] = [outward(fault) for fault in faults]
    given = error.headers if isinstance(error, HTTPException) else None
    return Response(orjson.dumps(body), status, {**EXTRA.get(status, {}), **(given or {})}, MEDIA_TYPE)


def _faults(error: Exception) -> Sequence[Fault]:
    if isinstance(error, RequestValidationError):
        return [Fault(str(one["loc"][-1]), PYDANTIC.get(one["type"], Code.WRONG_FORM)) for one in error.errors()]
    return error.faults if isinstance(error, ProblemError) else ()
