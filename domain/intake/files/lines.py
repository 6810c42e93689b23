"""A file as its physical lines, counted before anything reads them: a row that a reader loses shows in the ledger."""

import re
from collections.abc import Iterator
from typing import Final, TextIO

from domain.intake.files.mapping import ColumnMapping
from domain.intake.limits import LINE_CHARACTERS

HEADINGS: Final = 1
"""Lines at the top of a file that are no record."""
LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")
Line = tuple[int, str]
"""A line with its number in the file; the first is 1, as in a spreadsheet."""


class FileError(Exception):
    """A file that cannot be read at all; the text is outward Dutch, names the line and repeats nothing of the file."""


class Lines:
    """The lines of a file that hold anything, in order. No more than one line is in memory."""

    def __init__(self, text: TextIO, mapping: ColumnMapping) -> None:
        """`text`: opened with `newline=""`, so that line ends stand as they are."""
        self._text, self._mapping = text, mapping
        self._read = self._filled = 0

    def __iter__(self) -> Iterator[Line]:
        """Go on where the last reader stopped. Raises FileError for a line that is too long or no text."""
        while line := self._next():
            self._read += 1
            if len(line) == LINE_CHARACTERS:
                raise FileError(f"Regel {self._read} is te lang, of het bestand heeft geen regeleinden.")
            if holds_anything(line, self._mapping.delimiter):
                self._filled += 1
                yield self._read, line

    def records(self) -> int:
        """How many records were delivered, whatever the reader made of them: all filled lines but the headings."""
        for _ in self:
            pass
        return max(0, self._filled - HEADINGS)

    def _next(self) -> str:
        try:
            return self._text.readline(LINE_CHARACTERS)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode(self._mapping.encoding, "ignore")
            line = self._read + 1 + len(LINE_ENDS.findall(before))
            raise FileError(f"De tekens van regel {line} zijn niet leesbaar als {self._mapping.encoding}.") from None


def holds_anything(line: str, delimiter: str) -> bool:
    """Whether a line has a cell with something in it; without one it is no record but a blank row."""
    return bool(line.replace(delimiter, "").replace('"', "").strip())
