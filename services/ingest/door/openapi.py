"""The OpenAPI document of the partner API, in Dutch (NL API Design Rules, doc-openapi): what can be asked."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from domain.intake.files.kinds import MEDIA_TYPES
from domain.intake.limits import (
    DELIVERIES_ON_PAGE,
    FILE_MEGABYTES,
    PENDING_FILES,
    RECEIPTS_ON_PAGE,
    RECORDS_IN_CHUNK,
    RECORDS_IN_REQUEST,
)
from services.ingest.door.headers import API_VERSION
from services.ingest.door.openapi_parameters import as_asked, in_path, mapping_name, of_day, of_outcome, paging
from services.ingest.door.openapi_schemas import (
    EXAMPLE_DELIVERIES,
    EXAMPLE_DELIVERY,
    EXAMPLE_FILE,
    EXAMPLE_NAMED,
    EXAMPLE_RECEIPTS_CSV,
    EXAMPLE_STORED,
    EXAMPLE_WITHDRAWN,
    Json,
    reference,
    schemas,
)
from services.ingest.door.openapi_texts import (
    EXAMPLE_CSV,
    EXAMPLE_SIGNAL,
    INTRODUCTION,
)
from services.ingest.door.problems import EXTRA, MEDIA_TYPE, PROBLEM_TEXTS

VERSION_HEADER: Final = {"API-Version": {"$ref": "#/components/headers/ApiVersion"}}
RETRY_HEADER: Final = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}


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
        "security": [{"Sleutel": []}, {"Toegangstoken": []}],
        "paths": _paths(),
        "components": {
            "securitySchemes": {
                "Sleutel": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-API-Key",
                    "description": "De sleutel die u bij aansluiting kreeg. Bewaar deze veilig.",
                },
                "Toegangstoken": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": (
                        "In plaats van een sleutel: een toegangstoken (OAuth 2.0, client credentials) van de "
                        "uitgever die uw gemeente noemt. Vraag of dit bij uw gemeente aanstaat."
                    ),
                },
            },
            "headers": {
                "ApiVersion": {
                    "description": "De volledige versie van deze API.",
                    "schema": {"type": "string", "examples": [API_VERSION]},
                },
                "RetryAfter": {
                    "description": "Na hoeveel seconden u het opnieuw kunt proberen.",
                    "schema": {"type": "integer", "minimum": 1, "examples": [30]},
                },
            },
            "responses": {f"Probleem{status}": _problem(status) for status in PROBLEM_TEXTS},
            "schemas": schemas(),
        },
    }


def _paths() -> Json:
    return {
        "/signalen": {
            "post": _operation(
                "leverSignalen",
                "Signalen",
                f"Lever 1 tot en met {RECORDS_IN_REQUEST} signalen. U krijgt voor elk signaal een antwoord.",
                {"200": _answer("Van elk signaal wat ermee gebeurde.", "Levering", EXAMPLE_DELIVERY)},
                (400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 503),
            )
            | {"parameters": [*as_asked()]}
            | {"requestBody": _body("application/json", reference("SignalenVerzoek"), {"signalen": [EXAMPLE_SIGNAL]})}
        },
        "/intrekkingen": {
            "post": _operation(
                "trekSignalenIn",
                "Signalen",
                f"Trek 1 tot en met {RECORDS_IN_REQUEST} signalen in. Bijvoorbeeld omdat er betaald is.",
                {"200": _answer("Van elke intrekking wat ermee gebeurde.", "IntrekkingenAntwoord", EXAMPLE_WITHDRAWN)},
                (400, 401, 403, 408, 413, 415, 429, 500, 503),
            )
            | {
                "requestBody": _body(
                    "application/json",
                    reference("IntrekkingenVerzoek"),
                    {"intrekkingen": [{**EXAMPLE_NAMED, "reden": "betaald"}]},
                )
            }
        },
        "/signalen/{signaalId}": {
            "get": _operation(
                "bekijkSignaal",
                "Signalen",
                "Bekijk het ontvangstbewijs van een signaal dat u leverde.",
                {"200": _answer("Het ontvangstbewijs.", "OntvangenSignaal", EXAMPLE_STORED)},
                (400, 401, 403, 404, 429, 500, 503),
            )
            | {"parameters": [in_path("signaalId", "Het nummer dat u bij het leveren kreeg.")]}
        },
        "/leveringen": {
            "get": _operation(
                "bekijkLeveringen",
                "Leveringen",
                "Bekijk uw leveringen, de nieuwste eerst.",
                {"200": _answer("Een pagina van uw leveringen.", "Leveringen", EXAMPLE_DELIVERIES)},
                (400, 401, 429, 500, 503),
            )
            | {"parameters": [of_day(), *paging("leveringen", DELIVERIES_ON_PAGE)]},
            "post": _operation(
                "leverBestand",
                "Leveringen",
                f"Lever een CSV-, XLSX- of ODS-bestand van hoogstens {FILE_MEGABYTES} MB. Wij lezen de regels daarna. "
                f"Zolang {PENDING_FILES} bestanden van u wachten, antwoorden wij met 429 en `Retry-After`.",
                {
                    "200": _answer(
                        f"Alleen bij een proef: wat er van de eerste {RECORDS_IN_CHUNK} regels zou komen.",
                        "Levering",
                        EXAMPLE_DELIVERY | {"proef": True},
                    ),
                    "202": _answer("Het bestand is bewaard en wordt gelezen.", "BestandLevering", EXAMPLE_FILE),
                },
                (400, 401, 403, 408, 409, 413, 415, 422, 429, 500, 503),
            )
            | {
                "parameters": [mapping_name(), *as_asked()],
                "requestBody": _files(),
            },
        },
        "/leveringen/{leveringId}": {
            "get": _operation(
                "bekijkLevering",
                "Leveringen",
                "Bekijk hoe ver een levering is en wat er van elke regel kwam. "
                "Vraagt u om `text/csv`, dan krijgt u alle ontvangstbewijzen als bestand om naast uw regels te leggen.",
                {"200": _receipts()},
                (400, 401, 403, 404, 429, 500, 503),
            )
            | {
                "parameters": [
                    in_path("leveringId", "Het nummer van de levering."),
                    of_outcome(),
                    *paging("ontvangstbewijzen", RECEIPTS_ON_PAGE),
                ]
            }
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
    content = {"schema": reference(schema), "example": example} if schema else {"schema": {"type": "object"}}
    return {
        "description": text,
        "headers": VERSION_HEADER,
        "content": {"application/json": content},
    }


def _body(media_type: str, schema: Json, example: object) -> Json:
    return {"required": True, "content": {media_type: {"schema": schema, "example": example}}}


def _files() -> Json:
    content: Json = {kind: {"schema": {"type": "string", "contentMediaType": kind}} for kind in MEDIA_TYPES}
    content["text/csv"] = {"schema": {"type": "string"}, "example": EXAMPLE_CSV}
    return {"required": True, "content": content}


def _receipts() -> Json:
    answer = _answer("De levering met een pagina van de ontvangstbewijzen.", "Levering", EXAMPLE_DELIVERY)
    answer["content"]["text/csv"] = {"schema": {"type": "string"}, "example": EXAMPLE_RECEIPTS_CSV}
    return answer


def _problem(status: int) -> Json:
    title, detail = PROBLEM_TEXTS[status]
    example = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return {
        "description": title + ".",
        "headers": VERSION_HEADER | (RETRY_HEADER if "Retry-After" in EXTRA.get(status, {}) else {}),
        "content": {MEDIA_TYPE: {"schema": reference("Probleem"), "example": example}},
    }
