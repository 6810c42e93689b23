"""A seed that tests change a part of, and planting it on a record."""

from copy import deepcopy
from typing import Any

import pytest

from command.plant import Planted, SeedRefused, plant
from command.seed import Seed
from tests.database import Database
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
