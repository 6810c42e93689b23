"""Two residents under one reference of a partner are told apart, and one whose data are mended is not."""

from typing import Any

import pytest

from domain.people.resident import is_somebody_else, resident_of
from tests.builders import a_signal

FIRST: dict[str, Any] = {
    "customer_number": "0045",
    "surname": "De Vri\u00ebs",
    "postcode": "1000 AA",
    "house_number": "12",
    "house_letter": "A",
}
OTHER: dict[str, Any] = {"customer_number": "46", "surname": "Bakker", "house_number": "14"}


def is_other(**changes: Any) -> bool:
    return is_somebody_else(resident_of(a_signal(**FIRST)), resident_of(a_signal(**(FIRST | changes))))


def test_another_number_surname_and_door_together_are_somebody_else() -> None:
    assert is_other(**OTHER)


@pytest.mark.parametrize("same", list(OTHER))
def test_whoever_shares_one_of_the_three_is_the_same_with_other_data(same: str) -> None:
    assert not is_other(**(OTHER | {same: FIRST[same]}))


@pytest.mark.parametrize(
    "same",
    [
        {"customer_number": "45"},
        {"surname": "DE VRIES"},
        {"postcode": "1000aa", "house_number": "12a", "house_letter": None},
    ],
    ids=["number", "surname", "door"],
)
def test_what_is_only_written_otherwise_is_shared(same: dict[str, Any]) -> None:
    assert not is_other(**(OTHER | same))


def test_a_number_that_names_nobody_is_shared_by_nobody() -> None:
    one, other = ({**FIRST, "customer_number": "0"}, {**FIRST, **OTHER, "customer_number": "0"})
    assert is_somebody_else(resident_of(a_signal(**one)), resident_of(a_signal(**other)))
