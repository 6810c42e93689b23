"""Signals that came by post: typed by a coordinator, checked as at the front door, left for ingest, and answered."""

import time
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection

from domain.cases.acts import Unknown
from domain.law.calendar import months_before
from schemas.ids import Id, IdFromOutside
from schemas.vocabulary.quarantine import HandEntryKind
from schemas.vocabulary.signals import Outcome
from services.worklist.forms import FormReader
from services.worklist.pages.enter.entry_fields import EntryField, Groups, all_fields, entry_groups
from services.worklist.pages.enter.read import (
    LOOK_BACK_MONTHS,
    Double,
    PartnerHere,
    cases_of,
    likely_doubles,
    partners_here,
    read_case_of,
    read_entry_state,
)
from services.worklist.pages.enter.reading import RECEIVED_FIELD, Typing, is_old, read_entry
from services.worklist.pages.enter.review import Review, needs_a_word, reviewed, wrongs
from services.worklist.pages.enter.store import LeftEntry, leave_entry
from services.worklist.pages.menu import COORDINATOR, Menu
from services.worklist.pages.shared.store import log_shown
from services.worklist.render import page
from services.worklist.signin.visit import Coordinating, Fields, Visit, WithPorts
from services.worklist.store import Ports
from services.worklist.words.faults import said_of

router: Final = APIRouter()
MENU: Final = Menu(50, "enter", "/signaal-invoeren", (COORDINATOR,))
UNSEEN: Final = Review(None)
"""Of a form in which nothing was typed yet."""
LOOKS: Final = 10
LOOK_AGAIN_SECONDS: Final = 0.25
"""Ingest takes an entry within a second: who waits that long sees at once what became of it."""


@router.get("/signaal-invoeren", response_class=HTMLResponse)
def show_empty_form(visit: Coordinating, ports: WithPorts, partner: str = "") -> HTMLResponse:
    """First whose letter it is; then the fields that this partner may send."""
    with ports.scope(visit.worker) as connection:
        partners = partners_here(connection, visit.worker.municipality, visit.today)
    chosen = partners.get(partner)
    if chosen is None:
        return page(visit, "enter/partner.html", here="enter", partners=partners, refused=bool(partner))
    return form_page(visit, chosen, {RECEIVED_FIELD: visit.today.isoformat()})


@router.post("/signaal-invoeren", response_model=None)
def enter_signal(visit: Coordinating, ports: WithPorts, fields: Fields) -> HTMLResponse | RedirectResponse:
    """Check what was typed; leave it for ingest when nothing is wrong and all that is odd was seen."""
    form = FormReader(fields)
    token = form.hidden_id("token")
    with ports.scope(visit.worker) as connection:
        chosen = partners_here(connection, visit.worker.municipality).get(form.hidden_id("partner"))
        if chosen is None:
            raise Unknown
        typing, review = check_typed(visit, chosen, form.values)
        again = shown_again(connection, visit, chosen, form.values, review)
        if again is not None:
            return again
        entry = LeftEntry(HandEntryKind.TYPED, chosen.partner.id, typing.received_on or visit.today, typing.record)
        name = leave_entry(connection, visit.worker, token, entry, visit.now)
    return RedirectResponse(f"/signaal-invoeren/{name}", 303)


@router.get("/signaal-invoeren/{entry_id}", response_class=HTMLResponse)
def show_answer(entry_id: IdFromOutside, visit: Coordinating, ports: WithPorts) -> HTMLResponse:
    """What became of an entry; waits a moment for ingest to take it."""
    found = _awaited(ports, visit, entry_id)
    with ports.scope(visit.worker) as connection:
        case_id = read_case_of(connection, visit.worker.municipality, found.signal_id)
    told = {"found": found, "case_id": case_id, "entry_id": entry_id, "said": partial(said_of, language=visit.language)}
    outcome = Outcome(found.outcome) if found.outcome else None
    return page(visit, "enter/answer.html", here="enter", outcome=outcome, **told)


def check_typed(visit: Visit, chosen: PartnerHere, values: Mapping[str, str]) -> tuple[Typing, Review]:
    """What was typed of a letter of this partner, and the verdict on it for the day on which it came in."""
    typed = read_entry(values, fields_of_form(visit, chosen), visit.worker.municipality, visit.today)
    sender = chosen.partner.on(typed.received_on or visit.today)
    return typed, reviewed(typed, sender, old=is_old(typed, visit.today))


def shown_again(
    connection: Connection,
    visit: Visit,
    chosen: PartnerHere,
    values: Mapping[str, str],
    review: Review,
    **more: Any,
) -> HTMLResponse | None:
    """The form with what is wrong, or with what is odd and was not seen yet; None when it may be saved."""
    if review.signal is None:
        return form_page(visit, chosen, values, status=400, review=review, **more)
    since = months_before(visit.today, LOOK_BACK_MONTHS)
    doubles = likely_doubles(connection, chosen.partner.id, review.signal, since)
    seen = needs_a_word(review, [one.signal_id for one in doubles])
    if seen == values.get("gezien", ""):
        return None
    if doubles:
        log_shown(connection, visit.worker, "doubles", visit.now, cases_of(doubles))
    return form_page(visit, chosen, values, status=409, review=review, doubles=doubles, seen=seen, **more)


def fields_of_form(visit: Visit, chosen: PartnerHere) -> list[EntryField]:
    """The fields of the form for this partner, in their order."""
    return list(all_fields(groups_of_form(visit, chosen)))


def groups_of_form(visit: Visit, chosen: PartnerHere) -> Groups:
    """The same by group."""
    return entry_groups(chosen.partner.on(visit.today), visit.worker.municipality)


def form_page(
    visit: Visit,
    chosen: PartnerHere,
    values: Mapping[str, str],
    *,
    status: int = 200,
    review: Review = UNSEEN,
    doubles: list[Double] | None = None,
    seen: str = "",
    template: str = "enter/enter.html",
    here: str = "enter",
    **more: Any,
) -> HTMLResponse:
    """The form, with what was typed in it."""
    wrong = list(wrongs(review.faults, fields_of_form(visit, chosen)))
    context = {
        "chosen": chosen,
        "groups": groups_of_form(visit, chosen),
        "values": values,
        "wrong": wrong,
        "codes": {one.name: one.code for one in wrong},
        "findings": {one.field: one.code for one in review.findings},
        "old": review.old,
        "doubles": doubles or [],
        "seen": seen,
        "said": partial(said_of, language=visit.language),
    }
    return page(visit, template, status=status, here=here, **context, **more)


def _awaited(ports: Ports, visit: Visit, entry_id: Id) -> Any:
    """The state of an entry, once ingest has taken it or when that lasts too long. Raises Unknown."""
    for look in range(LOOKS):
        if look:
            time.sleep(LOOK_AGAIN_SECONDS)
        with ports.scope(visit.worker) as connection:
            found = read_entry_state(connection, visit.worker.municipality, entry_id)
        if found is None:
            raise Unknown
        if found.is_taken:
            break
    return found
