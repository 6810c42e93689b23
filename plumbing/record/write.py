"""Many rows in one round trip: every column goes as one array, and `unnest` makes rows of them.

Twice as light for PostgreSQL as `json_to_recordset` (docs/bench.md), which repeats the names in every row.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import JSON, Column, Connection, Table
from sqlalchemy import Row as DatabaseRow
from sqlalchemy.dialects import postgresql

from plumbing.record.arrays import Binary, array

RowValues = Mapping[str, Any]
NO_SHARED: Final[RowValues] = MappingProxyType({})
PLACES: Final = re.compile(r"\{(\w+)\}")
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert(
    connection: Connection,
    table: Table,
    rows: Sequence[RowValues],
    *,
    shared: RowValues = NO_SHARED,
    conflict: str = "",
    returning: str = "",
) -> list[Any]:
    """Insert `rows` (all with the keys of the first) and return the rows of `returning`, in no set order.

    `shared`: columns with one value for all rows (no JSON, no arrays). `conflict`: an ON CONFLICT clause, e.g.
    `ON CONFLICT DO NO_SHARED`. Counters may derive only from what returns.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    sql = _insert(table, tuple(shared), names, conflict, returning)
    result = connection.exec_driver_sql(sql, (*shared.values(), *parameters(table, names, rows)))
    return list(result.all()) if returning else []


def update(connection: Connection, table: Table, rows: Sequence[RowValues]) -> None:
    """Set columns of rows that are there. Each row has the whole primary key and the columns to set, all the same.

    Who holds no lock on them may write over what another has just written.
    """
    if rows:
        names = tuple(rows[0])
        connection.exec_driver_sql(_update(table, names), parameters(table, names, rows))


class Keys(NamedTuple):
    """Rows to look up: values of these columns of `table`, in their order. They must be plain, no JSON."""

    table: Table
    names: tuple[str, ...]
    rows: Collection[Sequence[Any]]


def rows_of(connection: Connection, sql: str, *values: Any, **keys: Keys) -> Sequence[DatabaseRow[Any]]:
    """The rows that `sql` finds. It names each of `keys` once, as `FROM {name} JOIN ... ON ... = name.column`.

    The types come from the table. `values` stand for the `%s` behind the last of the keys.
    """
    order = PLACES.findall(sql)
    arrays = [array for name in order for array in _arrays(keys[name])]
    said = {name: _unnested(keys[name].table, keys[name].names, name) for name in order}
    return connection.exec_driver_sql(sql.format_map(said), (*arrays, *values)).all()


def unnested(table: Table, names: Sequence[str]) -> str:
    """`ROWS FROM (...) AS x (...)`: rows with these columns of `table`, out of the arrays of `parameters`."""
    return _unnested(table, tuple(names), "x")


def parameters(table: Table, names: Sequence[str], rows: Sequence[RowValues]) -> tuple[str | Binary, ...]:
    """The arrays for `unnested`, in its order. JSON goes as lines: an array of it would be read thrice.

    Its null is no value.
    """
    plain, documents = _split(table, tuple(names))
    return (
        *(array(_type(table.c[name]), [row[name] for row in rows]) for name in plain),
        *(b"\n".join([orjson.dumps(row[name]) for row in rows]).decode() for name in documents),
    )


def _arrays(keys: Keys) -> Iterator[str | Binary]:
    """One array for each column of the keys."""
    values = tuple(zip(*keys.rows, strict=True)) or ((),) * len(keys.names)
    for name, column in zip(keys.names, values, strict=True):
        yield array(_type(keys.table.c[name]), column)


@cache
def _insert(table: Table, shared: tuple[str, ...], names: tuple[str, ...], conflict: str, returning: str) -> str:
    values = [*(f"%s::{_type(table.c[name])}" for name in shared), *(_value(table.c[name]) for name in names)]
    into = f"{table.name} ({', '.join((*shared, *names))})"
    sql = f"INSERT INTO {into} SELECT {', '.join(values)} FROM {unnested(table, names)}"
    return " ".join(part for part in (sql, conflict, f"RETURNING {returning}" if returning else "") if part)


@cache
def _update(table: Table, names: tuple[str, ...]) -> str:
    key = [column.name for column in table.primary_key]
    changed = ", ".join(f"{name} = {_value(table.c[name])}" for name in names if name not in key)
    same = " AND ".join(f"t.{name} = x.{name}" for name in key)
    return f"UPDATE {table.name} t SET {changed} FROM {unnested(table, names)} WHERE {same}"


@cache
def _unnested(table: Table, names: tuple[str, ...], alias: str) -> str:
    plain, documents = _split(table, names)
    functions = [f"unnest({', '.join(f'%s::{_type(table.c[name])}[]' for name in plain)})"]
    functions += ["string_to_table(%s, E'\\n', 'null')" for _ in documents]
    return f"ROWS FROM ({', '.join(functions)}) AS {alias} ({', '.join((*plain, *documents))})"


@cache
def _split(table: Table, names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Columns with plain values, and those with JSON."""
    documents = [name for name in names if isinstance(table.c[name].type, JSON)]
    return [name for name in names if name not in documents], documents


@cache
def _type(column: Column[Any]) -> str:
    return column.type.compile(DIALECT)


def _value(column: Column[Any]) -> str:
    """A column of `unnested` as it is stored."""
    return f"x.{column.name}::{_type(column)}" if isinstance(column.type, JSON) else f"x.{column.name}"
