"""Query parameters that the description knows, each once: a misspelt `proef` must not become a real delivery."""

import re
from collections import Counter
from functools import cache
from typing import Final

from starlette.requests import Request

from domain.intake.checks.faults import Code, Fault
from services.ingest.door.openapi import document
from services.ingest.door.problems import ProblemError

MOST_TOLD: Final = 20
A_PARAMETER: Final = re.compile(r"[A-Za-z]{1,20}")
"""What may be said back: anything else might be a value in the wrong place."""


async def only_known_parameters(request: Request) -> None:
    """Raise ProblemError 400 for a query parameter that the operation does not have, or that comes twice."""
    sent = Counter(name for name, _ in request.query_params.multi_items())
    known = _parameters().get(getattr(request.scope.get("route"), "operation_id", None) or "", frozenset())
    faults = [Fault(_plain(name), Code.UNKNOWN_FIELD) for name in sent if name not in known]
    faults += [Fault(name, Code.WRONG_FORM) for name, times in sent.items() if name in known and times > 1]
    if faults:
        raise ProblemError(400, faults=faults[:MOST_TOLD])


def _plain(name: str) -> str:
    return name if A_PARAMETER.fullmatch(name) else "onbekend"


@cache
def _parameters() -> dict[str, frozenset[str]]:
    """Operation -> names of its query parameters."""
    return {
        one["operationId"]: frozenset(told["name"] for told in one.get("parameters", ()) if told["in"] == "query")
        for methods in document()["paths"].values()
        for one in methods.values()
    }
