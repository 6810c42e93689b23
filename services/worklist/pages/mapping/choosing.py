"""What an administrator chose as a mapping, with what is still wrong; and the first rows as it would read them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from domain.intake.checks.faults import TEXTS
from domain.intake.checks.findings import FINDING_TEXTS
from domain.intake.checks.judge import judge
from domain.intake.checks.permissions import Agreement, Sender
from domain.intake.files.headings import HeadingsError
from domain.intake.files.mapping import REQUIRED, ColumnMapping
from domain.intake.files.proposing.propose import JOINED, Proposal
from domain.intake.files.proposing.shapes import DATE_FORMS
from domain.intake.files.rows import RowReader
from domain.intake.files.spaces import tidied_text
from domain.intake.files.splitting import SPLITS, split_pattern
from domain.intake.files.writing import FORMS
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from services.worklist.pages.mapping.carried import Carried

UNUSED: Final = ""
SPLIT: Final = "split:"
TEXTS_JOINED: Final = (*JOINED, "straat", "achternaam", "voorletters")
"""Attributes whose columns are put together with a space; of others the first with something in it counts."""
AMOUNTS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "komma": {"decimal_comma": True},
        "punt": {"decimal_comma": False},
        "centen": {"amounts_in": "cents"},
    }
)
"""How amounts are written, by the answer on the page."""


YES_OR_NO: Final = MappingProxyType({True: "ja", False: "nee"})


class Choices(NamedTuple):
    """What is chosen. `columns`: for each column in order an attribute, `split:` and a way to split, or nothing.

    `words`: by attribute the partner's word with ours, or with nothing.
    """

    name: str
    columns: tuple[str, ...]
    date_format: str
    amounts: str
    municipality: str
    words: Mapping[str, Mapping[str, str]]


class Chosen(NamedTuple):
    """A mapping when it can be used; else what is `missing`, given `twice`, or otherwise not right (`unfit`)."""

    mapping: ColumnMapping | None
    missing: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    unfit: bool = False


class ReadRow(NamedTuple):
    """A row as it would be read: text by attribute, and in words what is wrong or was repaired."""

    values: Mapping[str, str]
    told: tuple[str, ...]


def column_choices() -> list[str]:
    """All that a column may be."""
    return [UNUSED, *FORMS, *(f"{SPLIT}{name}" for name in SPLITS)]


def proposed(proposal: Proposal, carried: Carried, name: str) -> Choices:
    """The choices that a proposal makes."""
    settings = proposal.settings
    split = settings.get("split", {})
    columns = settings.get("columns", {})
    of_heading = {**columns, **{heading: f"{SPLIT}{way}" for heading, way in split.items()}}
    amounts = "centen" if "amounts_in" in settings else "komma" if settings.get("decimal_comma", True) else "punt"
    return Choices(
        name=name,
        columns=tuple(of_heading.get(tidied_text(heading), UNUSED) for heading in carried.headings),
        date_format=settings.get("date_format", DATE_FORMS[0]),
        amounts=amounts,
        municipality="",
        words={
            attribute: {word: settings.get("values", {}).get(attribute, {}).get(word, UNUSED) for word in words}
            for attribute, words in carried.words.items()
        },
    )


def chosen(choices: Choices, carried: Carried) -> Chosen:
    """The mapping that the choices make."""
    given = Counter(attribute for one in choices.columns for attribute in _attributes(one))
    if choices.municipality:
        given["gemeentecode"] += 1
    missing = tuple(name for name in FORMS if name in REQUIRED and name not in given)
    split = [name for one in choices.columns if one.startswith(SPLIT) for name in _attributes(one)]
    twice = tuple(name for name in dict.fromkeys(split) if given[name] > 1)
    if choices.municipality and given["gemeentecode"] > 1:
        twice = (*twice, "gemeentecode")
    if missing or twice:
        return Chosen(None, missing, twice)
    try:
        return Chosen(ColumnMapping.model_validate(_settings(choices, carried)))
    except ValidationError:
        return Chosen(None, unfit=True)


def _attributes(choice: str) -> Sequence[str]:
    """The attributes that a column is."""
    if choice.startswith(SPLIT):
        return tuple(split_pattern(choice.removeprefix(SPLIT)).groupindex)
    return (choice,) if choice else ()


def _settings(choices: Choices, carried: Carried) -> dict[str, Any]:
    headings = [tidied_text(heading) for heading in carried.headings]
    placed = [(heading, choice) for heading, choice in zip(headings, choices.columns, strict=True) if heading]
    several = [name for name, times in Counter(choice for _, choice in placed if choice in FORMS).items() if times > 1]
    other_days = {name: form for name, form in carried.date_formats.items() if name in set(choices.columns)}
    words = {name: {word: ours for word, ours in found.items() if ours} for name, found in choices.words.items()}
    return {
        "name": choices.name,
        "encoding": carried.encoding,
        "delimiter": carried.delimiter,
        "sheet": carried.sheet if carried.has_twin else None,
        "columns": {heading: choice for heading, choice in placed if choice in FORMS},
        "split": {heading: choice.removeprefix(SPLIT) for heading, choice in placed if choice.startswith(SPLIT)},
        "ignore": [heading for heading, choice in placed if choice == UNUSED],
        "join": {name: " " for name in several if name in TEXTS_JOINED},
        "first_filled": [name for name in several if name not in TEXTS_JOINED],
        "constants": {"gemeentecode": choices.municipality} if choices.municipality else {},
        "date_format": choices.date_format,
        "date_formats": other_days,
        "century": carried.century,
        "values": {name: found for name, found in words.items() if found and name in set(choices.columns)},
        "words_for_yes": carried.words_for_yes,
        "words_for_no": carried.words_for_no,
        **AMOUNTS[choices.amounts],
    }


def rows_read(mapping: ColumnMapping, carried: Carried, kind: PartnerKind, today: date) -> Iterator[ReadRow]:
    """The carried rows as this mapping reads them, and what would be said of each if all of it were agreed.

    Nothing for headings that do not fit the mapping.
    """
    try:
        reader = RowReader(mapping, carried.headings)
    except HeadingsError:
        return
    for row in carried.rows:
        candidate = reader.read(row)
        (checked,) = judge([candidate], _agreed_sender(candidate.record, kind, today))
        faults = () if isinstance(checked.verdict, Signal) else checked.verdict
        wrong = [(fault.field, TEXTS[fault.code]) for fault in faults]
        found = [(one.field, FINDING_TEXTS[one.code]) for one in checked.findings]
        told = tuple(f"{field}: {text}" if field else text for field, text in (*wrong, *found))
        yield ReadRow(dict(_texts(candidate.record)), told)


def _agreed_sender(record: Mapping[str, Any], kind: PartnerKind, today: date) -> Sender:
    """A partner that agreed on everything with the municipality of a row: only what is written can be wrong."""
    code = str(record.get("gemeentecode", ""))
    return Sender(kind, {code: Agreement(code, today, None, bsn_allowed=True, birth_date_allowed=True)}, today)


def _texts(record: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _texts(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", YES_OR_NO.get(value, str(value)) if isinstance(value, bool) else str(value)
