"""Planting a seed: what it says is applied and told, or the whole of it is refused (decision 0027)."""

from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Table, select

from command.seed import Seed
from command.seed_differences import APPLIED, KEYS, ByHand, Differences, Recorded, Row, differences, key_of
from domain.intake.files.mapping import ColumnMapping
from domain.registry.store import (
    Author,
    ConstantRefused,
    add_row,
    change_row,
    check_constant,
    give_key,
    mappings_there,
    save_mapping,
)
from plumbing.record.published_policies import policies_of, publish
from plumbing.record.tables import accepted_kind, agreement, municipality, partner, worker
from plumbing.web.keys import new_key
from schemas.ids import Id
from schemas.policy.form import DEFAULT
from schemas.policy.published import UNPUBLISHED
from schemas.vocabulary.partners import ChangedBy

FIRST_DAY: Final = date(2000, 1, 1)
"""A new municipality starts with the default policy, stored, so that a later default changes no old decision."""
TABLES: Final[dict[str, Table]] = {one.name: one for one in (municipality, partner, accepted_kind, agreement, worker)}
LAST_CHANGES: Final = """
SELECT DISTINCT ON (subject, subject_key, field) subject, subject_key, field, changed_by
FROM configuration_change ORDER BY subject, subject_key, field, number DESC"""


class SeedRefused(Exception):
    """The seed says what cannot be applied. `differences`: all of it, a sentence each."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("; ".join(found))
        self.differences = found


class Planted(NamedTuple):
    """`keys`: API key by partner, which nobody can read again; `told`: a line for each change of what was there."""

    keys: dict[Id, str]
    told: list[str]


def plant(connection: Connection, seed: Seed, *, renew_keys: bool = False, by: ChangedBy = ChangedBy.SEED) -> Planted:
    """Bring the record in line with a seed (role admin). Raises SeedRefused, and then nothing was written.

    `renew_keys` gives every partner of the seed a new key. `by`: a command may change what a command changed.
    """
    recorded = _recorded(connection)
    found = differences(seed, recorded, _by_hand(connection) if by is ChangedBy.SEED else {})
    if found.refused:
        raise SeedRefused(found.refused)
    _write_or_refuse(connection, Author(by), found, recorded, seed)
    new = {row["id"] for row in found.new["partner"]}
    keys = {one.id: new_key() for one in seed.partners if renew_keys or one.id in new}
    for partner_id, key in keys.items():
        give_key(connection, Author(by), partner_id, key)
    for one in seed.municipalities:
        if policies_of(connection, [one.code])[one.code] == [UNPUBLISHED]:
            publish(connection, one.code, DEFAULT, FIRST_DAY)
    return Planted(keys, found.told)


def _recorded(connection: Connection) -> Recorded:
    rows = {name: map(dict, connection.execute(select(table)).mappings()) for name, table in TABLES.items()}
    mappings = {
        key: {"partner_id": key[0], "name": key[1], "version": kept.version, "body": _body(kept.mapping)}
        for key, kept in mappings_there(connection).items()
    }
    return {name: {key_of(name, row): row for row in found} for name, found in rows.items()} | {
        "column_mapping": mappings
    }


def _body(mapping: ColumnMapping | None) -> Any:
    return mapping.model_dump(mode="json") if mapping else None


def _by_hand(connection: Connection) -> ByHand:
    """By which way each field was last changed, where that was a command or a page."""
    rows = connection.exec_driver_sql(LAST_CHANGES).all()
    return {tuple(row[:3]): ChangedBy(row[3]) for row in rows if row[3] != ChangedBy.SEED}


def _write_or_refuse(
    connection: Connection, author: Author, found: Differences, recorded: Recorded, seed: Seed
) -> None:
    """Write, and look at every mapping of the seed beside the agreements that are there now. Raises SeedRefused."""
    try:
        with connection.begin_nested():
            _write(connection, author, found, recorded)
            for partner_id, mapping in ((one.id, mapping) for one in seed.partners for mapping in one.mappings):
                check_constant(connection, partner_id, mapping)
    except ConstantRefused as refused:
        raise SeedRefused([str(refused)]) from None


def _write(connection: Connection, author: Author, found: Differences, recorded: Recorded) -> None:
    for name in KEYS:
        if name == "column_mapping":
            _save(connection, author, [*found.new[name], *found.changed[name]])
            continue
        empty = {column.name: None for column in TABLES[name].columns}
        for row in found.new[name]:
            add_row(connection, author, name, empty | dict(row))
        for row in found.changed[name]:
            there = recorded[name][key_of(name, row)]
            change_row(connection, author, name, there, {one: row[one] for one in APPLIED[name]})


def _save(connection: Connection, author: Author, rows: list[Row]) -> None:
    for row in rows:
        save_mapping(connection, author, row["partner_id"], ColumnMapping.model_validate(row["body"]))
