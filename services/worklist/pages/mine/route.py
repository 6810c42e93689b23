"""The cases that this worker holds."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.worklist.pages.menu import Menu
from services.worklist.pages.shared.read import read_mine
from services.worklist.pages.shared.store import log_list
from services.worklist.render import page
from services.worklist.signin.visit import Signed, WithPorts

router: Final = APIRouter()
MENU: Final = Menu(30, "mine", "/mijn-zaken")


@router.get("/mijn-zaken", response_class=HTMLResponse)
def show_mine(visit: Signed, ports: WithPorts) -> HTMLResponse:
    """What they took, until they close it or give it back."""
    with ports.scope(visit.worker) as connection:
        lines = read_mine(connection, visit.worker, visit.now)
        log_list(connection, visit.worker, "mine", visit.now, lines)
    return page(visit, "mine/mine.html", lines=lines, here="mine")
