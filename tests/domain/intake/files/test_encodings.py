"""What a file is written in is known from its bytes: read as it was meant, or refused by name."""

import pytest

from domain.intake.checks.findings import FindingCode
from domain.intake.files.encodings import Encoding, encoding_of
from domain.intake.files.lines import FileError
from domain.intake.files.mapping import UTF_8

TEXT = "Naam;Straat\r\nZoë;Caféstraat\r\n"
ONE_BYTE = ["cp1252", "iso8859-1", "iso8859-15", "cp850"]


def blocks(content: bytes, size: int = 7) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content), size)]


@pytest.mark.parametrize("agreed", ONE_BYTE)
def test_letters_that_are_valid_utf8_are_read_as_utf8_and_told(agreed: str) -> None:
    assert encoding_of(blocks(TEXT.encode()), agreed) == Encoding(UTF_8, FindingCode.READ_AS_UTF8)
    assert encoding_of(blocks(TEXT.encode(agreed)), agreed) == Encoding(agreed)
    assert encoding_of(blocks(b"Naam;Straat\r\nZoe;Kade\r\n"), agreed) == Encoding(agreed)
    assert encoding_of([], agreed) == Encoding(agreed)


@pytest.mark.parametrize("agreed", [*ONE_BYTE, "utf-16", UTF_8])
def test_a_byte_order_mark_says_utf8_in_every_mapping(agreed: str) -> None:
    told = None if agreed == UTF_8 else FindingCode.READ_AS_UTF8
    assert encoding_of(blocks(b"\xef\xbb\xbfNaam;Straat\r\n"), agreed) == Encoding(UTF_8, told)


@pytest.mark.parametrize("found", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(("agreed", "name"), [(UTF_8, "utf-8"), ("cp1252", "windows-1252")])
def test_utf16_where_another_was_agreed_is_refused_by_both_names(found: str, agreed: str, name: str) -> None:
    with pytest.raises(FileError, match=rf"UTF-(16|32), wij verwachten {name}"):
        encoding_of([TEXT.encode(found)], agreed)


def test_utf16_is_read_where_it_was_agreed() -> None:
    assert encoding_of([TEXT.encode("utf-16")], "utf-16") == Encoding("utf-16")


def test_text_in_one_byte_that_is_no_utf8_stays_what_was_agreed_wherever_it_stands() -> None:
    content = ("Zoë;" * 40_000).encode() + "Zoë".encode("cp1252")
    assert encoding_of(blocks(content, 65_536), "cp1252") == Encoding("cp1252")
