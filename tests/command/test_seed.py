"""What a seed says is applied and told, or the whole of it is refused: nobody thinks that an agreement has ended."""

import os
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError
from typer.testing import CliRunner

from command.cli import app
from command.plant import Planted, SeedRefused, plant
from command.seed import Seed
from domain.registry.store import Author, agreements_of, change_row, save_mapping
from schemas.vocabulary.partners import ChangedBy
from services.ingest.registry.store import Partners
from tests.database import Database
from tests.services.ingest.builders import BSN, TODAY, Member, Office, a_record
from tests.shipped_mappings import read_mappings

SHIPPED = read_mappings()
WATER, RENT = "0d9c3f5e-3f0e-4c55-9a0a-3b7c1f6f2a01", "0d9c3f5e-3f0e-4c55-9a0a-3b7c1f6f2a02"
SEED: dict[str, Any] = {
    "municipalities": [{"code": "9901", "name": "Waterdal"}, {"code": "9902", "name": "Zandhoek"}],
    "partners": [
        {"id": WATER, "name": "Bronwater", "kind": "water"},
        {"id": RENT, "name": "Woonhof", "kind": "landlord"},
    ],
    "agreements": [
        {"partner": WATER, "municipality": "9901", "valid_from": "2026-01-01", "bsn_basis": "convenant 7"},
        {"partner": RENT, "municipality": "9902", "valid_from": "2026-01-01", "valid_to": "2026-12-31"},
    ],
    "workers": [
        {"municipality": "9901", "name": "Ilse", "role": "worker"},
        {"municipality": "9902", "name": "Ilse", "role": "worker"},
    ],
}
TABLES = ("municipality", "partner", "partner_key", "agreement", "column_mapping", "worker", "policy")


def a_seed(*changes: tuple[str, int, dict[str, Any]]) -> Seed:
    """The seed, with parts of it changed: (part, place, values)."""
    written = deepcopy(SEED)
    for part, place, values in changes:
        written[part][place] |= values
    return Seed.model_validate(written)


def planted(record: Database, seed: Seed | None = None) -> Planted:
    with record.engine("admin").begin() as connection:
        return plant(connection, seed or a_seed())


def refusal(record: Database, seed: Seed) -> list[str]:
    """Why the seed is refused. Nothing was written."""
    before = everything(record)
    with pytest.raises(SeedRefused) as refused:
        planted(record, seed)
    assert everything(record) == before
    return refused.value.differences


def everything(record: Database) -> list[Any]:
    with record.engine("superuser").connect() as connection:
        return [connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2").all() for table in TABLES]


def opened(record: Database, *, basis: str | None = "convenant 7") -> tuple[Office, Member]:
    """The front door, which remembers nothing, and a partner that was planted."""
    office = Office(record)
    office.works_with(partners=Partners(record.engine("ingest"), 0.0))
    keys = planted(record, a_seed(("agreements", 0, {"bsn_basis": basis}))).keys
    return office, Member(WATER, keys[WATER])


def test_the_same_seed_again_changes_nothing_and_says_nothing(record: Database) -> None:
    assert set(planted(record).keys) == {WATER, RENT}
    before = everything(record)
    assert planted(record) == Planted({}, [])
    assert everything(record) == before


def test_an_agreement_that_a_seed_ends_is_over_at_the_front_door(record: Database) -> None:
    office, water = opened(record)
    assert office.delivers(water, a_record())[0]["uitkomst"] == "geaccepteerd"
    told = planted(record, a_seed(("agreements", 0, {"valid_to": "2026-03-16"}))).told
    assert told == [f"agreement of partner {WATER} with 9901 from 2026-01-01: valid_to was empty, is now '2026-03-16'"]
    (receipt,) = office.delivers(water, a_record())
    assert receipt["uitkomst"] == "geweigerd"
    assert office.count("signal") == 1
    planted(record, a_seed(("agreements", 0, {"valid_to": TODAY.isoformat()})))
    assert office.delivers(water, a_record())[0]["uitkomst"] == "geaccepteerd"


def test_a_partner_reads_what_it_sent_after_its_agreement_has_ended(record: Database) -> None:
    office, water = opened(record)
    (receipt,) = office.delivers(water, a_record())
    planted(record, a_seed(("agreements", 0, {"valid_to": "2026-03-16"})))
    assert office.reads(water, f"/v1/signalen/{receipt['signaalId']}").status_code == 200


@pytest.mark.parametrize("withdrawn", [None, "", "   "])
def test_a_ground_that_a_seed_withdraws_stores_no_bsn(record: Database, withdrawn: str | None) -> None:
    office, water = opened(record)
    assert office.delivers(water, a_record(burgerservicenummer=BSN))[0]["uitkomst"] == "geaccepteerd"
    told = planted(record, a_seed(("agreements", 0, {"bsn_basis": withdrawn}))).told
    assert [line.split(": ")[1] for line in told] == ["bsn_basis was 'convenant 7', is now empty"]
    assert office.delivers(water, a_record(burgerservicenummer=BSN))[0]["uitkomst"] == "geweigerd"
    assert office.rows("SELECT count(*) AS n FROM signal WHERE bsn_cipher IS NOT NULL") == [{"n": 1}]


def test_a_ground_that_a_seed_gives_opens_the_bsn(record: Database) -> None:
    office, water = opened(record, basis=None)
    assert office.delivers(water, a_record(burgerservicenummer=BSN))[0]["uitkomst"] == "geweigerd"
    planted(record)
    assert office.delivers(water, a_record(burgerservicenummer=BSN))[0]["uitkomst"] == "geaccepteerd"


def test_a_ground_for_the_birth_date_is_given_and_withdrawn_too(record: Database) -> None:
    planted(record)
    sql = "SELECT birth_date_basis FROM agreement WHERE municipality = '9902'"
    for ground in ("art. 2 Bgs", None):
        (told,) = planted(record, a_seed(("agreements", 1, {"birth_date_basis": ground}))).told
        assert "birth_date_basis was" in told
        with record.engine("superuser").connect() as connection:
            assert connection.exec_driver_sql(sql).scalar_one() == ground


def test_names_and_roles_that_changed_are_applied_and_told_without_the_name_of_a_worker(record: Database) -> None:
    planted(record)
    seed = a_seed(
        ("municipalities", 1, {"name": "Zandhoek aan Zee"}),
        ("partners", 0, {"name": "Bronwater NV"}),
        ("workers", 1, {"role": "coordinator"}),
    )
    assert planted(record, seed).told == [
        "municipality 9902: name was 'Zandhoek', is now 'Zandhoek aan Zee'",
        f"partner {WATER}: name was 'Bronwater', is now 'Bronwater NV'",
        "worker 2 of the file: role was 'worker', is now 'coordinator'",
    ]
    assert planted(record, seed).told == []


def test_a_change_leaves_the_key_of_a_partner_and_what_the_seed_does_not_name(record: Database) -> None:
    planted(record)
    sql = "SELECT partner_id, key_hash, ends_at FROM partner_key ORDER BY 1"
    with record.engine("superuser").connect() as connection:
        before = connection.exec_driver_sql(sql).all()
    alone = Seed.model_validate({**SEED, "agreements": [], "workers": [], "partners": [SEED["partners"][0]]})
    assert planted(record, alone) == Planted({}, [])
    planted(record, a_seed(("partners", 0, {"name": "Bronwater NV"})))
    with record.engine("superuser").connect() as connection:
        assert connection.exec_driver_sql(sql).all() == before
        assert connection.exec_driver_sql("SELECT count(*) FROM agreement").scalar_one() == 2


def test_all_that_cannot_be_applied_is_told_at_once_and_nothing_is_changed(record: Database) -> None:
    planted(record)
    seed = a_seed(
        ("municipalities", 0, {"name": "Nieuw Waterdal"}),
        ("agreements", 0, {"valid_from": "2025-07-01"}),
        ("agreements", 1, {"valid_to": "2025-12-31"}),
        ("workers", 1, {"municipality": "9901", "name": "Otto"}),
        ("workers", 0, {"municipality": "9902", "name": "Ilse"}),
    )
    assert refusal(record, seed) == [
        f"agreement of partner {WATER} with 9901 from 2026-01-01: begins before the one from 2025-07-01 has ended",
        f"agreement of partner {RENT} with 9902 from 2026-01-01: ends before it begins, on 2025-12-31",
    ]


def test_a_worker_does_not_move_to_another_municipality(record: Database) -> None:
    planted(record, a_seed(("workers", 0, {"name": "Otto"})))
    (told,) = refusal(record, a_seed(("workers", 0, {"name": "Otto", "municipality": "9902"})))
    assert told == "worker 1 of the file: works for 9901 in the record and for 9902 in the seed"


def test_an_agreement_may_follow_the_one_that_the_same_seed_ends(record: Database) -> None:
    planted(record)
    written = deepcopy(SEED)
    written["agreements"][0]["valid_to"] = "2026-06-30"
    written["agreements"].append({"partner": WATER, "municipality": "9901", "valid_from": "2026-07-01"})
    assert len(planted(record, Seed.model_validate(written)).told) == 1
    written["agreements"][0]["valid_to"] = "2026-07-01"
    assert len(refusal(record, Seed.model_validate(written))) == 1


@pytest.mark.parametrize(
    ("part", "row", "why"),
    [
        ("partners", {"id": WATER, "name": "Nog een", "kind": "water"}, "stands in the seed twice"),
        ("agreements", {"partner": WATER, "municipality": "9903", "valid_from": "2026-01-01"}, "no municipality 9903"),
        (
            "agreements",
            {"partner": WATER[:-1] + "9", "municipality": "9901", "valid_from": "2026-01-01"},
            "there is no such partner",
        ),
        ("workers", {"municipality": "9903", "name": "Otto", "role": "worker"}, "no municipality 9903"),
    ],
)
def test_a_seed_that_contradicts_itself_is_refused(record: Database, part: str, row: dict[str, Any], why: str) -> None:
    written = deepcopy(SEED)
    written[part].append(row)
    assert [why in told for told in refusal(record, Seed.model_validate(written))] == [True]


TERMS: dict[str, Any] = {
    "contact": {"mail": "vroegsignalen@bronwater.example", "phone": "010 123 45 67"},
    "rhythm": {"day_of_month": 3},
    "channels": ["api", "folder"],
    "fields": ["telefoonnummer"],
    "client_id": "bronwater",
}


def history(record: Database) -> list[tuple[Any, ...]]:
    """What was changed: by which way, of what, which field, what it was and what it became."""
    sql = "SELECT changed_by, subject, subject_key, field, was, became FROM configuration_change ORDER BY number"
    with record.engine("superuser").connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(sql)]


def test_every_term_of_a_partner_is_applied_told_and_kept_in_history(record: Database) -> None:
    planted(record)
    before = len(history(record))
    told = planted(record, a_seed(("partners", 0, {**TERMS, "kind": "energy"}))).told
    assert sorted(line.split(": ")[1].split(" was ")[0] for line in told) == [
        "channels",
        "client_id",
        "contact_mail",
        "contact_phone",
        "delivery_day",
        "fields",
        "kind",
    ]
    assert f"partner {WATER}: channels was empty, is now 'api, folder'" in told
    found = history(record)[before:]
    assert {row[:3] for row in found} == {("seed", "partner", WATER)}
    assert ("seed", "partner", WATER, "kind", "water", "energy") in found
    assert len(found) == 7
    assert planted(record, a_seed(("partners", 0, {**TERMS, "kind": "energy"}))).told == []


def test_what_a_seed_does_not_name_of_a_partner_stays_and_null_opens_it_again(record: Database) -> None:
    planted(record, a_seed(("partners", 0, TERMS)))
    assert planted(record).told == []
    (told,) = planted(record, a_seed(("partners", 0, {"fields": None}))).told
    assert told == f"partner {WATER}: fields was 'telefoonnummer', is now empty"


def test_a_mapping_of_a_seed_belongs_to_its_partner_and_a_changed_one_is_its_next_version(record: Database) -> None:
    seed = a_seed(("partners", 0, {"mappings": ["energie-csv"]}))
    assert planted(record, seed).told == []
    assert planted(record, seed).told == []
    mapping = {**SHIPPED["energie-csv"].model_dump(), "delimiter": "|"}
    (told,) = planted(record, a_seed(("partners", 0, {"mappings": [mapping]}))).told
    assert told == f"mapping energie-csv of partner {WATER}: is now version 2"
    with record.engine("superuser").connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT partner_id, version, body->>'delimiter' FROM column_mapping ORDER BY 2"
        )
        assert [tuple(row) for row in rows] == [(WATER, 1, ";"), (WATER, 2, "|")]


@pytest.mark.parametrize("name", ["bestaat-niet", "../seed.example", "../../README"])
def test_a_seed_that_names_a_mapping_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match=r"no mapping of this name in deploy/mappings"):
        a_seed(("partners", 0, {"mappings": [name]}))


@pytest.mark.parametrize(
    "terms",
    [{"fields": ["schoenmaat"]}, {"channels": ["duif"]}, {"rhythm": {"day_of_month": 32}}, {"contact": {"mail": "x"}}],
)
def test_a_seed_with_a_term_that_does_not_exist_is_refused(terms: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        a_seed(("partners", 0, terms))


def test_a_kind_that_a_municipality_takes_is_planted_and_ended_by_a_seed(record: Database) -> None:
    kind = {"municipality": "9901", "kind": "tax-office", "valid_from": "2026-01-01"}
    written = {**deepcopy(SEED), "kinds": [kind]}
    assert planted(record, Seed.model_validate(written)).told == []
    written["kinds"] = [kind | {"valid_to": "2026-06-30"}]
    (told,) = planted(record, Seed.model_validate(written)).told
    assert told == "kind tax-office in 9901 from 2026-01-01: valid_to was empty, is now '2026-06-30'"
    written["kinds"].append(kind | {"valid_from": "2026-06-30"})
    assert "has ended" in refusal(record, Seed.model_validate(written))[0]


@pytest.mark.parametrize("by", [ChangedBy.COMMAND, ChangedBy.PAGE])
def test_a_seed_puts_nothing_back_that_a_command_or_a_page_changed(record: Database, by: ChangedBy) -> None:
    planted(record)
    with record.engine("admin").begin() as connection:
        (there,) = agreements_of(connection, WATER, "9901")
        change_row(connection, Author(by), "agreement", there, {"valid_to": date(2026, 3, 16), "bsn_basis": None})
    name = f"agreement of partner {WATER} with 9901 from 2026-01-01"
    assert refusal(record, a_seed()) == [
        f"{name}: valid_to was changed by a {by}, is '2026-03-16' in the record and empty in the seed",
        f"{name}: bsn_basis was changed by a {by}, is empty in the record and 'convenant 7' in the seed",
    ]
    caught_up = a_seed(("agreements", 0, {"valid_to": "2026-03-16", "bsn_basis": None}))
    assert planted(record, caught_up) == Planted({}, [])


def test_a_seed_puts_no_older_mapping_back_over_one_that_was_saved_since(record: Database) -> None:
    seed = a_seed(("partners", 0, {"mappings": ["energie-csv"]}))
    planted(record, seed)
    with record.engine("admin").begin() as connection:
        newer = SHIPPED["energie-csv"].model_copy(update={"delimiter": "|"})
        assert save_mapping(connection, Author(ChangedBy.PAGE), WATER, newer) == 2
    (told,) = refusal(record, seed)
    assert "was changed by a page to version 2" in told


def test_history_holds_no_name_and_no_key(record: Database) -> None:
    keys = planted(record, a_seed(("partners", 0, TERMS))).keys
    planted(record, a_seed(("workers", 0, {"role": "administrator"})))
    text = str(history(record))
    assert "administrator" in text
    assert all(word not in text for word in ("Ilse", *keys.values()))


def mask() -> int:
    """The mask of this process for what it makes."""
    now = os.umask(0o022)
    os.umask(now)
    return now


def test_the_command_refuses_with_every_difference_and_starts_nothing(tmp_path: Path) -> None:
    before = mask()
    home, file = tmp_path / "home", tmp_path / "seed.yaml"
    written = deepcopy(SEED)
    written["agreements"][0]["municipality"] = "9903"
    written["workers"][0]["municipality"] = "9903"
    file.write_text(yaml.safe_dump(written), encoding="utf-8")
    done = CliRunner().invoke(app, ["up", "--seed", str(file)], env={"VROEGSIGNAAL_HOME": str(home)})
    assert done.exit_code == 1
    first, *rest = done.stderr.splitlines()
    assert "nothing was planted" in first
    assert len(rest) == 2
    assert [path.name for path in (home / "run").iterdir()] == ["supervisor.json"]
    assert mask() == before
