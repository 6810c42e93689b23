"""Partners, for administrators: what is agreed, ending an agreement and withdrawing a legal ground of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from domain.registry.agreements import narrowed
from domain.registry.store import Author, agreements_of, change_row
from schemas.ids import Id, IdFromOutside
from schemas.vocabulary.partners import ChangedBy
from services.worklist.forms import Forged, FormReader
from services.worklist.pages.menu import ADMINISTRATOR, Menu
from services.worklist.pages.partners.read import read_partners
from services.worklist.render import page
from services.worklist.signin.visit import Administrating, Fields, Visit, WithPorts
from services.worklist.store import Ports

router: Final = APIRouter()
MENU: Final = Menu(70, "partners", "/partners", (ADMINISTRATOR,))
GROUND_OF: Final[Mapping[str, str]] = MappingProxyType({"bsn": "bsn_basis", "geboortedatum": "birth_date_basis"})
END: Final = "einde"
DONE: Final = MappingProxyType({name: f"partners.done.{name}" for name in (END, *GROUND_OF, "niets")})
"""What may be said on top of the page after a form, and its text."""


COMMANDS: Final = (
    "vroegsignaal partner add",
    "vroegsignaal partner rotate-key",
    "vroegsignaal partner suspend",
    "vroegsignaal agreement add",
)
"""What an operator does, and no page."""


@router.get("/partners", response_class=HTMLResponse)
def show_partners(visit: Administrating, ports: WithPorts, gedaan: str = "") -> HTMLResponse:
    """Partners of this municipality."""
    return _shown(visit, ports, done=DONE.get(gedaan, ""))


@router.post("/partners/{partner_id}/_beperk", response_model=None)
def narrow_agreement(
    partner_id: IdFromOutside, visit: Administrating, ports: WithPorts, fields: Fields
) -> HTMLResponse | RedirectResponse:
    """End an agreement of this municipality, or withdraw a ground of it."""
    form = FormReader(fields)
    begun, what = form.day("vanaf"), form.text("wat")
    if form.errors:
        raise Forged
    day = form.day("dag") if what == END else None
    if what not in {END, *GROUND_OF}:
        form.errors["wat"] = "choose"
    if day and "dag" not in form.errors and day < visit.today:
        form.errors["dag"] = "past"
    if form.errors:
        return _shown(visit, ports, status=400, typed=(partner_id, begun.isoformat(), form))
    grounds = [GROUND_OF[what]] if what in GROUND_OF else []
    author = Author(ChangedBy.PAGE, visit.worker.id)
    with ports.scope(visit.worker) as connection:
        found = [
            change_row(connection, author, "agreement", row, narrowed(row, day, grounds))
            for row in agreements_of(connection, partner_id, visit.worker.municipality)
            if row["valid_from"] == begun
        ]
    return RedirectResponse(f"/partners?gedaan={what if any(found) else 'niets'}", 303)


def _shown(
    visit: Visit,
    ports: Ports,
    *,
    status: int = 200,
    done: str = "",
    typed: tuple[Id, str, FormReader] | None = None,
) -> HTMLResponse:
    with ports.scope(visit.worker) as connection:
        partners = read_partners(connection, visit.worker.municipality, visit.today)
    given = {"partners": partners, "done": done, "typed": typed, "commands": COMMANDS}
    return page(visit, "partners/partners.html", status=status, here="partners", **given)
