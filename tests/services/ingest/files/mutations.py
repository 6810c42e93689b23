"""Files of partners that went wrong on their way, made by chance from a seed: CSV, XLSX and ODS."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final, NamedTuple

from schemas.vocabulary.signals import DeliveryFormat
from tests.domain.intake.files.workbooks.making import HEADINGS, a_typed_row, as_read, ods, xlsx

CANARY: Final = "Kanarievogel"
"""Stands in every cell that a partner might find back in an error."""
ROWS: Final = 12
FORMULAS: Final = ("=1+1", "=HYPERLINK(A1)", "+31", "-1", "@SUM(A1)", "\t=2", "=cmd|' /C calc'!A0")
LINE_ENDS: Final = ("\r\n", "\n", "\r")
NASTY: Final = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b";" * 50,
    b"\x1a",
    b"\xc3",
    b"\x80",
    b"<",
    b"&",
    b"]]>",
    b"PK",
)
KINDS: Final = tuple(DeliveryFormat(one) for one in ("csv", "xlsx", "ods"))


class Mutant(NamedTuple):
    """A file, what it is sent as, and what was done to it."""

    content: bytes
    written_as: DeliveryFormat
    done: str


def whole(kind: DeliveryFormat, seed: int = 0) -> Mutant:
    """A file to which nothing was done."""
    return Mutant(_good(kind, random.Random(seed)), kind, "")


def mutant(seed: int) -> Mutant:
    """The file of a seed; the same seed gives the same file."""
    chance = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    content, done = _good(kind, chance), []
    choices = (*ANY, *OF_KIND[kind])
    for mutate in chance.choices(choices, k=chance.randint(1, 3)):
        content = mutate(content, chance)
        done.append(mutate.__name__)
    return Mutant(content, kind, " ".join(done))


def _good(kind: DeliveryFormat, chance: random.Random) -> bytes:
    return as_csv(chance) if kind is DeliveryFormat.CSV else _workbook(kind, chance.randrange(4))


def as_csv(chance: random.Random) -> bytes:
    """A file of lines, some of whose cells are formulas, some of whose ends are others."""
    rows = [HEADINGS, *[as_read(number, Naam=_name(number, chance)) for number in range(1, ROWS)]]
    ends = chance.choice((LINE_ENDS[:1], LINE_ENDS[1:2], LINE_ENDS))
    return "".join(";".join(row) + chance.choice(ends) for row in rows).encode()


def _name(number: int, chance: random.Random) -> str:
    return chance.choice(FORMULAS) if number % 4 == 0 else CANARY


@cache
def _workbook(kind: DeliveryFormat, number: int) -> bytes:
    chance = random.Random(number)
    rows = [a_typed_row(row, Naam=_name(row, chance)) for row in range(1, ROWS)]
    return (xlsx if kind is DeliveryFormat.XLSX else ods)(HEADINGS, *rows)


def truncated(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def bytes_changed(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content or b"\0")
    for _ in range(chance.randint(1, 40)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def something_put_in(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(NASTY) * chance.randint(1, 5) + content[place:]


def a_piece_twice(content: bytes, chance: random.Random) -> bytes:
    begin, end = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return content[:end] + content[begin:]


def in_another_encoding(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace").replace("a", "ë")
    return text.encode(chance.choice(("latin-1", "utf-16", "cp1252", "utf-32")), "replace")


def a_million_columns(content: bytes, chance: random.Random) -> bytes:
    return content + b";" * 1_000_000 + b"x\r\n"


def one_endless_line(content: bytes, chance: random.Random) -> bytes:
    return content + CANARY.encode() * 10_000


def rows_repeated(content: bytes, chance: random.Random) -> bytes:
    return content + b"".join(content.splitlines(keepends=True)[1:2]) * 500


def a_member_changed(content: bytes, chance: random.Random) -> bytes:
    """Inside a member, so that the zip file itself is whole."""
    members = _members(content)
    name = chance.choice(_largest(members)) if members else ""
    return _zipped(members | {name: chance.choice(INSIDE)(members[name], chance)}) if members else content


def a_member_gone(content: bytes, chance: random.Random) -> bytes:
    members = _members(content)
    return _zipped({name: body for name, body in members.items() if chance.random() < 0.85}) if members else content


def a_bomb(content: bytes, chance: random.Random) -> bytes:
    members = _members(content)
    if not members:
        return content
    name = _largest(members)[0]
    filler = chance.choice((b" ", b"<row/>", b"<a>", b"<table:table-row/>"))
    return _zipped(members | {name: members[name] + filler * (60_000_000 // len(filler))}, level=1)


def a_size_claimed(content: bytes, chance: random.Random) -> bytes:
    """The directory says that a member is gigabytes, or nothing."""
    places = [place for place in range(len(content) - 46) if content[place : place + 4] == b"PK\x01\x02"]
    if not places:
        return content
    place = chance.choice(places) + chance.choice((20, 24))
    return content[:place] + struct.pack("<L", chance.choice((2**31, 2**32 - 1, 0, 7))) + content[place + 4 :]


def a_cell_far_away(content: bytes, chance: random.Random) -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    many = b'<table:table-row table:number-rows-repeated="1000000">'
    cell = b'<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    members = _members(content)
    return _zipped(
        {
            name: body.replace(b"</sheetData>", far).replace(
                b"</table:table>", many + cell + b"</table:table-row></table:table>"
            )
            for name, body in members.items()
        }
    )


def _tags_swapped(body: bytes, chance: random.Random) -> bytes:
    pieces = body.split(b"<")
    for _ in range(chance.randint(1, 5)):
        one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        pieces[one], pieces[other] = pieces[other], pieces[one]
    return b"<".join(pieces)


def _numbers_changed(body: bytes, chance: random.Random) -> bytes:
    """Values in attributes and elements that mean a place, a kind or a size."""
    pieces = body.split(b'"')
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(pieces))
        pieces[place] = chance.choice(
            (b"", b"-1", b"1e999", b"9" * 30, b"nan", b"A0", b"e", b"s", b"d", b"\xc2\xb2", b"1,5")
        )
    return b'"'.join(pieces)


INSIDE: Final = (truncated, bytes_changed, something_put_in, a_piece_twice, _tags_swapped, _numbers_changed)
ANY: Final[Sequence[Callable[[bytes, random.Random], bytes]]] = (
    truncated,
    bytes_changed,
    something_put_in,
    a_piece_twice,
)
OF_ZIP: Final = (a_member_changed,) * 6 + (a_member_gone, a_size_claimed, a_cell_far_away)
OF_KIND: Final = {
    DeliveryFormat.CSV: (in_another_encoding, a_million_columns, one_endless_line, rows_repeated),
    DeliveryFormat.XLSX: OF_ZIP,
    DeliveryFormat.ODS: OF_ZIP,
}


def _members(content: bytes) -> dict[str, bytes]:
    """The members of a zip file as far as it is one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {one.filename: archive.read(one) for one in archive.infolist() if one.file_size < 100_000_000}
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
        struct.error,
    ):
        return {}


def _largest(members: dict[str, bytes]) -> list[str]:
    """The two members with the most in them: the cells, and what they refer to."""
    return sorted(members, key=lambda name: len(members[name]), reverse=True)[:4]


def _zipped(members: dict[str, bytes], level: int = 6) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return made.getvalue()
