"""An id has one form inside; what comes from outside is brought into it or refused without being repeated."""

from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.ids import IdFromOutside, checked, ordered_ids, random_id, read_id

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


NOON = datetime(2026, 3, 17, 11, 0, tzinfo=UTC)
NOISE = [bytes(range(500)[start : start + 10]) if start < 246 else bytes(10) for start in range(50)]


def test_ordered_ids_are_version_7_and_follow_the_moment() -> None:
    early, late = [list(ordered_ids(NOON + timedelta(seconds=second), b"".join(NOISE))) for second in (0, 1)]
    assert {UUID(one).version for one in early + late} == {7}
    assert {UUID(one).variant for one in early} == {RFC_4122}
    assert max(early) < min(late)
    assert len(set(early)) == 50
    assert UUID(early[0]).int >> 80 == int(NOON.timestamp() * 1000)
    assert all(checked(one) for one in early)


@pytest.mark.parametrize("noise", [bytes(16), b"\xff" * 16, bytes(range(16))])
def test_a_random_id_is_version_4_of_its_noise(noise: bytes) -> None:
    assert random_id(noise) == str(UUID(bytes=noise, version=4))
