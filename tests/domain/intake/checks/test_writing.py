"""How names may be written: in any letters, in one form, with a letter, and with nothing that hides or turns text."""

from typing import Any
from unicodedata import normalize

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Checked, judge, judge_request
from schemas.signals import Signal
from tests.services.ingest.builders import Office, a_record, a_sender, candidates

SENDER = a_sender()
TIDIED = FindingCode.TIDIED
CONTROLS = [
    *map(chr, [*range(0x20), 0x7F, 0x80, 0x85, 0x9F, 0x61C, 0x200E, 0x200F, 0x2028, 0x2029]),
    *map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
]


def checked(**fields: Any) -> Checked:
    """What comes of one JSON record with these fields."""
    return judge_request(orjson.dumps({"signalen": [a_record(**fields)]}), SENDER)[0]


def signal(one: Checked) -> Signal:
    """The signal, which was accepted."""
    assert isinstance(one.verdict, Signal), one.verdict
    return one.verdict


@pytest.mark.parametrize(
    "name", ["", " ", "\u00a0", "\u200b", "\ufeff\u2060", "\u3164", "-", "...", "123", "\u0301", "\u2800"]
)
def test_a_surname_without_a_letter_to_see_is_missing(name: str) -> None:
    assert checked(achternaam=name).verdict == (Fault("achternaam", Code.MISSING),)


@pytest.mark.parametrize("sign", CONTROLS, ids=[f"U+{ord(sign):04X}" for sign in CONTROLS])
def test_a_sign_that_hides_or_turns_text_is_refused_in_a_name_and_leaves_a_detail_out(sign: str) -> None:
    assert checked(achternaam=f"Wi{sign}lg").verdict == (Fault("achternaam", Code.WRONG_FORM),)
    found = checked(straat=f"Laan{sign}weg", email=f"wi{sign}lg@example.nl", woonplaats=f"Da{sign}m")
    assert (signal(found).street, signal(found).town) == (None, None)
    assert signal(found).email in {None, "lg@example.nl"}
    assert {one.field for one in found.findings} == {"straat", "email", "woonplaats"}


@pytest.mark.parametrize(
    "name",
    [
        "'t Wilgje",
        "\u2019s-Gravenmade",
        "\u00c6rts",
        "O\u2019Wilg\u2013Bos",
        "\u738b\u5c0f\u660e",
        "e\u0323\u0301be\u0323\u0301",
        "\u011eu\u015f",
        "de Wilg (wed.)",
    ],
)
def test_a_name_in_any_letters_is_kept_as_it_was_sent_without_a_word(name: str) -> None:
    name = normalize("NFC", name)
    found = checked(achternaam=name, straat=name)
    assert (signal(found).surname, signal(found).street, found.findings) == (name, name, ())


def test_spaces_and_invisible_characters_are_taken_from_every_field_and_told() -> None:
    odd = {
        "gemeentecode": "\ufeff9901",
        "kenmerk": "R-9\u00a0",
        "achternaam": " De\u00a0\u00a0Wilg",
        "huisnummer": "12 ",
        "postcode": "1000\u200bAA",
        "signaaldatum": "2026-03-16 ",
        "woonplaats": "Bergen  op\u2009Dam",
    }
    found = checked(**odd)
    kept = signal(found)
    assert (kept.municipality, kept.reference, kept.surname, kept.postcode) == ("9901", "R-9", "De Wilg", "1000AA")
    assert (kept.house_number, kept.signal_date.isoformat(), kept.town) == ("12", "2026-03-16", "Bergen op Dam")
    assert {*found.findings} == {FieldFinding(field, TIDIED) for field in odd}


def test_another_spelling_of_the_same_letters_is_not_worth_telling() -> None:
    found = checked(achternaam="Zoe\u0308 \u0132sveld")
    assert (signal(found).surname, found.findings) == ("Zo\u00eb IJsveld", ())


SPELLED = st.text(st.characters(categories=["L"], max_codepoint=0x24F), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(SPELLED, SPELLED)
def test_two_spellings_of_the_same_letters_are_the_same_signal(name: str, town: str) -> None:
    record = a_record(achternaam=name, woonplaats=town)
    other = record | {"achternaam": normalize("NFD", name), "woonplaats": normalize("NFD", f" {town}")}
    first, again = judge(candidates(record, other), SENDER)
    assert signal(first) == signal(again)


def test_another_spelling_apostrophe_or_dash_is_no_revision_and_the_first_stays_on_show(office: Office) -> None:
    water, record = office.joins(), a_record(achternaam="d\u2019Aa\u2013Zo\u00eb")
    others = [
        record | {"achternaam": name}
        for name in ("d'Aa-Zo\u00eb", "d\u2019Aa\u2014Zoe\u0308", "d\u2018Aa\u2011Zo\u00eb ")
    ]
    receipts = office.delivers(water, record, *others[:2]) + office.delivers(water, *others)
    assert [one["uitkomst"] for one in receipts] == ["geaccepteerd", *["dubbel"] * 5]
    (revised,) = office.delivers(water, record | {"achternaam": "dAa-Zo\u00eb"})
    assert revised["uitkomst"] == "herzien"
    shown = office.rows("SELECT personal->>'surname' AS name FROM signal_revision")
    assert shown == [{"name": "d\u2019Aa\u2013Zo\u00eb"}]
