"""What a file really is, told by how it begins: whoever sends it may say something else."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import IO, Final

from domain.intake.files.lines import FileError
from domain.intake.files.workbooks.archive import LOCKED, Archive
from domain.intake.files.workbooks.ods import ODS_CONTENT
from schemas.vocabulary.signals import DeliveryFormat

MEDIA_TYPES: Final[Mapping[str, DeliveryFormat]] = MappingProxyType(
    {
        "text/csv": DeliveryFormat.CSV,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": DeliveryFormat.XLSX,
        "application/vnd.oasis.opendocument.spreadsheet": DeliveryFormat.ODS,
    }
)
"""What a file is sent as."""
ENDS_OF_NAMES: Final = MappingProxyType({f".{one.value}": one for one in MEDIA_TYPES.values()})
"""How the name of a file ends."""
LONGEST_HEAD: Final = 8
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""An old file of Office; a workbook with a password is wrapped in one."""
LOCKED_NAME: Final = "EncryptedPackage".encode("utf-16-le")
SEARCHED_BYTES: Final = 1024 * 1024
OTHERS: Final[Mapping[bytes, str]] = MappingProxyType(
    {
        b"%PDF": "een PDF-bestand",
        b"\x89PNG": "een afbeelding",
        b"\xff\xd8\xff": "een afbeelding",
        b"\x1f\x8b": "een ingepakt bestand (GZIP)",
        b"7z\xbc\xaf": "een ingepakt bestand (7-Zip)",
        b"Rar!": "een ingepakt bestand (RAR)",
        b"{": "een JSON-bestand",
        b"<": "een HTML- of XML-bestand",
    }
)
"""What is no table that we read, by how it begins."""
WANTED: Final = "Stuur een CSV-, XLSX- of ODS-bestand."
OLD: Final = "Dit is een oud Excel-bestand (XLS). Sla het op als XLSX of CSV en stuur dat."


def refuse_another_kind(stream: IO[bytes], written_as: DeliveryFormat) -> None:
    """Raise FileError when a file is another kind than it is said to be. The stream is at its start afterwards."""
    found = kind_of(stream)
    stream.seek(0)
    if found is not written_as:
        raise FileError(f"Dit is een {found.name}-bestand, maar het is gestuurd als {written_as.name}.")


def kind_of(stream: IO[bytes]) -> DeliveryFormat:
    """What a file is, CSV when it is nothing else that we know. Raises FileError for what we never read."""
    stream.seek(0)
    head = stream.read(LONGEST_HEAD)
    if head.startswith(COMPOUND):
        raise FileError(LOCKED if _holds(stream, LOCKED_NAME) else OLD)
    if head.startswith(ZIP):
        return DeliveryFormat.ODS if ODS_CONTENT in Archive(stream) else DeliveryFormat.XLSX
    other = next(
        (name for start, name in OTHERS.items() if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(start)), None
    )
    if other:
        raise FileError(f"Dit is {other}. {WANTED}")
    return DeliveryFormat.CSV


def _holds(stream: IO[bytes], word: bytes) -> bool:
    end = b""
    while block := stream.read(SEARCHED_BYTES):
        if word in end + block:
            return True
        end = block[-len(word) :]
    return False
