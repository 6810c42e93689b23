"""Capacity, for coordinators: hours, who is away today, and which clocks the hours cannot keep."""

from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from domain.cases.acts import Unknown
from domain.planning.read import hours_of_workers
from schemas.ids import Id, IdFromOutside
from services.worklist.forms import FormReader
from services.worklist.pages.capacity.read import read_capacity
from services.worklist.pages.capacity.store import end_absence, keep_absence, keep_hours
from services.worklist.pages.menu import COORDINATOR, Menu
from services.worklist.pages.shared.store import log_shown
from services.worklist.render import page
from services.worklist.signin.visit import Coordinating, Fields, Visit, WithPorts
from services.worklist.store import Ports

router: Final = APIRouter()
MENU: Final = Menu(62, "capacity", "/capaciteit", (COORDINATOR,))
WEEKDAY_FIELDS: Final = ("ma", "di", "wo", "do", "vr")
MOST_HOURS: Final = 9
"""Hours for approaches on one day that a form offers at most."""
DONE_HERE: Final = MappingProxyType({name: f"capacity.done.{name}" for name in ("uren", "afwezig", "terug")})


@router.get("/capaciteit", response_class=HTMLResponse)
def show_capacity(visit: Coordinating, ports: WithPorts, gedaan: str = "") -> HTMLResponse:
    """Who is there, and what does not fit; who looked is logged."""
    return _shown(visit, ports, done=DONE_HERE.get(gedaan, ""))


@router.post("/capaciteit/{worker_id}/uren", response_model=None)
def change_hours(
    worker_id: IdFromOutside, visit: Coordinating, ports: WithPorts, fields: Fields
) -> HTMLResponse | RedirectResponse:
    """Keep the hours of a worker on each day of the week."""
    form = FormReader(fields)
    hours = [form.hidden_number(name) for name in WEEKDAY_FIELDS]
    if max(hours) > MOST_HOURS:
        return _shown(visit, ports, status=400, wrong="too-many")
    with ports.scope(visit.worker) as connection:
        _must_work_here(connection, visit, worker_id)
        keep_hours(connection, visit.worker.municipality, worker_id, hours)
    return RedirectResponse("/capaciteit?gedaan=uren", 303)


@router.post("/capaciteit/{worker_id}/afwezig", response_model=None)
def record_absence(
    worker_id: IdFromOutside, visit: Coordinating, ports: WithPorts, fields: Fields
) -> HTMLResponse | RedirectResponse:
    """Somebody is away from a day on, until another or until somebody says otherwise."""
    form = FormReader(fields)
    token, first = form.hidden_id("token"), form.day("vanaf")
    last = form.day("tot-en-met") if form.values.get("tot-en-met") else None
    if form.errors or (last and last < first):
        return _shown(visit, ports, status=400, wrong="days")
    with ports.scope(visit.worker) as connection:
        _must_work_here(connection, visit, worker_id)
        keep_absence(connection, visit.worker, token, worker_id, (first, last), visit.now)
    return RedirectResponse("/capaciteit?gedaan=afwezig", 303)


@router.post("/capaciteit/afwezig/{absence_id}/_terug")
def record_return(
    absence_id: IdFromOutside, visit: Coordinating, ports: WithPorts, _fields: Fields
) -> RedirectResponse:
    """Somebody is back today."""
    with ports.scope(visit.worker) as connection:
        end_absence(connection, visit.worker.municipality, absence_id, visit.today)
    return RedirectResponse("/capaciteit?gedaan=terug", 303)


def _must_work_here(connection: Connection, visit: Visit, worker_id: Id) -> None:
    """Raises Unknown."""
    if worker_id not in {one.worker for one in hours_of_workers(connection, visit.worker.municipality)}:
        raise Unknown


def _shown(visit: Visit, ports: Ports, *, status: int = 200, done: str = "", wrong: str = "") -> HTMLResponse:
    with ports.scope(visit.worker) as connection:
        found = read_capacity(connection, visit.worker.municipality, visit.now)
        cases = [one.line.case_id for one in found.broken]
        log_shown(connection, visit.worker, "capacity", visit.now, cases)
    offered = {"weekdays": WEEKDAY_FIELDS, "hours_offered": range(MOST_HOURS + 1)}
    return page(
        visit, "capacity/capacity.html", status=status, here="capacity", found=found, done=done, wrong=wrong, **offered
    )
