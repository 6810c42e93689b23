"""An id has one form inside; what comes from outside is brought into it or refused without being repeated."""

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.ids import IdFromOutside, checked, read_id

NAME = "01980000-0000-7000-8000-00000000abcd"
NONE = ["", "x", NAME[:-1], f"{NAME}0", f"{NAME}\n", f" {NAME}", NAME.replace("-", ""), f"0x{NAME[2:]}", "\u0660" * 36]


def test_an_id_in_capitals_is_the_same_id() -> None:
    assert read_id(NAME.upper()) == TypeAdapter(IdFromOutside).validate_python(NAME.upper()) == NAME


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_id_is_refused_at_every_door(text: str) -> None:
    for door in (checked, read_id):
        with pytest.raises(ValueError, match=r"^no id$"):
            door(text)
    with pytest.raises(ValidationError, match="id_form"):
        TypeAdapter(IdFromOutside).validate_python(text)


@pytest.mark.parametrize("value", [NAME.upper(), 1, None])
def test_what_an_event_names_is_an_id_in_its_one_form(value: object) -> None:
    with pytest.raises(ValueError, match="no id"):
        checked(value)
