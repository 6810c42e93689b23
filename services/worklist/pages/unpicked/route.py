"""What was not picked up today: refusals by reason, a sample to look at, and picking one up after all."""

from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.cases.acts import Unknown
from schemas.ids import IdFromOutside
from schemas.vocabulary.decisions import OverturnReason
from services.worklist.forms import FormReader
from services.worklist.pages.menu import Menu
from services.worklist.pages.shared.store import log_shown
from services.worklist.pages.unpicked.read import read_refusal, read_unpicked
from services.worklist.pages.unpicked.store import overturn
from services.worklist.render import page
from services.worklist.signin.visit import Fields, Signed, Visit, WithPorts
from services.worklist.store import Ports
from services.worklist.words.reasons import by_question, sentence

router: Final = APIRouter()
MENU: Final = Menu(45, "unpicked", "/niet-opgepakt")
SAID_WHEN_DONE: Final = MappingProxyType({"opgepakt": "unpicked.done"})
ONE_DAY: Final = timedelta(days=1)


@router.get("/niet-opgepakt", response_class=HTMLResponse)
def show_unpicked(visit: Signed, ports: WithPorts, dag: str = "", gedaan: str = "") -> HTMLResponse:
    """What was not picked up today, or on another day; who looked is logged."""
    return _shown(visit, ports, _day(dag, visit.today), done=SAID_WHEN_DONE.get(gedaan, ""))


@router.post("/niet-opgepakt/{signal_id}", response_model=None)
def pick_up_after_all(
    signal_id: IdFromOutside, visit: Signed, ports: WithPorts, fields: Fields
) -> HTMLResponse | RedirectResponse:
    """Overturn one refusal; its reason is one of a closed list."""
    form = FormReader(fields)
    day, reason = form.day("dag"), form.choice("reden", OverturnReason)
    if form.errors:
        return _shown(visit, ports, _day(form.text("dag"), visit.today), status=400, wrong=signal_id)
    with ports.scope(visit.worker) as connection:
        refused = read_refusal(connection, visit.worker.municipality, signal_id)
        if refused is None:
            raise Unknown
        batch = overturn(connection, ports.outbox, visit.worker, refused, reason, visit.now, visit.today)
    ports.submit(batch)
    return RedirectResponse(f"/niet-opgepakt?dag={day.isoformat()}&gedaan=opgepakt", 303)


def _day(text: str, today: date) -> date:
    """The day that was asked for; today where none is named, or one that is still to come."""
    try:
        return min(date.fromisoformat(text), today)
    except ValueError:
        return today


def _shown(
    visit: Visit, ports: Ports, day: date, *, status: int = 200, wrong: str = "", done: str = ""
) -> HTMLResponse:
    with ports.scope(visit.worker) as connection:
        found = read_unpicked(connection, visit.worker.municipality, day, day + ONE_DAY)
        log_shown(
            connection, visit.worker, "not-picked-up", visit.now, [one.id for one in (*found.sample, *found.asleep)]
        )
    told = {"found": found, "day": day, "wrong": wrong, "done": done}
    more = {"reasons": list(OverturnReason), "by_question": by_question, "sentence": sentence}
    return page(visit, "unpicked/unpicked.html", status=status, here="unpicked", **told, **more)
