"""The registry at the front door: keys in rotation, closed channels, suspension, and mappings of their partner."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from domain.registry.store import Author, ConstantRefused, give_key, save_mapping
from plumbing.web.keys import new_key
from schemas.vocabulary.partners import ChangedBy, PartnerKind
from services.ingest.registry.store import Mappings, Partners
from tests.services.ingest.builders import NEIGHBOUR, TOWN, Member, Office, a_record
from tests.services.ingest.files.deliveries import a_file, a_row, read_all
from tests.shipped_mappings import read_mappings

BY_COMMAND = Author(ChangedBy.COMMAND)


@pytest.fixture
def fresh(office: Office) -> Office:
    """The front door that remembers nothing."""
    engine = office.record.engine("ingest")
    office.works_with(partners=Partners(engine, 0.0), mappings=Mappings(engine, 0.0))
    return office


def rotated(office: Office, member: Member, overlap: timedelta) -> Member:
    """The partner with a new key."""
    key = new_key()
    with office.record.engine("admin").begin() as connection:
        give_key(connection, BY_COMMAND, member.id, key, overlap)
    return Member(member.id, key)


def is_known(office: Office, member: Member) -> bool:
    answer = office.post(member, {"signalen": [a_record()]})
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


def changed(office: Office, sql: str, *values: Any) -> None:
    with office.record.engine("admin").begin() as connection:
        connection.exec_driver_sql(sql, values)


def problem(answer: Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return str(answer.json()["detail"])


def test_while_a_key_is_rotated_the_old_and_the_new_one_hold(fresh: Office) -> None:
    old = fresh.joins()
    new = rotated(fresh, old, timedelta(days=30))
    assert (is_known(fresh, old), is_known(fresh, new)) == (True, True)
    changed(fresh, "UPDATE partner_key SET ends_at = ends_at - interval '30 days' WHERE ends_at IS NOT NULL")
    assert (is_known(fresh, old), is_known(fresh, new)) == (False, True)


def test_a_key_that_leaked_ends_when_a_new_one_is_given_without_overlap(fresh: Office) -> None:
    old, other = fresh.joins(), fresh.joins(PartnerKind.ENERGY)
    new = rotated(fresh, old, timedelta(0))
    assert (is_known(fresh, old), is_known(fresh, new), is_known(fresh, other)) == (False, True, True)


def test_a_second_rotation_gives_an_ending_key_no_more_time(fresh: Office) -> None:
    first = fresh.joins()
    second = rotated(fresh, first, timedelta(hours=1))
    rotated(fresh, second, timedelta(days=30))
    hours = "extract(epoch FROM ends_at - clock_timestamp()) / 3600"
    rows = fresh.rows(f"SELECT round({hours}) AS left FROM partner_key WHERE ends_at IS NOT NULL ORDER BY 1")
    assert [int(row["left"]) for row in rows] == [1, 720]


def test_a_partner_that_is_suspended_is_refused_in_words_and_comes_back(fresh: Office) -> None:
    water = fresh.joins()
    (receipt,) = fresh.delivers(water, a_record())
    changed(fresh, "UPDATE partner SET suspended_at = clock_timestamp()")
    assert "staat stil" in problem(fresh.post(water, {"signalen": [a_record()]}), 403)
    assert "staat stil" in problem(fresh.reads(water, f"/v1/signalen/{receipt['signaalId']}"), 403)
    changed(fresh, "UPDATE partner SET suspended_at = NULL")
    assert is_known(fresh, water)


def test_a_channel_that_was_not_agreed_is_refused_in_words_but_receipts_are_read(fresh: Office) -> None:
    energy = fresh.joins(PartnerKind.ENERGY)
    (receipt,) = fresh.delivers(energy, a_record())
    changed(fresh, """UPDATE partner SET channels = '["folder"]'""")
    assert "andere weg" in problem(fresh.post(energy, {"signalen": [a_record()]}), 403)
    assert "andere weg" in problem(fresh.uploads(energy, a_file(a_row(1))), 403)
    assert fresh.reads(energy, f"/v1/signalen/{receipt['signaalId']}").status_code == 200


def test_a_field_that_was_not_agreed_is_refused_at_the_front_door(fresh: Office) -> None:
    water = fresh.joins()
    changed(fresh, """UPDATE partner SET fields = '["straat"]'""")
    (receipt,) = fresh.delivers(water, a_record(email="iemand@voorbeeld.example"))
    assert [(one["veld"], one["code"]) for one in receipt["fouten"]] == [("email", "niet-toegestaan")]
    assert fresh.count("signal") == 0


def test_a_kind_that_the_municipality_stopped_taking_is_refused_at_the_front_door(fresh: Office) -> None:
    water = fresh.joins()
    changed(fresh, "UPDATE accepted_kind SET valid_to = '2026-03-16'")
    (receipt,) = fresh.delivers(water, a_record())
    assert [one["code"] for one in receipt["fouten"]] == ["soort-partner"]


@pytest.mark.parametrize("name", ["van-een-ander", "bestaat-niet", "energie_csv", "é"])
def test_a_mapping_of_another_partner_is_refused_like_one_that_nobody_has(fresh: Office, name: str) -> None:
    energy, other = fresh.joins(PartnerKind.ENERGY), fresh.joins(PartnerKind.ENERGY)
    mapping = read_mappings()["energie-csv"].model_copy(update={"name": "van-een-ander"})
    with fresh.record.engine("admin").begin() as connection:
        save_mapping(connection, BY_COMMAND, other.id, mapping)
    assert "geen kolomindeling" in problem(fresh.uploads(energy, a_file(a_row(1)), name), 400)
    assert fresh.uploads(other, a_file(a_row(1)), "van-een-ander").status_code == 202


def test_a_mapping_that_is_saved_again_is_used_without_a_restart_and_the_delivery_says_which(fresh: Office) -> None:
    energy = fresh.joins(PartnerKind.ENERGY)
    assert fresh.uploads(energy, a_file(a_row(1))).status_code == 202
    mapping = read_mappings()["energie-csv"]
    columns = {("Ref" if heading == "Kenmerk" else heading): place for heading, place in mapping.columns.items()}
    with fresh.record.engine("admin").begin() as connection:
        assert save_mapping(connection, BY_COMMAND, energy.id, mapping) is None
        again = mapping.model_copy(update={"columns": columns})
        assert save_mapping(connection, BY_COMMAND, energy.id, again) == 2
    renamed = a_file(a_row(2)).replace(b"Kenmerk", b"Ref", 1)
    assert fresh.uploads(energy, renamed).status_code == 202
    read_all(fresh.ports)
    versions = [
        (row["mapping"], row["mapping_version"]) for row in fresh.rows("SELECT * FROM delivery ORDER BY arrival")
    ]
    assert versions == [("energie-csv", 1), ("energie-csv", 2)]
    assert fresh.count("signal") == 2


def for_the_whole_file(office: Office, member: Member, place: str = TOWN) -> bytes:
    """Save a mapping that gives a municipality for every row; gives a file for it."""
    mapping = read_mappings()["energie-csv"]
    (heading,) = [name for name, attribute in mapping.columns.items() if attribute == "gemeentecode"]
    columns = {name: attribute for name, attribute in mapping.columns.items() if name != heading}
    own = {"name": "heel", "columns": columns, "ignore": [heading], "constants": {"gemeentecode": place}}
    with office.record.engine("admin").begin() as connection:
        save_mapping(connection, BY_COMMAND, member.id, mapping.model_validate(mapping.model_dump() | own))
    return a_file(a_row(1))


def test_one_municipality_for_a_whole_file_is_saved_for_a_partner_of_that_one_alone(fresh: Office) -> None:
    alone, shared = fresh.joins(PartnerKind.ENERGY), fresh.joins(PartnerKind.ENERGY, (TOWN, NEIGHBOUR))
    assert fresh.uploads(alone, for_the_whole_file(fresh, alone), "heel").status_code == 202
    for member, place in ((shared, TOWN), (alone, NEIGHBOUR)):
        with pytest.raises(ConstantRefused, match="let a column say it"):
            for_the_whole_file(fresh, member, place)


@pytest.mark.parametrize("asked", ["heel", "heel&proef=ja"])
def test_a_file_is_refused_once_its_mapping_would_make_residents_of_one_municipality_anothers(
    fresh: Office, asked: str
) -> None:
    energy = fresh.joins(PartnerKind.ENERGY)
    content = for_the_whole_file(fresh, energy)
    with fresh.record.engine("admin").begin() as connection:
        sql = "INSERT INTO agreement (municipality, partner_id, valid_from) VALUES (%s, %s, '2027-01-01')"
        connection.exec_driver_sql(sql, (NEIGHBOUR, energy.id))
    assert "geeft één gemeente voor het hele bestand" in problem(fresh.uploads(energy, content, asked), 400)
    assert fresh.count("delivery") == 0
    changed(fresh, "UPDATE agreement SET valid_to = '2026-03-16' WHERE municipality = %s", NEIGHBOUR)
    assert fresh.uploads(energy, content, asked).status_code in {200, 202}


def test_a_mapping_is_remembered_for_a_few_seconds(office: Office) -> None:
    energy, now = office.joins(PartnerKind.ENERGY), [0.0]
    mappings = Mappings(office.record.engine("ingest"), 5.0, lambda: now[0])
    first = mappings.of(energy.id, "energie-csv")
    with office.record.engine("admin").begin() as connection:
        changed_mapping = read_mappings()["energie-csv"].model_copy(update={"delimiter": "|"})
        save_mapping(connection, BY_COMMAND, energy.id, changed_mapping)
    assert mappings.of(energy.id, "energie-csv") is first
    now[0] = 6.0
    again = mappings.of(energy.id, "energie-csv")
    assert again
    assert (again.version, again.mapping.delimiter) == (2, "|")
