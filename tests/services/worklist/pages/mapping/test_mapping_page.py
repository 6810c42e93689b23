"""An unknown file becomes a mapping on a page: proposed, looked at, changed and saved; the file is kept nowhere."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import text

from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.sheets import read_chunks
from domain.intake.files.trial import try_chunks
from domain.intake.files.workbooks.opening import SheetRows
from plumbing.record.tables import metadata
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryFormat
from services.worklist.pages.mapping.carried import CARRIED_BYTES, COLUMNS_AT_MOST
from services.worklist.signin.upload import KEPT_BYTES, WORKBOOK_BYTES
from tests.domain.cases.waterdal import Waterdal
from tests.domain.intake.files.renting import a_tenant, a_workbook
from tests.services.worklist.administrating import NEIGHBOUR, agreed, an_administrator, rows, without_agreements
from tests.services.worklist.nasty import recorded
from tests.services.worklist.serving import Served
from tests.services.worklist.test_nasty_texts import failed
from tests.services.worklist.visiting import Form, Visitor, words

TODAY = date(2026, 3, 20)
CELLS = {
    "Gemeente": "1901",
    "Kenmerk": "Z-77",
    "Klantnr": "K-5",
    "Naam": "Kanariepiet",
    "Straat": "Vogelweg 12",
    "Postcode": "4512 AB",
    "Saldo": "1.250,75",
    "Achterstand sinds": "05-01-2026",
    "Aantal termijnen": "3",
    "Datum signaal": "16-03-2026",
    "Opmerking": "belt liever niet",
}


def a_file(without: str = "", **changes: str) -> bytes:
    """A file with one row; changes by heading."""
    cells = {name: value for name, value in (CELLS | changes).items() if name != without}
    return f"{';'.join(cells)}\r\n{';'.join(cells.values())}\r\n".encode()


@pytest.fixture
def day(day: Waterdal) -> Waterdal:
    """The agreements of these tests are their own."""
    return without_agreements(day)


@pytest.fixture
def mira(day: Waterdal, served: Served) -> Iterator[Visitor]:
    """An administrator; Waterdal has an agreement with the energy supplier."""
    agreed(day, PartnerKind.ENERGY)
    with an_administrator(day, served) as visitor:
        yield visitor


def upload(mira: Visitor, content: bytes, *, csrf: str = "", partner: str = "", boundary: str = "grens") -> Response:
    """The form of the first page with a file."""
    page = mira.get("/kolomindeling")
    form = next(one for one in mira.forms(page) if one.action == "/kolomindeling")
    energy = page.text.partition('<option value="')[2].partition('"')[0]
    fields = {"csrf": csrf or form.fields["csrf"], "partner": partner or energy}
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="bestand"; filename="a.csv"\r\n\r\n'.encode()
    body = b"".join([*parts, head, content, f"\r\n--{boundary}--\r\n".encode()])
    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return mira.client.post("/kolomindeling", content=body, headers=kind)


def a_landlords(day: Waterdal) -> str:
    """Waterdal has an agreement with a landlord."""
    agreed(day, PartnerKind.LANDLORD)
    return str(day.desk.partner(PartnerKind.LANDLORD))


def choices(mira: Visitor, page: Response) -> Form:
    return mira.form(page, "/kolomindeling/_kies")


def column(form: Form, heading: str) -> str:
    """The field of a column."""
    return f"kolom-{list(CELLS).index(heading) + 1}"


def mappings(day: Waterdal) -> list[tuple[Any, ...]]:
    return rows(day, "SELECT name, version, body->'columns' FROM column_mapping ORDER BY version")


def test_a_mapping_is_proposed_and_the_first_rows_are_shown_as_they_would_be_read(mira: Visitor) -> None:
    page = upload(mira, a_file())
    assert page.status_code == 200
    said = words(page)
    for read in ("kenmerk Z-77", "achternaam Kanariepiet", "bedragInCenten 125075", "ontstaansdatum 2026-01-05"):
        assert read in said
    assert "straat Vogelweg" in said
    assert "huisnummer 12" in said
    form = choices(mira, page)
    assert form.fields[column(form, "Straat")] == "split:street-and-number"
    assert form.fields[column(form, "Opmerking")] == ""


def test_a_proposal_that_is_saved_is_the_first_version_of_the_partner(day: Waterdal, mira: Visitor) -> None:
    form = choices(mira, upload(mira, a_file()))
    answer = mira.send(form, {"doe": "opslaan"})
    assert "De kolomindeling is opgeslagen." in words(answer)
    ((name, version, columns),) = mappings(day)
    assert (name, version, columns["Saldo"]) == ("energiebedrijf-zon-en-wind-csv", 1, "bedragInCenten")
    ((by, field, became),) = rows(day, "SELECT changed_by, field, became FROM configuration_change")
    assert (by, field, became) == ("page", "body", 1)


def test_a_column_that_is_chosen_otherwise_is_read_otherwise_and_saved_as_the_next_version(
    day: Waterdal, mira: Visitor
) -> None:
    form = choices(mira, upload(mira, a_file()))
    mira.send(form, {"doe": "opslaan"})
    changed = {column(form, "Opmerking"): "woonplaats"}
    again = mira.send(form, {"doe": "bekijk", **changed})
    assert "woonplaats belt liever niet" in words(again)
    assert len(mappings(day)) == 1
    mira.send(choices(mira, again), {"doe": "opslaan"})
    assert [(row[1], row[2].get("Opmerking")) for row in mappings(day)] == [(1, None), (2, "woonplaats")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"Kenmerk": ""}, "Nodig, en nog niet gekozen: Uw eigen kenmerk van dit signaal (kenmerk)."),
        ({"Opmerking": "split:postcode-and-town"}, "Staat op meer dan één plaats: De postcode"),
    ],
)
def test_choices_that_cannot_be_used_are_told_in_words_and_not_saved(
    day: Waterdal, mira: Visitor, changes: dict[str, str], said: str
) -> None:
    form = choices(mira, upload(mira, a_file()))
    answer = mira.send(form, {"doe": "opslaan"} | {column(form, name): one for name, one in changes.items()})
    assert answer.status_code == 400
    assert said in words(answer)
    assert mappings(day) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"naam": "Energie CSV"}, "kleine letters"),
        ({"naam": ""}, "kleine letters"),
        ({"gemeente": "19"}, "vier cijfers"),
        ({"gemeente": "0344"}, "eigen gemeente"),
    ],
)
def test_a_field_that_is_wrong_is_told_beside_it_and_nothing_is_saved(
    day: Waterdal, mira: Visitor, changes: dict[str, str], said: str
) -> None:
    answer = mira.send(choices(mira, upload(mira, a_file())), {"doe": "opslaan", **changes})
    assert answer.status_code == 400
    assert said in words(answer)
    assert mappings(day) == []


def test_a_file_without_a_municipality_gets_one_for_the_whole_file(day: Waterdal, mira: Visitor) -> None:
    page = upload(mira, a_file("Gemeente"))
    assert "CBS-code van de gemeente" in words(page)
    mira.send(choices(mira, page), {"doe": "opslaan", "gemeente": "1901"})
    assert rows(day, "SELECT body->'constants' FROM column_mapping") == [({"gemeentecode": "1901"},)]


def test_a_partner_of_several_municipalities_gets_none_for_the_whole_file(day: Waterdal, mira: Visitor) -> None:
    form = choices(mira, upload(mira, a_file()))
    agreed(day, PartnerKind.ENERGY, NEIGHBOUR)
    page = upload(mira, a_file())
    assert "een kolom moet zeggen voor welke gemeente" in words(page)
    assert "gemeente" not in choices(mira, page).fields
    for own in (column(form, "Gemeente"), "kolom-2"):
        answer = mira.send(form, {"doe": "opslaan", "gemeente": "1901", own: ""})
        assert answer.status_code == 400
        assert "levert ook voor andere gemeenten" in words(answer)
    assert mappings(day) == []


def test_an_agreement_with_a_neighbour_that_ended_leaves_one_municipality(day: Waterdal, mira: Visitor) -> None:
    agreed(day, PartnerKind.ENERGY, NEIGHBOUR, valid_to=date(2020, 12, 31))
    mira.send(choices(mira, upload(mira, a_file("Gemeente"))), {"doe": "opslaan", "gemeente": "1901"})
    assert rows(day, "SELECT body->'constants' FROM column_mapping") == [({"gemeentecode": "1901"},)]


def test_the_partners_words_are_chosen_on_the_page(day: Waterdal, mira: Visitor) -> None:
    page = upload(mira, a_file(Soort="Rood alarm"))
    form = choices(mira, page)
    (field,) = [name for name in form.fields if name.startswith("woord-soort-")] or ["woord-soort-1"]
    assert "Rood alarm" in words(page)
    mira.send(form, {"doe": "opslaan", field: "afsluiting"})
    assert rows(day, "SELECT body->'values' FROM column_mapping") == [({"soort": {"Rood alarm": "afsluiting"}},)]


@pytest.mark.parametrize("content", [b"", b"geen kolommen", b"\x00\x01\x02", b"PK\x03\x04" + b"\x00" * 40])
def test_what_is_no_file_with_columns_is_refused_in_words(mira: Visitor, content: bytes) -> None:
    answer = upload(mira, content)
    assert answer.status_code == 400
    assert "Wij konden het bestand niet bekijken." in words(answer)


def test_a_file_with_too_many_columns_is_refused_in_words(mira: Visitor) -> None:
    answer = upload(mira, ";".join(f"k{number}" for number in range(COLUMNS_AT_MOST + 1)).encode() + b"\n")
    assert answer.status_code == 400
    assert "te veel kolommen" in words(answer)


def test_of_a_large_file_the_beginning_is_enough_and_of_wide_rows_a_few(mira: Visitor) -> None:
    row = a_file().splitlines()[1] + b"\r\n"
    page = upload(mira, a_file() + row * (2 * KEPT_BYTES // len(row)))
    assert page.status_code == 200
    long = upload(mira, a_file(Opmerking="é" * 190) + a_file(Opmerking="é" * 190).splitlines()[1] * 2)
    assert len(choices(mira, long).fields["blad"].encode()) < 2 * CARRIED_BYTES


def test_nothing_of_the_file_is_stored_or_logged(
    day: Waterdal, mira: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    form = choices(mira, upload(mira, a_file()))
    mira.send(form, {"doe": "bekijk"})
    mira.send(form, {"doe": "opslaan"})
    upload(mira, b"Kanariepiet zonder kolommen")
    said = capsys.readouterr()
    with day.desk.engine.connect() as connection:
        kept = [connection.execute(text(f"SELECT t::text FROM {name} t")).all() for name in metadata.tables]
    assert "Kanariepiet" not in str(kept) + said.out + said.err


def test_the_page_says_at_once_where_values_go_when_they_cannot_be_read(mira: Visitor) -> None:
    said = words(upload(mira, a_file(Saldo="veel")))
    assert "bedragInCenten: Dit is geen bedrag dat wij kunnen lezen." in said


def test_a_word_that_is_not_ours_is_told_until_one_of_ours_is_chosen(mira: Visitor) -> None:
    page = upload(mira, a_file(Soort="Rood alarm"))
    assert "soort: Dit woord kennen wij hier niet." in words(page)
    again = mira.send(choices(mira, page), {"doe": "bekijk", "woord-soort-1": "achterstand"})
    assert "soort achterstand" in words(again)
    assert "Dit woord kennen wij hier niet." not in words(again)


@pytest.mark.parametrize("kind", [DeliveryFormat.XLSX, DeliveryFormat.ODS])
def test_the_mapping_that_is_saved_for_a_workbook_reads_the_same_file_whole(
    day: Waterdal, mira: Visitor, kind: DeliveryFormat
) -> None:
    content = a_workbook(kind, a_tenant(1, TODAY), a_tenant(2, TODAY), twin=True)
    page = upload(mira, content, partner=a_landlords(day))
    assert page.status_code == 200, words(page)
    for said in (
        f"Wij lazen het werkblad Huurschuld van het {kind.name}-bestand.",
        "Wij bekeken de kolomnamen en de eerste rijen: 2.",
        "Meer werkbladen hebben deze kolomnamen.",
        "gemeentecode 0901",
        "straat Lindekade",
        "huisnummer 1",
    ):
        assert said in words(page)
    mira.send(choices(mira, page), {"doe": "opslaan"})
    ((name, body),) = rows(day, "SELECT name, body FROM column_mapping")
    mapping = ColumnMapping.model_validate(body)
    found = read_chunks(SheetRows(io.BytesIO(content), kind, mapping), mapping)
    trial = try_chunks(found, mapping, TODAY, PartnerKind.LANDLORD)
    assert (name.endswith(f"-{kind.value}"), mapping.sheet, trial.read, trial.refused) == (True, "Huurschuld", 2, 0)


def test_a_text_file_is_said_to_be_one(mira: Visitor) -> None:
    assert "Wij lazen een CSV-bestand. Wij bekeken de kolomnamen en de eerste rijen: 1." in words(
        upload(mira, a_file())
    )


def test_a_workbook_that_is_too_large_to_look_at_is_refused_in_words(mira: Visitor) -> None:
    kept = WORKBOOK_BYTES - len(a_workbook(DeliveryFormat.XLSX, a_tenant(1)))
    answer = upload(mira, a_workbook(DeliveryFormat.XLSX, a_tenant(1)) + b"x" * (kept + 1))
    assert (answer.status_code, "groter dan 10 MB" in words(answer)) == (400, True)


def test_a_workbook_with_a_password_is_refused_in_words(mira: Visitor) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le")
    answer = upload(mira, locked)
    assert (answer.status_code, "met een wachtwoord beveiligd" in words(answer)) == (400, True)


def test_a_form_that_no_page_of_ours_showed_is_refused(day: Waterdal, mira: Visitor) -> None:
    assert upload(mira, a_file(), csrf="x").status_code == 403
    form = choices(mira, upload(mira, a_file()))
    for changes in (
        {"csrf": "x"},
        {"blad": "{}"},
        {"blad": ""},
        {"kolom-1": "split:(a+)+"},
        {"datum": "%c"},
        {"bedrag": "goud"},
        {"partner": "0d9c3f5e-3f0e-4c55-9a0a-3b7c1f6f2a01"},
    ):
        assert mira.send(form, {"doe": "opslaan", **changes}).status_code == 403, changes
    assert mappings(day) == []


def test_a_partner_without_an_agreement_is_not_offered_and_not_taken(day: Waterdal, mira: Visitor) -> None:
    water = day.desk.partner(PartnerKind.WATER)
    assert water not in mira.get("/kolomindeling").text
    assert upload(mira, a_file(), partner=water).status_code == 400


def test_no_text_in_the_form_breaks_the_page(day: Waterdal, mira: Visitor) -> None:
    form = choices(mira, upload(mira, a_file()))
    few = {name: form.fields[name] for name in form.fields if name in {"csrf", "partner", "blad", "naam", "kolom-1"}}
    rest = {name: value for name, value in form.fields.items() if name not in few}
    before = recorded(day.desk.engine)
    assert list(failed(mira, {"_kies": Form(form.action, few | rest)})) == []
    assert recorded(day.desk.engine) == before


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"],
)
def test_what_is_no_upload_is_refused(mira: Visitor, kind: str) -> None:
    answer = mira.client.post("/kolomindeling", content=b"--y\r\nonzin", headers={"Content-Type": kind})
    assert answer.status_code in {403, 400}
