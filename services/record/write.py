"""Writing many rows in one round trip: `INSERT ... SELECT FROM json_to_recordset` (measured in DESIGN)."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

Row = Mapping[str, Any]
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Row], *, conflict: str = "", returning: str = ""
) -> list[Any]:
    """Insert `rows` (all with the keys of the first) and return the rows of `returning`, in no set order.

    `conflict` is an ON CONFLICT clause, e.g. `ON CONFLICT DO NOTHING`. Counters may derive only from what returns.
    """
    if not rows:
        return []
    sql = _insert(table, tuple(rows[0]), conflict, returning)
    result = connection.exec_driver_sql(sql, (as_json(rows),))
    return list(result.all()) if returning else []


def as_json(rows: Sequence[Row]) -> str:
    """Rows as a JSON array; bytes become PostgreSQL's hex form."""
    return orjson.dumps(rows, default=_bytes).decode()


def recordset(table: Table, columns: Sequence[str]) -> str:
    """The column list of `json_to_recordset(...) AS x (...)` for these columns of `table`."""
    return ", ".join(f"{name} {table.c[name].type.compile(DIALECT)}" for name in columns)


@cache
def _insert(table: Table, columns: tuple[str, ...], conflict: str, returning: str) -> str:
    names = ", ".join(columns)
    rows = f"json_to_recordset(%s) AS x ({recordset(table, columns)})"
    sql = f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {rows}"
    return " ".join(part for part in (sql, conflict, f"RETURNING {returning}" if returning else "") if part)


def _bytes(value: object) -> str:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(type(value).__name__)
