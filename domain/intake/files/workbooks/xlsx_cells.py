"""The cells of one XLSX sheet, element by element, as rows of text."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from domain.intake.checks.faults import Code
from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.markup import local
from domain.intake.files.workbooks.rows import MESSY, RowBuilder, SheetRow
from domain.intake.files.workbooks.styles import Meaning
from domain.intake.files.workbooks.texts import SharedTexts, unescaped
from domain.intake.files.workbooks.values import (
    Cell,
    Counting,
    counted_day,
    ja_or_nee,
    number_text,
    share_text,
    time_text,
    written_day,
)
from domain.intake.limits import LINE_CHARACTERS

COLUMN_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIGURES: Final = "0123456789"
ROW_FIGURES: Final = 7
YES: Final = ("1", "true")

OF_NUMBER: Final[Mapping[Meaning, Callable[[str, Counting], Cell]]] = MappingProxyType(
    {
        Meaning.NUMBER: number_text,
        Meaning.DAY: counted_day,
        Meaning.TIME: time_text,
        Meaning.SHARE: share_text,
    }
)
XLSX_TYPES: Final[Mapping[str, Callable[[str, Counting], Cell]]] = MappingProxyType(
    {
        "str": lambda written, _: unescaped(written),
        "inlineStr": lambda written, _: unescaped(written),
        "b": ja_or_nee,
        "e": lambda written, _: written,
        "d": written_day,
    }
)
"""The type of a cell (ECMA-376 part 1, 18.18.11) -> its text; a shared text and a number are looked up elsewhere."""


@lru_cache(maxsize=20_000)
def column_of(letters: str) -> int:
    """The place of a column from 0. Raises FileError for what is no column."""
    place = 0
    if not 0 < len(letters) <= 3 or not letters.isalpha() or not letters.isascii():
        raise FileError(MESSY.format("?"))
    for letter in letters.upper():
        place = place * len(COLUMN_LETTERS) + COLUMN_LETTERS.index(letter) + 1
    return place - 1


class SheetReader:
    """Builds rows from the elements of a sheet."""

    def __init__(
        self, texts: SharedTexts, meanings: Sequence[Meaning], counting: Counting, merged: Sequence[tuple[int, int]]
    ) -> None:
        """`merged`: first and last row of cells that are one, in order."""
        self._texts, self._counting, self._merged = texts, counting, list(reversed(merged))
        self._of_style = {str(number): OF_NUMBER[one] for number, one in enumerate(meanings)}
        self._merged_until = 0
        self._rows = RowBuilder()
        self._cell: dict[str, str] = {}
        self._pieces: list[str] = []
        self._kept_pieces = self._next_column = 0
        self._has_formula = False
        self.text = self._pieces.append
        self.take: Callable[[], list[SheetRow]] = self._rows.take
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._row,
            "c": self._begin_cell,
            "v": self._begin_value,
            "is": self._begin_value,
            "t": self._begin_run,
            "rPh": self._begin_spoken,
        }
        self._ends: dict[str, Callable[[], None]] = {
            "row": self._rows.finish,
            "c": self._end_cell,
            "f": self._end_formula,
            "rPh": self._end_spoken,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        begin = self._starts.get(name if ":" not in name else local(name))
        if begin:
            begin(attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        finish = self._ends.get(name if ":" not in name else local(name))
        if finish:
            finish()

    def _row(self, attributes: dict[str, str]) -> None:
        written = attributes.get("r")
        number = _number(written, self._rows.number) if written else self._rows.number + 1
        self._next_column = 0
        self._rows.begin(number, self._spoilt(number, attributes))

    def _spoilt(self, number: int, attributes: dict[str, str]) -> Code | None:
        while self._merged and self._merged[-1][0] <= number:
            self._merged_until = max(self._merged_until, self._merged.pop()[1])
        if attributes.get("hidden") in YES:
            return Code.HIDDEN_ROW
        return Code.MERGED_CELLS if number <= self._merged_until else None

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._has_formula = attributes, False
        self._pieces.clear()

    def _begin_value(self, _: dict[str, str]) -> None:
        self._pieces.clear()

    def _begin_run(self, _: dict[str, str]) -> None:
        if sum(map(len, self._pieces)) > LINE_CHARACTERS:
            raise FileError(f"Regel {self._rows.number} is te lang.")

    def _begin_spoken(self, _: dict[str, str]) -> None:
        self._kept_pieces = len(self._pieces)

    def _end_spoken(self) -> None:
        del self._pieces[self._kept_pieces :]

    def _end_formula(self) -> None:
        self._has_formula = True
        self._pieces.clear()

    def _end_cell(self) -> None:
        place = self._cell.get("r")
        column = column_of(place.rstrip(FIGURES)) if place else self._next_column
        self._next_column = column + 1
        if not self._pieces:
            if self._has_formula and self._cell.get("t") != "str":
                self._rows.put_unknown(Code.NOT_CALCULATED)
            return
        try:
            read = self._read("".join(self._pieces))
        except (ValueError, KeyError, IndexError, OverflowError):
            raise FileError(
                f"Een cel in regel {self._rows.number} is beschadigd. Sla het bestand opnieuw op."
            ) from None
        else:
            self._rows.put(column, read)

    def _read(self, written: str) -> Cell:
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._texts[int(written)]
        if kind == "n":
            return self._of_style.get(self._cell.get("s", ""), number_text)(written.strip(), self._counting)
        return XLSX_TYPES[kind](written, self._counting)


def _number(written: str, before: int) -> int:
    """The number of a row, after the row `before`."""
    if not written.isdecimal() or len(written) > ROW_FIGURES:
        raise FileError(MESSY.format(before))
    return int(written)
