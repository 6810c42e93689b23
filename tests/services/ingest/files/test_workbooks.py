"""Workbooks at the front door: a spreadsheet as it is saved gives what the same CSV gives, line by line."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from domain.intake.files.kinds import MEDIA_TYPES
from domain.intake.files.proposing.propose import propose
from domain.intake.files.proposing.unknown_file import sample_in
from domain.law.calendar import local_date
from plumbing.record.tables import column_mapping
from plumbing.record.write import insert
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryFormat
from services.ingest.registry.store import Mappings
from tests.domain.intake.files.renting import a_tenant, a_workbook
from tests.domain.intake.files.workbooks.making import ods, xlsx
from tests.services.ingest.builders import TOWN, Office
from tests.services.ingest.door.test_api import assert_problem
from tests.services.ingest.files.deliveries import HEADINGS, MAPPING, a_file, a_row, found, lines_of, read_all

TYPE_OF = {kind: media_type for media_type, kind in MEDIA_TYPES.items()}
MAKE = {DeliveryFormat.XLSX: xlsx, DeliveryFormat.ODS: ods}


def typed(number: int, **changes: Any) -> list[Any]:
    """The cells of `a_row` as a spreadsheet program keeps them."""
    kept = {
        "bedragInCenten": 1125.5,
        "ontstaansdatum": date(2026, 1, 10),
        "aantalPerioden": 2,
        "signaaldatum": date(2026, 3, 16),
        "warmeOverdracht": False,
    } | changes
    cells: list[Any] = list(a_row(number))
    for attribute, value in kept.items():
        cells[[MAPPING.columns[heading] for heading in HEADINGS].index(attribute)] = value
    return cells


def content_of(kind: DeliveryFormat, *rows: Sequence[Any]) -> bytes:
    """A workbook of the energy supplier."""
    return MAKE[kind](HEADINGS, *rows)


@pytest.mark.parametrize("kind", MAKE)
def test_a_workbook_gives_the_signals_that_the_same_csv_gives(office: Office, kind: DeliveryFormat) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    content = content_of(kind, typed(1), typed(2, postcode="x"), [""], typed(3, bedragInCenten=0.25))
    answer = office.uploads(energy, content, media_type=TYPE_OF[kind])
    assert (answer.status_code, answer.json()["aantalRegels"]) == (202, 3), answer.text
    read_all(office.ports)
    receipts = found(office, energy, answer.json()["leveringId"])["ontvangstbewijzen"]
    assert {one["regel"]: one["uitkomst"] for one in receipts} == {2: "geaccepteerd", 3: "geweigerd", 5: "geaccepteerd"}
    assert office.rows("SELECT format, channel, state FROM delivery") == [
        {"format": kind.value, "channel": "api", "state": "done"}
    ]
    again = office.uploads(energy, a_file(a_row(1))).json()["leveringId"]
    read_all(office.ports)
    assert found(office, energy, again)["aantalDubbel"] == 1


@pytest.mark.parametrize("kind", MAKE)
def test_every_row_of_a_workbook_is_accepted_with_the_mapping_that_was_proposed_for_it(
    office: Office, kind: DeliveryFormat
) -> None:
    rents, today = office.joins(PartnerKind.LANDLORD), local_date(office.ports.clock())
    content = a_workbook(kind, *(a_tenant(number, today, Gemeente=TOWN) for number in range(1, 21)))
    mapping = propose(sample_in(io.BytesIO(content)), "huur", PartnerKind.LANDLORD).mapping()
    assert mapping is not None
    row = {"partner_id": rents.id, "name": "huur", "version": 1, "body": mapping.model_dump(mode="json")}
    with office.record.engine("admin").begin() as connection:
        insert(connection, column_mapping, [row])
    office.works_with(mappings=Mappings(office.ports.engine))
    answer = office.uploads(rents, content, mapping="huur", media_type=TYPE_OF[kind])
    assert answer.status_code == 202, answer.text
    read_all(office.ports)
    told = found(office, rents, answer.json()["leveringId"])
    assert (told["aantalGeaccepteerd"], told["aantalGeweigerd"]) == (20, 0), told


@pytest.mark.parametrize("kind", MAKE)
def test_a_body_of_another_kind_than_it_is_sent_as_is_refused_in_words(office: Office, kind: DeliveryFormat) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    workbook = content_of(kind, typed(1))
    told = assert_problem(office.uploads(energy, workbook), 400)
    assert f"Dit is een {kind.name}-bestand" in str(told["detail"])
    told = assert_problem(office.uploads(energy, lines_of(1), media_type=TYPE_OF[kind]), 400)
    assert "Dit is een CSV-bestand" in str(told["detail"])
    assert office.count("delivery") == 0


def test_hidden_rows_have_a_receipt_with_the_reason(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)

    def hide(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[2].hidden = True

    content = xlsx(HEADINGS, typed(1), typed(2), change=hide)
    answer = office.uploads(energy, content, media_type=TYPE_OF[DeliveryFormat.XLSX])
    read_all(office.ports)
    delivery = found(office, energy, answer.json()["leveringId"])
    assert (delivery["aantalRegels"], delivery["aantalGeaccepteerd"]) == (2, 1)
    (error,) = delivery["ontvangstbewijzen"][0]["fouten"]
    assert (error["code"], error["veld"]) == ("verborgen-regel", "")


def test_a_locked_workbook_is_refused_without_a_delivery(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    told = assert_problem(office.uploads(energy, locked, media_type=TYPE_OF[DeliveryFormat.XLSX]), 400)
    assert "wachtwoord" in str(told["detail"])
    told = assert_problem(office.uploads(energy, locked, media_type="application/vnd.ms-excel"), 415)
    assert "spreadsheetml.sheet" in str(told["detail"])
    assert office.count("delivery") == 0


def test_what_a_spreadsheet_spoilt_is_refused_by_its_column(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    rows = [
        typed(1, huisnummer=date(2026, 12, 1)),
        typed(2, klantnummer=1_234_567_890_123_456),
        typed(3, bedragInCenten=0.25),
        typed(4, kenmerk=date(2026, 12, 1)),
        typed(5, klantnummer="#N/A"),
    ]

    def as_share(_: Any, sheet: Any) -> None:
        sheet.cell(4, HEADINGS.index("Openstaand bedrag (EUR)") + 1).number_format = "0%"

    content = xlsx(HEADINGS, *rows, change=as_share)
    answer = office.uploads(energy, content, media_type=TYPE_OF[DeliveryFormat.XLSX])
    read_all(office.ports)
    receipts = found(office, energy, answer.json()["leveringId"])["ontvangstbewijzen"]
    assert [[(one["veld"], one["code"]) for one in receipt["fouten"]] for receipt in receipts] == [
        [("huisnummer", "datum-geworden")],
        [("klantnummer", "cijfers-verloren")],
        [("bedragInCenten", "geen-bedrag")],
        [("kenmerk", "datum-geworden")],
        [("klantnummer", "foutwaarde")],
    ]
