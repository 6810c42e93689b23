"""A mapping for a file that nobody described: what each column seems to be, how sure that is, and what is missing."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import yaml

from domain.intake.files.mapping import REQUIRED, UTF_8, ColumnMapping, MappingError, parse_mapping
from domain.intake.files.proposing.guess import Guess, Sureness, guessed
from domain.intake.files.proposing.sample import Sample
from domain.intake.files.proposing.settings import (
    SettingValues,
    amounts,
    date_settings,
    parts_in,
    split_columns,
    words_for_ours,
    yes_and_no,
)
from domain.intake.files.proposing.shapes import date_form_of, filled, only_unknown_days, shape_of
from domain.intake.files.writing import ATTESTATION_NAME, DAY_ATTRIBUTES, FORMS
from domain.law.partner_kinds import PARTNER_TYPES
from schemas.vocabulary.partners import PartnerKind

JOINED: Final = {"huisnummertoevoeging": " "}
AMOUNT_ATTRIBUTE: Final = "bedragInCenten"
FIRST_FILLED: Final = ("telefoonnummer", "email")
"""Attributes that partners put in several columns; of any other the surest column counts."""


class Proposal(NamedTuple):
    """A mapping as it may be, before anybody looked at it.

    `guesses`: every column in order; `missing`: attributes that are needed and that no column seems to hold; `unknown`:
    per attribute the partner's words for which none of ours was found.
    """

    settings: SettingValues
    guesses: tuple[Guess, ...]
    missing: tuple[str, ...]
    unknown: Mapping[str, tuple[str, ...]]

    def text(self) -> str:
        """The mapping as YAML, with what to look at in remarks above it."""
        remarks = [
            *(f"{one.heading}: {one.attribute}, not sure" for one in self.guesses if _is_doubtful(one)),
            *(f"{name}: no column found; name one, or set it under constants" for name in self.missing),
            *(f"{name}: no word of ours for {', '.join(words)}" for name, words in self.unknown.items()),
        ]
        settings = yaml.safe_dump(self.settings, allow_unicode=True, sort_keys=False, width=120)
        return "".join(f"# {one}\n" for one in remarks) + settings

    def mapping(self) -> ColumnMapping | None:
        """The mapping when it can be used as it stands."""
        try:
            return parse_mapping(self.text())
        except MappingError:
            return None


def propose(sample: Sample, name: str, kind: PartnerKind | None = None) -> Proposal:
    """Propose a mapping. `kind`: what partner sends it, so that what that kind must send too is missed."""
    cells = [filled(sample.rows, position) for position in range(len(sample.headings))]
    guesses = tuple(_settled([_with_cells(guessed(*one), cells[one[0]]) for one in enumerate(sample.headings)]))
    placed: dict[str, list[Guess]] = defaultdict(list)
    for one in guesses:
        if one.attribute:
            placed[one.attribute].append(one)
    texts = {name: [text for one in found for text in cells[one.position]] for name, found in placed.items()}
    split = split_columns({name: (found[0].heading, texts[name]) for name, found in placed.items()})
    words, unknown = words_for_ours(texts)
    settings: SettingValues = {
        "name": name,
        "encoding": _as_people_write(sample.encoding),
        "delimiter": sample.delimiter,
    }
    if sample.has_twin:
        settings["sheet"] = sample.sheet
    settings |= date_settings(texts) | amounts(
        texts, [one.heading for one in guesses if one.attribute == AMOUNT_ATTRIBUTE]
    )
    settings |= _columns(guesses, split) | {"values": words} | yes_and_no(texts)
    given = {*placed, *parts_in(split)}
    missing = tuple(one for one in FORMS if one in _needed(kind) and one not in given)
    return Proposal({key: value for key, value in settings.items() if value not in ({}, [])}, guesses, missing, unknown)


def _columns(guesses: Sequence[Guess], split: Mapping[str, str]) -> SettingValues:
    several = Counter(one.attribute for one in guesses)
    return {
        "columns": {one.heading: one.attribute for one in guesses if one.attribute and one.heading not in split},
        "join": {name: joiner for name, joiner in JOINED.items() if several[name] > 1},
        "first_filled": [name for name in FIRST_FILLED if several[name] > 1],
        "split": dict(split),
        "ignore": [one.heading for one in guesses if not one.attribute and one.heading],
    }


def _needed(kind: PartnerKind | None) -> frozenset[str]:
    """What a partner of a kind must send."""
    attests = kind is not None and PARTNER_TYPES[kind].attestation
    return REQUIRED | {name for name in FORMS if attests and name.startswith(f"{ATTESTATION_NAME}.")}


def _is_doubtful(one: Guess) -> bool:
    return one.attribute is not None and one.sureness is not Sureness.CERTAIN


def _as_people_write(encoding: str) -> str:
    return {UTF_8: "utf-8", "cp1252": "windows-1252"}.get(encoding, encoding)


def _with_cells(one: Guess, cells: Sequence[str]) -> Guess:
    """A heading that says nothing may stand over cells that do; days are no anything else."""
    if one.attribute is None and (shape := shape_of(cells)):
        return one._replace(attribute=shape, sureness=Sureness.BY_ITS_CELLS)
    if one.attribute in DAY_ATTRIBUTES and cells and date_form_of(cells) is None and not only_unknown_days(cells):
        return one._replace(attribute=None, sureness=Sureness.UNKNOWN)
    return one


def _settled(guesses: Sequence[Guess]) -> Iterator[Guess]:
    """Where two columns seem to be one attribute, the surest and first is; the others are not."""
    taken: dict[str, Guess] = {}
    for one in sorted(guesses, key=lambda each: (-each.sureness, each.position)):
        if one.attribute:
            taken.setdefault(one.attribute, one)
    for one in guesses:
        shared = one.attribute in JOINED or one.attribute in FIRST_FILLED
        if one.attribute is None or shared or taken[one.attribute] is one:
            yield one
        else:
            yield one._replace(attribute=None, sureness=Sureness.UNKNOWN)
