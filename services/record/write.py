"""Many rows in one round trip: every column goes as one array, and `unnest` makes rows of them.

Twice as light for PostgreSQL as `json_to_recordset` (docs/bench.md), which repeats the names in every row.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import JSON, Column, Connection, Table
from sqlalchemy.dialects import postgresql

Row = Mapping[str, Any]
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
CONTROL: Final = re.compile(r"\\[bfnrtu]")
ESCAPE: Final = re.compile(r"\\(?:u([0-9a-f]{4})|(.))")
CHARACTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def insert_rows(
    connection: Connection, table: Table, rows: Sequence[Row], *, conflict: str = "", returning: str = ""
) -> list[Any]:
    """Insert `rows` (all with the keys of the first) and return the rows of `returning`, in no set order.

    `conflict` is an ON CONFLICT clause, e.g. `ON CONFLICT DO NOTHING`. Counters may derive only from what returns.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    result = connection.exec_driver_sql(_insert(table, names, conflict, returning), parameters(table, names, rows))
    return list(result.all()) if returning else []


def source(table: Table, names: Sequence[str]) -> str:
    """`ROWS FROM (...) AS x (...)`: rows with these columns of `table`, out of the arrays of `parameters`."""
    plain, documents = _split(table, names)
    arrays = ", ".join(f"%s::{_element(column)}[]" for column in plain)
    functions = [f"unnest({arrays})", *("json_array_elements(%s::json)" for _ in documents)]
    return f"ROWS FROM ({', '.join(functions)}) AS x ({', '.join(column.name for column in (*plain, *documents))})"


def parameters(table: Table, names: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """The arrays for `source`, in its order."""
    plain, documents = _split(table, names)
    arrays = [array([_flat(row[column.name]) for row in rows]) for column in plain]
    return (*arrays, *(orjson.dumps([row[column.name] for row in rows]).decode() for column in documents))


def columns(rows: Iterable[Sequence[Any]], width: int) -> tuple[str, ...]:
    """Rows of `width` values as that many arrays, for `unnest(%s::text[], ...)`."""
    return tuple(array(values) for values in zip(*rows, strict=True)) or ("{}",) * width


def array(values: Sequence[Any]) -> str:
    """PostgreSQL's literal of an array: JSON's, but for its brackets and for control characters, which stand raw."""
    text = orjson.dumps(values, default=_bytes).decode()
    if CONTROL.search(text):
        text = ESCAPE.sub(_unescaped, text)
    return f"{{{text[1:-1]}}}"


@cache
def _insert(table: Table, names: tuple[str, ...], conflict: str, returning: str) -> str:
    values = ", ".join(_value(table.c[name]) for name in names)
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {values} FROM {source(table, names)}"
    return " ".join(part for part in (sql, conflict, f"RETURNING {returning}" if returning else "") if part)


def _split(table: Table, names: Sequence[str]) -> tuple[list[Column[Any]], list[Column[Any]]]:
    """Columns that go as arrays, and those that go as one JSON array."""
    chosen = [table.c[name] for name in names]
    documents = [column for column in chosen if isinstance(column.type, JSON)]
    return [column for column in chosen if not isinstance(column.type, JSON)], documents


def _element(column: Column[Any]) -> str:
    """Type of the elements that carry a column. An array in an array would fall apart, so it goes as text."""
    return "text" if isinstance(column.type, postgresql.ARRAY) else _type(column)


def _type(column: Column[Any]) -> str:
    return column.type.compile(DIALECT)


def _value(column: Column[Any]) -> str:
    """A column of `source` as it is stored; JSON's null is no value."""
    if isinstance(column.type, JSON):
        return f"nullif(x.{column.name}::text, 'null')::{_type(column)}"
    return f"x.{column.name}::{_type(column)}" if isinstance(column.type, postgresql.ARRAY) else f"x.{column.name}"


def _flat(value: object) -> object:
    return array(value) if isinstance(value, list) else value


def _unescaped(found: re.Match[str]) -> str:
    code, character = found.groups()
    return chr(int(code, 16)) if code else CHARACTERS.get(character, found.group())


def _bytes(value: object) -> str:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(type(value).__name__)
