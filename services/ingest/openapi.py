"""The OpenAPI document of the partner API, in Dutch, made from the contract (NL API Design Rules, doc-openapi)."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from schemas.glossary import DUTCH
from schemas.signals import Signal
from schemas.vocabulary import DeliveryState, Outcome
from services.ingest.faults import TEXTS as FAULT_TEXTS
from services.ingest.faults import Code
from services.ingest.headers import API_VERSION
from services.ingest.openapi_texts import ATTRIBUTE_TEXTS, EXAMPLE_ERRORS, EXAMPLE_SIGNAL, EXAMPLE_UUID, INTRODUCTION
from services.ingest.problems import MEDIA_TYPE
from services.ingest.problems import TEXTS as PROBLEM_TEXTS
from services.ingest.validate import MOST_RECORDS

Json = dict[str, Any]
MOMENT: Final = {"type": "string", "format": "date-time", "examples": ["2026-03-09T08:30:00Z"]}
DAY: Final = {"type": "string", "format": "date", "examples": ["2026-03-09"]}
UUID_TEXT: Final = {"type": "string", "format": "uuid", "examples": [EXAMPLE_UUID]}
NUMBER: Final = {"type": "integer", "minimum": 0, "examples": [1]}
COUNTS: Final = ("aantalRegels", "aantalGeaccepteerd", "aantalDubbel", "aantalHerzien", "aantalGeweigerd")
EXAMPLE_RECEIPT: Final = {"regel": 1, "uitkomst": "geaccepteerd", "signaalId": EXAMPLE_UUID}
EXAMPLE_FILE: Final = {
    "leveringId": EXAMPLE_UUID,
    "status": "in-behandeling",
    "ontvangenOp": "2026-03-09T08:30:00Z",
    "aantalRegels": 1,
}
EXAMPLE_DELIVERY: Final = EXAMPLE_FILE | {
    "status": "verwerkt",
    "aantalGeaccepteerd": 1,
    "aantalDubbel": 0,
    "aantalHerzien": 0,
    "aantalGeweigerd": 0,
    "ontvangstbewijzen": [EXAMPLE_RECEIPT],
}
EXAMPLE_STORED: Final = {
    "signaalId": EXAMPLE_UUID,
    "kenmerk": EXAMPLE_SIGNAL["kenmerk"],
    "gemeentecode": EXAMPLE_SIGNAL["gemeentecode"],
    "signaaldatum": EXAMPLE_SIGNAL["signaaldatum"],
    "ontvangenOp": "2026-03-09T08:30:00Z",
    "herziening": 1,
}


@cache
def document() -> Json:
    """The whole document; do not change what it gives."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Vroegsignalen leveren",
            "version": API_VERSION,
            "description": INTRODUCTION,
            "contact": {
                "name": "Beheer vroegsignaal",
                "url": "https://vroegsignaal.example.nl/contact",
                "email": "beheer@vroegsignaal.example.nl",
            },
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "https://vroegsignaal.example.nl/v1", "description": "Voorbeeld; vraag uw gemeente."}],
        "tags": [
            {"name": "Signalen", "description": "Signalen leveren en het ontvangstbewijs bekijken."},
            {"name": "Leveringen", "description": "Bestanden leveren en zien wat er van elke regel kwam."},
            {"name": "Beschrijving", "description": "Deze beschrijving zelf."},
        ],
        "security": [{"Sleutel": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "Sleutel": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-API-Key",
                    "description": "De sleutel die u bij aansluiting kreeg. Bewaar deze veilig.",
                }
            },
            "headers": {
                "ApiVersion": {
                    "description": "De volledige versie van deze API.",
                    "schema": {"type": "string", "examples": [API_VERSION]},
                }
            },
            "responses": {f"Probleem{status}": _problem(status) for status in PROBLEM_TEXTS},
            "schemas": _schemas(),
        },
    }


def _paths() -> Json:
    return {
        "/signalen": {
            "post": _operation(
                "leverSignalen",
                "Signalen",
                f"Lever 1 tot en met {MOST_RECORDS} signalen. U krijgt voor elk signaal een antwoord.",
                {"200": _answer("Van elk signaal wat ermee gebeurde.", "Levering", EXAMPLE_DELIVERY)},
                (400, 401, 413, 415, 500, 503),
            )
            | {"requestBody": _body("application/json", _ref("SignalenVerzoek"), {"signalen": [EXAMPLE_SIGNAL]})}
        },
        "/signalen/{signaalId}": {
            "get": _operation(
                "bekijkSignaal",
                "Signalen",
                "Bekijk het ontvangstbewijs van een signaal dat u leverde.",
                {"200": _answer("Het ontvangstbewijs.", "OntvangenSignaal", EXAMPLE_STORED)},
                (400, 401, 404, 500, 503),
            )
            | {"parameters": [_in_path("signaalId", "Het nummer dat u bij het leveren kreeg.")]}
        },
        "/leveringen": {
            "post": _operation(
                "leverBestand",
                "Leveringen",
                "Lever een CSV-bestand van hoogstens 100 MB. Wij lezen de regels daarna.",
                {"202": _answer("Het bestand is bewaard en wordt gelezen.", "BestandLevering", EXAMPLE_FILE)},
                (400, 401, 413, 415, 500, 503),
            )
            | {
                "parameters": [_kolomindeling()],
                "requestBody": _body("text/csv", {"type": "string"}, "Gemeente;Kenmerk\n0363;VB-1\n"),
            }
        },
        "/leveringen/{leveringId}": {
            "get": _operation(
                "bekijkLevering",
                "Leveringen",
                "Bekijk hoe ver een levering is en wat er van elke regel kwam.",
                {"200": _answer("De levering met een pagina van de ontvangstbewijzen.", "Levering", EXAMPLE_DELIVERY)},
                (400, 401, 404, 500, 503),
            )
            | {"parameters": [_in_path("leveringId", "Het nummer van de levering."), *_paging()]}
        },
        "/openapi.json": {
            "get": _operation(
                "bekijkBeschrijving",
                "Beschrijving",
                "Deze beschrijving, zonder sleutel.",
                {"200": _answer("De beschrijving in OpenAPI 3.1.", None, None)},
                (500,),
            )
            | {"security": []}
        },
    }


def _operation(name: str, tag: str, summary: str, answers: Json, problems: Sequence[int]) -> Json:
    refused = {str(status): {"$ref": f"#/components/responses/Probleem{status}"} for status in problems}
    return {
        "operationId": name,
        "tags": [tag],
        "summary": summary.partition(". ")[0].rstrip("."),
        "description": summary,
        "responses": answers | refused,
    }


def _answer(text: str, schema: str | None, example: Json | None) -> Json:
    content = {"schema": _ref(schema), "example": example} if schema else {"schema": {"type": "object"}}
    return {
        "description": text,
        "headers": {"API-Version": {"$ref": "#/components/headers/ApiVersion"}},
        "content": {"application/json": content},
    }


def _body(media_type: str, schema: Json, example: object) -> Json:
    return {"required": True, "content": {media_type: {"schema": schema, "example": example}}}


def _in_path(name: str, text: str) -> Json:
    return {"name": name, "in": "path", "required": True, "description": text, "schema": UUID_TEXT}


def _kolomindeling() -> Json:
    text = "De naam van de kolomindeling die wij met u afspraken."
    schema = {"type": "string", "examples": ["energie-csv"]}
    return {"name": "kolomindeling", "in": "query", "required": True, "description": text, "schema": schema}


def _paging() -> list[Json]:
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": text,
            "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": usual},
        }
        for name, text, most, usual in (
            ("pagina", "Welke pagina van de ontvangstbewijzen, vanaf 1.", 100_000, 1),
            ("paginaGrootte", "Hoeveel ontvangstbewijzen op een pagina.", 1_000, 1_000),
        )
    ]


def _problem(status: int) -> Json:
    title, detail = PROBLEM_TEXTS[status]
    example = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return {
        "description": title + ".",
        "headers": {"API-Version": {"$ref": "#/components/headers/ApiVersion"}},
        "content": {MEDIA_TYPE: {"schema": _ref("Probleem"), "example": example}},
    }


def _ref(name: str | None) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_TOLD: Final = {name: {"description": text} for name, text in ATTRIBUTE_TEXTS.items()}


def _object(properties: Mapping[str, Json], required: Sequence[str], text: str) -> Json:
    told = {name: schema if "$ref" in schema else _TOLD.get(name, {}) | schema for name, schema in properties.items()}
    return {"type": "object", "description": text, "properties": told, "required": list(required)}


def _schemas() -> Json:
    receipts = {"type": "array", "items": _ref("Ontvangstbewijs")}
    faults = {"type": "array", "items": _ref("Fout")}
    status = {"type": "string", "enum": [DUTCH[DeliveryState][state] for state in DeliveryState]}
    outcome = {"type": "string", "enum": [DUTCH[Outcome][one] for one in Outcome]}
    head: Json = {"leveringId": UUID_TEXT, "status": status, "ontvangenOp": MOMENT, "aantalRegels": NUMBER}
    counts: Json = dict.fromkeys(COUNTS, NUMBER)
    paging = {"pagina": NUMBER, "paginaGrootte": NUMBER}
    return _signal_schemas() | {
        "SignalenVerzoek": _object(
            {"signalen": {"type": "array", "minItems": 1, "maxItems": MOST_RECORDS, "items": _ref("Signaal")}},
            ["signalen"],
            "Een lijst signalen. Een fout in het ene signaal houdt het andere niet tegen.",
        )
        | {"additionalProperties": False},
        "Levering": _object(
            head | counts | paging | {"ontvangstbewijzen": receipts},
            [*head, *COUNTS[1:], "ontvangstbewijzen"],
            "Een levering: hoe ver zij is, de aantallen, en wat er van elke regel kwam.",
        ),
        "BestandLevering": _object(head, [*head], "Een bestand dat bewaard is en nog gelezen wordt."),
        "Ontvangstbewijs": _object(
            {"regel": NUMBER, "uitkomst": outcome, "signaalId": UUID_TEXT, "fouten": faults},
            ["regel", "uitkomst"],
            "Het antwoord op één regel: het nummer van het signaal, of alle fouten.",
        ),
        "OntvangenSignaal": _object(
            {
                "signaalId": UUID_TEXT,
                "kenmerk": {"type": "string"},
                "gemeentecode": {"type": "string"},
                "signaaldatum": DAY,
                "ontvangenOp": MOMENT,
                "herziening": NUMBER,
            },
            [*EXAMPLE_STORED],
            "Dat het signaal er is. Wat de gemeente ermee doet, staat hier niet in.",
        ),
        "Fout": _object(
            {"veld": {"type": "string"}, "code": {"type": "string", "enum": [*Code]}, "tekst": {"type": "string"}},
            ["veld", "code", "tekst"],
            "Een fout in één veld. De waarde zelf herhalen wij nooit. "
            + " ".join(f"`{code}`: {text}" for code, text in FAULT_TEXTS.items()),
        )
        | {"examples": [EXAMPLE_ERRORS]},
        "Probleem": _object(
            {
                "type": {"type": "string", "format": "uri-reference"},
                "title": {"type": "string"},
                "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "De HTTP-status."},
                "detail": {"type": "string"},
                "fouten": faults,
            },
            ["title", "status", "detail"],
            "Waarom het hele verzoek niet kon (RFC 9457).",
        ),
    }


def _signal_schemas() -> Json:
    made = Signal.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    nested = made.pop("$defs")["Attestation"]
    signal = _in_dutch(made, "Een vroegsignaal: een huishouden loopt achter met een vaste last.")
    signal["examples"] = [EXAMPLE_SIGNAL]
    signal["properties"]["verklaring"] = _ref("Verklaring")
    text = "Wat een verhuurder verklaart (Besluit gemeentelijke schuldhulpverlening, artikel 2)."
    return {"Signaal": signal, "Verklaring": _in_dutch(nested, text)}


def _in_dutch(made: Json, text: str) -> Json:
    """A schema of pydantic without its English titles, optional fields as themselves, with Dutch texts."""
    properties = {name: _plain(schema) for name, schema in made["properties"].items()}
    return _object(properties, made["required"], text) | {"additionalProperties": False}


def _plain(schema: Json) -> Json:
    chosen = next((one for one in schema.get("anyOf", ()) if one.get("type") != "null"), schema)
    english = {"title", "default"} if schema.get("default") is None else {"title"}
    kept: Json = {name: value for name, value in chosen.items() if name not in english}
    default = schema.get("default")
    return kept | ({"default": WORD_OF.get(default, default)} if default is not None else {})


WORD_OF: Final = {str(code): word for words in DUTCH.values() for code, word in words.items()}
