"""Every step of every decision that made a case what it is."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from schemas.ids import IdFromOutside, event_id
from schemas.vocabulary.supposing import HouseholdGround, SupposingKind
from services.worklist.pages.case.read import read_case
from services.worklist.pages.explain.read import read_explanation
from services.worklist.pages.letter.read import read_addressees
from services.worklist.pages.shared.store import AskedOfTriage, awaited, leave_question, log_look
from services.worklist.render import page
from services.worklist.signin.visit import Signed, WithPorts
from services.worklist.words.reasons import by_question, sentence
from services.worklist.words.what_if import what_if_sentence

router: Final = APIRouter()


@router.get("/zaken/{case_id}/uitleg", response_class=HTMLResponse)
def show_explanation(case_id: IdFromOutside, visit: Signed, ports: WithPorts) -> HTMLResponse:
    """The explanation, with what would have changed it as soon as triage has decided again; who looked is logged."""
    with ports.scope(visit.worker) as connection:
        explanation = read_explanation(connection, visit.worker.municipality, case_id, visit.now)
        case = read_case(connection, visit.worker.municipality, case_id, visit.now)
        letters = read_addressees(connection, visit.worker.municipality, case)
        log_look(connection, visit.worker, "explanation", visit.now, case_id)
        name = event_id(case_id, f"explanation:{explanation.version}:{visit.today}")
        asked = AskedOfTriage(name, SupposingKind.EXPLANATION, {}, case_id)
        leave_question(connection, visit.worker, asked, visit.now)
    answer = awaited(ports, visit.worker, name).answer
    grounds = [
        HouseholdGround(one) for one in dict.fromkeys(it["ground"] for it in (answer or {}).get("household", []))
    ]
    told: dict[str, Any] = {"explanation": explanation, "supposed": answer, "grounds": grounds, "letters": letters}
    said: dict[str, Any] = {"by_question": by_question, "sentence": sentence, "what_if": what_if_sentence}
    return page(visit, "explain/explain.html", **told, **said)
