"""A file that nobody described, text or workbook: its headings and first rows as a sample."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import IO, Final

from domain.intake.checks.faults import Fault
from domain.intake.files.kinds import kind_of
from domain.intake.files.lines import FileError
from domain.intake.files.proposing.guess import guessed
from domain.intake.files.proposing.sample import SAMPLE_BYTES, SAMPLE_ROWS, Sample, sample_of
from domain.intake.files.proposing.shapes import CENTURY, DATE_FORMS, date_form_of
from domain.intake.files.spaces import tidied_text
from domain.intake.files.workbooks.archive import Archive
from domain.intake.files.workbooks.opening import NO_SHEET, WORKBOOKS
from domain.intake.files.workbooks.values import Cell, Counting, in_form
from schemas.vocabulary.signals import DeliveryFormat

FEWEST_COLUMNS: Final = 2
"""A first row with less is a title, or no table."""
NO_HEADINGS: Final = "Zet de kolomnamen op de eerste rij van het werkblad, elk in een eigen cel."


def sample_in(stream: IO[bytes]) -> Sample:
    """Look at the first part of a file; of a workbook at the sheet that looks most like signals.

    Raises FileError for what we never read, and for a file without headings.
    """
    written_as = kind_of(stream)
    if written_as is not DeliveryFormat.CSV:
        return _sample_of_workbook(stream, written_as)
    stream.seek(0)
    return sample_of(stream.read(SAMPLE_BYTES))


def _sample_of_workbook(stream: IO[bytes], written_as: DeliveryFormat) -> Sample:
    workbook = WORKBOOKS[written_as](Archive(stream), Counting(","))
    firsts = workbook.firsts()
    named = {name: list(map(str, cells)) for name, cells in firsts.items() if not isinstance(cells, Fault)}
    if not named:
        raise FileError(NO_HEADINGS if firsts else NO_SHEET)
    sheet = max(named, key=lambda name: _attributes_in(named[name]))
    headings = named[sheet]
    if sum(map(bool, headings)) < FEWEST_COLUMNS:
        raise FileError(NO_HEADINGS)
    rows = islice(workbook.rows(sheet), 1, SAMPLE_ROWS + 1)
    filled = [_as_long_as(headings, cells) for _, cells in rows if not isinstance(cells, Fault)]
    return Sample(
        headings,
        _as_texts([row for row in filled if len(row) == len(headings)]),
        written_as=written_as,
        sheet=sheet,
        has_twin=_has_twin(sheet, named),
    )


def _attributes_in(headings: Sequence[str]) -> int:
    """How many attributes these headings seem to be."""
    return len({guessed(*one).attribute for one in enumerate(headings)} - {None})


def _has_twin(sheet: str, named: Mapping[str, Sequence[str]]) -> bool:
    """Whether another sheet has the same headings, so that they alone do not tell which is meant."""
    known = {name: {tidied_text(one) for one in headings} for name, headings in named.items()}
    return sum(one == known[sheet] for one in known.values()) > 1


def _as_long_as(headings: Sequence[str], cells: Sequence[Cell]) -> list[Cell]:
    return [*cells, *[""] * (len(headings) - len(cells))]


def _as_texts(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Days in the form in which the other cells of their column are written, so that one form reads them all."""
    columns = []
    for cells in zip(*rows, strict=True):
        form = date_form_of([one for one in cells if isinstance(one, str) and one]) or DATE_FORMS[0]
        columns.append([one if isinstance(one, str) else in_form(one, form, CENTURY) for one in cells])
    return [list(row) for row in zip(*columns, strict=True)]
