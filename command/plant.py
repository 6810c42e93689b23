"""Planting a seed: what it says is applied and told, or the whole of it is refused (decision 0027)."""

from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection, Table, select

from command.seed import Seed
from command.seed_differences import KEYS, Differences, Recorded, differences, key_of
from plumbing.record.published_policies import policies_of, publish
from plumbing.record.tables import agreement, municipality, partner, worker
from plumbing.record.write import insert, update
from plumbing.web.keys import key_hash, new_key
from schemas.ids import Id
from schemas.policy.form import DEFAULT
from schemas.policy.published import UNPUBLISHED

FIRST_DAY: Final = date(2000, 1, 1)
"""A new municipality starts with the default policy, stored, so that a later default changes no old decision."""
TABLES: Final[dict[str, Table]] = {one.name: one for one in (municipality, partner, agreement, worker)}


class SeedRefused(Exception):
    """The seed says what cannot be applied. `differences`: all of it, a sentence each."""

    def __init__(self, found: list[str]) -> None:
        super().__init__("; ".join(found))
        self.differences = found


class Planted(NamedTuple):
    """`keys`: API key by partner, which nobody can read again; `told`: a line for each change of what was there."""

    keys: dict[Id, str]
    told: list[str]


def plant(connection: Connection, seed: Seed, *, renew_keys: bool = False) -> Planted:
    """Bring the record in line with a seed (role admin). Raises SeedRefused, and then nothing was written.

    `renew_keys` gives every partner of the seed a new key.
    """
    found = differences(seed, _recorded(connection))
    if found.refused:
        raise SeedRefused(found.refused)
    new = {row["id"] for row in found.new["partner"]}
    keys = {one.id: new_key() for one in seed.partners if renew_keys or one.id in new}
    _write(connection, found, keys)
    if renew_keys:
        update(connection, partner, [{"id": one, "key_hash": key_hash(key)} for one, key in keys.items()])
    for one in seed.municipalities:
        if policies_of(connection, [one.code])[one.code] == [UNPUBLISHED]:
            publish(connection, one.code, DEFAULT, FIRST_DAY)
    return Planted(keys, found.told)


def _recorded(connection: Connection) -> Recorded:
    rows = {name: map(dict, connection.execute(select(table)).mappings()) for name, table in TABLES.items()}
    return {name: {key_of(name, row): row for row in found} for name, found in rows.items()}


def _write(connection: Connection, found: Differences, keys: dict[Id, str]) -> None:
    for name in KEYS:
        rows = found.new[name]
        if name == "partner":
            rows = [{**row, "key_hash": key_hash(keys[row["id"]])} for row in rows]
        insert(connection, TABLES[name], rows)
        update(connection, TABLES[name], found.changed[name])
