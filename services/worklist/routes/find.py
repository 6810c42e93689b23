"""Finding a case when a resident calls back: by POST, so that nothing asked stands in an address or a log."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.worklist.ports import Fields, Ports, Signed
from services.worklist.read.access import log_access
from services.worklist.read.search import MOST, search
from services.worklist.render import page

router: Final = APIRouter()


@router.get("/zoeken", response_class=HTMLResponse)
def show_search(visit: Signed, ports: Ports) -> HTMLResponse:
    """The empty form."""
    return page(ports.settings, visit, "search.html", asked="", lines=None, most=MOST, here="search")


@router.post("/zoeken", response_class=HTMLResponse)
def show_found(visit: Signed, ports: Ports, form: Fields) -> HTMLResponse:
    """At most ten cases; that there was a search is logged, not what was asked."""
    asked = str(form.get("vraag", ""))[:100]
    with ports.scope(visit.worker) as connection:
        log_access(connection, visit.worker, "search", visit.now)
        lines = search(connection, visit.worker.municipality, asked, visit.now)
    return page(ports.settings, visit, "search.html", asked=asked, lines=lines, most=MOST, here="search")
