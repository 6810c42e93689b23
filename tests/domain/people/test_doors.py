"""Doors: one key for all ways to write one, another for every other door: a wrong join shows debts to strangers."""

from typing import Final, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.people.address import Address, address_key, number_shown
from schemas.vocabulary.signals import Indication

OPPOSITE, BY = Indication.OPPOSITE, Indication.BY


class Written(NamedTuple):
    """An address as a partner writes it."""

    number: str
    letter: str | None = None
    addition: str | None = None
    by: Indication | None = None


def key(one: Written) -> str:
    return address_key(Address("4321ZX", one.number, one.addition, one.letter, one.by))


def shown(one: Written) -> str:
    return number_shown(Address("4321ZX", one.number, one.addition, one.letter, one.by))


ONE_DOOR: Final = [
    (Written("27C"), Written("27C", addition="C")),
    (Written("27C"), Written("27", addition="27C")),
    (Written("27"), Written("27")),
    (Written("27 C"), Written("27", "C")),
    (Written("27", "C"), Written("27", addition="c")),
    (Written("27-C"), Written("27", "c")),
    (Written("27C", "C"), Written("27", "C")),
    (Written("27", "C", "27C"), Written("27C")),
    (Written("27C", addition="27c"), Written("27", "C")),
    (Written("27C1"), Written("27", "C", "1")),
    (Written("27C", addition="27C1"), Written("27", "C", "1")),
    (Written("27", addition="27 C-1"), Written("27", "C", "1")),
    (Written("27", addition="C1"), Written("27", addition="C-01")),
    (Written("27", addition="02"), Written("27-2")),
    (Written("27", addition="HS"), Written("27 huis")),
    (Written("27", addition="hs."), Written("27", addition="Huis")),
    (Written("27", addition="bis B"), Written("27bisB")),
    (Written("27", addition="bisB"), Written("27", addition="BIS-B")),
    (Written("27C", addition="bis"), Written("27Cbis")),
    (Written("27", addition="4hoog"), Written("27", addition="4 hoog")),
    (Written("27", by=OPPOSITE), Written("tegenover 27")),
    (Written("27", by=OPPOSITE), Written("t/o 27")),
    (Written("27", by=OPPOSITE), Written("27", addition="T.O.")),
    (Written("27", by=OPPOSITE), Written("27", addition="tegenover")),
    (Written("27", by=OPPOSITE), Written("27", addition="tegenover 27")),
    (Written("27", by=OPPOSITE), Written("to 27", by=OPPOSITE)),
    (Written("27C", by=OPPOSITE), Written("t/o 27", "C")),
    (Written("27", by=BY), Written("bij 27")),
    (Written("27", by=BY), Written("27", addition="by")),
    (Written("27 t/o", addition="C"), Written("27", "C", by=OPPOSITE)),
]
"""Pairs of ways to write one door."""
TWO_DOORS: Final = [
    (Written("27"), Written("27C")),
    (Written("2", addition="2C"), Written("2C")),
    (Written("27", by=Indication.UNKNOWN), Written("27")),
    (Written("27", addition="onbekend"), Written("27")),
    (Written("27"), Written("27", by=OPPOSITE)),
    (Written("27"), Written("27", by=BY)),
    (Written("27", by=BY), Written("27", by=OPPOSITE)),
    (Written("27C", by=OPPOSITE), Written("27", by=OPPOSITE)),
    (Written("tegenover 27"), Written("tegenover 28")),
    (Written("27", addition="4"), Written("27", addition="4hoog")),
    (Written("27", addition="H"), Written("27", addition="HS")),
    (Written("27", addition="H"), Written("27", addition="huis")),
    (Written("27", addition="II"), Written("27", addition="2")),
    (Written("27", addition="I"), Written("27", addition="1")),
    (Written("27", "C", "C"), Written("27", "C")),
    (Written("27C", "C", "C"), Written("27C")),
    (Written("27", addition="27"), Written("27")),
    (Written("27-27"), Written("27")),
    (Written("27", addition="27-1"), Written("27", addition="1")),
    (Written("27-2", addition="2"), Written("27-2")),
    (Written("27-2", addition="1"), Written("27-2")),
    (Written("t/o 27-27"), Written("t/o 27")),
    (Written("27-2", addition="1"), Written("27", addition="21")),
    (Written("27", addition="C1"), Written("27", addition="C11")),
    (Written("27", "C", "11"), Written("27C1", addition="1")),
    (Written("27", addition="1C"), Written("27", addition="C1")),
    (Written("27", addition="AB"), Written("27", "A", "B")),
    (Written("27", addition="bis A"), Written("27A bis")),
    (Written("27", addition="bis"), Written("27", addition="B")),
    (Written("27", addition="bis A"), Written("27", addition="A")),
    (Written("27", addition="bijgebouw"), Written("27", by=BY)),
    (Written("27", addition="T"), Written("27", by=OPPOSITE)),
    (Written("27", "T", "O"), Written("27", by=OPPOSITE)),
    (Written("27", addition="0-1"), Written("27", addition="1")),
    (Written("27", addition="10"), Written("27", addition="1")),
    (Written("2", addition="7"), Written("27")),
    (Written("27", addition="7"), Written("277")),
    (Written("27", addition="28C"), Written("27", "C")),
    (Written("27C", addition="D"), Written("27C")),
    (Written("27C", addition="27D"), Written("27C")),
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
indications = st.one_of(st.none(), st.sampled_from([OPPOSITE, BY]))
SPELLINGS: Final = {OPPOSITE: ["tegenover", "t/o", "T.O.", "to", "TEGENOVER"], BY: ["bij", "BY", "Bij"]}
OTHERWISE: Final = {"HS": ["hs", "huis", "HUIS."], "BIS K": ["bisK", "bis-k"], "4 HOOG": ["4hoog", "4-hoog"]}
doors = st.builds(Written, numbers, letters, additions, indications)


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
    elif place == "number repeated" and letter and len(number) > 1:
        addition, letter = f"{number}{glue}{letter}{f'-{addition}' if addition else ''}", None
    if indication and draw(st.booleans()):
        said, indication = draw(st.sampled_from(SPELLINGS[indication])), None
        number = f"{said} {number}"
    if draw(st.booleans()):
        number, letter, addition = number.lower(), letter and letter.lower(), addition and addition.lower()
    return Written(number, letter, addition, indication)


@settings(deadline=None)
@given(st.data(), doors)
def test_a_door_has_one_key_in_whatever_way_it_is_written(data: st.DataObject, door: Written) -> None:
    assert key(data.draw(ways_of_writing(door))) == key(door)


@settings(deadline=None)
@given(st.data(), doors, doors)
def test_two_doors_never_share_a_key_in_whatever_way_they_are_written(
    data: st.DataObject, one: Written, other: Written
) -> None:
    alike = [other, *(one._replace(**{name: getattr(other, name)}) for name in Written._fields)]
    other = data.draw(st.sampled_from(alike))
    assume(one != other)
    assert key(data.draw(ways_of_writing(one))) != key(data.draw(ways_of_writing(other)))


@settings(deadline=None)
@given(st.data(), doors)
def test_a_door_that_is_shown_and_typed_over_is_the_same_door(data: st.DataObject, door: Written) -> None:
    assert key(Written(shown(data.draw(ways_of_writing(door))))) == key(door)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (Written("27"), "27"),
        (Written("27", addition="B"), "27-B"),
        (Written("27-B"), "27-B"),
        (Written("27", "B"), "27B"),
        (Written("27", "b", "2"), "27b-2"),
        (Written("27B", addition="B"), "27B"),
        (Written("27B", "B"), "27B"),
        (Written("27", addition="27B"), "27B"),
        (Written("27", addition="hs"), "27-hs"),
        (Written("27", by=OPPOSITE), "tegenover 27"),
        (Written("t/o 27 B"), "tegenover 27 B"),
        (Written("27", addition="bij"), "bij 27"),
        (Written("27", "B", "3", BY), "bij 27B-3"),
        (Written("27", addition="tegenover 27"), "tegenover 27"),
    ],
    ids=str,
)
def test_an_address_is_shown_with_all_that_belongs_to_it_and_nothing_twice(one: Written, said: str) -> None:
    assert shown(one) == said
