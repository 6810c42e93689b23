"""Texts: the same keys in every language, every key used, nothing said outside the catalogues."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from domain.cases.refusals import Refusal
from schemas.vocabulary.cases import EndResult, Tray
from services.worklist.forms import RECORDINGS
from services.worklist.history import MILESTONES
from services.worklist.render import NAVIGATION
from services.worklist.words.catalogue import FOLDER, LANGUAGES, messages, texts

WORKLIST = FOLDER.parents[1]
TEMPLATES = sorted((WORKLIST / "templates").glob("*.html"))
FAMILIES: dict[str, list[str]] = {
    "refusal.": list(Refusal),
    "refused-result.": [Refusal.WAS_REACHED, Refusal.NEEDS_CONTACT, Refusal.NEVER_TRIED],
    "queue.caption.": list(Tray),
    "done.": ["genomen", "teruggegeven", *RECORDINGS],
    "error.": ["choose", "day"],
    "language.": list(LANGUAGES),
    "nav.": [name for _, name in NAVIGATION],
    "history.": ["opened", "signal", "offer", *MILESTONES.values()],
}
"""Keys that end in a code: their beginning, and every code there is."""
NAMED = re.compile(r"""["']([a-z]+(?:[.-][a-z-]+)+)["']""")
COUNTED = re.compile(r"""counted\(["']([^"']+)["']""")
BUILT = re.compile(r"""f?["']([a-z-]+\.(?:[a-z-]+\.)*)(?:["'] ~|\{)""")


def sources() -> str:
    return "\n".join(path.read_text() for path in [*TEMPLATES, *WORKLIST.rglob("*.py")])


def used(keys: set[str]) -> set[str]:
    text = sources()
    named = set(NAMED.findall(text))
    counted = {f"{key}.{form}" for key in COUNTED.findall(text) for form in ("one", "other")}
    begun = tuple(BUILT.findall(text))
    return {key for key in keys if key in named | counted or key.startswith(begun)}


def test_every_language_has_the_same_keys() -> None:
    keys = [set(texts(language)) for language in LANGUAGES]
    assert all(found == keys[0] for found in keys)


def test_every_key_is_used() -> None:
    keys = set(texts("nl"))
    assert keys - used(keys) == set()


def test_every_key_that_is_used_exists() -> None:
    keys = set(texts("nl"))
    asked = set(re.findall(r"""\bt\(["']([a-z.-]+[a-z])["'](?! ~)""", sources()))
    counted = {f"{key}.{form}" for key in COUNTED.findall(sources()) for form in ("one", "other")}
    assert (asked | counted) - keys == set()


@pytest.mark.parametrize(("beginning", "codes"), sorted(FAMILIES.items()))
def test_every_code_has_its_text(beginning: str, codes: list[str]) -> None:
    keys = set(texts("nl"))
    assert {f"{beginning}{code}" for code in codes} <= keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_names_the_same_values_in_every_language(language: str) -> None:
    for key, text in texts(language).items():
        wanted = set(re.findall(r"\{(\w+)\}", texts("nl")[key]))
        assert set(re.findall(r"\{(\w+)\}", text)) == wanted, key


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_says_anything_itself(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(), flags=re.S)
    text = re.sub(r"<!doctype html>|<svg.*?</svg>", " ", text, flags=re.S)
    said = re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z][^"]*)"', text)
    visible = re.sub(r"<[^<>]*>", " ", text)
    assert re.findall(r"[A-Za-zÀ-ÿ]{2,}", visible) == []
    assert said == []


def test_dutch_words_come_from_the_glossary_and_end_results_stay_literal() -> None:
    dutch, english = messages("nl"), messages("en")
    codes: list[StrEnum] = [Tray.SEVERAL, EndResult.NEVER_REACHED]
    assert [dutch.word(code) for code in codes] == ["Meervoudig", "Definitief geen contact kunnen krijgen"]
    assert [english.word(code) for code in codes] == ["Several", "Definitief geen contact kunnen krijgen"]


def test_nobody_is_called_names_or_told_what_they_must_do() -> None:
    text = " ".join(texts("nl").values()).lower()
    for word in ("wanbetaler", "schuldenaar", "fraude", "u moet"):
        assert word not in text
