"""What cannot be so in a record that is accepted is kept out, and the partner is told; never the value."""

from datetime import date
from typing import Any

import orjson
import pytest

from domain.intake.checks.faults import Code, Fault
from domain.intake.checks.findings import FINDING_TEXTS, TIDY, FieldFinding, FindingCode
from domain.intake.checks.judge import Candidate, Checked, judge, judge_request
from domain.intake.files.cells import cell_reader
from domain.intake.files.unreadable import UnreadableError
from schemas.signals import SIGNAL_FIELDS, Signal
from schemas.vocabulary.partners import PartnerKind
from tests.domain.intake.files.mappings import a_mapping
from tests.services.ingest.builders import COMPLETE, TODAY, Office, a_record, a_sender

CRISIS = {"soort": "afsluiting"}
ENERGY = a_sender(PartnerKind.ENERGY)
PHONE, BORN, PLANNED = "telefoonnummer", "geboortedatum", "geplandeDatum"


def checked(**fields: Any) -> Checked:
    """What comes of a record with these fields."""
    return judge_request(orjson.dumps({"signalen": [a_record(**fields)]}), ENERGY)[0]


def kept(one: Checked) -> Signal:
    """The signal, which was accepted."""
    assert isinstance(one.verdict, Signal), one.verdict
    return one.verdict


@pytest.mark.parametrize(
    "born",
    [
        "0001-01-01",
        "0000-00-00",
        "0000-05-12",
        "0085-05-12",
        "1753-01-01",
        "1899-12-30",
        "1900-01-01",
        "1904-01-01",
        "1899-12-31",
        "1905-00-00",
        "1906-02-00",
        "2014-04-00",
        "2015-00-00",
        "2025-12-31",
        "2014-03-18",
        "2026-03-17",
        "2026-03-18",
        "9999-12-31",
        "9999-99-99",
    ],
)
def test_a_birth_date_of_nobody_is_unknown_and_told(born: str) -> None:
    found = checked(geboortedatum=born)
    assert kept(found).birth_date is None
    assert found.findings == (FieldFinding(BORN, FindingCode.UNKNOWN_DATE),)


@pytest.mark.parametrize("born", ["1906-03-17", "1950-02-28", "1970-01-01", "2000-02-29", "2014-03-17"])
def test_a_birth_date_of_somebody_is_kept_without_a_word(born: str) -> None:
    found = checked(geboortedatum=born)
    assert (kept(found).birth_date, found.findings) == (born, ())


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        ("1985-00-00", "1985-00-00"),
        ("1985-05-00", "1985-05-00"),
        ("1985-00-12", "1985-00-00"),
        ("1906-00-00", "1906-00-00"),
        ("1906-03-00", "1906-03-00"),
        ("2014-03-00", "2014-03-00"),
    ],
)
def test_a_birth_date_that_is_known_in_part_is_kept_so_far_and_never_made_up(sent: str, known: str) -> None:
    found = checked(geboortedatum=sent)
    code = FindingCode.PARTLY_KNOWN
    assert (kept(found).birth_date, found.findings) == (known, (FieldFinding(BORN, code),))


@pytest.mark.parametrize(
    "day",
    [
        "0001-01-01",
        "0000-00-00",
        "1753-01-01",
        "1900-01-01",
        "1970-01-01",
        "2024-03-16",
        "2028-03-18",
        "2099-01-01",
        "9999-12-31",
    ],
)
def test_a_planned_date_far_outside_is_unknown_and_told(day: str) -> None:
    found = checked(geplandeDatum=day, **CRISIS)
    assert kept(found).planned_date is None
    assert found.findings == (FieldFinding(PLANNED, FindingCode.UNKNOWN_DATE),)


@pytest.mark.parametrize("day", ["2024-03-17", "2026-03-01", "2026-03-17", "2026-12-31", "2028-03-17"])
def test_a_planned_date_that_can_be_is_kept_without_a_word(day: str) -> None:
    found = checked(geplandeDatum=day, **CRISIS)
    assert (kept(found).planned_date, found.findings) == (date.fromisoformat(day), ())


def test_a_placeholder_in_a_field_that_does_not_belong_there_is_treated_as_absent() -> None:
    found = checked(geplandeDatum="9999-12-31")
    assert (kept(found).planned_date, found.findings) == (None, (FieldFinding(PLANNED, FindingCode.UNKNOWN_DATE),))
    landlord = a_sender(PartnerKind.LANDLORD)
    record = a_record(geboortedatum="1900-01-01", verklaring=COMPLETE)
    assert kept(judge([Candidate(record)], landlord)[0]).birth_date is None


@pytest.mark.parametrize("name", ["signaaldatum", "ontstaansdatum"])
@pytest.mark.parametrize("day", ["0000-00-00", "0001-01-01", "1753-01-01", "1900-01-01", "2099-12-31", "9999-12-31"])
def test_a_required_date_that_is_a_placeholder_is_refused_for_that_reason_alone(name: str, day: str) -> None:
    assert checked(**{name: day}).verdict == (Fault(name, Code.PLACEHOLDER),)


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [
        ("06-38475610", "+31638475610", None),
        ("+31 (0)6 38475610", "+31638475610", None),
        ("638475610", "+31638475610", None),
        ("06\u201138475610", "+31638475610", None),
        ("06\u221238\u200b475610", "+31638475610", None),
        ("31638475610", "+31638475610", None),
        ("+32 (0)470 38 47 56", "+32470384756", None),
        ("06-38475610 toestel 4", "+31638475610", FindingCode.MORE_THAN_A_NUMBER),
        ("06-38475610 (zoon)", "+31638475610", FindingCode.MORE_THAN_A_NUMBER),
        ("06-38475610 / 0703847561", "+31638475610 / +31703847561", FindingCode.SEVERAL_NUMBERS),
        ("0000000000", "0000000000", FindingCode.NOT_DIALLED),
        ("7654321", "7654321", FindingCode.NOT_DIALLED),
        ("06384756101", "06384756101", FindingCode.NOT_DIALLED),
        ("onbekend", None, FindingCode.NOT_DIALLED),
    ],
)
def test_of_a_telephone_field_the_numbers_are_kept_and_the_rest_is_told(
    text: str, number: str | None, code: FindingCode | None
) -> None:
    found = checked(telefoonnummer=text)
    assert kept(found).phone == number
    assert found.findings == ((FieldFinding(PHONE, code),) if code else ())


def test_another_spelling_of_a_number_is_no_other_content(office: Office) -> None:
    water, record = office.joins(), a_record(telefoonnummer="06-38475610")
    receipts = office.delivers(water, record, record | {"telefoonnummer": "+31 6 3847 5610"})
    assert [one["uitkomst"] for one in receipts] == ["geaccepteerd", "dubbel"]
    (again,) = office.delivers(water, record | {"telefoonnummer": "0031 (0)638475610"})
    assert again["uitkomst"] == "dubbel"


def test_findings_stand_in_the_answer_and_in_the_record_and_hold_no_value(office: Office) -> None:
    energy = office.joins(PartnerKind.ENERGY)
    record = a_record(telefoonnummer="7654321", geboortedatum="1900-01-01", geplandeDatum="9999-12-31", **CRISIS)
    answer = office.post(energy, {"signalen": [record, a_record(), a_record(postcode="x", telefoonnummer="7654321")]})
    odd, plain, refused = answer.json()["ontvangstbewijzen"]
    assert odd["uitkomst"] == "geaccepteerd"
    assert [(one["veld"], one["code"]) for one in odd["bevindingen"]] == [
        (PHONE, "niet-te-bellen"),
        (BORN, "datum-onbekend"),
        (PLANNED, "datum-onbekend"),
    ]
    assert odd["bevindingen"][0]["tekst"] == FINDING_TEXTS[FindingCode.NOT_DIALLED]
    assert "bevindingen" not in plain
    assert ("bevindingen" in refused, refused["uitkomst"]) == (False, "geweigerd")
    later = office.reads(energy, f"/v1/leveringen/{answer.json()['leveringId']}").json()
    assert later["ontvangstbewijzen"] == [odd, plain, refused]
    stored = orjson.dumps([row["findings"] for row in office.rows("SELECT findings FROM receipt")]).decode()
    assert not any(value in stored for value in ("7654321", "1900", "9999"))
    assert office.rows(
        "SELECT phone, birth_date, planned_date FROM signal WHERE reference = %s", record["kenmerk"]
    ) == [{"phone": "7654321", "birth_date": None, "planned_date": None}]


def test_a_record_with_findings_comes_again_as_a_duplicate_with_the_same_findings(office: Office) -> None:
    water, record = office.joins(), a_record(telefoonnummer="geen")
    first, again = office.delivers(water, record)[0], office.delivers(water, record)[0]
    assert (again["uitkomst"], again["bevindingen"]) == ("dubbel", first["bevindingen"])


@pytest.mark.parametrize(
    "cell", ["0", "00-00-0000", "00000000", "01-01-0000", "00-00-1985", "99-99-9999", "1985-00-00"]
)
def test_a_cell_that_stands_for_no_day_reads_as_an_unknown_day_in_every_format(cell: str) -> None:
    for format_ in ("%d-%m-%Y", "%Y%m%d", "%Y-%m-%d"):
        reader = cell_reader("signaaldatum", a_mapping(f"date_format: '{format_}'"))
        assert reader.value(cell) in {("0000-00-00", None), ("1985-00-00", None)}


@pytest.mark.parametrize("cell", ["30-02-2026", "2026", "ooit", "10-2026", "1-1-26 00:00", "10-05-2026 0"])
def test_a_cell_that_is_no_date_stays_an_error(cell: str) -> None:
    with pytest.raises(UnreadableError, match=Code.NOT_A_DATE):
        cell_reader("signaaldatum", a_mapping()).value(cell)


def test_every_finding_has_a_text_and_only_optional_fields_can_be_tidied() -> None:
    assert set(FINDING_TEXTS) == set(FindingCode)
    assert all(SIGNAL_FIELDS[name].optional for name in TIDY)
    assert ENERGY.today == TODAY
