"""Many rows in one round trip: every column goes as one array, and `unnest` makes rows of them.

Twice as light for PostgreSQL as `json_to_recordset` (docs/bench.md), which repeats the names in every row.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import orjson
from sqlalchemy import JSON, Column, Connection, Table
from sqlalchemy.dialects import postgresql

from plumbing.record.arrays import Binary, array, text_array

Row = Mapping[str, Any]
NOTHING: Final[Row] = MappingProxyType({})
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


def insert_rows(
    connection: Connection,
    table: Table,
    rows: Sequence[Row],
    *,
    shared: Row = NOTHING,
    conflict: str = "",
    returning: str = "",
) -> list[Any]:
    """Insert `rows` (all with the keys of the first) and return the rows of `returning`, in no set order.

    `shared`: columns with one value for all rows (no JSON, no arrays). `conflict`: an ON CONFLICT clause, e.g.
    `ON CONFLICT DO NOTHING`. Counters may derive only from what returns.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    sql = _insert(table, tuple(shared), names, conflict, returning)
    result = connection.exec_driver_sql(sql, (*shared.values(), *parameters(table, names, rows)))
    return list(result.all()) if returning else []


def unnested(table: Table, names: Sequence[str]) -> str:
    """`ROWS FROM (...) AS x (...)`: rows with these columns of `table`, out of the arrays of `parameters`."""
    plain, arrays, documents = _split(table, tuple(names))
    types = [*(_type(table.c[name]) for name in plain), *("text" for _ in arrays)]
    functions = [f"unnest({', '.join(f'%s::{kind}[]' for kind in types)})"]
    functions += ["string_to_table(%s, E'\\n', 'null')" for _ in documents]
    return f"ROWS FROM ({', '.join(functions)}) AS x ({', '.join((*plain, *arrays, *documents))})"


def parameters(table: Table, names: Sequence[str], rows: Sequence[Row]) -> tuple[str | Binary, ...]:
    """The arrays for `unnested`, in its order. An array within an array would fall apart, so it goes as text.

    JSON goes as lines: an array of it would be read thrice. Its null is no value.
    """
    plain, arrays, documents = _split(table, tuple(names))
    return (
        *(array(_type(table.c[name]), [row[name] for row in rows]) for name in plain),
        *(text_array([row[name] and text_array(row[name]) for row in rows]) for name in arrays),
        *(b"\n".join([orjson.dumps(row[name]) for row in rows]).decode() for name in documents),
    )


def columns(rows: Iterable[Sequence[Any]], *kinds: str) -> tuple[str | Binary, ...]:
    """Rows as arrays, one for each place: `kinds` are their types, as in `unnest(%s::text[], ...)`."""
    values = tuple(zip(*rows, strict=True)) or ((),) * len(kinds)
    return tuple(array(kind, column) for kind, column in zip(kinds, values, strict=True))


@cache
def _insert(table: Table, shared: tuple[str, ...], names: tuple[str, ...], conflict: str, returning: str) -> str:
    values = [*(f"%s::{_type(table.c[name])}" for name in shared), *(_value(table.c[name]) for name in names)]
    into = f"{table.name} ({', '.join((*shared, *names))})"
    sql = f"INSERT INTO {into} SELECT {', '.join(values)} FROM {unnested(table, names)}"
    return " ".join(part for part in (sql, conflict, f"RETURNING {returning}" if returning else "") if part)


@cache
def _split(table: Table, names: tuple[str, ...]) -> tuple[list[str], list[str], list[str]]:
    """Columns with plain values, those with arrays, and those with JSON."""
    arrays = [name for name in names if isinstance(table.c[name].type, postgresql.ARRAY)]
    documents = [name for name in names if isinstance(table.c[name].type, JSON)]
    return [name for name in names if name not in {*arrays, *documents}], arrays, documents


@cache
def _type(column: Column[Any]) -> str:
    return column.type.compile(DIALECT)


def _value(column: Column[Any]) -> str:
    """A column of `unnested` as it is stored."""
    typed = isinstance(column.type, JSON | postgresql.ARRAY)
    return f"x.{column.name}::{_type(column)}" if typed else f"x.{column.name}"
