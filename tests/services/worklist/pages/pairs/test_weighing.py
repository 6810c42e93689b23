"""How sure a pair is, in words: no probability is said to be certain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.matching.explain import FieldFinding
from domain.people.matching.weights import Bits
from services.worklist.pages.pairs.weighing import likely, of_ten, weighed
from services.worklist.words.store import texts

TEXTS = texts("nl")


@pytest.mark.parametrize(
    ("person", "together", "said"),
    [
        (0.96, 0.97, "very-person"),
        (0.7, 0.9, "likely-person"),
        (0.5, 0.99, "maybe-person"),
        (0.49, 0.95, "very-household"),
        (0.0, 0.79, "likely-household"),
        (0.1, 0.5, "maybe-household"),
    ],
)
def test_one_person_is_claimed_before_one_household(person: float, together: float, said: str) -> None:
    assert likely(person, together) == said


@given(st.floats(0, 1))
def test_of_ten_pairs_it_is_never_all_and_never_none(probability: float) -> None:
    form, number = of_ten(probability)
    assert form in {"under", "about", "over"}
    assert 1 <= number <= 9
    assert f"pairs.odds.{form}" in TEXTS


@given(st.floats(0, 1), st.floats(0, 1))
def test_every_claim_has_its_text(person: float, together: float) -> None:
    assert f"pairs.claim.{likely(person, together)}" in TEXTS


@pytest.mark.parametrize(
    ("bits", "said"),
    [
        (9.0, "strongly-for"),
        (4.0, "strongly-for"),
        (1.0, "for"),
        (0.9, "little"),
        (-0.9, "little"),
        (-3.9, "against"),
        (-60.0, "strongly-against"),
    ],
)
def test_a_field_says_as_much_as_its_bits(bits: float, said: str) -> None:
    (found,) = weighed([FieldFinding(("Adres", "Address"), ("Gelijk", "The same"), Bits(bits, 0.0))])
    assert (found.person, found.household) == (said, "little")
    assert f"pairs.says.{said}" in TEXTS
