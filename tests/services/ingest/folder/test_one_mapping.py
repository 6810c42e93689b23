"""A file straight in the folder of a partner: read by its only mapping, or refused with the names to choose from."""

import pytest

from plumbing.record.tables import column_mapping
from plumbing.record.write import insert
from services.ingest.folder.naming import REFUSED_FOLDER, TAKEN_FOLDER
from tests.services.ingest.files.deliveries import MAPPING, lines_of
from tests.services.ingest.folder.dropping import Drop


def with_mapping(drop: Drop, name: str, version: int = 1) -> None:
    """The partner has another mapping, or a newer version of one."""
    row = {"partner_id": drop.partner.id, "name": name, "version": version, "body": MAPPING.model_dump(mode="json")}
    with drop.office.record.engine("admin").begin() as connection:
        insert(connection, column_mapping, [row])


@pytest.fixture
def drop(drop: Drop) -> Drop:
    """A partner with one mapping."""
    with drop.office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("DELETE FROM column_mapping WHERE name <> 'energie-csv'")
    return drop


def test_a_file_straight_in_the_folder_is_read_with_the_only_mapping(drop: Drop) -> None:
    with_mapping(drop, "energie-csv", 2)
    place = drop.puts(folder=drop.own)
    assert (drop.takes(), place.exists(), len(drop.taken())) == (1, False, 1)
    assert drop.answer(TAKEN_FOLDER)["uitkomst"] == "aangenomen"
    assert drop.office.rows("SELECT mapping, channel FROM delivery") == [
        {"mapping": "energie-csv", "channel": "folder"}
    ]


def test_the_same_file_in_either_place_is_one_delivery(drop: Drop) -> None:
    content = lines_of(2)
    drop.puts(content=content)
    drop.takes()
    drop.puts("ook.csv", content, folder=drop.own)
    assert (drop.takes(), drop.office.count("delivery")) == (1, 1)


def test_with_several_mappings_the_file_is_refused_with_their_names(drop: Drop) -> None:
    with_mapping(drop, "nieuwe-export")
    drop.puts(folder=drop.own)
    assert (drop.takes(), drop.office.count("delivery"), len(drop.refused())) == (1, 0, 1)
    said = drop.answer(REFUSED_FOLDER)["tekst"]
    assert said.endswith("in een map met een van deze namen: energie-csv, nieuwe-export.")


def test_the_names_of_another_partners_mappings_are_told_to_nobody(drop: Drop) -> None:
    with_mapping(drop, "nieuwe-export")
    with_mapping(Drop(drop.office, drop.root), "geheim-van-een-ander")
    drop.puts(folder=drop.own)
    assert drop.takes() == 1
    assert "geheim" not in drop.answer(REFUSED_FOLDER)["tekst"]


def test_without_a_mapping_the_file_is_refused_with_what_to_ask(drop: Drop) -> None:
    with drop.office.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("DELETE FROM column_mapping WHERE partner_id = %s", (drop.partner.id,))
    drop.puts(folder=drop.own)
    assert drop.takes() == 1
    assert "nog geen kolomindeling" in drop.answer(REFUSED_FOLDER)["tekst"]
