"""The queue: a tray of it, and taking the next case from it."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.cases.store import take_next
from schemas.vocabulary.cases import Tray
from services.worklist.forms import FormReader
from services.worklist.pages.menu import Menu
from services.worklist.pages.queue.read import read_tray
from services.worklist.pages.shared.read import read_waiting
from services.worklist.pages.shared.store import log_list
from services.worklist.render import page
from services.worklist.signin.visit import Fields, Signed, WithPorts

router: Final = APIRouter()
MENU: Final = Menu(20, "queue", "/wachtrij")


@router.get("/wachtrij", response_class=HTMLResponse)
def show_queue(visit: Signed, ports: WithPorts, bakje: str = "", leeg: str = "") -> HTMLResponse:
    """One tray of the queue, the first that is not empty unless one is asked for; who saw it is logged."""
    code = visit.worker.municipality
    with ports.scope(visit.worker) as connection:
        waiting = read_waiting(connection, code, visit.now)
        tray = _tray(bakje) or _first_with_work(waiting)
        lines = read_tray(connection, code, tray, visit.now)
        log_list(connection, visit.worker, "queue", visit.now, lines)
    emptied = bool(leeg)
    return page(visit, "queue/queue.html", here="queue", waiting=waiting, tray=tray, lines=lines, emptied=emptied)


@router.post("/wachtrij/_pak")
def take_next_case(visit: Signed, ports: WithPorts, fields: Fields) -> RedirectResponse:
    """Take the next case, of one tray or of all."""
    form = FormReader(fields)
    tray = form.hidden_choice("bakje", Tray)
    with ports.scope(visit.worker) as connection:
        case_id = take_next(connection, ports.outbox, visit.worker, form.hidden_id("token"), visit.now, tray)
    if case_id is None:
        return RedirectResponse(f"/wachtrij?leeg=ja&bakje={tray or ''}", 303)
    return RedirectResponse(f"/zaken/{case_id}?gedaan=genomen", 303)


def _tray(asked: str) -> Tray | None:
    return Tray(asked) if asked in set(Tray) else None


def _first_with_work(waiting: Mapping[Tray, int]) -> Tray:
    return next((tray for tray in Tray if waiting[tray]), Tray.CRISIS)
