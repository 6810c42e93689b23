"""Doors: one key for all ways to write one, another for every other door: a wrong join shows debts to strangers."""

from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.people.address import Address, address_key, written
from schemas.vocabulary.signals import Indication

OPPOSITE, BY = Indication.OPPOSITE, Indication.BY
Written = tuple[str, str | None, str | None, Indication | None]
"""House number, letter, addition, indication."""


def a_door(
    number: str, letter: str | None = None, addition: str | None = None, by: Indication | None = None
) -> Written:
    return number, letter, addition, by


def key(one: Written) -> str:
    number, letter, addition, indication = one
    return address_key(Address("4321ZX", number, addition, letter, indication))


ONE_DOOR: Final = [
    (a_door("27C"), a_door("27C", addition="C")),
    (a_door("27C"), a_door("27", addition="27C")),
    (a_door("27"), a_door("27")),
    (a_door("27 C"), a_door("27", "C")),
    (a_door("27", "C"), a_door("27", addition="c")),
    (a_door("27-C"), a_door("27", "c")),
    (a_door("27C", "C"), a_door("27", "C")),
    (a_door("27", "C", "27C"), a_door("27C")),
    (a_door("27C", addition="27c"), a_door("27", "C")),
    (a_door("27C1"), a_door("27", "C", "1")),
    (a_door("27C", addition="27C1"), a_door("27", "C", "1")),
    (a_door("27", addition="27 C-1"), a_door("27", "C", "1")),
    (a_door("27", addition="C1"), a_door("27", addition="C-01")),
    (a_door("27", addition="02"), a_door("27-2")),
    (a_door("27", addition="HS"), a_door("27 huis")),
    (a_door("27", addition="hs."), a_door("27", addition="Huis")),
    (a_door("27", addition="bis B"), a_door("27bisB")),
    (a_door("27", addition="bisB"), a_door("27", addition="BIS-B")),
    (a_door("27C", addition="bis"), a_door("27Cbis")),
    (a_door("27", addition="4hoog"), a_door("27", addition="4 hoog")),
    (a_door("27", by=OPPOSITE), a_door("tegenover 27")),
    (a_door("27", by=OPPOSITE), a_door("t/o 27")),
    (a_door("27", by=OPPOSITE), a_door("27", addition="T.O.")),
    (a_door("27", by=OPPOSITE), a_door("27", addition="tegenover")),
    (a_door("27", by=OPPOSITE), a_door("27", addition="tegenover 27")),
    (a_door("27", by=OPPOSITE), a_door("to 27", by=OPPOSITE)),
    (a_door("27C", by=OPPOSITE), a_door("t/o 27", "C")),
    (a_door("27", by=BY), a_door("bij 27")),
    (a_door("27", by=BY), a_door("27", addition="by")),
    (a_door("27 t/o", addition="C"), a_door("27", "C", by=OPPOSITE)),
]
"""Pairs of ways to write one door."""
TWO_DOORS: Final = [
    (a_door("27"), a_door("27C")),
    (a_door("27"), a_door("27", by=OPPOSITE)),
    (a_door("27"), a_door("27", by=BY)),
    (a_door("27", by=BY), a_door("27", by=OPPOSITE)),
    (a_door("27C", by=OPPOSITE), a_door("27", by=OPPOSITE)),
    (a_door("tegenover 27"), a_door("tegenover 28")),
    (a_door("27", addition="4"), a_door("27", addition="4hoog")),
    (a_door("27", addition="H"), a_door("27", addition="HS")),
    (a_door("27", addition="H"), a_door("27", addition="huis")),
    (a_door("27", addition="II"), a_door("27", addition="2")),
    (a_door("27", addition="I"), a_door("27", addition="1")),
    (a_door("27", "C", "C"), a_door("27", "C")),
    (a_door("27C", "C", "C"), a_door("27C")),
    (a_door("27", addition="27"), a_door("27")),
    (a_door("27-27"), a_door("27")),
    (a_door("27", addition="27-1"), a_door("27", addition="1")),
    (a_door("27-2", addition="2"), a_door("27-2")),
    (a_door("27-2", addition="1"), a_door("27-2")),
    (a_door("t/o 27-27"), a_door("t/o 27")),
    (a_door("27-2", addition="1"), a_door("27", addition="21")),
    (a_door("27", addition="C1"), a_door("27", addition="C11")),
    (a_door("27", "C", "11"), a_door("27C1", addition="1")),
    (a_door("27", addition="1C"), a_door("27", addition="C1")),
    (a_door("27", addition="AB"), a_door("27", "A", "B")),
    (a_door("27", addition="bis A"), a_door("27A bis")),
    (a_door("27", addition="bis"), a_door("27", addition="B")),
    (a_door("27", addition="bis A"), a_door("27", addition="A")),
    (a_door("27", addition="bijgebouw"), a_door("27", by=BY)),
    (a_door("27", addition="T"), a_door("27", by=OPPOSITE)),
    (a_door("27", "T", "O"), a_door("27", by=OPPOSITE)),
    (a_door("27", addition="0-1"), a_door("27", addition="1")),
    (a_door("27", addition="10"), a_door("27", addition="1")),
    (a_door("2", addition="7"), a_door("27")),
    (a_door("27", addition="7"), a_door("277")),
    (a_door("27", addition="28C"), a_door("27", "C")),
    (a_door("27C", addition="D"), a_door("27C")),
    (a_door("27C", addition="27D"), a_door("27C")),
]
"""Pairs of doors that may both be there: a mistake of ours would open one resident's case to another."""


@pytest.mark.parametrize(("one", "same"), ONE_DOOR, ids=str)
def test_one_door_written_in_different_columns_is_one_key(one: Written, same: Written) -> None:
    assert key(one) == key(same)


@pytest.mark.parametrize(("one", "other"), TWO_DOORS, ids=str)
def test_two_doors_are_two_keys(one: Written, other: Written) -> None:
    assert key(one) != key(other)


def test_wrong_joins_are_tested_at_least_as_hard_as_missed_ones() -> None:
    assert len(TWO_DOORS) >= len(ONE_DOOR)


numbers = st.integers(1, 99_999).map(str)
letters = st.one_of(st.none(), st.sampled_from("ABCDEFGHKM"))
additions = st.one_of(
    st.none(), st.integers(1, 120).map(str), st.sampled_from(["HS", "BIS", "RD", "ZW", "4 HOOG", "BIS K", "1 B"])
)
indications = st.one_of(st.none(), st.sampled_from(Indication))
SPELLINGS: Final = {OPPOSITE: ["tegenover", "t/o", "T.O.", "to", "TEGENOVER"], BY: ["bij", "BY", "Bij"]}
OTHERWISE: Final = {"HS": ["hs", "huis", "HUIS."], "BIS K": ["bisK", "bis-k"], "4 HOOG": ["4hoog", "4-hoog"]}
doors = st.tuples(numbers, letters, additions, indications)


@st.composite
def ways_of_writing(draw: st.DrawFn, door: Written) -> Written:
    """A door as one more partner writes it: its parts in other columns, in other case, zeros before an addition."""
    number, letter, addition, indication = door
    if addition:
        addition = draw(st.sampled_from([addition, *OTHERWISE.get(addition, [])]))
        addition = f"0{addition}" if addition.isdecimal() and draw(st.booleans()) else addition
    glue = draw(st.sampled_from(["", "-", " ", "/"]))
    place = draw(st.sampled_from(["own columns", "letter with number", "all with number", "number repeated"]))
    if place == "letter with number" and letter:
        number, letter = f"{number}{glue}{letter}", draw(st.sampled_from([None, letter]))
    elif place == "all with number":
        number, letter, addition = (
            "".join([number, *(f"{glue or '-'}{one}" for one in (letter, addition) if one)]),
            None,
            None,
        )
    elif place == "number repeated" and letter:
        addition, letter = f"{number}{glue}{letter}{f'-{addition}' if addition else ''}", None
    if indication and draw(st.booleans()):
        said, indication = draw(st.sampled_from(SPELLINGS[indication])), None
        number = f"{said} {number}"
    small = draw(st.booleans())
    return tuple(
        one.lower() if small and isinstance(one, str) and not isinstance(one, Indication) else one
        for one in (number, letter, addition, indication)
    )  # type: ignore[return-value]


@given(st.data(), doors)
def test_a_door_has_one_key_in_whatever_way_it_is_written(data: st.DataObject, door: Written) -> None:
    assert key(data.draw(ways_of_writing(door))) == key(door)


@given(st.data(), doors, doors)
def test_two_doors_never_share_a_key_in_whatever_way_they_are_written(
    data: st.DataObject, one: Written, other: Written
) -> None:
    other = data.draw(
        st.sampled_from([other, *(one[:place] + other[place : place + 1] + one[place + 1 :] for place in range(4))])
    )
    assume(one != other)
    assert key(data.draw(ways_of_writing(one))) != key(data.draw(ways_of_writing(other)))


@given(st.data(), doors)
def test_a_door_that_is_shown_and_typed_over_is_the_same_door(data: st.DataObject, door: Written) -> None:
    number, letter, addition, indication = data.draw(ways_of_writing(door))
    shown = written(Address("4321ZX", number, addition, letter, indication))
    assert key(a_door(shown)) == key(door)


@pytest.mark.parametrize(
    ("one", "shown"),
    [
        (a_door("27"), "27"),
        (a_door("27", addition="B"), "27-B"),
        (a_door("27-B"), "27-B"),
        (a_door("27", "B"), "27B"),
        (a_door("27", "b", "2"), "27b-2"),
        (a_door("27B", addition="B"), "27B"),
        (a_door("27B", "B"), "27B"),
        (a_door("27", addition="27B"), "27B"),
        (a_door("27", addition="hs"), "27-hs"),
        (a_door("27", by=OPPOSITE), "tegenover 27"),
        (a_door("t/o 27 B"), "tegenover 27 B"),
        (a_door("27", addition="bij"), "bij 27"),
        (a_door("27", "B", "3", BY), "bij 27B-3"),
        (a_door("27", addition="tegenover 27"), "tegenover 27"),
    ],
    ids=str,
)
def test_an_address_is_shown_with_all_that_belongs_to_it_and_nothing_twice(one: Written, shown: str) -> None:
    number, letter, addition, indication = one
    assert written(Address("4321ZX", number, addition, letter, indication)) == shown
