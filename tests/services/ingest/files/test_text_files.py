"""Text files as programs save them: encodings, a line that names the delimiter, zeros that were lost, wrong files."""

from typing import Any

import pytest
from httpx import Response

from domain.figures.store import count_ledger
from domain.intake.files import lines
from schemas.vocabulary.partners import PartnerKind
from tests.services.ingest.builders import TOWN, Office, a_record
from tests.services.ingest.door.test_api import assert_problem
from tests.services.ingest.files.deliveries import HEADINGS, a_file, a_row, found, lines_of, read_all, upload
from tests.shipped_mappings import read_mappings

RENT = "huur-csv"
RENT_CELLS = {
    "Gemeentecode": TOWN,
    "Dossier": "D-1",
    "Huurdernummer": "H-1",
    "Naam": "Noël",
    "Nummer": "3",
    "PC": "1000 AA",
    "Straat": "Caféplein",
    "Huurschuld": "812,00",
    "Schuld vanaf": "01-01-2026",
    "Maanden achter": "3",
    "Meldingsdatum": "16-03-2026",
    "Persoonlijk contact gezocht": "ja",
    "Gewezen op schuldhulp": "ja",
    "Herinnering gestuurd": "ja",
    "Doorgeven aangeboden": "ja",
    "Bezwaar huurder": "nee",
}


def detail_of(answer: Response) -> str:
    """What is told of a file that is refused."""
    return str(assert_problem(answer, 400)["detail"])


def rent(office: Office, encoding: str) -> list[dict[str, Any]]:
    """The receipts of a landlord's file, agreed in windows-1252, in another encoding."""
    mapping = read_mappings()[RENT]
    plain = RENT_CELLS | {"Naam": "Vos", "Straat": "Plein", "Dossier": "D-2"}
    rows = [";".join(one.get(name, "") for name in mapping.columns) for one in (RENT_CELLS, plain)]
    member = office.joins(PartnerKind.LANDLORD)
    answer = office.uploads(member, "\r\n".join([";".join(mapping.columns), *rows]).encode(encoding), RENT)
    assert answer.status_code == 202, answer.text
    read_all(office.ports)
    receipts: list[dict[str, Any]] = found(office, member, answer.json()["leveringId"])["ontvangstbewijzen"]
    return receipts


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_names_arrive_whole_in_whatever_encoding_they_were_sent(office: Office, encoding: str) -> None:
    receipts = rent(office, encoding)
    assert [one["uitkomst"] for one in receipts] == ["geaccepteerd", "geaccepteerd"]
    assert office.rows("SELECT surname, street FROM signal ORDER BY reference") == [
        {"surname": "Noël", "street": "Caféplein"},
        {"surname": "Vos", "street": "Plein"},
    ]
    told = [[finding["code"] for finding in one.get("bevindingen", ())] for one in receipts]
    assert told == ([[], []] if encoding == "cp1252" else [["gelezen-als-utf-8"], []])


def test_a_file_in_utf16_is_refused_by_that_name(office: Office) -> None:
    answer = office.uploads(office.joins(PartnerKind.ENERGY), lines_of(2).decode().encode("utf-16"))
    assert "UTF-16" in detail_of(answer)
    assert office.count("delivery") == 0


def test_a_line_that_is_no_utf8_is_told_with_what_it_seems_to_be(office: Office) -> None:
    content = a_file(a_row(1), a_row(2, achternaam="Noël")).decode().encode("cp1252")
    detail = detail_of(office.uploads(office.joins(PartnerKind.ENERGY), content))
    assert (
        detail == "De tekens van regel 3 zijn niet leesbaar als utf-8. Het lijkt windows-1252. Sla het bestand zo op."
    )


@pytest.mark.parametrize("first", [b"sep=;\r\n", b'"sep=;"\r\n', b"SEP=;\n", b"\xef\xbb\xbfsep=;\r\n"])
def test_a_line_that_names_the_agreed_delimiter_is_passed_over(office: Office, first: bytes) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    identity = upload(office, energy, first + lines_of(2))
    read_all(office.ports)
    after = found(office, energy, identity)
    assert (after["aantalRegels"], [one["regel"] for one in after["ontvangstbewijzen"]]) == (2, [3, 4])
    assert count_ledger(office.record.engine("report")).unaccounted["unanswered"] == 0


def test_a_line_that_names_another_delimiter_is_refused_by_both_names(office: Office) -> None:
    answer = office.uploads(office.joins(PartnerKind.ENERGY), b"sep=,\r\n" + lines_of(1))
    detail = detail_of(answer)
    assert "een komma tussen de kolommen staat, wij verwachten een puntkomma" in detail


def test_another_delimiter_is_told_as_a_person_would(office: Office) -> None:
    answer = office.uploads(office.joins(PartnerKind.ENERGY), lines_of(1).replace(b";", b","))
    assert detail_of(answer).startswith("U gebruikt een komma tussen de kolommen")


def test_a_municipality_without_its_zero_is_one_with_an_agreement_or_is_refused(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY, (TOWN,))
    identity = upload(office, energy, a_file(a_row(1, gemeentecode="998")))
    read_all(office.ports)
    (receipt,) = found(office, energy, identity)["ontvangstbewijzen"]
    assert [one["code"] for one in receipt["fouten"]] == ["geen-overeenkomst"]


def test_a_file_of_the_wrong_kind_is_one_problem_and_no_receipt(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    detail = detail_of(office.uploads(energy, a_file() + b"a\r\n" * 30_000))
    assert "regel 2: Deze regel heeft niet evenveel kolommen" in detail
    assert (office.count("delivery"), office.count("delivery_chunk"), office.count("receipt")) == (0, 0, 0)


def test_a_file_has_a_limit_of_lines_blank_ones_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LINES_IN_FILE", 20)
    energy = office.joins(PartnerKind.ENERGY)
    assert "meer dan 20 regels" in detail_of(office.uploads(energy, lines_of(2) + b"\r\n" * 20))
    assert office.uploads(energy, lines_of(19)).status_code == 202


def test_thousands_of_headings_make_a_short_answer(office: Office) -> None:
    wide = ";".join([*HEADINGS, *["x"] * 4_000]).encode()
    assert len(office.uploads(office.joins(PartnerKind.ENERGY), wide).content) < 600


def test_receipts_of_a_file_name_the_partners_own_column_and_what_was_expected(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    content = a_file(a_row(1, bedragInCenten="kanarie", postcode="10"), a_row(2, telefoonnummer="612345678"))
    identity = upload(office, energy, content)
    read_all(office.ports)
    answer = found(office, energy, identity)
    wrong, told = answer["ontvangstbewijzen"]
    assert answer["kolomindeling"] == "energie-csv"
    assert [(one["kolom"], one["voorbeeld"]) for one in wrong["fouten"]] == [
        ("Openstaand bedrag (EUR)", "182,50"),
        ("Postcode", "1000 AA"),
    ]
    assert [(one["kolom"], one["code"]) for one in told["bevindingen"]] == [("Telefoon", "nul-aangevuld")]
    assert "kanarie" not in str(answer)


def test_receipts_of_json_have_an_example_and_no_column(office: Office) -> None:
    (receipt,) = office.delivers(office.joins(), a_record(postcode="10"))
    assert [(one["voorbeeld"], "kolom" in one) for one in receipt["fouten"]] == [("1000 AA", False)]


def test_a_file_that_only_the_checks_know_is_wrong_is_refused_halfway_in_one_answer(office: Office) -> None:
    office.works_with(records_in_chunk=500)
    energy = office.joins(PartnerKind.ENERGY)
    good, wrong = (
        [a_row(number) for number in range(3)],
        [a_row(number, postcode="AA 10") for number in range(3, 2_600)],
    )
    identity = upload(office, energy, a_file(*good, *wrong))
    read_all(office.ports)
    after = found(office, energy, identity)
    assert (after["status"], after["aantalRegels"], after["aantalGeaccepteerd"]) == ("verwerkt", 2_600, 3)
    assert (after["aantalGeweigerd"], office.count("receipt")) == (2_597, 1_500)
    assert after["reden"].startswith("Te veel regels waren niet te lezen.")
    ledger = count_ledger(office.record.engine("report"))
    assert (ledger.delivered, ledger.rejected, ledger.unaccounted["unanswered"]) == (2_600, 2_597, 0)
    assert (office.count("delivery_chunk"), ledger.unaccounted["unread"]) == (0, 0)


def test_rows_without_an_agreement_refuse_no_file_however_many_stand_together(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    away = [a_row(number, gemeentecode="9999") for number in range(1_100)]
    identity = upload(office, energy, a_file(*away, a_row(2_000)))
    read_all(office.ports)
    after = found(office, energy, identity)
    assert (after["aantalGeweigerd"], after["aantalGeaccepteerd"], "reden" in after) == (1_100, 1, False)
