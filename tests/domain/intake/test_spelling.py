"""Every text has one form: another spelling of the same letters is the same text, and nothing in it is invisible."""

from unicodedata import category, is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.intake.spelling import DRESSED, alike, has_letter, one_spelling, tidy_text

LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAMES = st.text(
    st.characters(categories=["L", "M"], max_codepoint=0x2FF) | st.sampled_from(" '-\u0301\u0308"), max_size=20
)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  Els\u00a0 de\u2009\u202fWilg ", "Els de Wilg"),
        ("Wi\u200blg\ufeff", "Wilg"),
        ("Wi\u00adlg\u2060\u200d", "Wilg"),
        ("\u3000Wilg\u2800", "Wilg"),
        ("Wi\ufe0flg\U000e0041", "Wilg"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u0132sland, vr\u0133", "IJsland, vrij"),
        ("Gri\ufb03oen", "Griffioen"),
        ("\uff37\uff49lg", "Wilg"),
        ("\u212bse", "\u00c5se"),
        ("\u017fint", "sint"),
        ("Wilg\r\n", "Wilg"),
        ("\u200b \u00a0", ""),
        ("\u00c6ro \u0153uf", "\u00c6ro \u0153uf"),
        ("d\u2019Aa \u2013 Zn.", "d\u2019Aa \u2013 Zn."),
    ],
)
def test_a_text_is_kept_in_one_form_without_anything_invisible(sent: str, kept: str) -> None:
    assert tidy_text(sent) == kept


@given(LETTERS)
def test_a_text_in_its_one_form_stays_as_it_is(text: str) -> None:
    tidy = tidy_text(text)
    assert tidy_text(tidy) == tidy
    assert is_normalized("NFC", tidy)


@given(NAMES)
def test_two_spellings_of_the_same_letters_are_one_text(text: str) -> None:
    assert tidy_text(normalize("NFD", text)) == tidy_text(normalize("NFC", text)) == tidy_text(text)


def test_only_letters_in_another_dress_become_other_letters() -> None:
    assert {category(chr(code))[0] for code in DRESSED} == {"L"}
    assert all(said.isalpha() for said in DRESSED.values())
    assert not {"\u00e6", "\u0153", "\u00df", "\u0142"} & {chr(code) for code in DRESSED}
    assert one_spelling("Wi\u200blg ") == "Wi\u200blg "


def test_apostrophes_and_dashes_are_compared_alike_and_other_letters_are_not() -> None:
    assert alike("d\u2019Aa\u2013Bos") == alike("d'Aa-Bos") == "d'Aa-Bos"
    assert alike("d\u00c0a") != alike("dAa")


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("'t", True),
        ("3M", True),
        ("\u5b57", True),
        ("1e", True),
        ("12", False),
        ("-", False),
        ("", False),
        ("\u0301", False),
    ],
)
def test_a_name_has_a_letter_or_has_none(text: str, letter: bool) -> None:
    assert has_letter(text) is letter
