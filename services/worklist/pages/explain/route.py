"""Every step of every decision that made a case what it is."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from schemas.ids import IdFromOutside
from services.worklist.pages.explain.read import read_explanation
from services.worklist.pages.shared.store import log_look
from services.worklist.render import page
from services.worklist.signin.visit import Signed, WithPorts
from services.worklist.words.reasons import by_question, sentence

router: Final = APIRouter()


@router.get("/zaken/{case_id}/uitleg", response_class=HTMLResponse)
def show_explanation(case_id: IdFromOutside, visit: Signed, ports: WithPorts) -> HTMLResponse:
    """The explanation; who looked is logged."""
    with ports.scope(visit.worker) as connection:
        explanation = read_explanation(connection, visit.worker.municipality, case_id, visit.now)
        log_look(connection, visit.worker, "explanation", visit.now, case_id)
    return page(visit, "explain/explain.html", explanation=explanation, by_question=by_question, sentence=sentence)
