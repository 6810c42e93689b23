"""Telephone numbers: one form to dial whatever the spelling, one form to read, and nothing that is no number."""

from random import Random

import pytest

from domain.people.telephone import Telephone, _found, dialled, identifying_digits, numbers, read, shown, written

RNG = Random(11)
"""Spellings and numbers are drawn from a fixed seed."""


@pytest.mark.parametrize(
    "text",
    [
        "0638475610",
        "06-38475610",
        "06 38 47 56 10",
        "(06) 38475610",
        "06.3847.5610",
        "+31638475610",
        "+31 6 3847 5610",
        "+31 (0)6 38475610",
        "+31(0)638475610",
        "0031 (0)6 3847 5610",
        "0031638475610",
        "31 (0) 6 3847 5610",
        "31638475610",
        "638475610",
        "638475610.0",
        "31638475610.0",
        "06\N{NO-BREAK SPACE}3847\N{NARROW NO-BREAK SPACE}5610",
        "06\N{EN DASH}38475610",
        "\N{ARABIC-INDIC DIGIT ZERO}\N{ARABIC-INDIC DIGIT SIX}38475610",
        "\N{FULLWIDTH DIGIT ZERO}\N{FULLWIDTH DIGIT SIX}38475610",
        "06-38475610 (zoon)",
        "tel. 06-38475610",
        "06-38475610 toestel 12",
        "06-38475610 x12",
    ],
)
def test_one_number_is_dialled_and_written_one_way_in_every_spelling(text: str) -> None:
    assert (dialled(text), written(text), read(text).kept) == ("+31638475610", "06 38475610", "+31638475610")
    assert identifying_digits(text) == "638475610"


@pytest.mark.parametrize(
    ("text", "number", "reads"),
    [
        ("070-3847561", "+31703847561", "070 384 7561"),
        ("703847561", "+31703847561", "070 384 7561"),
        ("0703847561 ext. 4", "+31703847561", "070 384 7561"),
        ("088 384 75 61", "+31883847561", "088 384 7561"),
        ("085-3847561", "+31853847561", "085 384 7561"),
        ("+32 (0)470 38 47 56", "+32470384756", "+32 470 38 47 56"),
        ("+49 (0)30 3847561", "+49303847561", "+49 30 3847561"),
        ("06 00 38 47 56", "+31600384756", "06 00384756"),
    ],
)
def test_landlines_offices_and_other_countries_are_dialled_too(text: str, number: str, reads: str) -> None:
    assert shown(text) == Telephone(reads, number)


@pytest.mark.parametrize(
    "text",
    [
        "0000000000",
        "00000000",
        "0600000000",
        "999999999",
        "0123456789",
        "7654321",
        "06384756101",
        "063847561",
        "63847561.0",
        "112",
        "14 070",
        "0900-3847",
        "066 3847561",
        "0800 3847",
        "+999 384756101",
        "00999 384756101",
    ],
)
def test_what_no_resident_can_be_called_on_is_shown_as_it_was_sent_without_a_link(text: str) -> None:
    assert shown(text) == Telephone(text, None)
    assert (read(text).kept, identifying_digits(text)) == (text, None)


@pytest.mark.parametrize("text", ["onbekend", "geen", "06-38475 (na zessen)", "bel de buren"])
def test_words_in_a_telephone_field_are_not_kept(text: str) -> None:
    assert read(text).kept is None


@pytest.mark.parametrize("between", [" / ", "/", " ", " of ", ",", "; ", " | ", " - "])
def test_of_two_numbers_in_one_field_the_first_is_dialled_and_both_are_shown(between: str) -> None:
    text = f"06-38475610{between}0703847561"
    assert shown(text) == Telephone("06 38475610", "+31638475610", " / 070 384 7561")
    assert written(text) == "06 38475610 / 070 384 7561"
    assert read(text).kept == "+31638475610 / +31703847561"
    assert shown(f"1234{between}0703847561").dialled in {"+31703847561", None}


def _spelled(number: str) -> str:
    """A number of nine digits as somebody may write it: with or without a prefix, with signs between the digits."""
    prefix = RNG.choice(["0", "", "+31", "0031", "31", "+31 (0)", "0031 (0) ", "31 (0)", "+310"])
    signs = (RNG.choice(["", "", "", " ", "-", ".", "/", ") ", " ("]) for _ in number[:-2])
    return prefix + "".join(digit + sign for digit, sign in zip(number, [*signs, "", ""], strict=True))


def test_the_shortcut_for_usual_spellings_gives_what_the_library_gives() -> None:
    texts = [_spelled(f"{RNG.randrange(10**9):09d}") for _ in range(2_000)]
    texts += [_spelled(f"6{RNG.randrange(10**8):08d}") for _ in range(1_000)]
    texts += [_spelled(f"{first}{same * 8}") for first in "123456789" for same in "0123456789"]
    differing = [(text, numbers(text), _found(text)) for text in texts if numbers(text) != _found(text)]
    assert differing == []
    assert sum(bool(numbers(text)) for text in texts) > 1_000


def test_what_is_kept_reads_the_same_again() -> None:
    texts = [
        "06-38475610 / 070 3847561",
        "+32 470 38 47 56",
        "06384756101",
        *(_spelled("638475610") for _ in range(50)),
    ]
    for text in texts:
        once = read(text).kept
        assert once is not None
        assert (read(once).kept, shown(once)) == (once, shown(text))
