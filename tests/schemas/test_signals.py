"""A field of the signal is one entry, and what follows from it holds: form, column, stand-in and who may read it."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from schemas.fields import Form, SignalField
from schemas.signals import ATTESTATION_FIELDS, NATURAL_KEY, SIGNAL_FIELDS, Attestation, Signal

MODELS: list[tuple[type[BaseModel], Mapping[str, SignalField]]] = [
    (Signal, SIGNAL_FIELDS),
    (Attestation, ATTESTATION_FIELDS),
]
IN_JSON = {
    Form.TEXT: {"string"},
    Form.SEALED: {"string"},
    Form.DAY: {"date"},
    Form.BIRTH_DAY: {"string"},
    Form.CENTS: {"integer"},
    Form.COUNT: {"integer"},
    Form.YES_OR_NO: {"boolean"},
    Form.PARTS: {"object"},
}
WHO = {"initials", "prefix", "surname", "birth_date", "bsn", "street", "town", "phone", "email"}
"""What says who or where somebody is; the house number and the postcode find the household."""


def schemas_of(model: type[BaseModel], outward: str) -> list[dict[str, Any]]:
    """What the JSON schema says of a field, without its being absent."""
    schema = model.model_json_schema(by_alias=True)
    found = schema["properties"][outward]
    return [one for one in found.get("anyOf", [found]) if one.get("type") != "null"]


def kind_in_json(schema: dict[str, Any]) -> str:
    return str(schema.get("format", schema.get("type", "object")))


@pytest.mark.parametrize(("model", "fields"), MODELS, ids=["signal", "attestation"])
def test_every_field_is_made_of_what_its_type_says(model: type[BaseModel], fields: Mapping[str, SignalField]) -> None:
    assert set(fields) == set(model.model_fields)
    for one in fields.values():
        assert {kind_in_json(schema) for schema in schemas_of(model, one.dutch)} == IN_JSON[one.form], one.dutch


@pytest.mark.parametrize(("model", "fields"), MODELS, ids=["signal", "attestation"])
def test_every_field_tells_partners_what_it_is(model: type[BaseModel], fields: Mapping[str, SignalField]) -> None:
    assert [one.dutch for one in fields.values() if not one.text.endswith(".")] == []
    assert set(model.model_json_schema(by_alias=True)["properties"]) == {one.dutch for one in fields.values()}


def test_a_field_is_required_or_optional_or_has_a_default() -> None:
    assert [name for name, one in SIGNAL_FIELDS.items() if one.required and one.optional] == []
    assert [name for name, one in SIGNAL_FIELDS.items() if not (one.required or one.optional)] == [
        "kind",
        "warm_handover",
    ]
    assert all(SIGNAL_FIELDS[name].required for name in NATURAL_KEY)


def test_triage_reads_nothing_that_says_who_somebody_is() -> None:
    assert {name for name, one in SIGNAL_FIELDS.items() if one.for_triage} & WHO == set()
    assert set(SIGNAL_FIELDS) > WHO


def test_a_signal_has_no_free_text() -> None:
    texts = {one.dutch for one in SIGNAL_FIELDS.values() if one.form in {Form.TEXT, Form.SEALED}}
    bound = {name for name in texts for one in schemas_of(Signal, name) if one.keys() & {"pattern", "enum"}}
    assert texts - bound == {"postcode"}, "a postcode is mended before its pattern is checked"
