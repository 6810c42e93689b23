"""A page that says what went wrong and what to do, in plain words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.worklist.render import page
from services.worklist.signin.visit import stranger, visit_of

SIGN_IN: Final = 303
"""The status that leads to the sign-in page."""
PROBLEMS: Final[Mapping[int, str]] = MappingProxyType(
    {403: "forged", 404: "missing", 405: "missing", 500: "broken", 503: "busy"}
)
"""Name of the problem behind a status (`problem.<name>`); any other is `wrong`."""


def problem_page(request: Request, status: int, _error: Exception) -> Response:
    """The sign-in page for who is not signed in, else a plain page. After a failure the record is not asked again."""
    if status == SIGN_IN:
        return RedirectResponse("/aanmelden", status)
    visit = visit_of(request) if status < 500 else stranger(request)
    return page(visit, "problem/problem.html", status=status, name=PROBLEMS.get(status, "wrong"))
