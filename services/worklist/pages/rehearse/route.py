"""Rehearsing a policy: a coordinator types a threshold and sees before and after in counts; no persons."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.cases.acts import Unknown
from plumbing.record.published_policies import policies_of
from schemas.ids import Id, IdFromOutside, event_id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import APPROACHES, Channel
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.supposing import SupposingKind
from services.worklist.forms import FormReader
from services.worklist.pages.menu import COORDINATOR, Menu
from services.worklist.pages.rehearse.read import count_workers, earlier_rehearsals, shadow_told
from services.worklist.pages.rehearse.reading import first_values, read_rehearsal
from services.worklist.pages.shared.store import AskedOfTriage, awaited, leave_question
from services.worklist.render import page
from services.worklist.signin.visit import Coordinating, Fields, Visit, WithPorts
from services.worklist.store import Ports

router: Final = APIRouter()
MENU: Final = Menu(68, "rehearse", "/proefdraaien", (COORDINATOR,))


@router.get("/proefdraaien", response_class=HTMLResponse)
def show_rehearse_form(visit: Coordinating, ports: WithPorts) -> HTMLResponse:
    """The form, what colleagues tried, and what the shadow counted."""
    return _form(ports, visit)


@router.post("/proefdraaien", response_model=None)
def ask_rehearsal(visit: Coordinating, ports: WithPorts, fields: Fields) -> HTMLResponse | RedirectResponse:
    """Leave the question for triage."""
    form = FormReader(fields)
    token = form.hidden_id("token")
    with ports.scope(visit.worker) as connection:
        versions = policies_of(connection, [visit.worker.municipality])[visit.worker.municipality]
        asked = read_rehearsal(form, versions, visit.today)
        if not form.errors:
            question = asked.question()
            name = event_id(token, f"rehearsal:{question}")
            leave_question(connection, visit.worker, AskedOfTriage(name, SupposingKind.REHEARSAL, question), visit.now)
    return _form(ports, visit, form) if form.errors else RedirectResponse(f"/proefdraaien/{name}", 303)


@router.get("/proefdraaien/{asked_id}", response_class=HTMLResponse)
def show_rehearsal(asked_id: IdFromOutside, visit: Coordinating, ports: WithPorts) -> HTMLResponse:
    """Before and after; waits a moment for triage to decide again. Raises Unknown."""
    found = awaited(ports, visit.worker, asked_id)
    if found is None or found.kind != SupposingKind.REHEARSAL:
        raise Unknown
    return _form(ports, visit, asked=asked_id, question=found.question, told=found.answer)


def _form(
    ports: Ports,
    visit: Visit,
    form: FormReader | None = None,
    *,
    asked: Id = "",
    question: Mapping[str, Any] | None = None,
    told: Mapping[str, Any] | None = None,
) -> HTMLResponse:
    code = visit.worker.municipality
    with ports.scope(visit.worker) as connection:
        versions = policies_of(connection, [code])[code]
        fresh = first_values(visit.today, count_workers(connection, code))
        shown: dict[str, Any] = {
            "versions": versions,
            "earlier": earlier_rehearsals(connection, code),
            "shadow": shadow_told(connection, code),
        }
    errors: Mapping[str, str] = form.errors if form else {}
    values = form.values if form else _asked_values(question) or fresh
    answer: dict[str, Any] = {"asked": asked, "question": question, "told": told, "values": values, "errors": errors}
    codes: dict[str, Any] = {"trays": Tray, "channels": APPROACHES, "dispositions": Disposition, "side": _code_words}
    status = 400 if errors else 200
    return page(
        visit,
        "rehearse/rehearse.html",
        status=status,
        here="rehearse",
        **shown,
        **answer,
        **codes,
        day_of=date.fromisoformat,
    )


def _asked_values(question: Mapping[str, Any] | None) -> dict[str, str] | None:
    """The form as it was when this was asked."""
    if question is None:
        return None
    euros, cents = divmod(question["policy"]["threshold_cents"], 100)
    return {
        "beleid": "",
        "grens": f"{euros},{cents:02d}" if cents else str(euros),
        "van": question["first"],
        "tot": question["last"],
        "uren": str(question["hoursPerWeek"]),
    }


def _code_words(words: Any, code: str) -> str:
    """What a shadow counted, in words: tray and approach, or a disposition."""
    say, (tray, there, channel) = words.messages, code.partition("/")
    in_case = f"{say.word(Tray(tray))}, {say.about(Channel(channel)).lower()}" if there else ""
    return in_case or str(say.about(Disposition(code)))
