"""A small mapping, and files of it as they are read."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.intake.checks.judge import Candidate
from domain.intake.files.cells import cell_reader
from domain.intake.files.mapping import ColumnMapping, parse_mapping
from domain.intake.files.rows import RowReader
from domain.intake.files.unreadable import UnreadableError

COLUMNS = """
name: proef
columns:
  Plaats: gemeentecode
  Ref: kenmerk
  Klant: klantnummer
  Naam: achternaam
  Nr: huisnummer
  PC: postcode
  Schuld: bedragInCenten
  Sinds: ontstaansdatum
  Keer: aantalPerioden
  Dag: signaaldatum
  Soort: soort
  Warm: warmeOverdracht
  Bezwaar: verklaring.bezwaar
values:
  soort: {Achterstallig: achterstand}
  warmeOverdracht: {X: ja}
"""
GOOD = {
    "Plaats": "9901",
    "Ref": "R-1",
    "Klant": "K-1",
    "Naam": "Wilg",
    "Nr": "12",
    "PC": "1000 AA",
    "Schuld": "182,50",
    "Sinds": "05-01-2026",
    "Keer": "2",
    "Dag": "09-03-2026",
}


def a_mapping(extra: str = "", columns: str = COLUMNS) -> ColumnMapping:
    """A mapping with a few columns."""
    return parse_mapping(columns + extra)


def with_columns(**more: str) -> str:
    """The mapping with further columns, heading to attribute."""
    return COLUMNS.replace("  Bezwaar", "".join(f"  {name}: {one}\n" for name, one in more.items()) + "  Bezwaar")


def cell(place: str, text: str, extra: str = "") -> Any:
    """What one cell becomes, or its error code."""
    try:
        return cell_reader(place, a_mapping(extra)).value(text)[0]
    except UnreadableError as error:
        return error.code


def told(place: str, text: str, extra: str = "") -> Any:
    """What the partner is told of one cell."""
    return cell_reader(place, a_mapping(extra)).value(text)[1]


def row(mapping: ColumnMapping, headings: Sequence[str] | None = None, **cells: str) -> Candidate:
    """A good row with other cells, read below the headings of the mapping."""
    names = mapping.headings() if headings is None else headings
    return RowReader(mapping, names).read(cells_of(names, cells))


def cells_of(headings: Sequence[str], changes: Mapping[str, str]) -> list[str]:
    """The cells of a good row with other ones, in the order of the headings."""
    known = GOOD | dict(changes)
    return [known.get(heading, "") for heading in headings]
