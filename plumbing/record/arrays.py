"""Arrays as PostgreSQL reads them: text for most types, its binary form for ids and bytes, which it reads faster."""

import re
from collections.abc import Callable, Mapping, Sequence
from struct import pack
from types import MappingProxyType
from typing import Any, Final

import orjson
from psycopg import adapters
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types.string import TextLoader

from schemas.ids import Id

CONTROL: Final = re.compile(r"\\[bfnrtu]")
ESCAPE: Final = re.compile(r"\\(?:u([0-9a-f]{4})|(.))")
CHARACTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
BYTEA, UUID = 17, 2950
"""PostgreSQL's numbers of these types; they are fixed in its catalogue."""
WIDTH: Final = pack("!i", 16).hex()
NULL: Final = pack("!i", -1)
NO_ID: Final = NULL.hex()


class Binary(bytes):
    """An array in binary form: dimensions, "may hold nulls", type, length, first index, and the values."""


class BinaryDumper(Dumper):
    """Sends `Binary` as it is; what it is an array of follows from the statement (`%s::uuid[]`)."""

    format = Format.BINARY

    def dump(self, obj: Any) -> bytes:
        """The value itself."""
        return bytes(obj)


def register() -> None:
    """Let engines that are made later send `Binary` and read an id as text (repeatable)."""
    adapters.register_dumper(Binary, BinaryDumper)
    adapters.register_loader("uuid", TextLoader)


def array(kind: str, values: Sequence[Any]) -> str | Binary:
    """The array of a column of PostgreSQL's type `kind`; None is null."""
    return IN_BINARY.get(kind.lower(), text_array)(values)


def uuids(values: Sequence[Id | None]) -> Binary:
    """An array of ids in binary form."""
    digits = "".join([NO_ID if value is None else WIDTH + value for value in values]).replace("-", "")
    return _binary(UUID, len(values), bytes.fromhex(digits))


def byteas(values: Sequence[bytes | None]) -> Binary:
    """An array of bytes in binary form."""
    parts = [NULL if value is None else pack("!i", len(value)) + value for value in values]
    return _binary(BYTEA, len(values), b"".join(parts))


def text_array(values: Sequence[Any]) -> str:
    """PostgreSQL's literal of an array: JSON's, but for its brackets and for control characters, which stand raw."""
    text = orjson.dumps(values).decode()
    if CONTROL.search(text):
        text = ESCAPE.sub(_unescaped, text)
    return f"{{{text[1:-1]}}}"


def _unescaped(found: re.Match[str]) -> str:
    code, character = found.groups()
    return chr(int(code, 16)) if code else CHARACTERS.get(character, found.group())


def _binary(kind: int, length: int, values: bytes) -> Binary:
    return Binary(pack("!iiIii", 1, 1, kind, length, 1) + values)


IN_BINARY: Final[Mapping[str, Callable[[Sequence[Any]], str | Binary]]] = MappingProxyType(
    {"uuid": uuids, "bytea": byteas}
)
"""Dates, moments, numbers and booleans are as quick as text, when the work of both sides is counted (docs/bench.md)."""
