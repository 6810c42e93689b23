"""What a seed changes in the record, and what it says that cannot be applied: pure, row by row (decision 0027)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from typing import Any, Final

from command.seed import Seed

Row = Mapping[str, Any]
Key = tuple[Any, ...]
Recorded = Mapping[str, Mapping[Key, Row]]
"""Table -> key -> row, as the record has it."""

KEYS: Final = {
    "municipality": ("code",),
    "partner": ("id",),
    "agreement": ("municipality", "partner_id", "valid_from"),
    "worker": ("municipality", "id"),
}
"""What makes two rows the same. The tables of a seed, in the order in which they are written."""
APPLIED: Final = {
    "municipality": ("name",),
    "partner": ("name",),
    "agreement": ("valid_to", "bsn_basis", "birth_date_basis"),
    "worker": ("role",),
}
"""What a seed may change of a row that is there."""
FIXED: Final = {"municipality": (), "partner": ("kind",), "agreement": (), "worker": ()}
"""What a row keeps: signals were judged by it. Another value refuses the seed."""


@dataclass
class Differences:
    """What a seed brings. `new`, `changed`: rows by table; `told`: a line for each change; `refused`: why not."""

    new: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in KEYS})
    changed: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in KEYS})
    told: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def differences(seed: Seed, recorded: Recorded) -> Differences:
    """Compare a seed with the record. What the record has and the seed does not name stays as it is."""
    found = Differences()
    rows = rows_of_seed(seed)
    for table, declared in rows.items():
        found.refused += _twice(table, declared)
        for number, row in enumerate(declared, 1):
            _compare(found, table, number, row, recorded[table].get(key_of(table, row)))
    found.refused += [*_strangers(rows, recorded), *_moved(rows, recorded), *_disorder(rows, recorded)]
    return found


def rows_of_seed(seed: Seed) -> dict[str, list[Row]]:
    """Its rows by table."""
    parts = (seed.municipalities, seed.partners, seed.agreements, seed.workers)
    return {table: [one.row() for one in part] for table, part in zip(KEYS, parts, strict=True)}


def key_of(table: str, row: Row) -> Key:
    """What tells this row from others of its table."""
    return tuple(row[name] for name in KEYS[table])


def called(table: str, number: int, row: Row) -> str:
    """How a row is named to an operator; a worker by its place in the file, as it is a person."""
    names = {
        "municipality": lambda: f"municipality {row['code']}",
        "partner": lambda: f"partner {row['id']}",
        "agreement": lambda: _agreement(row),
        "worker": lambda: f"worker {number} of the file",
    }
    return names[table]()


def _agreement(row: Row) -> str:
    return f"agreement of partner {row['partner_id']} with {row['municipality']} from {row['valid_from']}"


def _compare(found: Differences, table: str, number: int, row: Row, there: Row | None) -> None:
    if there is None:
        found.new[table].append(row)
        return
    name = called(table, number, row)
    other = [one for one in APPLIED[table] if row[one] != there[one]]
    found.told += [f"{name}: {one} was {_said(there[one])}, is now {_said(row[one])}" for one in other]
    found.refused += [
        f"{name}: {one} is {_said(there[one])} in the record and {_said(row[one])} in the seed"
        for one in FIXED[table]
        if row[one] != there[one]
    ]
    if other:
        found.changed[table].append({one: row[one] for one in (*KEYS[table], *APPLIED[table])})


def _said(value: object) -> str:
    return "empty" if value is None else f"'{value}'"


def _twice(table: str, declared: Sequence[Row]) -> Iterator[str]:
    """Rows that the seed itself names twice."""
    seen: set[Key] = set()
    for number, row in enumerate(declared, 1):
        key = key_of(table, row)
        if key in seen:
            yield f"{called(table, number, row)}: stands in the seed twice"
        seen.add(key)


def _strangers(rows: Mapping[str, Sequence[Row]], recorded: Recorded) -> Iterator[str]:
    """Agreements and workers of a municipality or partner that neither the seed nor the record knows."""
    places = {row["code"] for row in rows["municipality"]} | {code for (code,) in recorded["municipality"]}
    partners = {row["id"] for row in rows["partner"]} | {one for (one,) in recorded["partner"]}
    for table in ("agreement", "worker"):
        for number, row in enumerate(rows[table], 1):
            if row["municipality"] not in places:
                yield f"{called(table, number, row)}: there is no municipality {row['municipality']}"
            if row.get("partner_id", next(iter(partners), None)) not in partners:
                yield f"{called(table, number, row)}: there is no such partner"


def _moved(rows: Mapping[str, Sequence[Row]], recorded: Recorded) -> Iterator[str]:
    """Workers that the seed gives another municipality: what they saw and did stays with the first."""
    declared = {(row["municipality"], row["name"]) for row in rows["worker"]}
    places = {row["code"] for row in rows["municipality"]}
    left = {
        row["name"]: row["municipality"]
        for row in recorded["worker"].values()
        if row["municipality"] in places and (row["municipality"], row["name"]) not in declared
    }
    for number, row in enumerate(rows["worker"], 1):
        if key_of("worker", row) not in recorded["worker"] and row["name"] in left:
            yield (
                f"worker {number} of the file: works for {left[row['name']]} in the record and for"
                f" {row['municipality']} in the seed"
            )


def _disorder(rows: Mapping[str, Sequence[Row]], recorded: Recorded) -> Iterator[str]:
    """Agreements of one pair that would overlap, or end before they begin: which of two holds cannot be told."""
    declared = {key_of("agreement", row): row for row in rows["agreement"]}
    whole = sorted({**recorded["agreement"], **declared}.items())
    for _, pair in groupby(whole, key=lambda one: one[0][:2]):
        yield from _overlaps([row for _, row in pair], declared)


def _overlaps(rows: Sequence[Row], declared: Iterable[Key]) -> Iterator[str]:
    ours = set(declared)
    for row in rows:
        if key_of("agreement", row) in ours and (row["valid_to"] or date.max) < row["valid_from"]:
            yield f"{_agreement(row)}: ends before it begins, on {row['valid_to']}"
    for earlier, later in pairwise(rows):
        either = {key_of("agreement", earlier), key_of("agreement", later)}
        if either & ours and later["valid_from"] <= (earlier["valid_to"] or date.max):
            yield f"{_agreement(later)}: begins before the one from {earlier['valid_from']} has ended"
