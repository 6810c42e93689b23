"""The first row of a file: which column is what, or everything that is wrong with it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.spaces import folded, tidied_text

NUMBERS_TOLD: Final = 20
DELIMITERS: Final = MappingProxyType({",": "komma", ";": "puntkomma", "\t": "tab", "|": "verticale streep"})
"""What stands between cells, and what people call it."""


class HeadingsError(Exception):
    """The first row of a file does not fit the mapping; the text is outward Dutch and repeats nothing of the file."""


def name_columns(mapping: ColumnMapping, headings: Sequence[str]) -> tuple[str | None, ...]:
    """The mapping's own heading of each column; None for a column without one.

    Headings are compared without regard to case and odd spaces, unless two of the mapping are then the same. Raises
    HeadingsError when headings are unknown, missing or double; an unknown one is told by its position, as a file
    without headings would have a person there.
    """
    known = _known(mapping)
    given = [tidied_text(heading) for heading in headings]
    names = [known.get(name) or known.get(name.casefold()) for name in given]
    unknown = [number for number, (name, text) in enumerate(zip(names, given, strict=True), 1) if text and not name]
    missing = [heading for heading in mapping.headings() if heading not in set(names)]
    twice = any(times > 1 for name, times in Counter(names).items() if name)
    if unknown or missing or twice:
        other = _other_delimiter(headings, mapping.delimiter, known)
        raise HeadingsError(other or _told(unknown, missing, twice=twice))
    return tuple(names)


def place_columns(mapping: ColumnMapping, headings: Sequence[str]) -> tuple[str | None, ...]:
    """The attribute of each column; None for one that is none, or several. Raises HeadingsError like `name_columns`."""
    return tuple(mapping.columns.get(name) if name else None for name in name_columns(mapping, headings))


def between_cells(delimiter: str) -> str:
    """What people call it."""
    return f"een {DELIMITERS[delimiter]}" if delimiter in DELIMITERS else f"het teken {delimiter}"


def _known(mapping: ColumnMapping) -> Mapping[str, str]:
    """The mapping's headings by how a file may write them."""
    times = Counter(map(folded, mapping.headings()))
    small = {folded(heading): heading for heading in mapping.headings() if times[folded(heading)] == 1}
    return small | {tidied_text(heading): heading for heading in mapping.headings()}


def _other_delimiter(headings: Sequence[str], wanted: str, known: Mapping[str, str]) -> str | None:
    """Says so when the headings are there, between something else."""
    for delimiter in DELIMITERS:
        parts = [
            tidied_text(one.strip(' "')) for heading in headings[:NUMBERS_TOLD] for one in heading.split(delimiter)
        ]
        found = sum(part in known or part.casefold() in known for part in parts)
        if delimiter != wanted and found > len(parts) / 2 and len(parts) > len(headings):
            return (
                f"U gebruikt {between_cells(delimiter)} tussen de kolommen, wij verwachten {between_cells(wanted)}. "
                "Sla het bestand zo op."
            )
    return None


def _told(unknown: Sequence[int], missing: Sequence[str], *, twice: bool) -> str:
    told = []
    if unknown:
        told.append(f"Deze kolommen kent de kolomindeling niet: kolom {told_numbers(unknown)}.")
    if missing:
        told.append(f"Deze kolommen ontbreken: {', '.join(missing)}.")
    if twice:
        told.append("Een kolom staat er twee keer in.")
    return " ".join(told)


def told_numbers(numbers: Sequence[int]) -> str:
    """The first of many numbers, and how many more there are."""
    more = len(numbers) - NUMBERS_TOLD
    return ", ".join(map(str, numbers[:NUMBERS_TOLD])) + (f" en nog {more}" if more > 0 else "")
