"""Every reason can be told: both languages, no other details than it carries, and one place among the main reasons."""

import re
from string import Formatter

import pytest

from schemas.reason_entry import Bilingual, ReasonEntry
from schemas.reasons import ReasonCode

ENTRIES = [code.entry for code in ReasonCode]


def named(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def sentences(entry: ReasonEntry) -> list[Bilingual]:
    return [Bilingual(entry.nl, entry.en), *([entry.otherwise] if entry.otherwise else [])]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_a_reason_says_the_same_details_in_both_languages_and_carries_them(entry: ReasonEntry) -> None:
    for dutch, english in sentences(entry):
        assert named(dutch) == named(english)
        assert named(dutch) <= set(entry.details)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_a_question_asks_and_a_sentence_ends(entry: ReasonEntry) -> None:
    assert all(text.endswith("?") for text in entry.question)
    assert all(text.endswith(".") for one in sentences(entry) for text in one)


def test_the_other_sentence_does_without_a_detail_of_the_first() -> None:
    other = [entry for entry in ENTRIES if entry.otherwise]
    assert [entry.code for entry in other] == ["crisis", "clock"]
    assert all(named(entry.nl) - named(entry.otherwise.nl) for entry in other if entry.otherwise)


def test_no_two_reasons_weigh_the_same() -> None:
    weights = [entry.weight for entry in ENTRIES if entry.weight]
    assert len(weights) == len(set(weights))


def test_details_are_named_as_other_stored_attributes_are() -> None:
    names = {name for entry in ENTRIES for name in entry.details}
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)] == []


def test_a_reason_is_its_code_wherever_it_goes() -> None:
    assert ReasonCode("crisis") is ReasonCode.CRISIS
    assert hash(ReasonCode.CRISIS) == hash("crisis")
    assert [code.entry.code for code in ReasonCode] == list(ReasonCode)
