"""Names, initials and doors in the form in which they are compared."""

import pytest

from domain.people.address import Address
from domain.people.matching.normalise import (
    business_parts,
    door_number,
    fold,
    initials_of,
    is_business_form,
    mail_words,
    names_a_trade,
    near_forms,
    surname_parts,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("meijer", "meyer"),
        ("dijck", "dyk"),
        ("kuipers", "kuijpers"),
        ("smith", "smit"),
        ("schmidt", "schmit"),
        ("zanders", "sanders"),
        ("vlaming", "flaming"),
        ("philips", "filips"),
        ("hendrix", "hendriks"),
        ("janssen", "jansen"),
        ("quist", "kwist".replace("kw", "ku")),
        ("bakke", "bak"),
        ("ligtenberg", "lichtenberg"),
    ],
)
def test_spellings_that_sound_the_same_fold_into_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("bos", "bosch"), ("visser", "vissers"), ("mulder", "molder")])
def test_other_names_stay_others(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    "written",
    [
        "van den Berg",
        "Berg, van den",
        "v.d. Berg",
        "v/d Berg",
        "VAN DEN BERG",
        "Vandenberg",
        "vd Berg",
        "Berg",
        "v. d. Berg",
        "van 't Berg",
    ],
)
def test_a_prefix_in_any_notation_is_no_part_of_a_name(written: str) -> None:
    assert surname_parts(written) == ["berg"]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("Jansen-de Vries", ["jansen", "vries"]),
        ("de Vries - van der Laan", ["vries", "laan"]),
        ("Jansen de Vries", ["jansen", "vries"]),
        ("Çelik", ["celik"]),
        ("K\u0131l\u0131ç", ["kilic"]),
        ("\u018fliyev", ["eliyev"]),
        ("Sørensen-Łukasz", ["sorensen", "lukasz"]),
        ("Großmann", ["grossmann"]),
        ("Ægirsdóttir", ["aegirsdottir"]),
        ("van der", ["der"]),
        ("  ", []),
        ("", []),
    ],
)
def test_a_surname_is_its_names(written: str, parts: list[str]) -> None:
    assert surname_parts(written) == parts


@pytest.mark.parametrize(
    ("written", "letters"),
    [
        ("J.P.", "jp"),
        ("J P", "jp"),
        ("JP", "jp"),
        ("jp", "jp"),
        ("Jan Piet", "jp"),
        ("Jan", "j"),
        ("Th.M.", "tm"),
        ("Ö.", "o"),
        ("", ""),
        ("-", ""),
    ],
)
def test_initials_are_letters_however_written(written: str, letters: str) -> None:
    assert initials_of(written) == letters


@pytest.mark.parametrize(
    "address",
    [
        Address("9900AB", "12", "2"),
        Address("9900AB", "12-2", None),
        Address("9900AB", "12 II", None),
        Address("9900AB", "12", "II."),
        Address("9900AB", "0012", "- 2"),
    ],
)
def test_an_addition_in_any_notation_is_one_door(address: Address) -> None:
    assert door_number(address) == ("12", ("2",))


def test_bis_is_a_door_of_its_own() -> None:
    assert door_number(Address("9900AB", "12", "bis")) == door_number(Address("9900AB", "12 bis", None))
    assert door_number(Address("9900AB", "12", "bis")) != door_number(Address("9900AB", "12", None))


@pytest.mark.parametrize("written", ["Jansen Bouw B.V.", "V.O.F. de Ploeg", "Stichting Thuis", "KWAKKEL HOLDING"])
def test_a_form_of_law_tells_a_business(written: str) -> None:
    assert is_business_form(written)


@pytest.mark.parametrize("written", ["Timmerbedrijf Kok", "Kapsalon Ria", "Schildersbedrijf", "Gebr. de Wit"])
def test_a_trade_tells_that_a_name_may_be_of_a_business(written: str) -> None:
    assert names_a_trade(written)
    assert not is_business_form(written)


@pytest.mark.parametrize("written", ["Bouw", "Winkel", "van der Bouw", "de Kok", "Handel", "de Vries-Kok", ""])
def test_a_surname_that_is_a_trade_is_a_surname(written: str) -> None:
    assert not is_business_form(written)
    assert not names_a_trade(written)


def test_a_business_may_hold_the_name_of_its_owner() -> None:
    assert business_parts("Timmerbedrijf J. Kwakkel en zn.") == ["timmerbedrijf", "kwakkel"]


def test_one_slip_leaves_a_form_in_common() -> None:
    for slip in ("rietdyk", "rietdik", "rietddyk", "ritedyk"):
        assert set(near_forms("rietdyk")) & set(near_forms(slip)), slip
    assert not set(near_forms("rietdyk")) & set(near_forms("rotdak"))
    assert near_forms("ali") == ("ali",)


def test_an_email_address_may_hold_a_name() -> None:
    assert "vries" in mail_words("j.devries82@example.org")
    assert "vogelzang" in mail_words("jvogelzang@example.org")
    assert mail_words("12345@example.org") == []
