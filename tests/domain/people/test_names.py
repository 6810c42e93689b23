"""Names as Dutch writes them, where a partner's system wrote them in capitals or in small letters alone."""

from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.intake.spelling import tidy_text
from domain.people.names import full_name, shown_prefix, shown_surname

WRITTEN = [
    "Bakker",
    "IJzerman",
    "Dijkgraaf",
    "Ooijman",
    "van der Zijden",
    "Pietersen-de Ruijter",
    "van den Brink-van 't Zand",
    "'t Lam",
    "op 't Hof",
    "in 't Groen",
    "van IJperen",
    "de la Rivière",
    "'s-Heerenberg",
    "van \N{RIGHT SINGLE QUOTATION MARK}t Loo",
    "ten Broeke",
    "el Haddad",
    "von Grünewald",
    "dos Anjos",
    "O'Malley",
    "Yildiz",
    "Zand, van het",
    "Smit Visser",
    "Ĳpma",
]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_name_in_capitals_or_small_letters_is_shown_as_dutch_writes_it(name: str) -> None:
    assert shown_surname(name.upper()) == name
    assert shown_surname(name.lower()) == name


@pytest.mark.parametrize(
    "name", ["McAllister", "MacLeod", "De Wit", "Van Der Laan", "d'Hooghe", "IJpma", "Ijpma", "LeBlanc"]
)
def test_a_name_of_large_and_small_letters_is_shown_as_sent(name: str) -> None:
    assert shown_surname(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "NG",
        "MCALLISTER",
        "D'HOOGHE",
        "N'DONGO",
        "LE TRAN",
        "DI NAPOLI",
        "BEN AZIZ",
        "AL-RASHID",
        "DE",
        "VAN DER",
        "BAKKERIJ SMIT BV",
        "SMIT EN ZONEN",
        "VISSER E/V SMIT",
        "HUISARTSEN 2000",
        "ST. CLAIR",
        "SMIT X",
        "İPEK",
        "-",
        "王",
    ],
)
def test_a_name_whose_spelling_is_not_certain_is_shown_as_sent(name: str) -> None:
    assert shown_surname(name) == name


@pytest.mark.parametrize(("prefix", "shown"), [("VAN DER", "van der"), ("V.D.", "V.D."), ("Van", "Van"), ("'T", "'t")])
def test_a_prefix_in_capitals_is_shown_in_small_letters_where_it_is_one(prefix: str, shown: str) -> None:
    assert shown_prefix(prefix) == shown


def test_a_full_name_is_initials_prefix_and_surname_as_far_as_sent() -> None:
    sent = SimpleNamespace(initials="J.P.", prefix="VAN DEN", surname="IJSSEL")
    assert full_name(sent) == "J.P. van den IJssel"
    assert full_name(SimpleNamespace(initials=None, prefix=None, surname="Bos")) == "Bos"


@settings(deadline=None)
@given(st.text(min_size=1, max_size=30))
@example("AA\r")
@example("\x1fA\xbc")
@example("VAN\x1fBERG")
def test_only_the_case_of_letters_is_ever_changed(sent: str) -> None:
    name = tidy_text(sent)  # as it is kept: spaces are single and inside
    shown = shown_surname(name)
    assert shown == name or shown.casefold() == name.casefold()
    assert shown_surname(shown) == shown
