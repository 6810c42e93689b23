"""Finding a case when a resident calls back: by POST, so that nothing asked stands in an address or a log."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.worklist.pages.menu import Menu
from services.worklist.pages.search.read import CASES_FOUND_AT_MOST, search
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.pages.shared.store import log_list
from services.worklist.render import page
from services.worklist.signin.visit import Fields, Signed, Visit, WithPorts

router: Final = APIRouter()
MENU: Final = Menu(40, "search", "/zoeken")


@router.get("/zoeken", response_class=HTMLResponse)
def show_search(visit: Signed) -> HTMLResponse:
    """The empty form."""
    return _shown(visit, "", None)


@router.post("/zoeken", response_class=HTMLResponse)
def show_found(visit: Signed, ports: WithPorts, fields: Fields) -> HTMLResponse:
    """At most ten cases; that there was a search is logged, and what was found, not what was asked."""
    asked = fields.get("vraag", "")[:100]
    with ports.scope(visit.worker) as connection:
        lines = search(connection, visit.worker.municipality, asked, visit.now)
        log_list(connection, visit.worker, "search", visit.now, lines)
    return _shown(visit, asked, lines)


def _shown(visit: Visit, asked: str, lines: list[CaseLine] | None) -> HTMLResponse:
    return page(visit, "search/search.html", asked=asked, lines=lines, most=CASES_FOUND_AT_MOST, here="search")
