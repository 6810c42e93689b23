"""The parameters of the partner API as the OpenAPI document describes them."""

from typing import Final

from domain.intake.limits import PAGES_OF_RECEIPTS
from schemas.vocabulary.signals import Outcome
from services.ingest.door.openapi_schemas import UUID_TEXT, Json
from services.ingest.door.openapi_texts import EXAMPLE_UUID, IDEMPOTENCY_TEXT, TRYOUT_TEXT

DOCUMENTED_KEY: Final = r'^("[!#-\[\]-~][ !#-\[\]-~]{0,98}"|[!#-\[\]-~]{1,100})$'


def in_path(name: str, text: str) -> Json:
    """An id in the path."""
    return {"name": name, "in": "path", "required": True, "description": text, "schema": UUID_TEXT}


def mapping_name() -> Json:
    """Which column mapping a file has."""
    text = "De naam van de kolomindeling die wij met u afspraken."
    schema = {"type": "string", "examples": ["energie-csv"]}
    return {"name": "kolomindeling", "in": "query", "required": True, "description": text, "schema": schema}


def as_asked() -> list[Json]:
    """Parameters of what delivers: a key for whoever tries again, and the try-out."""
    return [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": IDEMPOTENCY_TEXT,
            "schema": {"type": "string", "pattern": DOCUMENTED_KEY, "examples": [f'"{EXAMPLE_UUID}"']},
        },
        {
            "name": "proef",
            "in": "query",
            "required": False,
            "description": TRYOUT_TEXT,
            "schema": {"type": "string", "enum": ["ja", "nee"], "default": "nee"},
        },
    ]


def of_day() -> Json:
    """Which day, of a list of deliveries."""
    text = "Alleen leveringen die wij op deze dag ontvingen."
    schema = {"type": "string", "format": "date", "examples": ["2026-03-09"]}
    return {"name": "dag", "in": "query", "required": False, "description": text, "schema": schema}


def of_outcome() -> Json:
    """Which outcome, of a list of receipts."""
    text = "Alleen ontvangstbewijzen met deze uitkomst. Met `geweigerd` houdt u de fouten over."
    schema = {"type": "string", "enum": [one.dutch for one in Outcome]}
    return {"name": "uitkomst", "in": "query", "required": False, "description": text, "schema": schema}


def paging(what: str, size: int) -> list[Json]:
    """Which page, and how long it is."""
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": text,
            "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": usual},
        }
        for name, text, most, usual in (
            ("pagina", f"Welke pagina van de {what}, vanaf 1.", PAGES_OF_RECEIPTS, 1),
            ("paginaGrootte", f"Hoeveel {what} op een pagina.", size, size),
        )
    ]
