"""XML of a workbook as calls for every element, with walls against what takes memory without saying anything."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple, Protocol
from xml.parsers import expat

from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.archive import DAMAGED

DEPTH: Final = 200
MOST_NAMES: Final = 2_000
"""Different names of elements and attributes; the formats themselves have a few hundred."""
SILENT_BYTES: Final = 512 * 1024
"""So much XML without a call is one element with a head as long as a book."""
ELEMENTS: Final = 200_000
"""Of a member that is read whole."""


class Handler(Protocol):
    """What hears of the elements of a member."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text."""


def parse(parts: Iterable[bytes], handler: Handler) -> Iterator[None]:
    """Tell `handler` what the parts hold, and give way after each. Raises FileError for what is no such XML.

    Nothing may be declared in it: no spreadsheet program does, and declared texts can be made to grow without end.
    """
    parser = expat.ParserCreate("UTF-8", intern={})
    walls = _Walls(handler)
    parser.StartElementHandler, parser.EndElementHandler = walls.start, walls.end
    parser.CharacterDataHandler = walls.text
    parser.StartDoctypeDeclHandler = _refuse
    parser.buffer_text = True
    try:
        for part in parts:
            parser.Parse(part)
            walls.look(len(part), len(parser.intern))
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, UnicodeError, RecursionError):
        raise FileError(DAMAGED) from None
    yield


class _Walls:
    """Calls of the parser on their way to a handler, counted."""

    def __init__(self, handler: Handler) -> None:
        self.text = handler.text
        self._start, self._end = handler.start, handler.end
        self._depth = self._silent = self._told = self._seen = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._told += 1
        if self._depth > DEPTH:
            raise FileError(DAMAGED)
        self._start(name, attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._end(name)

    def look(self, size: int, names: int) -> None:
        """After a part of `size` bytes, when `names` are known."""
        self._silent = self._silent + size if self._told == self._seen else 0
        self._seen = self._told
        if self._silent > SILENT_BYTES or names > MOST_NAMES:
            raise FileError(DAMAGED)


def _refuse(*_: object) -> None:
    raise FileError(DAMAGED)


class Element(NamedTuple):
    """An element of a member that is read whole: its name and that of what it stands in, without prefix."""

    within: str
    name: str
    attributes: Mapping[str, str]


class _Found:
    """Keeps the elements with these names."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names, self._open = names, [""]
        self.elements: list[Element] = []
        self.text: Callable[[str], None] = _pass_over

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name in self._names:
            self.elements.append(Element(self._open[-1], name, {local(key): one for key, one in attributes.items()}))
            if len(self.elements) > ELEMENTS:
                raise FileError(DAMAGED)
        self._open.append(name)

    def end(self, _: str) -> None:
        self._open.pop()


def elements(parts: Iterable[bytes], *names: str) -> list[Element]:
    """All elements with one of these names, in order. Raises FileError."""
    found = _Found(frozenset(names))
    for _ in parse(parts, found):
        pass
    return found.elements


def local(name: str) -> str:
    """The name without its prefix."""
    return name.rpartition(":")[2]


def _pass_over(_: str) -> None:
    """Texts that nobody asks for."""
