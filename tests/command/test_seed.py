"""What a seed says is applied and told, or the whole of it is refused: nobody thinks that an agreement has ended."""

import os
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from command.cli import app
from command.plant import Planted
from command.seed import Seed
from services.ingest.registry.store import Partners
from tests.command.planting import RENT, SEED, WATER, a_seed, everything, planted, refusal
from tests.database import Database
from tests.services.ingest.builders import BSN, TODAY, Member, Office, a_record


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
