"""The OpenAPI document follows the national rules (NL API Design Rules 2.2) and says what the API does."""

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from domain.intake.checks.faults import TEXTS
from domain.intake.checks.findings import FINDING_TEXTS
from domain.intake.quarantine import KEPT_DAYS
from schemas.glossary import ATTRIBUTES
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.quarantine import Settlement
from services.ingest.door.api import router
from services.ingest.door.headers import API_VERSION
from services.ingest.door.openapi import document
from services.ingest.door.openapi_texts import ATTRIBUTE_TEXTS, IDEMPOTENCY_TEXT, INTRODUCTION, SETTLEMENT_TEXTS
from services.ingest.door.problems import MEDIA_TYPE, MEMBERS
from services.ingest.door.repeats import KEY_KEPT
from tests.services.ingest.builders import Office, a_record
from tests.services.ingest.files.deliveries import read_all

DOCUMENT = document()
SCHEMAS = DOCUMENT["components"]["schemas"]
CAMEL = re.compile(r"[a-z]+([A-Z][a-z]*)*")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation as (path, method, description)."""
    for path, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """What a reference in the document points at."""
    if "$ref" not in part:
        return part
    found: Any = DOCUMENT
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return dict(found)


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """Validates against a schema of the document."""
    resource = Resource.from_contents(DOCUMENT, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:document", resource)
    reference = {"$ref": f"urn:document{schema['$ref']}"} if "$ref" in schema else schema
    return Draft202012Validator(reference, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def names(schema: Any) -> Iterator[str]:
    """Every property name in a schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from names(part)


def test_the_document_is_published_without_sign_in_for_everyone(office: Office) -> None:
    answer = office.ask("GET", "/v1/openapi.json")
    assert answer.json() == DOCUMENT
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_document_names_version_contact_and_a_secure_server() -> None:
    assert DOCUMENT["openapi"].startswith("3.")
    assert re.fullmatch(r"\d+\.\d+\.\d+", DOCUMENT["info"]["version"])
    assert DOCUMENT["info"]["version"] == API_VERSION
    assert set(DOCUMENT["info"]["contact"]) == {"name", "url", "email"}
    assert all(re.fullmatch(r"https://[^ ]+/v1", server["url"]) for server in DOCUMENT["servers"])


def test_every_route_is_described_and_every_description_has_its_route() -> None:
    routes = {
        (route.path, method.lower(), route.operation_id)
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert routes == {(f"/v1{path}", method, one["operationId"]) for path, method, one in operations()}


def test_paths_are_nouns_in_kebab_case_without_a_slash_at_the_end() -> None:
    for path in DOCUMENT["paths"]:
        for segment in path.removeprefix("/").split("/"):
            assert re.fullmatch(r"[a-z]+(-[a-z]+)*(\.json)?|\{[a-z]+[A-Za-z]*\}", segment)


def test_operations_have_unique_ids_known_tags_and_a_documented_400() -> None:
    ids = [one["operationId"] for _, _, one in operations()]
    assert len(set(ids)) == len(ids)
    known = {tag["name"] for tag in DOCUMENT["tags"]}
    for _, _, operation in operations():
        assert set(operation["tags"]) <= known
        assert operation["summary"]
        if "parameters" in operation or "requestBody" in operation:
            assert "400" in operation["responses"]
        takes_keys = any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ()))
        assert ("422" in operation["responses"]) is takes_keys


def test_every_success_documents_the_version_header_and_every_error_a_problem() -> None:
    for _, _, operation in operations():
        for status, part in operation["responses"].items():
            answer = resolved(part)
            assert "API-Version" in answer["headers"]
            kinds = {"application/json"} if status < "400" else {MEDIA_TYPE}
            assert set(answer["content"]) - {"text/csv"} == kinds


def test_query_parameters_and_fields_are_in_lower_camel_case_and_in_the_glossary() -> None:
    outward = {name for schema in SCHEMAS.values() for name in names(schema)}
    outward |= {
        parameter["name"]
        for _, _, one in operations()
        for parameter in one.get("parameters", ())
        if parameter["in"] != "header"
    }
    assert all(CAMEL.fullmatch(name) for name in outward)
    assert outward - MEMBERS <= set(ATTRIBUTES) <= outward


def test_schema_names_are_in_upper_camel_case() -> None:
    assert all(re.fullmatch(r"([A-Z][a-z]+)+", name) for name in SCHEMAS)


def test_every_field_is_explained_in_dutch_and_nothing_in_english_is_left() -> None:
    for name, schema in SCHEMAS.items():
        for field, part in schema["properties"].items():
            assert "$ref" in part or part.get("description") or field in MEMBERS or name == "SignalenVerzoek", field
            assert "title" not in part
    assert set(ATTRIBUTE_TEXTS) <= set(ATTRIBUTES)


def test_every_example_validates() -> None:
    shown = 0
    for _, _, operation in operations():
        bodies = [resolved(part) for part in operation["responses"].values()]
        for part in [*bodies, operation.get("requestBody", {"content": {}})]:
            for content in part["content"].values():
                if "example" in content:
                    validator(content["schema"]).validate(content["example"])
                    shown += 1
    assert shown > len(DOCUMENT["paths"])


BAD: dict[str, str] = {
    "date": "2026-13-01",
    "date-time": "2026-03-09 8:30",
    "uri-reference": "\\\\host\\map",
    "uuid": "3f0c2a1e-8f5b-4d7e-9a46",
}
"""One bad example of every format that the document names: a checker of which a package is missing passes all."""


def formats(part: Any) -> Iterator[str]:
    """Every format that is named in a part of the document."""
    if isinstance(part, dict):
        if isinstance(part.get("format"), str):
            yield part["format"]
        for below in part.values():
            yield from formats(below)
    elif isinstance(part, list):
        for below in part:
            yield from formats(below)


def test_every_format_of_the_document_has_its_bad_example() -> None:
    assert set(formats(DOCUMENT)) == set(BAD)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_example_of_every_format_is_refused(name: str) -> None:
    assert not validator({"type": "string", "format": name}).is_valid(BAD[name])


def examples() -> Iterator[tuple[str, str, Any]]:
    """Every body that the document shows, as (path, media type, body)."""
    for path, _, operation in operations():
        for media_type, content in operation.get("requestBody", {"content": {}})["content"].items():
            if "example" in content:  # a workbook cannot be shown in a text
                yield path, media_type, content["example"]


@pytest.mark.parametrize(("path", "media_type", "body"), list(examples()))
def test_the_api_accepts_every_body_that_the_document_shows(
    office: Office, path: str, media_type: str, body: Any
) -> None:
    energy = office.joins(PartnerKind.ENERGY, places=["0363"])
    content = body.encode() if isinstance(body, str) else orjson.dumps(body)
    mapping = "?kolomindeling=energie-csv" if media_type == "text/csv" else ""
    answer = office.ask("POST", f"/v1{path}{mapping}", content, x_api_key=energy.key, content_type=media_type)
    assert answer.status_code in {200, 202}, answer.text
    if path == "/intrekkingen":
        assert [one["uitkomst"] for one in answer.json()["intrekkingen"]] == ["onbekend-signaal"]
        return
    read_all(office.ports)
    assert office.reads(energy, f"/v1/leveringen/{answer.json()['leveringId']}").json()["aantalGeaccepteerd"] == 1
    assert office.count("signal") == 1


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])
    for example in SCHEMAS[name].get("examples", ()):
        validator({"$ref": f"#/components/schemas/{name}"}).validate(example)


def test_real_answers_fit_the_description(office: Office) -> None:
    water = office.joins()
    odd = a_record(telefoonnummer="onbekend")
    first = office.post(water, {"signalen": [odd, a_record(), a_record(postcode="x")]}).json()
    again = office.reads(water, f"/v1/leveringen/{first['leveringId']}").json()
    for answer in (first, again):
        validator({"$ref": "#/components/schemas/Levering"}).validate(answer)
    signal = office.reads(water, f"/v1/signalen/{first['ontvangstbewijzen'][0]['signaalId']}").json()
    validator({"$ref": "#/components/schemas/OntvangenSignaal"}).validate(signal)
    validator({"$ref": "#/components/schemas/Probleem"}).validate(office.post(water, b"{").json())


def test_what_the_description_allows_the_api_accepts(office: Office) -> None:
    body = DOCUMENT["paths"]["/signalen"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert office.delivers(office.joins(places=["0363"]), *body["signalen"])[0]["uitkomst"] == "geaccepteerd"


def test_all_codes_of_faults_and_findings_are_in_the_description_with_their_words() -> None:
    for name, texts in (("Fout", TEXTS), ("Bevinding", FINDING_TEXTS)):
        assert set(SCHEMAS[name]["properties"]["code"]["enum"]) == set(texts)
        assert all(text in SCHEMAS[name]["description"] for text in texts.values())


def test_what_is_said_of_days_is_what_is_done() -> None:
    assert f"onthouden een sleutel {KEY_KEPT.days} dagen" in IDEMPOTENCY_TEXT
    assert f"bewaren wij {KEPT_DAYS} dagen" in INTRODUCTION
    assert f"na {KEPT_DAYS} dagen" in SETTLEMENT_TEXTS[Settlement.EXPIRED]
