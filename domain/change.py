"""A change: all that a decision brings about, as plain values; `domain.store` writes it in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from domain.figures.facts import Fact
from schemas.envelope import Told

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""Table name to rows; those of one table have the same columns."""
NO_ROWS: Final[Rows] = MappingProxyType({})


class Change(NamedTuple):
    """New rows, columns of rows that are there (each row with its whole key), facts, and what others are told.

    `before`: as `updates`, written before any new row: a case ends before another opens in its place. `moved`: as these
    too, written between: what leaves a place, before another comes there.
    """

    rows: Rows = NO_ROWS
    updates: Rows = NO_ROWS
    facts: Sequence[Fact] = ()
    told: Sequence[Told] = ()
    before: Rows = NO_ROWS
    moved: Rows = NO_ROWS


def together(changes: Iterable[Change]) -> Change:
    """Changes of one transaction as one; an order among rows of a table is kept."""
    all_of_them = list(changes)
    return Change(
        rows=_merged(one.rows for one in all_of_them),
        updates=_merged(one.updates for one in all_of_them),
        facts=[fact for one in all_of_them for fact in one.facts],
        told=[told for one in all_of_them for told in one.told],
        before=_merged(one.before for one in all_of_them),
        moved=_merged(one.moved for one in all_of_them),
    )


def _merged(parts: Iterable[Rows]) -> Rows:
    found: dict[str, list[Row]] = {}
    for part in parts:
        for table, rows in part.items():
            found.setdefault(table, []).extend(rows)
    return found
