"""Texts that no worker types, and a form for each route that takes one."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final
from urllib.parse import quote_plus, urlencode

from fastapi.routing import APIRoute
from httpx import Response
from sqlalchemy import Engine, text

from plumbing.record import tables
from plumbing.record.connect import transaction
from plumbing.record.tables import metadata
from plumbing.running.chance import new_id
from schemas.policy.form import DEFAULT, Registers
from schemas.vocabulary.offers import OfferAnswer
from schemas.vocabulary.registers import RegisterSource
from services.worklist.pages.route import pages
from services.worklist.signin import route as signin
from tests.domain.cases.builders import a_talk, a_try, an_offer, do
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import NOW, TODAY, a_refusal, a_signal_taken_back, pairs_in_doubt
from tests.services.worklist.visiting import Form, Visitor, addresses

NASTY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NUL": "%00",
        "NUL in a name": "jan%00sen",
        "control characters": "%01%1B%7F%C2%85",
        "half a letter": "%ED%A0%80",
        "no UTF-8": "%FF%FE%C0",
        "superscript digit": "%C2%B2",
        "digits of another script": "%D9%A3-%D9%A3",
        "number beyond all bounds": "9" * 5_000,
        "pairs of numbers": "9" * 5_000 + "." + "9" * 5_000,
        "below zero": "-1",
        "no such day": "0000-00-00",
        "header in a field": "x%0D%0ASet-Cookie:%20a=b",
        "wildcards and quotes": quote_plus("%_\\'\";--{{7*7}}<b>"),
        "written from right to left": "%E2%80%AE%E2%80%8B",
        "long": "a" * 60_000,
        "longer than any form": "a" * 70_000,
    }
)
"""Texts as they travel in an address or a form."""
LONGEST_ADDRESS: Final = 9_000
"""Characters of a text in an address; servers refuse far longer ones themselves."""
ROUTES: Final = [
    route
    for router in (signin.router, *(page.router for page in pages()))
    for route in router.routes
    if isinstance(route, APIRoute)
]
OF_ADMINISTRATORS: Final = {"/partners/{partner_id}/_beperk", "/kolomindeling", "/kolomindeling/_kies"}
"""Routes with a form that only administrators are shown; their own tests try them."""
KEPT_OF_LOOKING: Final = {"access", "worker_session", "supposing"}
"""What a look, a question that supposes something, or a new session writes."""


def recorded(engine: Engine) -> Mapping[str, object]:
    """All that stands in the record, but for who looked and who is signed in."""
    names = [table.name for table in metadata.sorted_tables if table.name not in KEPT_OF_LOOKING]
    with engine.connect() as connection:
        return {name: connection.execute(text(f"SELECT t::text FROM {name} t ORDER BY 1")).all() for name in names}


def routed(method: str, path: str) -> APIRoute | None:
    """The route that answers this address."""
    found = (one for one in ROUTES if method in (one.methods or ()) and one.path_regex.fullmatch(path))
    return next(found, None)


def accept(day: Waterdal, engine: Engine) -> None:
    """After what brings the forms that a day does not show by itself: every form there is stands on some page.

    An accepted offer, a signal that was taken back, one that was not picked up, a worker who is away, a policy by which
    workers look up residents, signals of which nobody knows whether they belong together.
    """
    accepted = an_offer(day.free, OfferAnswer.ACCEPTED)
    with transaction(engine, municipalities=(day.desk.municipality,)) as connection:
        do(connection, day.samira, a_try(day.free, reached=True), a_talk(day.free), accepted)
    a_signal_taken_back(day.desk, day.crisis)
    a_refusal(day.desk, day.closed)
    pairs_in_doubt(day.desk, day.samira)
    place = {"municipality": day.desk.municipality}
    away = {"worker_id": day.joost.id, "first_day": TODAY, "last_day": None, "recorded_by": day.samira.id}
    day.desk.insert(tables.absence, **place, id=new_id(), **away, recorded_at=NOW)
    looks_up = DEFAULT.model_copy(update={"registers": Registers(residents=RegisterSource.WORKER)})
    policy = {"version": 2, "valid_from": date(2026, 1, 2), "digest": "1", "body": looks_up.model_dump(mode="json")}
    day.desk.insert(tables.policy, municipality=day.desk.municipality, **policy)


def forms_of(visitor: Visitor, day: Waterdal) -> dict[str, Form]:
    """One form for every route that takes one, filled in so that it would be recorded as it is."""
    paths = [*addresses(day), "/aanmelden", "/zoeken"]
    found = [form for path in paths for form in visitor.forms(visitor.get(path))]
    routes = {route.path: form for form in found if (route := routed("POST", form.action))}
    return {
        path: Form(form.action, form.fields | _left_open(form, FILLED_IN.get(path.rpartition("/")[2], {})))
        for path, form in routes.items()
    }


def _left_open(form: Form, answers: Mapping[str, str]) -> dict[str, str]:
    return {name: answer for name, answer in answers.items() if form.fields.get(name, "") in {"", AS_BEFORE}}


AS_BEFORE: Final = "regels"
"""What stands in a form that would change nothing."""
A_LETTER: Final = {
    "kenmerk": "DL-1",
    "klantnummer": "K-1",
    "signaaldatum": "2026-03-12",
    "achternaam": "Terpstra",
    "huisnummer": "4",
    "postcode": "4512 AE",
    "bedragInCenten": "412,50",
    "ontstaansdatum": "2026-01-01",
    "aantalPerioden": "2",
    "soort": "achterstand",
    "verklaring.persoonlijkContact": "ja",
    "verklaring.gewezenOpSchuldhulp": "ja",
    "verklaring.herinneringGestuurd": "ja",
    "verklaring.doorgevenAangeboden": "ja",
    "verklaring.bezwaar": "nee",
}
"""A signal of the landlord that came by post."""
FILLED_IN: Final[Mapping[str, dict[str, str]]] = MappingProxyType(
    {
        "_pak": {"bakje": "single"},
        "aanbod": {"soort": "debt-help", "antwoord": "open"},
        "aanmelden": {"medewerker": ""},
        "antwoord": {"antwoord": "accepted"},
        "contactpogingen": {"bereikt": "nee"},
        "nagevraagd": {"gevonden": "not-known"},
        "signaal-invoeren": A_LETTER,
        "{record_id}": {"reden": "typing-error"},
        "{signal_id}": {"reden": "known-trouble"},
        "{person_id}": {"inwoner": "resident"},
        "anders-indelen": {"voorrang": "3", "reden": "known-to-us"},
        "proefdraaien": {"grens": "75"},
        "nakijken": {"antwoord": "same-household", "grond": "compared"},
        "opzij": {"reden": "not-meant"},
        "sluiten": {"resultaat": "further-help-financial"},
        "taal": {"taal": "nl"},
        "zoeken": {"vraag": ""},
    }
)
"""What a person chooses on each form."""


def sent(visitor: Visitor, form: Form, field: str, nasty: str) -> Response:
    """The form with `nasty` in one field."""
    rest = urlencode({name: value for name, value in form.fields.items() if name != field})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    body = f"{rest}&{field}={nasty}"
    return visitor.client.post(form.action, content=body, headers=kind, follow_redirects=False)
