"""The lists: the day, the queue by tray, my cases, and taking a case from them."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.cases.acts import GiveBackCase, Refused, TakeCase
from domain.cases.store import take_next
from plumbing.running.chance import new_id
from schemas.ids import IdFromOutside
from schemas.vocabulary.cases import Tray
from services.worklist.ports import Fields, Ports, Signed, id_of
from services.worklist.read.queue import read_day, read_mine, read_tray, read_waiting
from services.worklist.render import page

router: Final = APIRouter()


@router.get("/", response_class=HTMLResponse)
def show_today(visit: Signed, ports: Ports) -> HTMLResponse:
    """What cannot wait, what is mine, what waits."""
    with ports.scope(visit.worker) as connection:
        day = read_day(connection, visit.worker, visit.now, visit.today)
    return page(ports.settings, visit, "today.html", day=day, waiting=day.waiting, here="today")


@router.get("/wachtrij", response_class=HTMLResponse)
def show_queue(visit: Signed, ports: Ports, bakje: str = "", leeg: str = "") -> HTMLResponse:
    """One tray of the queue; the first that is not empty unless one is asked for."""
    code = visit.worker.municipality
    with ports.scope(visit.worker) as connection:
        waiting = read_waiting(connection, code, visit.now)
        tray = Tray(bakje) if bakje in set(Tray) else next((name for name in Tray if waiting[name]), Tray.CRISIS)
        lines = read_tray(connection, code, tray, visit.now)
    context: dict[str, Any] = {
        "waiting": waiting,
        "tray": tray,
        "lines": lines,
        "nothing_left": bool(leeg),
        "here": "queue",
    }
    return page(ports.settings, visit, "queue.html", **context)


@router.get("/mijn-zaken", response_class=HTMLResponse)
def show_mine(visit: Signed, ports: Ports) -> HTMLResponse:
    """The cases that this worker holds."""
    with ports.scope(visit.worker) as connection:
        lines = read_mine(connection, visit.worker, visit.now)
    return page(ports.settings, visit, "mine.html", lines=lines, here="mine")


@router.post("/wachtrij/_pak")
def take_next_case(visit: Signed, ports: Ports, form: Fields) -> RedirectResponse:
    """Take the next case, of one tray or of all."""
    asked = str(form.get("bakje", ""))
    tray = Tray(asked) if asked in set(Tray) else None
    with ports.scope(visit.worker) as connection:
        case_id = take_next(connection, ports.outbox, visit.worker, id_of(form, "token"), visit.now, tray)
    if case_id is None:
        return RedirectResponse(f"/wachtrij?leeg=ja&bakje={tray or ''}", 303)
    return RedirectResponse(f"/zaken/{case_id}?gedaan=genomen", 303)


@router.post("/zaken/{case_id}/_neem")
def take_case(case_id: IdFromOutside, visit: Signed, ports: Ports, form: Fields) -> RedirectResponse:
    """Take this case."""
    try:
        ports.perform(visit.worker, TakeCase(token=id_of(form, "token"), case_id=case_id), visit.now)
    except Refused as refused:
        return RedirectResponse(f"/zaken/{case_id}?gedaan={refused.refusal}", 303)
    return RedirectResponse(f"/zaken/{case_id}?gedaan=genomen", 303)


@router.post("/zaken/{case_id}/_geef-terug")
def return_case(case_id: IdFromOutside, visit: Signed, ports: Ports, _form: Fields) -> RedirectResponse:
    """Put this case back in the queue."""
    ports.perform(visit.worker, GiveBackCase(token=new_id(), case_id=case_id), visit.now)
    return RedirectResponse(f"/zaken/{case_id}?gedaan=teruggegeven", 303)
