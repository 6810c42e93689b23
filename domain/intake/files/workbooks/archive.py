"""A workbook as the members of a zip file: what it claims to hold is looked at before anything is unpacked."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from domain.intake.files.lines import FileError
from domain.intake.limits import (
    TIMES_PACKED,
    WORKBOOK_DIRECTORY_BYTES,
    WORKBOOK_MEGABYTES,
    WORKBOOK_MEMBERS,
    WORKBOOK_PART_MEGABYTES,
)

BYTES_IN_MEGABYTE: Final = 1024 * 1024
PART_BYTES: Final = 64 * 1024
MAY_BE_PACKED_WELL: Final = 50 * BYTES_IN_MEGABYTE
"""Below this size it does not matter how often something was packed."""
END: Final = b"PK\x05\x06"
END_BYTES: Final = 22
END_BYTES_AND_REMARK: Final = END_BYTES + 65_535
LARGE_END: Final = b"PK\x06\x06"
SIZE_IN_END: Final = struct.Struct("<12xL")
SIZE_IN_LARGE_END: Final = struct.Struct("<40xQ")
ENCRYPTED: Final = 0x1
UNREADABLE: Final = (
    BadZipFile,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What `zipfile` raises for a file that is damaged, depending on where."""
DAMAGED: Final = "Dit bestand is beschadigd of niet compleet. Sla het opnieuw op en stuur het nog een keer."
LOCKED: Final = "Dit bestand is met een wachtwoord beveiligd. Haal het wachtwoord eraf en stuur het opnieuw."
UNPACKS_TOO_LARGE: Final = (
    f"Dit bestand is uitgepakt te groot. Wij lezen bestanden tot {WORKBOOK_MEGABYTES} MB. "
    "Verdeel het, of stuur het als CSV."
)


class Archive:
    """The members of a zip file by name."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Raises FileError for what is damaged, or claims to hold more than we read."""
        try:
            size = stream.seek(0, 2)
            _refuse_long_directory(stream, size)
            stream.seek(0)
            self._zip = ZipFile(stream)
        except UNREADABLE:
            raise FileError(DAMAGED) from None
        members = self._zip.infolist()
        _refuse_large(members, size)
        self._members = {one.filename: one for one in members}

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def parts(self, name: str) -> Iterator[bytes]:
        """A member in small parts; never more of it than the directory claims. Raises FileError when damaged."""
        member = self._members.get(name)
        if member is None:
            raise FileError(DAMAGED)
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or member.flag_bits & ENCRYPTED:
            raise FileError("Dit bestand is op een manier ingepakt of beveiligd die wij niet lezen.")
        try:
            with self._zip.open(member) as opened:
                while part := opened.read(PART_BYTES):
                    yield part
        except UNREADABLE:
            raise FileError(DAMAGED) from None

    def small_parts(self, name: str) -> Iterator[bytes]:
        """A member that is read whole, so that it must be small. Raises FileError when it is not."""
        if name in self and self._members[name].file_size > WORKBOOK_PART_MEGABYTES * BYTES_IN_MEGABYTE:
            raise FileError(UNPACKS_TOO_LARGE)
        return self.parts(name)


def _refuse_long_directory(stream: IO[bytes], size: int) -> None:
    """The directory is read whole by `zipfile`, so its size is looked at first: a million empty members are a bomb."""
    stream.seek(max(0, size - END_BYTES_AND_REMARK))
    tail = stream.read()
    end = tail.rfind(END)
    if end < 0:
        raise FileError(DAMAGED)
    (claimed,) = SIZE_IN_END.unpack_from(tail, end)
    large = tail.rfind(LARGE_END, 0, end)
    if large >= 0:
        claimed = max(SIZE_IN_LARGE_END.unpack_from(tail, large)[0], 0 if claimed == 0xFFFFFFFF else claimed)
    if claimed > WORKBOOK_DIRECTORY_BYTES:
        raise FileError(UNPACKS_TOO_LARGE)


def _refuse_large(members: list[ZipInfo], size: int) -> None:
    """Members that lie over each other take more room than the file has."""
    unpacked = sum(one.file_size for one in members)
    packed = sum(one.compress_size for one in members)
    if len(members) > WORKBOOK_MEMBERS or unpacked > WORKBOOK_MEGABYTES * BYTES_IN_MEGABYTE or packed > size:
        raise FileError(UNPACKS_TOO_LARGE)
    if unpacked > MAY_BE_PACKED_WELL and unpacked > TIMES_PACKED * size:
        raise FileError(UNPACKS_TOO_LARGE)


def occurrences(parts: Iterable[bytes], word: bytes) -> int:
    """How often a word stands in a member."""
    found, end = 0, b""
    for part in parts:
        whole = end + part
        found += whole.count(word)
        end = whole[-len(word) + 1 :]
    return found
