"""A file as its physical lines, counted before anything reads them: a row that a reader loses shows in the ledger."""

import re
from collections.abc import Iterator
from typing import Final, TextIO

from domain.intake.files.encoding_names import not_readable_as
from domain.intake.files.headings import between_cells
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.spaces import tidied_text
from domain.intake.limits import LINE_CHARACTERS, LINES_IN_FILE

HEADINGS: Final = 1
"""Lines at the top of a file that are no record."""
LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")
SEP: Final = re.compile(r'\ufeff?"?sep=(.)"?\s*', re.IGNORECASE)
"""What Excel reads as the delimiter of a file, on a first line of its own."""
Line = tuple[int, str]
"""A line with its number in the file; the first is 1, as in a spreadsheet."""


class FileError(Exception):
    """A file that cannot be read at all; the text is outward Dutch, names the line and repeats nothing of the file."""


class Lines:
    """The lines of a file that hold anything, in order. No more than one line is in memory."""

    def __init__(self, text: TextIO, mapping: ColumnMapping) -> None:
        """`text`: opened with `newline=""`, so that line ends stand as they are."""
        self._text, self._delimiter = text, mapping.delimiter
        self._read = self._filled = 0

    def __iter__(self) -> Iterator[Line]:
        """Go on where the last reader stopped. Raises FileError for too many lines, one too long, or no text."""
        while line := self._next():
            self._read += 1
            if len(line) == LINE_CHARACTERS:
                raise FileError(f"Regel {self._read} is te lang, of het bestand heeft geen regeleinden.")
            if self._read > LINES_IN_FILE:
                raise FileError(f"Het bestand heeft meer dan {LINES_IN_FILE} regels. Verdeel het over meer bestanden.")
            if holds_anything(line, self._delimiter) and not self._names_delimiter(line):
                self._filled += 1
                yield self._read, line

    def records(self) -> int:
        """How many records were delivered, whatever the reader made of them: all filled lines but the headings."""
        for _ in self:
            pass
        return max(0, self._filled - HEADINGS)

    def _names_delimiter(self, line: str) -> bool:
        """Whether the first line says what stands between cells. Raises FileError when that is not what was agreed."""
        said = SEP.fullmatch(line) if self._read == 1 else None
        if said and said[1] != self._delimiter:
            raise FileError(
                f"De eerste regel zegt dat {between_cells(said[1])} tussen de kolommen staat, "
                f"wij verwachten {between_cells(self._delimiter)}. Sla het bestand zo op."
            )
        return said is not None

    def _next(self) -> str:
        try:
            return self._text.readline(LINE_CHARACTERS)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(error.encoding, "ignore")
            line = self._read + 1 + len(LINE_ENDS.findall(before))
            raise FileError(not_readable_as(self._text.encoding, line, error.object[error.start :])) from None


def holds_anything(line: str, delimiter: str) -> bool:
    """Whether a line has a cell with something in it; without one it is no record but a blank row."""
    return line[:1].isalnum() or bool(tidied_text(line.replace(delimiter, "").replace('"', "")))
