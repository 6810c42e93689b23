"""Texts: every key in both languages and in one file, every key used, a page's own in its own folder."""

import re
from collections import Counter
from enum import StrEnum
from pathlib import Path

import pytest

from domain.cases.refusals import RESULT_REFUSALS, Refusal
from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import EndResult, MilestoneKind, Tray
from services.worklist.pages.case.forms.reading import CASE_FORMS
from services.worklist.pages.route import PAGES, navigation
from services.worklist.words.catalogue import LANGUAGES, in_language
from services.worklist.words.store import TEXTS_FILES, WORKLIST, messages, read_texts, texts

KEYS = set(texts("nl"))
SECTIONS = {key.partition(".")[0] for key in KEYS}
PLACES = [*(WORKLIST / "pages" / page for page in PAGES), WORKLIST / "pages" / "problem", WORKLIST / "signin"]
SHARED = (WORKLIST / "pages" / "shared", WORKLIST / "words")
TEMPLATES = sorted([*WORKLIST.glob("pages/**/*.html"), *WORKLIST.glob("signin/*.html")])
FAMILIES: dict[str, list[str]] = {
    "refusal.": list(Refusal),
    "refused-result.": list(RESULT_REFUSALS),
    "queue.caption.": list(Tray),
    "done.": ["genomen", "teruggegeven", *CASE_FORMS],
    "form.": [f"{form}.{text}" for form in CASE_FORMS for text in ("title", "button")],
    "error.": ["choose", "day"],
    "menu.": [menu.key for menu in navigation()],
    "history.": ["opened", "signal", "offer", *MilestoneKind],
}
"""Keys that end in a code: their beginning, and every code there is."""
QUOTED = re.compile(r"""["']([\w-]+\.[\w.-]*)""")
"""A key, the key of something counted, or the beginning of keys that end in a code."""


def mentioned(*folders: Path) -> set[str]:
    """What stands between quotes in the templates and modules of these folders and may be a key."""
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".py"}]
    return {found for path in files for found in QUOTED.findall(path.read_text())}


def meant(by: str) -> set[str]:
    """The keys that a mention means."""
    if by.endswith("."):
        return {key for key in KEYS if key.startswith(by)}
    return {by, f"{by}.one", f"{by}.other"} & KEYS


def own(folder: Path) -> set[str]:
    return {key for path in folder.rglob("texts.toml") for key, _ in in_language("nl", read_texts(path))}


def test_every_language_has_the_same_keys() -> None:
    assert [set(texts(language)) for language in LANGUAGES] == [KEYS] * len(LANGUAGES)


def test_a_text_is_said_in_these_languages_and_no_other() -> None:
    for path in TEXTS_FILES:
        languages = re.findall(r"^[\w.-]+\.([a-z]+) = ", path.read_text(), flags=re.M)
        assert set(languages) == set(LANGUAGES), path


def test_no_key_stands_in_two_files() -> None:
    found = Counter(key for path in TEXTS_FILES for key, _ in in_language("nl", read_texts(path)))
    assert [key for key, files in found.items() if files > 1] == []


def test_every_key_is_used() -> None:
    used = {key for by in mentioned(*PLACES, *SHARED) for key in meant(by)}
    assert KEYS - used == set()


def test_every_key_that_is_used_exists() -> None:
    asked = {by for by in mentioned(*PLACES, *SHARED) if by.partition(".")[0] in SECTIONS}
    assert len(asked) > 150
    assert {by for by in asked if not meant(by)} == set()


@pytest.mark.parametrize("folder", PLACES, ids=lambda folder: folder.name)
def test_a_page_says_its_own_texts_or_shared_ones(folder: Path) -> None:
    said = {key for by in mentioned(folder) for key in meant(by)}
    allowed = own(folder).union(*map(own, SHARED))
    assert {key for key in said - allowed if not key.startswith("menu.")} == set()


@pytest.mark.parametrize(("beginning", "codes"), sorted(FAMILIES.items()))
def test_every_code_has_its_text(beginning: str, codes: list[str]) -> None:
    assert {f"{beginning}{code}" for code in codes} <= KEYS


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_names_the_same_values_in_every_language(language: str) -> None:
    for key, text in texts(language).items():
        wanted = set(re.findall(r"\{(\w+)\}", texts("nl")[key]))
        assert set(re.findall(r"\{(\w+)\}", text)) == wanted, key


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_anything_itself(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(), flags=re.S)
    text = re.sub(r"<!doctype html>|<style.*?</style>|<svg.*?</svg>", " ", text, flags=re.S)
    said = re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z][^"]*)"', text)
    visible = re.sub(r"<[^<>]*>", " ", text)
    assert re.findall(r"[A-Za-zÀ-ÿ]{2,}", visible) == []
    assert said == []


def test_dutch_words_come_from_the_codes_and_end_results_stay_literal() -> None:
    dutch, english = messages("nl"), messages("en")
    codes: list[StrEnum] = [Tray.SEVERAL, EndResult.NEVER_REACHED]
    assert [dutch.word(code) for code in codes] == ["Meervoudig", "Definitief geen contact kunnen krijgen"]
    assert [english.word(code) for code in codes] == ["Several", "Definitief geen contact kunnen krijgen"]


def test_nobody_is_called_names_or_told_what_they_must_do() -> None:
    text = " ".join([*texts("nl").values(), *(code.entry.nl for code in ReasonCode)]).lower()
    for word in ("wanbetaler", "schuldenaar", "fraude", "u moet"):
        assert word not in text
