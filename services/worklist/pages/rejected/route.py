"""Refused records: the list, and one as the form of a signal with what was sent, to be mended or put aside."""

from functools import partial
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from domain.cases.acts import Unknown
from domain.law.calendar import local_date
from schemas.ids import Id, IdFromOutside
from schemas.vocabulary.quarantine import AsideReason, CorrectionReason, HandEntryKind
from services.worklist.forms import FormReader
from services.worklist.pages.enter.read import PartnerHere, partners_here
from services.worklist.pages.enter.reading import RECEIVED_FIELD, typed_values
from services.worklist.pages.enter.review import Review
from services.worklist.pages.enter.route import check_typed, fields_of_form, form_page, shown_again
from services.worklist.pages.enter.store import LeftEntry, leave_entry
from services.worklist.pages.menu import COORDINATOR, Menu
from services.worklist.pages.rejected.read import (
    RefusedRecord,
    count_refused,
    read_refused,
    read_refused_record,
    waiting_partners,
)
from services.worklist.pages.rejected.resident import changed_fields
from services.worklist.pages.shared.store import log_shown
from services.worklist.render import page
from services.worklist.signin.visit import Coordinating, Fields, Visit, WithPorts
from services.worklist.words.faults import said_of

router: Final = APIRouter()
MENU: Final = Menu(60, "rejected", "/geweigerd", (COORDINATOR,))
TEMPLATE: Final = "rejected/mend.html"


@router.get("/geweigerd", response_class=HTMLResponse)
def show_refused(visit: Coordinating, ports: WithPorts) -> HTMLResponse:
    """What waits, by partner and reason, and each record that can be mended; who looked is logged."""
    code = visit.worker.municipality
    with ports.scope(visit.worker) as connection:
        counts = count_refused(connection, code, visit.today)
        lines, total = read_refused(connection, code, visit.today)
        partners = waiting_partners(connection, code, visit.today)
        log_shown(connection, visit.worker, "rejected", visit.now, [one.id for one in lines])
    said = partial(said_of, language=visit.language)
    told: dict[str, Any] = {"counts": counts, "lines": lines, "total": total, "partners": partners, "said": said}
    return page(visit, "rejected/rejected.html", here="rejected", **told)


@router.post("/geweigerd/opnieuw", response_model=None)
def ask_to_judge_again(visit: Coordinating, ports: WithPorts, fields: Fields) -> RedirectResponse:
    """Ask ingest to judge what waits here of a partner again, as after its agreement was mended."""
    form = FormReader(fields)
    token, partner_id = form.hidden_id("token"), form.hidden_id("partner")
    with ports.scope(visit.worker) as connection:
        here = waiting_partners(connection, visit.worker.municipality, visit.today)
        if partner_id not in {one.id for one in here}:
            raise Unknown
        entry = LeftEntry(HandEntryKind.JUDGED_AGAIN, partner_id, visit.today)
        leave_entry(connection, visit.worker, token, entry, visit.now)
    return RedirectResponse("/geweigerd", 303)


@router.get("/geweigerd/{record_id}", response_class=HTMLResponse)
def show_refused_record(record_id: IdFromOutside, visit: Coordinating, ports: WithPorts) -> HTMLResponse:
    """The form of a signal with what was sent, and what is wrong with it now; who looked is logged."""
    with ports.scope(visit.worker) as connection:
        refused, chosen = _found(connection, visit, record_id)
        log_shown(connection, visit.worker, "rejected", visit.now, [refused.id])
    return _shown(visit, refused, chosen)


@router.post("/geweigerd/{record_id}", response_model=None)
def mend_record(
    record_id: IdFromOutside, visit: Coordinating, ports: WithPorts, fields: Fields
) -> HTMLResponse | RedirectResponse:
    """Check what a coordinator made of it, and leave it for ingest with their reason."""
    form = FormReader(fields)
    token, reason = form.hidden_id("token"), form.choice("reden", CorrectionReason)
    with ports.scope(visit.worker) as connection:
        refused, chosen = _found(connection, visit, record_id)
        if chosen.partner.suspended:
            return _shown(visit, refused, chosen, status=409)
        typed, review = check_typed(visit, chosen, form.values)
        if form.errors:
            more = _beside(refused) | {"reason_error": "choose"}
            return form_page(visit, chosen, form.values, status=400, review=review, **more)
        again = shown_again(connection, visit, chosen, form.values, review, **_beside(refused))
        if again is not None:
            return again
        day, changed = typed.received_on or visit.today, changed_fields(refused.record, typed.record)
        entry = LeftEntry(HandEntryKind.CORRECTED, refused.partner_id, day, typed.record, refused.id, reason, changed)
        name = leave_entry(connection, visit.worker, token, entry, visit.now)
    return RedirectResponse(f"/signaal-invoeren/{name}", 303)


@router.post("/geweigerd/{record_id}/opzij", response_model=None)
def put_record_aside(
    record_id: IdFromOutside, visit: Coordinating, ports: WithPorts, fields: Fields
) -> RedirectResponse | HTMLResponse:
    """Do nothing with it, and say why."""
    form = FormReader(fields)
    token, reason = form.hidden_id("token"), form.choice("reden", AsideReason)
    with ports.scope(visit.worker) as connection:
        refused, chosen = _found(connection, visit, record_id)
        if form.errors:
            return _shown(visit, refused, chosen, status=400, aside_error="choose")
        day = local_date(refused.rejected_at)
        entry = LeftEntry(HandEntryKind.PUT_ASIDE, refused.partner_id, day, mends=refused.id, reason=reason)
        leave_entry(connection, visit.worker, token, entry, visit.now)
    return RedirectResponse("/geweigerd", 303)


def _shown(visit: Visit, refused: RefusedRecord, chosen: PartnerHere, status: int = 200, **more: Any) -> HTMLResponse:
    """The form with what was sent, and what is wrong with it now."""
    received = {RECEIVED_FIELD: local_date(refused.rejected_at).isoformat()}
    values = received | typed_values(refused.record, fields_of_form(visit, chosen))
    _, review = check_typed(visit, chosen, values)
    found = Review(None, review.faults)
    return form_page(visit, chosen, values, status=status, review=found, **_beside(refused) | more)


def _found(connection: Connection, visit: Visit, record_id: Id) -> tuple[RefusedRecord, PartnerHere]:
    """A record that waits here, and its partner. Raises Unknown."""
    code = visit.worker.municipality
    refused = read_refused_record(connection, code, visit.today, record_id)
    chosen = partners_here(connection, code).get(refused.partner_id) if refused else None
    if refused is None or chosen is None:
        raise Unknown
    return refused, chosen


def _beside(refused: RefusedRecord) -> dict[str, Any]:
    """What the page of a refused record shows beside the form."""
    return {
        "template": TEMPLATE,
        "here": "rejected",
        "refused": refused,
        "reason_error": "",
        "aside_error": "",
        "reasons": list(CorrectionReason),
        "aside": list(AsideReason),
    }
