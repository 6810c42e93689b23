"""The start page: what cannot wait, what is mine, what waits."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.worklist.pages.menu import Menu
from services.worklist.pages.shared.store import log_list
from services.worklist.pages.today.read import read_day
from services.worklist.render import page
from services.worklist.signin.visit import Signed, WithPorts

router: Final = APIRouter()
MENU: Final = Menu(10, "today", "/")


@router.get("/", response_class=HTMLResponse)
def show_today(visit: Signed, ports: WithPorts) -> HTMLResponse:
    """The day of this worker."""
    with ports.scope(visit.worker) as connection:
        day = read_day(connection, visit.worker, visit.now, visit.today)
        log_list(connection, visit.worker, "today", visit.now, day.crisis, day.mine, day.breaking, day.checks)
    return page(visit, "today/today.html", day=day, here="today")
