"""One case: its page, taking it, and the forms on which work is recorded."""

from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.cases.acts import GiveBackCase, Refused, Stale, TakeCase
from domain.cases.refusals import LONGEST_OVERRIDE, Refusal
from plumbing.running.chance import new_id
from schemas.ids import Id, IdFromOutside
from services.worklist.forms import NOBODY, FormReader
from services.worklist.pages.case.case_page import CasePage
from services.worklist.pages.case.forms.reading import CASE_FORMS, FORM_CODES, Typed
from services.worklist.pages.case.history import recorded_after, tell
from services.worklist.pages.case.read import read_case
from services.worklist.pages.shared.store import log_look
from services.worklist.render import page
from services.worklist.signin.visit import Fields, Signed, Visit, WithPorts
from services.worklist.store import Ports
from services.worklist.words.reasons import sentence
from services.worklist.words.wording import part_of_day

router: Final = APIRouter()
USUAL_OVERRIDE: Final = timedelta(days=14)
"""How long a choice of a worker holds unless another day is chosen."""
SAID_AFTERWARDS: Final = MappingProxyType(
    {name: f"done.{name}" for name in ("genomen", "teruggegeven", *CASE_FORMS)}
    | {refusal.value: f"refusal.{refusal}" for refusal in Refusal}
)
"""What may be said on top of the page after a form, and its text."""


@router.get("/zaken/{case_id}", response_class=HTMLResponse)
def show_case(case_id: IdFromOutside, visit: Signed, ports: WithPorts, gedaan: str = "") -> HTMLResponse:
    """The case; who looked is logged."""
    return _shown(visit, _read(ports, visit, case_id), done=SAID_AFTERWARDS.get(gedaan, ""))


@router.post("/zaken/{case_id}/_neem")
def take_case(case_id: IdFromOutside, visit: Signed, ports: WithPorts, fields: Fields) -> RedirectResponse:
    """Take this case."""
    try:
        ports.perform(visit.worker, TakeCase(token=FormReader(fields).hidden_id("token"), case_id=case_id), visit.now)
    except Refused as refused:
        return RedirectResponse(f"/zaken/{case_id}?gedaan={refused.refusal}", 303)
    return RedirectResponse(f"/zaken/{case_id}?gedaan=genomen", 303)


@router.post("/zaken/{case_id}/_geef-terug")
def return_case(case_id: IdFromOutside, visit: Signed, ports: WithPorts, _fields: Fields) -> RedirectResponse:
    """Put this case back in the queue."""
    ports.perform(visit.worker, GiveBackCase(token=new_id(), case_id=case_id), visit.now)
    return RedirectResponse(f"/zaken/{case_id}?gedaan=teruggegeven", 303)


def record_work(
    request: Request, case_id: IdFromOutside, visit: Signed, ports: WithPorts, fields: Fields
) -> HTMLResponse | RedirectResponse:
    """Record what a form says; what is not recorded comes back with the reason and everything typed."""
    name = request.scope["path"].rpartition("/")[2]
    form = FormReader(fields)
    told, act = form.hidden_number("gezien"), CASE_FORMS[name](form, case_id)
    if form.errors:
        return _again(ports, visit, case_id, 400, Typed(name, form.values, form.errors))
    try:
        ports.perform(visit.worker, act, visit.now)
    except Refused as refused:
        return _again(ports, visit, case_id, 409, Typed(name, form.values, refusal=refused.refusal))
    except Stale:
        case = _read(ports, visit, case_id)
        typed = Typed(name, form.values, changed=recorded_after(told, case.history))
        return _shown(visit, case, status=409, typed=typed)
    return RedirectResponse(f"/zaken/{case_id}?gedaan={name}#gedaan", 303)


for form_name in CASE_FORMS:  # Each its own address, so that other pages of a case may have theirs.
    router.post(f"/zaken/{{case_id}}/{form_name}", response_model=None)(record_work)


def _again(ports: Ports, visit: Visit, case_id: Id, status: int, typed: Typed) -> HTMLResponse:
    return _shown(visit, _read(ports, visit, case_id), status=status, typed=typed)


def _read(ports: Ports, visit: Visit, case_id: Id) -> CasePage:
    with ports.scope(visit.worker) as connection:
        case = read_case(connection, visit.worker.municipality, case_id, visit.now)
        log_look(connection, visit.worker, "case", visit.now, case_id)
    return case


def _shown(
    visit: Visit, case: CasePage, *, status: int = 200, typed: Typed | None = None, done: str = ""
) -> HTMLResponse:
    mine = case.line.assignee == visit.worker.id
    until: dict[str, Any] = {
        "override_until": visit.today + USUAL_OVERRIDE,
        "override_latest": visit.today + LONGEST_OVERRIDE,
    }
    shown: dict[str, Any] = {"case": case, "mine": mine, "typed": typed, "done": done, "here": "mine" if mine else ""}
    forms: dict[str, Any] = {"codes": FORM_CODES, "nobody": NOBODY, "part_of_day": part_of_day}
    said: dict[str, Any] = {"sentence": sentence, "tell": tell}
    return page(visit, "case/case.html", status=status, **shown, **forms, **said, **until)
