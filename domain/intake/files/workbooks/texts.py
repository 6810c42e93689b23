"""The shared texts of an XLSX workbook: what stands in many cells, and often all text that it holds."""

import re
from array import array
from collections.abc import Iterable
from typing import Final

from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.markup import parse
from domain.intake.limits import LINE_CHARACTERS, SHARED_TEXT_MEGABYTES

MOST_BYTES: Final = SHARED_TEXT_MEGABYTES * 1024 * 1024
ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How the format writes characters that XML cannot hold, and an underscore that would be taken for one."""
TOO_MANY: Final = "Dit bestand heeft te veel tekst voor een werkmap. Verdeel het, of stuur het als CSV."


class SharedTexts:
    """Texts by their number, close together: a text object each would take four times the room."""

    def __init__(self) -> None:
        self._bytes, self._ends = bytearray(), array("Q", [0])

    def add(self, text: str) -> None:
        """The next text. Raises FileError when there are too many."""
        self._bytes += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))
        if len(self._bytes) > MOST_BYTES or len(self._ends) > MOST_BYTES // 8:
            raise FileError(TOO_MANY)

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError
        return self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8", "surrogatepass")


def unescaped(text: str) -> str:
    """The text with its escaped characters."""
    return ESCAPED.sub(lambda one: chr(int(one[1], 16)), text) if "_x" in text else text


class _TextReader:
    """Takes up the texts; how a text is to be pronounced is left out."""

    def __init__(self) -> None:
        self.texts = SharedTexts()
        self._pieces: list[str] = []
        self._characters = 0
        self._reads = self._passes_over = False

    def start(self, name: str, _: dict[str, str]) -> None:
        if name.endswith("rPh"):
            self._passes_over = True
        self._reads = name == "t" or name.endswith(":t")

    def text(self, text: str) -> None:
        if self._reads and not self._passes_over:
            self._pieces.append(text)
            self._characters += len(text)
            if self._characters > LINE_CHARACTERS * 2:
                raise FileError(TOO_MANY)

    def end(self, name: str) -> None:
        self._reads = False
        if name.endswith("rPh"):
            self._passes_over = False
        elif name.endswith("si"):
            self.texts.add(unescaped("".join(self._pieces)))
            self._pieces, self._characters = [], 0


def shared_texts(parts: Iterable[bytes]) -> SharedTexts:
    """All shared texts. Raises FileError."""
    reader = _TextReader()
    for _ in parse(parts, reader):
        pass
    return reader.texts
