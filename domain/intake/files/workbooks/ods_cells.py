"""The cells of the tables of an ODS workbook, element by element, as rows of text."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from domain.intake.checks.faults import Code
from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.rows import MESSY, RowBuilder, SheetRow
from domain.intake.files.workbooks.values import (
    Cell,
    Counting,
    ja_or_nee,
    number_text,
    share_text,
    written_day,
)
from domain.intake.limits import LINE_CHARACTERS, SHEET_ROWS

CELLS: Final = frozenset({"table:table-cell", "table:covered-table-cell"})
NO_VALUES: Final = frozenset({"office:annotation", "draw:frame", "table:shapes", "draw:custom-shape"})
"""What may stand in a cell or beside the rows without being their value: remarks, pictures."""
SPACES: Final = MappingProxyType({"text:s": " ", "text:tab": "\t", "text:line-break": "\n"})
MOST_SPACES: Final = 100

ODS_TYPES: Final[Mapping[str, tuple[str, Callable[[str, Counting], Cell]]]] = MappingProxyType(
    {
        "float": ("office:value", number_text),
        "currency": ("office:value", number_text),
        "percentage": ("office:value", share_text),
        "date": ("office:date-value", written_day),
        "boolean": ("office:boolean-value", ja_or_nee),
    }
)
"""The type of a value (OpenDocument 1.3 part 3, 19.389) -> the attribute that holds it, and its text.

Of every other type, a time among them, the text that is shown is the value.
"""


class TableReader:
    """Builds rows from the elements of the tables that are shown; of one table when it is named."""

    def __init__(self, counting: Counting, wanted: str | None = None) -> None:
        self._counting, self._wanted = counting, wanted
        self._hidden_styles: set[str] = set()
        self._names: set[str] = set()
        self._style = ""
        self._name: str | None = None
        """Of the table at hand, when its rows are wanted."""
        self._tables = self._passed_over = 0
        self._found: list[tuple[str, SheetRow]] = []
        self._rows = RowBuilder()
        self._row: dict[str, str] | None = None
        self._cell: dict[str, str] = {}
        self._column = 0
        self._pieces: list[str] = []
        self._characters = 0
        self._in_text = 0

    def take(self) -> list[SheetRow]:
        """The rows that are ready."""
        return [row for _, row in self.take_named()]

    def take_named(self) -> list[tuple[str, SheetRow]]:
        """The rows that are ready, with the name of their table."""
        self._gather()
        taken, self._found = self._found, []
        return taken

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name in NO_VALUES or self._passed_over:
            self._passed_over += 1
        elif name == "table:table":
            self._begin_table(attributes)
        elif self._name is None:
            self._note_style(name, attributes)
        elif name in CELLS:
            self._begin_cell(attributes)
        elif name == "table:table-row":
            self._begin_row(attributes)
        elif name == "text:p":
            self._in_text += 1
            if self._pieces:
                self._pieces.append("\n")
        elif name in SPACES:
            times = _count(attributes.get("text:c", "1"))
            self._pieces.append(SPACES[name] * min(times, MOST_SPACES))

    def text(self, text: str) -> None:
        """A piece of text; what stands between paragraphs is layout."""
        if self._in_text and not self._passed_over:
            self._pieces.append(text)
            self._characters += len(text)
            if self._characters > LINE_CHARACTERS:
                raise FileError(f"Regel {self._rows.number} is te lang.")

    def end(self, name: str) -> None:
        """An element ends."""
        if self._passed_over:
            self._passed_over -= 1
        elif name == "table:table":
            self._end_table()
        elif self._name is None:
            return
        elif name in CELLS:
            self._end_cell(name)
        elif name == "table:table-row":
            self._end_row()
        elif name == "text:p":
            self._in_text -= 1

    def _note_style(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden_styles.add(self._style)

    def _begin_table(self, attributes: dict[str, str]) -> None:
        self._tables += 1
        name = attributes.get("table:name", "")
        if self._tables > 1 or name in self._names:  # a table in a cell, or two that cannot be told apart
            raise FileError(MESSY.format(self._rows.number))
        self._names.add(name)
        shown = attributes.get("table:style-name", "") not in self._hidden_styles
        self._name = name if shown and self._wanted in (None, name) else None
        self._rows = RowBuilder()

    def _end_table(self) -> None:
        self._gather()
        self._tables -= 1
        self._name = None

    def _gather(self) -> None:
        if self._name is not None:
            self._found += [(self._name, row) for row in self._rows.take()]

    def _begin_row(self, attributes: dict[str, str]) -> None:
        if self._row is not None:  # a row in a row: which came first nobody knows
            raise FileError(MESSY.format(self._rows.number))
        self._row, self._column = attributes, 0
        hidden = attributes.get("table:visibility", "visible") != "visible"
        self._rows.begin(self._rows.number + 1, Code.HIDDEN_ROW if hidden else None)

    def _end_row(self) -> None:
        self._rows.finish(_count((self._row or {}).get("table:number-rows-repeated", "1")))
        self._row = None

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._cell, self._in_text, self._characters = attributes, 0, 0
        self._pieces.clear()

    def _end_cell(self, name: str) -> None:
        times = _count(self._cell.get("table:number-columns-repeated", "1"))
        if name == "table:covered-table-cell" or self._spans():
            self._rows.spoil(Code.MERGED_CELLS)
        try:
            read = self._read()
        except (ValueError, OverflowError):
            raise FileError(
                f"Een cel in regel {self._rows.number} is beschadigd. Sla het bestand opnieuw op."
            ) from None
        else:
            self._rows.put(self._column, read, times)
        self._column += times

    def _spans(self) -> bool:
        spans = (self._cell.get(f"table:number-{way}-spanned", "1") for way in ("columns", "rows"))
        return any(one != "1" for one in spans)

    def _read(self) -> Cell:
        place, read = ODS_TYPES.get(self._cell.get("office:value-type", ""), ("", None))
        if read is None:
            if not self._pieces and "table:formula" in self._cell and "office:value-type" not in self._cell:
                self._rows.put_unknown(Code.NOT_CALCULATED)
            return "".join(self._pieces)
        return read(self._cell[place] if place in self._cell else _no_value(), self._counting)


def _no_value() -> str:
    raise ValueError("a typed cell without its value")


def _count(written: str) -> int:
    """How often something stands there. Raises FileError."""
    if not written.isdecimal() or not written.isascii() or len(written) > len(str(SHEET_ROWS)) or int(written) < 1:
        raise FileError(MESSY.format("?"))
    return int(written)
