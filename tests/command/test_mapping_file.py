"""A file is tried against a mapping, and a mapping proposed for a file, with nothing kept."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from command.cli import app
from domain.intake.files.mapping import dump_mapping, parse_mapping
from schemas.vocabulary.signals import DeliveryFormat
from tests.domain.intake.files.mappings import COLUMNS, a_mapping, cells_of
from tests.domain.intake.files.renting import a_tenant, a_workbook
from tests.domain.intake.files.workbooks.making import HEADINGS as WORKBOOK_HEADINGS
from tests.domain.intake.files.workbooks.making import MAPPING as OF_WORKBOOKS
from tests.domain.intake.files.workbooks.making import a_typed_row, xlsx

HEADINGS = [name for name in a_mapping().headings() if name != "Bezwaar"]
MAPPING = COLUMNS.replace("  Bezwaar: verklaring.bezwaar\n", "")
DAY, BEFORE = ((datetime.now(UTC) - timedelta(days=ago)).strftime("%d-%m-%Y") for ago in (10, 90))
RECENT = {"Sinds": BEFORE, "Dag": DAY}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def a_file(folder: Path, *rows: dict[str, str]) -> Path:
    """A file with good rows, each with other cells."""
    path = folder / "Levering november.csv"
    lines = [";".join(HEADINGS), *(";".join(cells_of(HEADINGS, RECENT | row)) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def a_mapping_file(folder: Path, text: str = MAPPING) -> Path:
    path = folder / "proef.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_findings_and_errors_are_told_by_line_and_column(tmp_path: Path) -> None:
    file = a_file(tmp_path, {}, {"Keer": "2 termijnen", "Plaats": "901"}, {"PC": "10", "Schuld": "veel"})
    found = run("mapping", "try", file, "--mapping", a_mapping_file(tmp_path), "--json")
    told = json.loads(found.stdout)
    assert found.exit_code == 1
    assert told["aantallen"] == {"gelezen": 3, "geweigerd": 1, "metBevindingen": 1}
    assert [row["regel"] for row in told["regels"]] == [2, 3, 4]
    assert told["regels"][1]["gelezen"]["gemeentecode"] == "0901"
    assert {(one["kolom"], one["code"], one["aantal"]) for one in told["bevindingen"]} == {
        ("Plaats", "nul-aangevuld", 1),
        ("Keer", "woord-weggelaten", 1),
    }
    assert {(one["regel"], one["kolom"], one["code"]) for one in told["fouten"]} == {
        (4, "PC", "onjuiste-vorm"),
        (4, "Schuld", "geen-bedrag"),
    }
    in_words = run("mapping", "try", file, "--mapping", a_mapping_file(tmp_path)).stdout
    assert in_words.startswith("3 rows read, 1 refused, 1 with findings\n")
    assert "line 4, column Schuld (bedragInCenten), such as 182,50: geen-bedrag: " in in_words


def test_a_file_without_a_refused_row_gives_exit_code_0(tmp_path: Path) -> None:
    assert run("mapping", "try", a_file(tmp_path, {}), "--mapping", a_mapping_file(tmp_path)).exit_code == 0


def test_the_kind_of_partner_decides_what_may_be_sent(tmp_path: Path) -> None:
    arguments = ("mapping", "try", a_file(tmp_path, {}), "--mapping", a_mapping_file(tmp_path), "--json")
    found = run(*arguments, "--partner-kind", "landlord")
    assert {one["code"] for one in json.loads(found.stdout)["fouten"]} == {"verklaring-ontbreekt"}
    assert "there is no kind bakker" in run(*arguments, "--partner-kind", "bakker").output


def test_a_mapping_that_comes_along_is_found_by_name(tmp_path: Path) -> None:
    found = run("mapping", "try", a_file(tmp_path, {}), "--mapping", "energie-csv")
    assert found.exit_code == 2
    assert "Deze kolommen ontbreken" in " ".join(found.output.replace("│", " ").split())


def test_a_mapping_that_cannot_be_used_is_told_by_line_and_field(tmp_path: Path) -> None:
    wrong = a_mapping_file(tmp_path, MAPPING.replace("Ref: kenmerk", "Ref: kleur"))
    found = run("mapping", "try", a_file(tmp_path, {}), "--mapping", wrong)
    assert found.exit_code == 2
    assert "line 5: columns.Ref: there is no attribute kleur" in " ".join(found.output.replace("│", " ").split())
    assert "there is no file nergens" in " ".join(
        run("mapping", "try", a_file(tmp_path, {}), "--mapping", "nergens").output.replace("│", " ").split()
    )


def test_a_proposal_is_a_mapping_that_can_be_tried_at_once(tmp_path: Path) -> None:
    text = "Gemeente;Ref;Klant;Naam;Huisnr;PC;Schuld;Sinds;Termijnen;Datum;Kleur\n"
    file = tmp_path / "Levering van Nóvember 2026!.csv"
    file.write_text(text + f"9901;R-1;K-1;Wilg;12;1000 AA;182,50;{BEFORE};2;{DAY};rood\n", encoding="utf-8")
    proposed = run("mapping", "propose", file)
    assert proposed.exit_code == 0
    assert parse_mapping(proposed.stdout).ignore == ("Kleur",)
    assert yaml.safe_load(proposed.stdout)["name"] == "levering-van-n-vember-2026"
    assert run("mapping", "try", file, "--mapping", a_mapping_file(tmp_path, proposed.stdout)).exit_code == 0
    landlord = run("mapping", "propose", file, "--partner-kind", "landlord").stdout
    assert "# verklaring.bezwaar: no column found" in landlord


@pytest.mark.parametrize("content", [b"", b"zonder kolommen"])
def test_a_file_without_columns_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "leeg.csv"
    file.write_bytes(content)
    found = run("mapping", "propose", file)
    assert (found.exit_code, "geen kolomnamen" in " ".join(found.output.split())) == (2, True)


def test_a_workbook_is_tried_like_the_text_that_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "levering.xlsx"
    file.write_bytes(xlsx(WORKBOOK_HEADINGS, a_typed_row(Gemeld=datetime.now(UTC).date() - timedelta(days=10))))
    found = run("mapping", "try", file, "--mapping", a_mapping_file(tmp_path, dump_mapping(OF_WORKBOOKS)), "--json")
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["aantallen"]["gelezen"] == 1


@pytest.mark.parametrize("kind", [DeliveryFormat.XLSX, DeliveryFormat.ODS])
def test_the_mapping_that_is_proposed_for_a_workbook_reads_it_whole(tmp_path: Path, kind: DeliveryFormat) -> None:
    file = tmp_path / f"huur.{kind.value}"
    file.write_bytes(a_workbook(kind, a_tenant(1), a_tenant(2)))
    proposed = run("mapping", "propose", file, "--partner-kind", "landlord")
    assert proposed.exit_code == 0, proposed.output
    found = run("mapping", "try", file, "--mapping", a_mapping_file(tmp_path, proposed.stdout), "--json")
    assert (found.exit_code, json.loads(found.stdout)["aantallen"]["gelezen"]) == (0, 2), found.output


def test_an_old_workbook_gets_a_sentence_instead_of_a_proposal(tmp_path: Path) -> None:
    file = tmp_path / "huur.xls"
    file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    found = run("mapping", "propose", file)
    assert (found.exit_code, "oud Excel-bestand" in " ".join(found.output.split())) == (2, True)


def test_a_workbook_is_tried_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "Levering.xlsx"
    path.write_bytes(xlsx(HEADINGS, cells_of(HEADINGS, RECENT), cells_of(HEADINGS, RECENT | {"Schuld": "veel"})))
    found = run("mapping", "try", path, "--mapping", a_mapping_file(tmp_path), "--json")
    assert json.loads(found.stdout)["aantallen"] == {"gelezen": 2, "geweigerd": 1, "metBevindingen": 0}
