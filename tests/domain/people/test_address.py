"""The key of an address: one for every way to write it, another for every other door."""

import pytest

from domain.people.address import Address, address_key


@pytest.mark.parametrize(
    ("number", "addition"),
    [
        ("12B", None),
        ("12b", None),
        ("12 b", None),
        ("12-B", None),
        ("12 - b", None),
        ("12/B", None),
        ("12", "B"),
        ("12", "b"),
        ("12", "-b"),
        ("12 ", " B "),
        ("012", "b"),
    ],
)
def test_one_door_has_one_key_however_it_is_written(number: str, addition: str | None) -> None:
    assert address_key(Address("1234 ab", number, addition)) == "1234AB 12 B"


@pytest.mark.parametrize(
    ("number", "addition", "key"),
    [
        ("12", None, "1234AB 12"),
        ("12", "", "1234AB 12"),
        ("12", "-", "1234AB 12"),
        ("12-2", None, "1234AB 12 2"),
        ("12 2", None, "1234AB 12 2"),
        ("12", "2", "1234AB 12 2"),
        ("122", None, "1234AB 122"),
        ("12 II", None, "1234AB 12 II"),
        ("12-hs", None, "1234AB 12 HS"),
        ("12a", "1", "1234AB 12 A 1"),
        ("12", "A-1", "1234AB 12 A 1"),
        ("12 A", "1", "1234AB 12 A 1"),
    ],
)
def test_the_key_keeps_number_and_addition_apart(number: str, addition: str | None, key: str) -> None:
    assert address_key(Address("1234AB", number, addition)) == key


def test_different_doors_have_different_keys() -> None:
    doors = [("12", None), ("12", "A"), ("12", "B"), ("12", "2"), ("122", None), ("12", "II"), ("1", "2"), ("1", "2B")]
    assert len({address_key(Address("1234AB", *door)) for door in doors}) == len(doors)


def test_the_same_number_in_another_street_is_another_home() -> None:
    assert address_key(Address("1234AB", "12", None)) != address_key(Address("1234AC", "12", None))


def test_no_number_at_all_is_still_a_key() -> None:
    assert address_key(Address("1234AB", "b", None)) == "1234AB b"
