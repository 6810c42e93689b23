"""A partner finds its deliveries back, newest first, and lays the receipts beside its rows."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from domain.intake.checks.faults import Code, Fault
from schemas.vocabulary.signals import Outcome
from services.ingest.accept import Receipt
from services.ingest.door.deliveries import wants_csv
from services.ingest.door.receipts_csv import CSV_HEADINGS, MARK, csv_lines, harmless
from tests.services.ingest.builders import Member, Office, a_record
from tests.services.ingest.door.test_api import assert_problem
from tests.services.ingest.files.deliveries import a_file, a_row, read_all, upload


def as_table(office: Office, member: Member, path: str) -> list[dict[str, str]]:
    """The receipts of a delivery as a spreadsheet reads them."""
    answer = office.ask("GET", path, x_api_key=member.key, accept="text/csv")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    return list(csv.DictReader(StringIO(answer.text.removeprefix(MARK)), delimiter=";"))


def test_deliveries_are_listed_newest_first_with_their_counts(office: Office) -> None:
    water = office.joins()
    for records in ([a_record()], [a_record(), a_record(postcode="x")], [a_record()]):
        office.delivers(water, *records)
    listed = office.reads(water, "/v1/leveringen").json()["leveringen"]
    assert [(one["aantalRegels"], one["aantalGeaccepteerd"], one["aantalGeweigerd"]) for one in listed] == [
        (1, 1, 0),
        (2, 1, 1),
        (1, 1, 0),
    ]
    assert all("ontvangstbewijzen" not in one for one in listed)


def test_the_list_has_pages(office: Office) -> None:
    water = office.joins()
    names = [office.post(water, {"signalen": [a_record()]}).json()["leveringId"] for _ in range(5)]
    pages = [office.reads(water, f"/v1/leveringen?paginaGrootte=2&pagina={page}").json() for page in (1, 2, 3, 4)]
    assert [[one["leveringId"] for one in page["leveringen"]] for page in pages] == [
        names[:2:-1],
        names[2:0:-1],
        names[:1],
        [],
    ]


def test_a_day_is_one_of_the_netherlands(office: Office) -> None:
    water = office.joins()
    office.now = office.now.replace(hour=22, minute=59)  # a minute to midnight in Amsterdam
    office.delivers(water, a_record())
    office.now += timedelta(minutes=2)
    office.delivers(water, a_record())
    counts = {
        day: len(office.reads(water, f"/v1/leveringen?dag={day}").json()["leveringen"])
        for day in ("2026-03-16", "2026-03-17", "2026-03-18")
    }
    assert counts == {"2026-03-16": 0, "2026-03-17": 1, "2026-03-18": 1}


@pytest.mark.parametrize(
    "day", ["20260317", "2026-03-32", "1773705600", "gisteren", "0000-00-00", "2026-03-17T00:00:00Z"]
)
def test_a_day_in_another_form_is_refused(office: Office, day: str) -> None:
    answer = office.reads(office.joins(), f"/v1/leveringen?dag={day}")
    assert_problem(answer, 400)
    assert [(one["veld"], one["code"]) for one in answer.json()["fouten"]] == [("dag", "geen-datum")]


@pytest.mark.parametrize("day", ["0001-01-01", "1000-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_may_be_asked_for(office: Office, day: str) -> None:
    assert office.reads(office.joins(), f"/v1/leveringen?dag={day}").json()["leveringen"] == []


def test_nobody_sees_the_deliveries_of_another(office: Office) -> None:
    water, other = office.joins(), office.joins()
    name = office.post(water, {"signalen": [a_record()]}).json()["leveringId"]
    assert office.reads(other, "/v1/leveringen").json()["leveringen"] == []
    assert_problem(office.ask("GET", f"/v1/leveringen/{name}", x_api_key=other.key, accept="text/csv"), 404)


def test_receipts_as_csv_have_a_line_for_each_error_and_no_value(office: Office) -> None:
    energy = office.joins()
    rows = [a_row(1), a_row(2, postcode="Kanarie", bedragInCenten="Kanarie"), a_row(3, achternaam="")]
    name = upload(office, energy, a_file(*rows))
    read_all(office.ports)
    table = as_table(office, energy, f"/v1/leveringen/{name}")
    assert [(one["regel"], one["uitkomst"], one["veld"]) for one in table if one["regel"] != "3"] == [
        ("2", "geaccepteerd", ""),
        ("4", "geweigerd", "achternaam"),
    ]
    assert {one["veld"] for one in table if one["regel"] == "3"} == {"postcode", "bedragInCenten"}
    assert table[0]["signaalId"]
    assert "Kanarie" not in str(table)


def test_errors_alone_can_be_asked_for_as_csv_and_as_json(office: Office) -> None:
    water = office.joins()
    answer = office.post(water, {"signalen": [a_record(), a_record(postcode="x"), a_record()]}).json()
    path = f"/v1/leveringen/{answer['leveringId']}?uitkomst=geweigerd"
    assert [one["regel"] for one in as_table(office, water, path)] == ["2"]
    found = office.reads(water, path).json()
    assert [one["regel"] for one in found["ontvangstbewijzen"]] == [2]
    assert found["aantalGeaccepteerd"] == 2
    assert_problem(office.reads(water, f"/v1/leveringen/{answer['leveringId']}?uitkomst=rejected"), 400)


def test_more_receipts_than_are_read_at_once_all_come(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.ingest.door.deliveries.RECEIPTS_AT_ONCE", 3)
    water = office.joins()
    name = office.post(water, {"signalen": [a_record() for _ in range(8)]}).json()["leveringId"]
    table = as_table(office, water, f"/v1/leveringen/{name}")
    assert [one["regel"] for one in table] == [str(number) for number in range(1, 9)]


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_taken_for_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    receipt = Receipt(1, Outcome.REJECTED, faults=(Fault(cell, Code.MISSING),))
    (row,) = csv.DictReader(StringIO(csv_lines([receipt])), CSV_HEADINGS, delimiter=";")
    assert row["veld"] == f"'{cell}"


def test_a_cell_that_is_no_formula_stays_as_it_is() -> None:
    assert harmless("achternaam") == "achternaam"


@pytest.mark.parametrize(
    ("accept", "csv_wanted"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/csv", True),
        ("text/csv; charset=utf-8", True),
        ("TEXT/CSV", True),
        ("text/csv;q=0.5, application/json", False),
        ("application/json;q=0.5, text/csv;q=0.9", True),
        ("text/csv;q=nee", True),
        ("text/csv;q=0", False),
    ],
)
def test_csv_comes_to_whoever_would_rather_have_it(accept: str, csv_wanted: bool) -> None:
    assert wants_csv(accept) is csv_wanted
