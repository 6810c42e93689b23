"""Who is who: pairs of signals in doubt, a worker's judgement about each, and taking it back."""

from datetime import timedelta
from itertools import chain
from types import MappingProxyType
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.cases.acts import Unknown
from domain.people.matching.judge import Answer, JudgedBy
from schemas.ids import Id, IdFromOutside
from services.worklist.forms import FormReader
from services.worklist.pages.pairs.read import (
    is_kept,
    judged_lately,
    may_be_judged,
    pairs_in_doubt,
    pairs_of_case,
    read_judged,
)
from services.worklist.pages.pairs.store import GivenAnswer, cause_of, keep_judgement, undo, undo_of
from services.worklist.pages.pairs.weighing import likely, of_ten
from services.worklist.pages.shared.store import log_shown
from services.worklist.render import page
from services.worklist.signin.visit import Fields, Signed, Visit, WithPorts
from services.worklist.store import Ports

router: Final = APIRouter()
PAIRS_PAGE: Final = "/nakijken"
PAIRS_SAID: Final = MappingProxyType({"beoordeeld": "pairs.done", "teruggedraaid": "pairs.undone"})
LATELY: Final = timedelta(weeks=4)
"""How long a judgement stays on the page [A]; it stays in force."""


@router.get(PAIRS_PAGE, response_class=HTMLResponse)
def show_pairs(visit: Signed, ports: WithPorts, gedaan: str = "", zaak: IdFromOutside | None = None) -> HTMLResponse:
    """The pairs in doubt, or those of a case; and what was judged lately. Who looked is logged."""
    return _shown(visit, ports, case_id=zaak, done=PAIRS_SAID.get(gedaan, ""))


@router.post(PAIRS_PAGE, response_model=None)
def judge_pair(visit: Signed, ports: WithPorts, fields: Fields) -> HTMLResponse | RedirectResponse:
    """Keep what a worker judged of two signals, and let triage act on it."""
    form = FormReader(fields)
    one, other = sorted((form.hidden_id("een"), form.hidden_id("ander")))
    cause = cause_of(form.hidden_id("token"), one, other)
    given = GivenAnswer(one, other, form.choice("antwoord", Answer), form.choice("grond", JudgedBy))
    if form.errors:
        case_id = form.hidden_id("zaak") if form.text("zaak") else None
        return _shown(visit, ports, status=400, case_id=case_id, wrong=one + other, form=form)
    code = visit.worker.municipality
    with ports.scope(visit.worker) as connection:
        sent_twice = is_kept(connection, code, cause)
        stale = not sent_twice and not may_be_judged(connection, code, one, other)
        batch = None if stale else keep_judgement(connection, ports.outbox, visit.worker, cause, given, visit.now)
    if stale:
        return _shown(visit, ports, status=409, refused="pairs.stale")
    ports.submit(batch)
    return RedirectResponse(f"{PAIRS_PAGE}?gedaan=beoordeeld", 303)


@router.post(PAIRS_PAGE + "/{cause}", response_model=None)
def undo_judgement(
    cause: IdFromOutside, visit: Signed, ports: WithPorts, _fields: Fields
) -> HTMLResponse | RedirectResponse:
    """Take a judgement back; whoever is second changes nothing."""
    code = visit.worker.municipality
    with ports.scope(visit.worker) as connection:
        if not is_kept(connection, code, cause):
            raise Unknown
        sent_twice = is_kept(connection, code, undo_of(cause))
        judged = None if sent_twice else read_judged(connection, code, cause)
        in_force = judged is not None and judged.standing
        batch = undo(connection, ports.outbox, visit.worker, judged, visit.now) if judged and in_force else None
    if not sent_twice and not in_force:
        return _shown(visit, ports, status=409, refused="pairs.not-in-force")
    ports.submit(batch)
    return RedirectResponse(f"{PAIRS_PAGE}?gedaan=teruggedraaid", 303)


def _shown(
    visit: Visit,
    ports: Ports,
    *,
    status: int = 200,
    case_id: Id | None = None,
    wrong: str = "",
    form: FormReader | None = None,
    refused: str = "",
    done: str = "",
) -> HTMLResponse:
    """`wrong`: the two ids of the pair of which the form was not complete; `refused`, `done`: a text on top."""
    code = visit.worker.municipality
    with ports.scope(visit.worker) as connection:
        pairs, total = pairs_of_case(connection, code, case_id) if case_id else pairs_in_doubt(connection, code)
        judged = judged_lately(connection, code, visit.today - LATELY)
        seen = chain((side for pair in pairs for side in pair.sides), (side for one in judged for side in one.sides))
        log_shown(connection, visit.worker, "who-is-who", visit.now, [side.case_id or side.id for side in seen])
    told: dict[str, Any] = {
        "pairs": pairs,
        "total": total,
        "case_id": case_id,
        "judged": judged,
        "refused": refused,
        "done": done,
    }
    typed: dict[str, Any] = {
        "wrong": wrong,
        "errors": form.errors if form else {},
        "values": form.values if form else {},
    }
    words: dict[str, Any] = {"answers": list(Answer), "grounds": list(JudgedBy), "likely": likely, "of_ten": of_ten}
    return page(visit, "pairs/pairs.html", status=status, **told, **typed, **words)
