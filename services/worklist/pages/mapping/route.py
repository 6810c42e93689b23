"""Column mappings, for administrators: a file is looked at, a mapping proposed, changed and saved; the file is not."""

import re
from io import BytesIO
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError

from domain.intake.files.lines import FileError
from domain.intake.files.proposing.propose import propose
from domain.intake.files.proposing.shapes import DATE_FORMS
from domain.intake.files.proposing.unknown_file import sample_in
from domain.intake.limits import MAPPING_NAME_CHARACTERS
from domain.registry.store import Author, save_mapping
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS
from schemas.vocabulary.partners import ChangedBy
from schemas.vocabulary.signals import DeliveryFormat, SignalKind, Stage
from services.worklist.forms import Forged, FormReader
from services.worklist.pages.mapping.carried import Carried, carried_from, read_carried
from services.worklist.pages.mapping.choosing import (
    AMOUNTS,
    SPLIT,
    UNUSED,
    Choices,
    chosen,
    column_choices,
    proposed,
    rows_read,
)
from services.worklist.pages.mapping.read import MappingPartner, read_mapping_partners
from services.worklist.pages.menu import ADMINISTRATOR, Menu
from services.worklist.render import page
from services.worklist.signin.upload import OwnUpload
from services.worklist.signin.visit import Administrating, Fields, Visit, WithPorts
from services.worklist.store import Ports

router: Final = APIRouter()
MENU: Final = Menu(80, "mapping", "/kolomindeling", (ADMINISTRATOR,))
NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
OURS: Final = {"soort": SignalKind, "stadium": Stage}
"""Attributes of which a partner has words for ours."""
TEXT_OF: Final = {one.dutch: one.text for one in SIGNAL_FIELDS.values()} | {
    f"verklaring.{one.dutch}": one.text for one in ATTESTATION_FIELDS.values()
}


@router.get("/kolomindeling", response_class=HTMLResponse)
def show_upload(visit: Administrating, ports: WithPorts, gedaan: str = "") -> HTMLResponse:
    """Which partner, which file."""
    return _asked(visit, _partners(ports, visit), done=gedaan == "opgeslagen")


@router.post("/kolomindeling", response_class=HTMLResponse)
def propose_mapping(visit: Administrating, ports: WithPorts, form: OwnUpload) -> HTMLResponse:
    """A mapping for the file, with its first rows as they would be read."""
    partners = _partners(ports, visit)
    chosen_partner = next((one for one in partners if one.id == form.fields.get("partner", "").lower()), None)
    if chosen_partner is None:
        return _asked(visit, partners, status=400, error="partner")
    if form.is_cut:
        return _asked(visit, partners, status=400, error="large")
    try:
        sample = sample_in(BytesIO(form.file))
        name = next(iter(chosen_partner.mappings), _usual_name(chosen_partner.name, sample.written_as))
        proposal = propose(sample, name, chosen_partner.kind)
        carried = carried_from(sample, proposal)
    except FileError as error:
        return _asked(visit, partners, status=400, error="file", told=str(error))
    except ValidationError:
        return _asked(visit, partners, status=400, error="columns")
    return _shown(visit, chosen_partner, carried, proposed(proposal, carried, name))


@router.post("/kolomindeling/_kies", response_model=None)
def choose_columns(visit: Administrating, ports: WithPorts, fields: Fields) -> HTMLResponse | RedirectResponse:
    """Show the rows as the choices read them, or save the choices as the next version of the partner's mapping."""
    form = FormReader(fields)
    carried = read_carried(form.values.get("blad", ""))
    found = [one for one in _partners(ports, visit) if one.id == form.hidden_id("partner")]
    if carried is None or not found:
        raise Forged
    choices = _choices(form, carried)
    if error := _refused_constant(choices.municipality, visit, found[0]):
        form.errors["gemeente"] = error
    mapping = chosen(choices, carried).mapping
    if form.text("doe") != "opslaan":
        return _shown(visit, found[0], carried, choices, errors=form.errors)
    if form.errors or mapping is None:
        return _shown(visit, found[0], carried, choices, status=400, errors=form.errors)
    with ports.scope(visit.worker) as connection:
        save_mapping(connection, Author(ChangedBy.PAGE, visit.worker.id), found[0].id, mapping)
    return RedirectResponse("/kolomindeling?gedaan=opgeslagen", 303)


def _partners(ports: Ports, visit: Visit) -> list[MappingPartner]:
    with ports.scope(visit.worker) as connection:
        return read_mapping_partners(connection, visit.worker.municipality, visit.today)


def _choices(form: FormReader, carried: Carried) -> Choices:
    """What was chosen. Raises Forged for what no page of ours offers."""
    offered = set(column_choices())
    columns = tuple(form.text(f"kolom-{at}") for at in range(1, len(carried.headings) + 1))
    words = {
        name: {word: form.text(f"woord-{name}-{at}") for at, word in enumerate(theirs, 1)}
        for name, theirs in carried.words.items()
    }
    date_format, amounts = form.text("datum"), form.text("bedrag")
    strange = [one for one in columns if one not in offered]
    strange += [ours for found in words.values() for ours in found.values() if ours not in _our_words()]
    if strange or set(words) - set(OURS) or date_format not in DATE_FORMS or amounts not in AMOUNTS:
        raise Forged
    name, municipality = form.text("naam"), form.text("gemeente")
    if not NAME.fullmatch(name) or len(name) > MAPPING_NAME_CHARACTERS:
        form.errors["naam"] = "mapping-name"
    return Choices(name, columns, date_format, amounts, municipality, words)


def _refused_constant(municipality: str, visit: Visit, partner: MappingPartner) -> str:
    """Why this municipality may not be that of every row: what belongs to another would become ours."""
    if not municipality or (partner.is_alone and municipality == visit.worker.municipality):
        return ""
    return "own-municipality" if partner.is_alone else "several-municipalities"


def _our_words() -> set[str]:
    return {UNUSED, *(code.dutch for codes in OURS.values() for code in codes)}


def _usual_name(partner: str, written_as: DeliveryFormat) -> str:
    """A name for the first mapping of a partner."""
    ending = f"-{written_as.value}"
    words = re.findall(r"[a-z0-9]+", partner.lower())
    return "-".join(words)[: MAPPING_NAME_CHARACTERS - len(ending)].strip("-") + ending if words else "bestand"


def _asked(
    visit: Visit,
    partners: list[MappingPartner],
    *,
    status: int = 200,
    error: str = "",
    told: str = "",
    done: bool = False,
) -> HTMLResponse:
    given = {"partners": partners, "error": error, "told": told, "done": done}
    return page(visit, "mapping/upload.html", status=status, here="mapping", **given)


def _shown(
    visit: Visit,
    partner: MappingPartner,
    carried: Carried,
    choices: Choices,
    *,
    status: int = 200,
    errors: dict[str, str] | None = None,
) -> HTMLResponse:
    found = chosen(choices, carried)
    rows = list(rows_read(found.mapping, carried, partner.kind, visit.today)) if found.mapping else []
    given: dict[str, Any] = {"partner": partner, "carried": carried, "choices": choices, "found": found, "rows": rows}
    given |= {"offered": column_choices(), "date_formats": DATE_FORMS, "amounts": list(AMOUNTS), "ours": OURS}
    given |= {"errors": errors or {}, "label_of": _label, "split": SPLIT, "example": _example}
    given["read"] = list(dict.fromkeys(name for row in rows for name in row.values))
    return page(visit, "mapping/choose.html", status=status, here="mapping", **given)


def _label(language: str, attribute: str) -> str:
    """An attribute as a choice: in Dutch what partners read of it, and its name in the contract."""
    said = TEXT_OF[attribute].partition(".")[0]
    return f"{said} ({attribute})" if language == "nl" else attribute


def _example(carried: Carried, column: int) -> str:
    """The first cell of a column that holds something."""
    return next((row[column] for row in carried.rows if row[column].strip()), "")
