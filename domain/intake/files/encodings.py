"""What a file is written in, from its bytes: text in the agreed encoding or in UTF-8, or something else, by name."""

import codecs
from collections.abc import Iterable
from itertools import chain
from typing import Final, NamedTuple

from domain.intake.checks.findings import FindingCode
from domain.intake.files.encoding_names import encoding_name
from domain.intake.files.lines import FileError
from domain.intake.files.mapping import UTF_8

BYTE_ORDER_MARK: Final = codecs.BOM_UTF8
WIDE_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


WIDE_ENCODINGS: Final = ("utf-16", "utf-32")


class Encoding(NamedTuple):
    """What a file is read as, and what its partner is told when that was not agreed."""

    name: str
    told: FindingCode | None = None


def encoding_of(blocks: Iterable[bytes], agreed: str) -> Encoding:
    """The encoding of a file that is given in blocks. Raises FileError for what is no text in it, naming what it is.

    In an encoding of one byte a letter, letters beyond ASCII that are valid UTF-8 were meant as UTF-8: as anything else
    they would be two or three odd signs each.
    """
    rest = iter(blocks)
    start = next(rest, b"")
    if start.startswith(BYTE_ORDER_MARK):
        return Encoding(UTF_8, None if agreed == UTF_8 else FindingCode.READ_AS_UTF8)
    wide = _wide(start)
    if wide and not agreed.startswith(WIDE_ENCODINGS):
        raise FileError(_other(wide, agreed))
    if agreed.startswith("utf-") or not _letters_in_utf8(chain((start,), rest)):
        return Encoding(agreed)
    return Encoding(UTF_8, FindingCode.READ_AS_UTF8)


def _wide(start: bytes) -> str | None:
    """Text of two or four bytes a sign: by its mark, or because every other byte of its first line is nothing."""
    for mark, name in WIDE_MARKS:
        if start.startswith(mark):
            return name
    return "UTF-16" if start[:200].count(0) > len(start[:200]) // 3 else None


def _other(found: str, agreed: str) -> str:
    return f"Dit bestand is geschreven in {found}, wij verwachten {encoding_name(agreed)}. Sla het zo op."


def _letters_in_utf8(blocks: Iterable[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    beyond = False
    try:
        for block in blocks:
            beyond = beyond or not block.isascii()
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return beyond
