"""A workbook that nobody described: which sheet is looked at, what a proposal makes of it, what is refused in words."""

import io
import tracemalloc
from datetime import date

import pytest

from domain.intake.files.lines import FileError
from domain.intake.files.proposing.propose import Proposal, propose
from domain.intake.files.proposing.sample import SAMPLE_ROWS
from domain.intake.files.proposing.unknown_file import sample_in
from domain.intake.files.sheets import read_chunks
from domain.intake.files.trial import Trial, try_chunks
from domain.intake.files.workbooks.archive import LOCKED
from domain.intake.files.workbooks.opening import SheetRows
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryFormat
from tests.domain.intake.files.renting import a_tenant, a_workbook
from tests.domain.intake.files.workbooks.making import ods, xlsx

KINDS = (DeliveryFormat.XLSX, DeliveryFormat.ODS)
TODAY = date(2026, 3, 20)


def a_proposal(content: bytes) -> Proposal:
    return propose(sample_in(io.BytesIO(content)), "huur", PartnerKind.LANDLORD)


def read_with(proposal: Proposal, content: bytes, kind: DeliveryFormat) -> Trial:
    """What becomes of the same file."""
    mapping = proposal.mapping()
    assert mapping is not None, proposal.text()
    rows = SheetRows(io.BytesIO(content), kind, mapping)
    return try_chunks(read_chunks(rows, mapping), mapping, TODAY, PartnerKind.LANDLORD)


@pytest.mark.parametrize("kind", KINDS)
def test_the_mapping_that_is_proposed_for_a_workbook_reads_every_row_of_it(kind: DeliveryFormat) -> None:
    content = a_workbook(kind, *(a_tenant(number, TODAY) for number in range(1, 301)))
    proposal = a_proposal(content)
    found = read_with(proposal, content, kind)
    assert (found.read, found.refused) == (300, 0), found.errors
    first = found.rows[0]["gelezen"]
    assert {name: first[name] for name in ("gemeentecode", "straat", "huisnummer", "bedragInCenten")} == {
        "gemeentecode": "0901",
        "straat": "Lindekade",
        "huisnummer": "1",
        "bedragInCenten": 112_550,
    }
    assert (proposal.settings["ignore"], "sheet" in proposal.settings) == (["Opzichter"], False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_is_named_only_where_another_has_the_same_headings(kind: DeliveryFormat) -> None:
    content = a_workbook(kind, a_tenant(1, TODAY), a_tenant(2, TODAY), twin=True)
    proposal = a_proposal(content)
    assert proposal.settings["sheet"] == "Huurschuld"
    assert read_with(proposal, content, kind).read == 2


@pytest.mark.parametrize("kind", KINDS)
def test_days_that_a_program_keeps_and_days_that_a_person_typed_are_read_by_one_form(kind: DeliveryFormat) -> None:
    rows = [a_tenant(1, TODAY), a_tenant(2, TODAY, Peildatum="20260316"), a_tenant(3, TODAY, Peildatum="20260317")]
    content = a_workbook(kind, *rows)
    found = read_with(a_proposal(content), content, kind)
    assert [row["gelezen"]["signaaldatum"] for row in found.rows] == ["2026-03-10", "2026-03-16", "2026-03-17"]
    assert found.refused == 0


def test_no_more_than_the_first_rows_are_looked_at_nor_kept() -> None:
    content = a_workbook(DeliveryFormat.XLSX, *(a_tenant(number, TODAY) for number in range(1, 5_001)))
    few = a_workbook(DeliveryFormat.XLSX, *(a_tenant(number, TODAY) for number in range(1, SAMPLE_ROWS + 1)))
    peaks = []
    for one in (few, content):
        tracemalloc.start()
        sample = sample_in(io.BytesIO(one))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(sample.rows) == SAMPLE_ROWS
    assert peaks[1] < 6 * peaks[0]


@pytest.mark.parametrize("make", [xlsx, ods])
@pytest.mark.parametrize("rows", [[], [["Achterstanden maart"], ["Naam", "Saldo"]]])
def test_a_workbook_without_headings_on_its_first_row_gets_a_sentence(make: object, rows: list[list[str]]) -> None:
    with pytest.raises(FileError, match=r"kolomnamen op de eerste rij|geen zichtbaar werkblad"):
        a_proposal(make(*rows))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "oud Excel-bestand"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), LOCKED),
        (b"PK\x03\x04 half", "beschadigd"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_what_is_no_table_that_we_read_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(FileError, match=said):
        a_proposal(content)
