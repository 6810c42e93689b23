"""A mapping that gives one municipality for a whole file: only of a partner that delivers for that one alone."""

from collections.abc import Collection
from typing import Final

from domain.intake.files.cells import cell_reader
from domain.intake.files.lines import FileError
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.writing import MUNICIPALITY_CODE

SEVERAL: Final = (
    "Uw kolomindeling geeft één gemeente voor het hele bestand, maar wij spraken meer gemeenten met u af. Zet in een"
    " kolom voor welke gemeente elk signaal is, en neem contact met ons op voor een andere kolomindeling."
)


def constant_municipality(mapping: ColumnMapping) -> str | None:
    """The municipality that every row gets, None where the file says it."""
    written = mapping.constants.get(MUNICIPALITY_CODE)
    return None if written is None else str(cell_reader(MUNICIPALITY_CODE, mapping).value(written)[0])


def refuse_among_several(mapping: ColumnMapping, agreed: Collection[str]) -> None:
    """Raise FileError where residents of one municipality would become another's.

    `agreed`: municipalities with which the partner has an agreement that is in force or will be. Who saved the mapping
    looked at that then; another agreement may have come since.
    """
    if MUNICIPALITY_CODE in mapping.constants and len(agreed) > 1:
        raise FileError(SEVERAL)
