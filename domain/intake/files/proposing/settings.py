"""The settings of a proposed mapping beside its columns: how it writes days, amounts, words, an address in one cell."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from domain.intake.files.proposing.guess import in_words
from domain.intake.files.proposing.shapes import CENTURY, can_be_split, date_form_of, has_decimal_comma
from domain.intake.files.proposing.synonyms import KIND_SYNONYMS, STAGE_SYNONYMS
from domain.intake.files.splitting import SPLITS, split_pattern
from domain.intake.files.writing import DAY_ATTRIBUTES, FORMS, AmountUnit
from schemas.fields import Form

SettingValues = dict[str, Any]
SPLIT_COLUMNS: Final = (
    ("straat", "street-and-number"),
    ("straat", "street-and-bare-number"),
    ("postcode", "postcode-and-town"),
)
"""An attribute whose column may hold others too, when no other column does."""
CODED: Final = {"soort": KIND_SYNONYMS, "stadium": STAGE_SYNONYMS}
MOST_WORDS: Final = 12
"""Different texts of a column that may still be words for ours."""
DIGITS_FOR_YES_AND_NO: Final = {"1": "words_for_yes", "0": "words_for_no"}


def date_settings(texts: Mapping[str, Sequence[str]]) -> SettingValues:
    """The form of most days, and the attributes that are written in another."""
    forms = {name: form for name in DAY_ATTRIBUTES & set(texts) if (form := date_form_of(texts[name]))}
    if not forms:
        return {}
    usual = Counter(sorted(forms.values())).most_common(1)[0][0]
    others = {name: form for name, form in sorted(forms.items()) if form != usual}
    century = {"century": CENTURY} if any("%y" in form for form in forms.values()) else {}
    return {"date_format": usual, "date_formats": others} | century


def amounts(texts: Mapping[str, Sequence[str]], headings: Iterable[str]) -> SettingValues:
    """The decimal mark, and whether the heading says cents."""
    if any("cent" in word for heading in headings for word in in_words(heading)):
        return {"amounts_in": AmountUnit.CENTS.value}
    comma = has_decimal_comma(texts.get("bedragInCenten", ()))
    return {} if comma is None else {"decimal_comma": comma}


def split_columns(columns: Mapping[str, tuple[str, Sequence[str]]]) -> dict[str, str]:
    """The columns that are several attributes, by heading. `columns`: by attribute the heading and the cells."""
    found: dict[str, str] = {}
    for one, name in SPLIT_COLUMNS:
        others = parts_in({one: name}) - {one}
        if one in columns and others.isdisjoint(columns) and can_be_split(columns[one][1], name):
            found.setdefault(columns[one][0], name)
    return found


def parts_in(split: Mapping[str, str]) -> set[str]:
    """The attributes that these columns hold."""
    return {part for name in split.values() for part in split_pattern(SPLITS[name]).groupindex}


def words_for_ours(texts: Mapping[str, Sequence[str]]) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, ...]]]:
    """By attribute the partner's words with ours, and those that none of ours was found for."""
    words: dict[str, dict[str, str]] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    for attribute, ours in CODED.items():
        theirs = dict.fromkeys(texts.get(attribute, ()))
        if 0 < len(theirs) <= MOST_WORDS:
            found = {word: _ours(word, ours) for word in theirs}
            words[attribute] = {word: one for word, one in found.items() if one and one != word}
            unknown[attribute] = tuple(word for word, one in found.items() if not one)
    return (
        {name: found for name, found in words.items() if found},
        {name: found for name, found in unknown.items() if found},
    )


def _ours(word: str, ours: Mapping[str, str]) -> str | None:
    joined = "".join(in_words(word))
    names = {"".join(in_words(name)): code for code, names in ours.items() for name in (code, *names.split(","))}
    return names.get(joined)


def yes_and_no(texts: Mapping[str, Sequence[str]]) -> SettingValues:
    """Digits for yes and no, where a column that says so holds them."""
    said = {text for name, form in FORMS.items() if form is Form.YES_OR_NO for text in texts.get(name, ())}
    return {setting: [digit] for digit, setting in DIGITS_FOR_YES_AND_NO.items() if digit in said}
