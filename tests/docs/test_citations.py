"""What a file cites can be opened: nothing names the notes of those who build, or a decision that is not there."""

import re

import pytest

from tests.architecture.checkout import ROOT, files

NOTES = "design domain style house ux faults libraries matching".upper().split()
"""Notes that never were in the repository. Name the law article, the section of DDAS, the decision or the file."""
NOT_IN_THE_REPOSITORY = re.compile(rf"\b(?:{'|'.join(NOTES)})\b")
A_DECISION = re.compile(r"decisions?[ /(]+(\d{4})\b|[(\[](00\d\d)[)\]]")
UNREADABLE = {".png", ".woff2", ".lock"}


def texts() -> dict[str, str]:
    """Every file that people write, by its place."""
    written = [path for path in files() if path.suffix not in UNREADABLE and path.name != "package-lock.json"]
    return {path.as_posix(): (ROOT / path).read_text(encoding="utf-8") for path in written}


def decisions_named(text: str) -> set[str]:
    return {one or other for one, other in A_DECISION.findall(text)}


def test_no_file_cites_what_is_not_in_the_repository() -> None:
    cited = {place: NOT_IN_THE_REPOSITORY.findall(text) for place, text in texts().items()}
    assert {place: found for place, found in cited.items() if found} == {}


def test_every_decision_that_is_named_exists() -> None:
    there = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}
    named = {place: decisions_named(text) - there for place, text in texts().items()}
    assert {place: missing for place, missing in named.items() if missing} == {}


@pytest.mark.parametrize("planted", [f"as told ({NOTES[0]}, Identity)", f"see {NOTES[1]} section 5"])
def test_a_planted_citation_is_found(planted: str) -> None:
    assert NOT_IN_THE_REPOSITORY.findall(planted)


def test_decisions_are_found_as_they_are_written() -> None:
    text = "(docs/decisions/0001), decision 0002, [0003](decisions/0003-x.md), locks (0004), in (2021), HOUSE_NUMBER"
    assert decisions_named(text) == {"0001", "0002", "0003", "0004"}
    assert NOT_IN_THE_REPOSITORY.findall(text) == []
