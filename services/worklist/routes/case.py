"""One case: its page, its explanation, and the forms on which work is recorded."""

from types import MappingProxyType
from typing import Any, Final

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.cases.acts import Refused, Stale
from domain.cases.refusals import Refusal, offer_refusal, plan_refusal, result_refusal, talk_refusal
from schemas.ids import Id, IdFromOutside
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from services.worklist.forms import NOBODY, RECORDINGS, Reader, Typed
from services.worklist.history import recorded_after
from services.worklist.ports import Desk, Fields, Ports, Signed, Visit
from services.worklist.read.access import log_access
from services.worklist.read.case import policy_names, read_case
from services.worklist.read.view import CaseView
from services.worklist.render import page
from services.worklist.words.reasons import main_reasons

router: Final = APIRouter()
DONE: Final = MappingProxyType(
    {name: f"done.{name}" for name in ("genomen", "teruggegeven", *RECORDINGS)}
    | {refusal.value: f"refusal.{refusal}" for refusal in Refusal}
)
"""What may be said on top of the case page after a form, and its text."""


@router.get("/zaken/{case_id}", response_class=HTMLResponse)
def show_case(case_id: IdFromOutside, visit: Signed, ports: Ports, gedaan: str = "") -> HTMLResponse:
    """The case; who looked is logged."""
    view = _read(ports, visit, case_id, "case")
    return _case_page(ports, visit, view, done=DONE.get(gedaan, ""))


@router.get("/zaken/{case_id}/uitleg", response_class=HTMLResponse)
def show_explanation(case_id: IdFromOutside, visit: Signed, ports: Ports) -> HTMLResponse:
    """Every step of every decision that made this case what it is."""
    view = _read(ports, visit, case_id, "explanation")
    with ports.scope(visit.worker) as connection:
        policies = policy_names(connection, visit.worker.municipality)
    context: dict[str, Any] = {"case": view, "policies": policies, "reasons": _reasons(view), "here": ""}
    return page(ports.settings, visit, "explain.html", **context)


@router.post("/zaken/{case_id}/{recording}", response_model=None)
def record(
    case_id: IdFromOutside, recording: str, visit: Signed, ports: Ports, form: Fields
) -> HTMLResponse | RedirectResponse:
    """Record what a form says; what is not recorded comes back with the reason and everything typed."""
    read = RECORDINGS.get(recording)
    if read is None:
        raise HTTPException(404)
    reader = Reader(form, case_id)
    act = read(reader)
    if reader.errors:
        return _again(ports, visit, case_id, 400, Typed(recording, reader.values, reader.errors))
    try:
        ports.perform(visit.worker, act, visit.now)
    except Refused as refused:
        return _again(ports, visit, case_id, 409, Typed(recording, reader.values, refusal=refused.refusal))
    except Stale:
        view = _read(ports, visit, case_id, "case")
        typed = Typed(recording, reader.values, changed=recorded_after(reader.told, view.history))
        return _case_page(ports, visit, view, status=409, typed=typed)
    return RedirectResponse(f"/zaken/{case_id}?gedaan={recording}#gedaan", 303)


def _again(ports: Desk, visit: Visit, case_id: Id, status: int, typed: Typed) -> HTMLResponse:
    return _case_page(ports, visit, _read(ports, visit, case_id, "case"), status=status, typed=typed)


def _read(ports: Desk, visit: Visit, case_id: Id, purpose: str) -> CaseView:
    with ports.scope(visit.worker) as connection:
        view = read_case(connection, visit.worker.municipality, case_id, visit.now)
        log_access(connection, visit.worker, purpose, visit.now, case_id)
    return view


def _reasons(view: CaseView) -> list[Any]:
    return main_reasons(decision.reasons for decision in view.decisions)


def _case_page(
    ports: Desk, visit: Visit, view: CaseView, *, status: int = 200, typed: Typed | None = None, done: str = ""
) -> HTMLResponse:
    refusals = {result: result_refusal(result, view.state) for result in EndResult}
    context: dict[str, Any] = {
        "case": view,
        "typed": typed,
        "done": done,
        "reasons": _reasons(view),
        "results": sorted(EndResult, key=lambda result: refusals[result] is not None),
        "refusals": refusals,
        "offer_refusal": offer_refusal(view.state),
        "talk_refusal": talk_refusal(view.state),
        "plan_refusal": plan_refusal(view.state),
        "channels": list(Channel),
        "parts": list(PartOfDay),
        "offer_kinds": list(OfferKind),
        "answers": list(OfferAnswer),
        "nobody": NOBODY,
        "mine": view.line.assignee == visit.worker.id,
        "here": "mine" if view.line.assignee == visit.worker.id else "",
    }
    return page(ports.settings, visit, "case.html", status=status, **context)
