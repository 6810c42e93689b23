"""To check: residents whose registration nobody checked, and a worker's answer."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.cases.acts import Unknown
from schemas.ids import IdFromOutside
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from services.worklist.forms import FormReader
from services.worklist.pages.menu import Menu
from services.worklist.pages.pairs.read import doubts
from services.worklist.pages.shared.store import log_shown
from services.worklist.pages.to_check.read import open_signals_of, read_unchecked, registers_in_force
from services.worklist.pages.to_check.store import WorkersAnswer, answer
from services.worklist.render import page
from services.worklist.signin.visit import Fields, Signed, Visit, WithPorts
from services.worklist.store import Ports

router: Final = APIRouter()
MENU: Final = Menu(47, "to-check", "/te-controleren")


@router.get("/te-controleren", response_class=HTMLResponse)
def show_unchecked(visit: Signed, ports: WithPorts, gedaan: str = "") -> HTMLResponse:
    """Who is to be looked up; who looked is logged."""
    return _shown(visit, ports, done="to-check.done" if gedaan == "antwoord" else "")


@router.post("/te-controleren/{person_id}", response_model=None)
def answer_about_resident(
    person_id: IdFromOutside, visit: Signed, ports: WithPorts, fields: Fields
) -> HTMLResponse | RedirectResponse:
    """Keep what a worker found, and let triage decide anew on what is open."""
    form = FormReader(fields)
    token = form.hidden_id("token")
    resident, known = form.choice("inwoner", ResidentAnswer), form.choice("schuldhulp", DebtHelpAnswer)
    if form.errors:
        return _shown(visit, ports, status=400, wrong=person_id)
    with ports.scope(visit.worker) as connection:
        signals = open_signals_of(connection, visit.worker.municipality, person_id)
        if not signals:
            raise Unknown
        given = WorkersAnswer(person_id, resident, known)
        batch = answer(connection, ports.outbox, visit.worker, token, given, signals, visit.now)
    ports.submit(batch)
    return RedirectResponse("/te-controleren?gedaan=antwoord", 303)


def _shown(visit: Visit, ports: Ports, *, status: int = 200, wrong: str = "", done: str = "") -> HTMLResponse:
    with ports.scope(visit.worker) as connection:
        asks = registers_in_force(connection, visit.worker.municipality, visit.today)
        lines, total = read_unchecked(connection, visit.worker.municipality)
        pairs = doubts(connection, visit.worker.municipality)
        log_shown(connection, visit.worker, "to-check", visit.now, [one.case_id or one.person_id for one in lines])
    told = {
        "lines": lines,
        "total": total,
        "pairs": pairs,
        "counts": asks.residents is not None,
        "wrong": wrong,
        "done": done,
    }
    codes = {"residents": list(ResidentAnswer), "debt_help": list(DebtHelpAnswer)}
    return page(visit, "to_check/to_check.html", status=status, here="to-check", **told, **codes)
