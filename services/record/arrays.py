"""Arrays as PostgreSQL reads them: text for most types, its binary form for ids, which it reads eight times faster."""

import re
from collections.abc import Sequence
from struct import pack
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
UUID_OID, UUIDS_OID = 2950, 2951
"""PostgreSQL's names for `uuid` and `uuid[]`; they are fixed in its catalogue."""
WIDTH: Final = pack("!i", 16).hex()
NULL: Final = pack("!i", -1).hex()


class Uuids(bytes):
    """A `uuid[]` in binary form: dimensions, "may hold nulls", type, length, first index, and the values."""


class UuidsDumper(Dumper):
    """Sends `Uuids` as they are."""

    format = Format.BINARY
    oid = UUIDS_OID

    def dump(self, obj: Any) -> bytes:
        """The value itself."""
        return bytes(obj)


def register() -> None:
    """Let connections that are opened later send `Uuids` and read an id as text (repeatable)."""
    adapters.register_dumper(Uuids, UuidsDumper)
    adapters.register_loader("uuid", TextLoader)


def array(kind: str, values: Sequence[Any]) -> str | Uuids:
    """The array of a column of PostgreSQL's type `kind`; None is null."""
    return uuids(values) if kind.lower() == "uuid" else text_array(values)


def uuids(values: Sequence[Id | None]) -> Uuids:
    """An array of ids in binary form."""
    digits = "".join([NULL if value is None else WIDTH + value for value in values]).replace("-", "")
    return Uuids(pack("!iiIii", 1, 1, UUID_OID, len(values), 1) + bytes.fromhex(digits))


def text_array(values: Sequence[Any]) -> str:
    """PostgreSQL's literal of an array: JSON's, but for its brackets and for control characters, which stand raw."""
    text = orjson.dumps(values, default=_bytes).decode()
    if CONTROL.search(text):
        text = ESCAPE.sub(_unescaped, text)
    return f"{{{text[1:-1]}}}"


def _unescaped(found: re.Match[str]) -> str:
    code, character = found.groups()
    return chr(int(code, 16)) if code else CHARACTERS.get(character, found.group())


def _bytes(value: object) -> str:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(type(value).__name__)
