"""Rows of a sheet while they are built: cells in their columns, and what stands in the way of reading a row."""

from collections.abc import Iterator
from itertools import repeat
from typing import Final, NamedTuple

from domain.intake.checks.faults import Code, Fault
from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.values import Cell
from domain.intake.limits import LINE_CHARACTERS, SAME_ROWS, SHEET_COLUMNS, SHEET_ROWS

MESSY: Final = "De regels of cellen van dit werkblad staan door elkaar bij regel {}. Sla het bestand opnieuw op."
Cells = list[Cell] | Fault
"""The cells of a row, or why the row as a whole cannot be read."""


class SheetRow(NamedTuple):
    """A row that holds something, with its number in the sheet, and how often the same row stands there."""

    number: int
    cells: Cells
    times: int = 1


def spread(rows: list[SheetRow]) -> Iterator[tuple[int, Cells]]:
    """Each row by its own number."""
    for number, cells, times in rows:
        yield from enumerate(repeat(cells, times), number) if times > 1 else ((number, cells),)


class RowBuilder:
    """The row at hand, and those that are ready to be taken."""

    def __init__(self) -> None:
        self.number = 0
        self.ready: list[SheetRow] = []
        self._cells: list[Cell] = []
        self._characters = 0
        self._code: Code | None = None
        self._holds_unknown = False

    def begin(self, number: int, code: Code | None = None) -> None:
        """A row begins. `code`: why it cannot be read, should it hold anything. Raises FileError out of order."""
        if not self.number < number <= SHEET_ROWS:
            raise FileError(MESSY.format(self.number))
        self.number, self._cells, self._characters, self._code = number, [], 0, code

    def put(self, column: int, cell: Cell, times: int = 1) -> None:
        """A cell in a column from 0, and as often beside itself; one that is blank is passed over. Raises FileError."""
        if isinstance(cell, str):
            if not cell or cell.isspace():
                return
            self._characters += len(cell) * times
        missing = column - len(self._cells)
        if missing < 0:
            raise FileError(MESSY.format(self.number))
        if column + times > SHEET_COLUMNS:
            raise FileError(f"Regel {self.number} heeft meer dan {SHEET_COLUMNS} kolommen.")
        if self._characters > LINE_CHARACTERS:
            raise FileError(f"Regel {self.number} is te lang.")
        if missing:
            self._cells.extend(repeat("", missing))
        if times == 1:
            self._cells.append(cell)
        else:
            self._cells.extend(repeat(cell, times))

    def spoil(self, code: Code) -> None:
        """The row cannot be read, should it hold anything. The first reason stands."""
        self._code = self._code or code

    def put_unknown(self, code: Code) -> None:
        """A cell of which nobody knows what it holds: the row cannot be read."""
        self.spoil(code)
        self._holds_unknown = True

    def finish(self, times: int = 1) -> None:
        """The row ends; without a cell that holds anything it is none. Raises FileError for a row without end."""
        if self._cells or self._holds_unknown:
            if times > SAME_ROWS or self.number + times - 1 > SHEET_ROWS:
                raise FileError(f"Regel {self.number} staat er te vaak in.")
            self.ready.append(SheetRow(self.number, Fault("", self._code) if self._code else self._cells, times))
            self._cells, self._holds_unknown = [], False
        self.number += times - 1

    def take(self) -> list[SheetRow]:
        """The rows that are ready."""
        taken, self.ready = self.ready, []
        return taken
