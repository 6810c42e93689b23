"""What a seed says of a partner, its kind and its mappings is applied with history; nothing newer is put back by it."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from command.plant import Planted
from command.seed import Seed
from domain.registry.store import Author, agreements_of, change_row, save_mapping
from schemas.vocabulary.partners import ChangedBy
from tests.command.planting import SEED, SHIPPED, WATER, a_seed, planted, refusal
from tests.database import Database

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


def for_a_whole_file(place: str) -> dict[str, Any]:
    """A mapping that gives one municipality for every row."""
    mapping = SHIPPED["energie-csv"].model_dump()
    columns = {heading: name for heading, name in mapping["columns"].items() if name != "gemeentecode"}
    return {**mapping, "columns": columns, "constants": {"gemeentecode": place}}


def test_a_seed_gives_one_municipality_for_a_whole_file_of_a_partner_of_that_one_alone(record: Database) -> None:
    own, other = for_a_whole_file("9901"), for_a_whole_file("9902")
    (told,) = refusal(record, a_seed(("partners", 0, {"mappings": [other]})))
    assert "gives 9902 for the whole file" in told
    alone = a_seed(("partners", 0, {"mappings": [own]}))
    assert planted(record, alone).told == []
    again = alone.model_dump(mode="json")
    again["agreements"].append({**again["agreements"][0], "municipality": "9902"})
    (told,) = refusal(record, Seed.model_validate(again))
    assert "let a column say it" in told
    with record.engine("admin").connect() as connection:
        assert agreements_of(connection, WATER, "9902") == []


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


def test_a_seed_lets_no_worker_back_that_was_blocked(record: Database) -> None:
    planted(record)
    with record.engine("admin").begin() as connection:
        connection.exec_driver_sql("UPDATE worker SET blocked_at = clock_timestamp()")
    planted(record, a_seed(("workers", 0, {"role": "coordinator"})))
    with record.engine("superuser").connect() as connection:
        rows = connection.exec_driver_sql("SELECT role, blocked_at IS NOT NULL FROM worker ORDER BY 1").all()
    assert [tuple(row) for row in rows] == [("coordinator", True), ("worker", True)]
