"""Rows of a partner's file as candidates: made once for a file's headings, then one call for each row."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FieldFinding, FindingCode
from domain.intake.checks.judge import Candidate
from domain.intake.files.cells import DETAILS, OF_THE_DOOR, CellReader, cell_reader
from domain.intake.files.headings import name_columns, place_columns
from domain.intake.files.mapping import REQUIRED, ColumnMapping
from domain.intake.files.spaces import had_odd_spaces, tidied_cells, tidied_text
from domain.intake.files.splitting import parts_of
from domain.intake.files.unreadable import UnreadableError

RowCells = Sequence[str]
WRONG_COLUMNS: Final = Candidate({}, (Fault("", Code.WRONG_COLUMNS),))
OPTIONAL: Final = DETAILS | OF_THE_DOOR | {"soort"}
"""What a row that was cut off may lack."""
FINDING_FOR: Final = {Code.ERROR_VALUE: FindingCode.ERROR_VALUE}
"""What is told of a detail that is left out; of any other reason that it could not be read."""


class _Joined(NamedTuple):
    """Several columns that are one attribute; without a joiner the first with something in it."""

    positions: tuple[int, ...]
    joiner: str | None
    reader: CellReader


class _Split(NamedTuple):
    """One column that is several attributes."""

    position: int
    pattern: re.Pattern[str]
    readers: Mapping[str, CellReader]


class _Read:
    """What is found in one row."""

    __slots__ = ("faults", "findings", "record")

    def __init__(self) -> None:
        self.record: dict[str, Any] = {}
        self.faults: list[Fault] = []
        self.findings: list[FieldFinding] = []

    def take(self, reader: CellReader, text: str) -> None:
        """Read one tidied cell; a detail that cannot be read is left out, anything else is an error."""
        attribute = reader.attribute
        try:
            value, finding = reader.tidy_value(text)
        except UnreadableError as error:
            if attribute in DETAILS:
                self.findings.append(FieldFinding(attribute, FINDING_FOR.get(error.code, FindingCode.NOT_READ)))
            else:
                self.faults.append(Fault(attribute, error.code))
            return
        if finding:
            self.findings.append(FieldFinding(attribute, finding))
        if value is not None:
            if reader.outer:
                self.put(reader, value)
            else:
                self.record[reader.inner] = value

    def put(self, reader: CellReader, value: Any) -> None:
        """Keep a value."""
        (self.record.setdefault(reader.outer, {}) if reader.outer else self.record)[reader.inner] = value


class RowReader:
    """Reads the rows below the headings of a file."""

    def __init__(self, mapping: ColumnMapping, headings: RowCells, told: FindingCode | None = None) -> None:
        """`told`: what partners are told of each row with letters beyond ASCII. Raises HeadingsError."""
        names = name_columns(mapping, headings)
        readers = {name: cell_reader(name, mapping) for name in mapping.headings_of()}
        placed = [(at, name) for at, name in enumerate(place_columns(mapping, headings)) if name]
        patterns = mapping.patterns()
        several = {*mapping.join, *mapping.first_filled}
        self._told, self._width = told, len(names)
        self._nameless = [at for at, name in enumerate(names) if name is None]
        self._plain = [(at, _known(readers[name]), readers[name]) for at, name in placed if name not in several]
        self._joined = [
            _Joined(tuple(at for at, one in placed if one == name), mapping.join.get(name), readers[name])
            for name in sorted(several)
        ]
        self._split = [
            _Split(at, patterns[name], {one: readers[one] for one in patterns[name].groupindex})
            for at, name in enumerate(names)
            if name is not None and name in patterns
        ]
        constant = {name: cell_reader(name, mapping) for name in mapping.constants}
        self._constants = [(one, one.value(mapping.constants[name])[0]) for name, one in constant.items()]
        needed = [mapping.headings_of()[one] for one in mapping.headings_of() if one not in OPTIONAL]
        self._needed = {heading for headings in needed for heading in headings}
        self._names = names

    def read(self, cells: RowCells) -> Candidate:
        """One row; what cannot be read is an error, or of a detail a finding, and its value is left out."""
        row = _Read()
        if len(cells) != self._width:
            if not self._fits(cells):
                return WRONG_COLUMNS
            if len(cells) < self._width:
                row.findings.append(FieldFinding("", FindingCode.CUT_OFF))
                cells = [*cells, *[""] * (self._width - len(cells))]
        tidy = tidied_cells(cells)
        if any(tidy[at] for at in self._nameless):
            return WRONG_COLUMNS
        self._take(row, tidy)
        self._tell_of_letters(row, cells)
        return Candidate(row.record, tuple(row.faults), tuple(row.findings))

    def _take(self, row: _Read, cells: RowCells) -> None:
        for reader, value in self._constants:
            row.put(reader, value)
        record = row.record
        for at, known, reader in self._plain:
            if not (text := cells[at]):
                continue
            value = known.get(text, row)
            if value is row:
                if reader.is_text and text[0] not in reader.starts:
                    record[reader.inner] = text
                else:
                    row.take(reader, text)
            elif value is not None:
                record[reader.inner] = value
        for joined in self._joined:
            row.take(joined.reader, _one_text(joined, cells))
        for split in self._split:
            _take_apart(row, split, cells[split.position])

    def _tell_of_letters(self, row: _Read, cells: RowCells) -> None:
        if "".join(cells).isascii():
            return
        if any(map(had_odd_spaces, cells)):
            row.findings.append(FieldFinding("", FindingCode.ODD_SPACES))
        if self._told:
            row.findings.append(FieldFinding("", self._told))

    def _fits(self, cells: RowCells) -> bool:
        """Whether a row of another length lost only what may be absent, or has only empty cells too many."""
        lost = self._names[len(cells) :]
        return not self._needed.intersection(lost) and not any(map(tidied_text, cells[self._width :]))


def _known(reader: CellReader) -> Mapping[str, Any]:
    """What may be put in a record without reading it again; not what stands in another attribute."""
    return {} if reader.outer else reader.known


def _one_text(joined: _Joined, cells: RowCells) -> str:
    said = (cells[at] for at in joined.positions)
    filled = [text for text in said if joined.reader.compared(text) not in joined.reader.said_nothing]
    return joined.joiner.join(filled) if joined.joiner is not None else next(iter(filled), "")


def _take_apart(row: _Read, split: _Split, text: str) -> None:
    parts = parts_of(text, split.pattern) if text else {}
    if parts is None:
        needed = [name for name in split.readers if name in REQUIRED]
        row.faults += [Fault(name, Code.NOT_SPLIT) for name in needed]
        row.findings += [FieldFinding(name, FindingCode.NOT_READ) for name in split.readers if not needed]
        return
    for name, part in parts.items():
        row.take(split.readers[name], part)
