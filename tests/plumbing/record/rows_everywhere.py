"""A row in every table, made from the metadata: what the walls of the record are tried on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Engine,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from plumbing.record.tables import metadata
from schemas.ids import event_id

SPACE = "5d1f0f6e-7a3c-5d8e-9c3a-2f1f0e6d7a3c"
NOW = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
NUMBERS = count(1)
NOT_YET = {("case_file", "closed_at"), ("override", "ended_at")}
"""What stays empty, so that views of what is open or in force show the rows too."""


def fill(engine: Engine, municipality: str, partner: str) -> None:
    """Put one row in every table, of this municipality and of this partner; keys point at each other."""
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name == "simulated_clock":
                connection.exec_driver_sql("INSERT INTO simulated_clock (now) VALUES (now()) ON CONFLICT DO NOTHING")
                continue
            connection.execute(table.insert().values(dict(_values(table, municipality, partner))))


def _values(table: Table, municipality: str, partner: str) -> Iterator[tuple[str, Any]]:
    for column in table.columns:
        if (table.name, column.name) in NOT_YET:
            continue
        if column.name == "municipality" or (table.name, column.name) == ("municipality", "code"):
            yield column.name, municipality
        elif column.name == "partner_id" or (table.name, column.name) == ("partner", "id"):
            yield column.name, event_id(SPACE, partner)
        elif column.foreign_keys or column.name == "id":
            yield column.name, event_id(SPACE, f"{_target(column)}:{municipality}:{partner}")
        elif column.server_default is None:
            yield column.name, _value(column.type)


def _target(column: Column[Any]) -> str:
    keys = sorted(key.column.table.name for key in column.foreign_keys)
    return keys[0] if keys else str(column.table.name)


def _value(kind: TypeEngine[Any]) -> object:
    number = next(NUMBERS)
    made: dict[type, object] = {
        Text: f"text-{number}",
        Uuid: event_id(SPACE, str(number)),
        Date: date(2026, 3, 17),
        DateTime: NOW,
        Boolean: False,
        LargeBinary: str(number).encode(),
        JSONB: {},
        JSON: {},
        Double: 0.5,
        BigInteger: number,
        Integer: number,
    }
    return next(value for one, value in made.items() if isinstance(kind, one))
