"""Every physical line of a file is answered by itself, or the file is refused naming the line."""

from collections.abc import Iterable, Iterator
from itertools import islice
from random import Random
from typing import Any

import pytest

from domain.figures.store import count_ledger
from domain.intake.checks.judge import Candidate
from domain.intake.files.lines import FileError
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.sheets import Numbered, Row, read_chunks
from domain.intake.limits import RECORDS_IN_CHUNK
from schemas.vocabulary.partners import PartnerKind
from services.ingest.files import read
from tests.services.ingest.builders import TOWN, Office, sheets
from tests.services.ingest.files.deliveries import HEADINGS, MAPPING, a_file, a_row, found, lines_of, read_all, upload


def swapped(content: bytes, **cells: str) -> bytes:
    """A file with other text, quotes and all, where a word stands."""
    for word, text in cells.items():
        content = content.replace(word.encode(), text.encode())
    return content


STRAY_QUOTES = {
    "opened in a name": swapped(a_file(*map(a_row, range(5)), a_row(5, achternaam="Wilg")), Wilg='"Wilg'),
    "closed early": swapped(a_file(a_row(0), a_row(1, achternaam="Wilg"), *map(a_row, range(2, 6))), Wilg='"Wil"g'),
    "opened, and closed three rows on in the same column": swapped(
        a_file(a_row(0), a_row(1, straat="Els"), *map(a_row, range(2, 4)), a_row(4, straat="Es"), a_row(5)),
        Els='"Els',
        Es='Es"',
    ),
    "opened, and closed three rows on in another column": swapped(
        a_file(a_row(0), a_row(1, straat="Els"), *map(a_row, range(2, 4)), a_row(4, woonplaats="Es"), a_row(5)),
        Els='"Els',
        Es='Es"',
    ),
    "a cell that goes on on the next line": swapped(
        a_file(*map(a_row, range(5)), a_row(5, straat="Els")), Els='"E\nls"'
    ),
}


def opens_or_closes(line: bytes) -> bool:
    """Whether a line is not whole by itself: a quote in it opens a cell, or it is the tail of a cell."""
    return b';"' in line or (line != b"" and line.count(b";") != len(HEADINGS) - 1)


@pytest.mark.parametrize("content", STRAY_QUOTES.values(), ids=STRAY_QUOTES)
def test_a_stray_quote_costs_its_own_line_at_most_and_never_another(office: Office, content: bytes) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, content)
    read_all(office.ports)
    after = found(office, energy, identity)
    lines = content.count(b"\n")
    assert [one["regel"] for one in after["ontvangstbewijzen"]] == list(range(2, lines + 1))
    refused = {one["regel"] for one in after["ontvangstbewijzen"] if one["uitkomst"] == "geweigerd"}
    assert refused == {line for line, text in enumerate(content.split(b"\n"), 1) if opens_or_closes(text)}
    codes = {error["code"] for one in after["ontvangstbewijzen"] for error in one.get("fouten", ())}
    assert codes <= {"aanhalingsteken", "aantal-kolommen"}
    assert "aanhalingsteken" in codes
    assert difference(office) == 0


def by_line(text: str) -> dict[int, Candidate]:
    """What is read from each line of a file."""
    return {line: candidate for chunk in sheets(text.encode(), MAPPING) for line, candidate in chunk}


def test_wherever_quotes_stand_every_line_is_answered_and_no_line_changes_another() -> None:
    rng = Random(3)
    rows = [line.decode() for line in a_file(*map(a_row, range(30))).splitlines()]
    alone = by_line("\r\n".join(rows))
    for _ in range(200):
        spoilt = rng.sample(range(1, 31), 5)
        lines = list(rows)
        for place in spoilt:
            for at in sorted(rng.sample(range(len(lines[place])), rng.randint(1, 3)), reverse=True):
                lines[place] = f'{lines[place][:at]}"{lines[place][at:]}'
        read = by_line("\r\n".join(lines))
        assert list(read) == list(alone)
        assert {line for line in read if read[line] != alone[line]} <= {place + 1 for place in spoilt}


def difference(office: Office) -> int:
    """What the ledger cannot account for of what partners delivered."""
    return count_ledger(office.record.engine("report")).unaccounted["unanswered"]


def test_a_row_that_the_reader_loses_shows_in_the_ledger(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(rows: Iterable[Row], mapping: ColumnMapping, *rest: Any) -> Iterator[list[Numbered]]:
        for chunk in read_chunks(rows, mapping, *rest):
            yield chunk[:2] + chunk[3:]

    energy = office.joins(PartnerKind.ENERGY)
    upload(office, energy, lines_of(6))
    read_all(office.ports)
    assert difference(office) == 0
    monkeypatch.setattr(read, "read_chunks", forgetful)
    upload(office, energy, lines_of(6))
    read_all(office.ports)
    assert difference(office) == 1


def test_a_reader_that_stops_halfway_shows_in_the_ledger_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    monkeypatch.setattr(read, "read_chunks", lambda *file: islice(read_chunks(*file), 1))
    office.works_with(records_in_chunk=2)
    identity = upload(office, energy, lines_of(6))
    read_all(office.ports)
    assert (found(office, energy, identity)["status"], difference(office)) == ("verwerkt", 4)


def test_blank_rows_are_passed_over_and_the_numbers_stay_those_of_the_sheet() -> None:
    blank = [b"", b";;", b'"";;', b"  ; ;", " ;\N{NO-BREAK SPACE}".encode(), b"\t"]
    first, *rest = a_file(*[a_row(number) for number in range(3)]).splitlines()
    content = b"\r\n".join([first, rest[0], *blank, rest[1], b"", rest[2], *blank])
    (rows,) = sheets(content, MAPPING)
    assert [line for line, _ in rows] == [2, 9, 11]
    assert [candidate.record.get("kenmerk") for _, candidate in rows] == ["E-0", "E-1", "E-2"]


def test_blank_rows_make_no_difference(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, lines_of(2) + b";;\r\n\r\n\xc2\xa0;\r\n")
    read_all(office.ports)
    after = found(office, energy, identity)
    assert (after["aantalRegels"], after["aantalGeaccepteerd"], difference(office)) == (2, 2, 0)


@pytest.mark.parametrize("ends", [b"\r\n", b"\n", b"\r"])
def test_a_file_is_refused_with_the_number_of_the_line_that_is_no_text(ends: bytes) -> None:
    rows = lines_of(2_000).split(b"\r\n")
    rows[1_233] = rows[1_233].replace(b"De Vries", b"Kan\xe4rie")
    with pytest.raises(FileError, match=r"regel 1234 .*utf-8"):
        sheets(ends.join(rows), MAPPING)


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(FileError, match="Regel 2 is te lang"):
        sheets(a_file() + b"x" * 20_000, MAPPING)
    (rows,) = sheets(lines_of(1) + b"x" * 19_999, MAPPING)
    assert [line for line, _ in rows] == [2, 3]


def test_a_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    (rows,) = sheets(b"\xef\xbb\xbf" + lines_of(1), MAPPING)
    assert rows[0][1].record["gemeentecode"] == TOWN


def test_chunks_hold_about_a_thousand_records() -> None:
    sizes = [len(rows) for rows in sheets(lines_of(2_500), MAPPING)]
    assert (sizes, RECORDS_IN_CHUNK) == ([1_000, 1_000, 500], 1_000)
