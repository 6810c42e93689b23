"""What a seed changes in the record, and what it says that cannot be applied: pure, row by row (decision 0027)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise
from types import MappingProxyType
from typing import Any, Final

from command.seed import Seed
from domain.registry.history import key_text
from schemas.vocabulary.partners import ChangedBy

Row = Mapping[str, Any]
Key = tuple[Any, ...]
Recorded = Mapping[str, Mapping[Key, Row]]
"""Table -> key -> row, as the record has it; of a mapping its newest version."""
ByHand = Mapping[tuple[str, str, str], ChangedBy]
"""Table, key as text and field -> by which way the field was last changed, when that was not a seed."""

KEYS: Final = {
    "municipality": ("code",),
    "partner": ("id",),
    "accepted_kind": ("municipality", "kind", "valid_from"),
    "agreement": ("municipality", "partner_id", "valid_from"),
    "column_mapping": ("partner_id", "name"),
    "worker": ("municipality", "id"),
}
"""What makes two rows the same. The tables of a seed, in the order in which they are written."""
OF_PARTNER: Final = (
    "name",
    "kind",
    "contact_mail",
    "contact_phone",
    "delivery_day",
    "delivery_interval",
    "channels",
    "fields",
    "client_id",
)
APPLIED: Final = {
    "municipality": ("name",),
    "partner": OF_PARTNER,
    "accepted_kind": ("valid_to",),
    "agreement": ("valid_to", "bsn_basis", "birth_date_basis"),
    "column_mapping": ("body",),
    "worker": ("role",),
}
"""What a seed may change of a row that is there. What it does not name of one stays."""
PERIODS: Final = {"agreement": 2, "accepted_kind": 2}
"""Tables of periods that may not overlap, and how much of the key says of what."""


@dataclass
class Differences:
    """What a seed brings. `new`, `changed`: rows by table; `told`: a line for each change; `refused`: why not."""

    new: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in KEYS})
    changed: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in KEYS})
    told: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def differences(seed: Seed, recorded: Recorded, by_hand: ByHand = MappingProxyType({})) -> Differences:
    """Compare a seed with the record. What the record has and the seed does not name stays as it is.

    A seed puts nothing back that was changed by a command or on a page since: then it is behind, and refused.
    """
    found = Differences()
    rows = rows_of_seed(seed)
    for table, declared in rows.items():
        found.refused += _twice(table, declared)
        for number, row in enumerate(declared, 1):
            there = recorded[table].get(key_of(table, row))
            if there is None:
                found.new[table].append(row)
            else:
                _compare(found, called(table, number, row), table, row, there, by_hand)
    found.refused += [*_strangers(rows, recorded), *_moved(rows, recorded), *_disorder(rows, recorded)]
    return found


def rows_of_seed(seed: Seed) -> dict[str, list[Row]]:
    """Its rows by table."""
    return {
        "municipality": [one.row() for one in seed.municipalities],
        "partner": [one.row() for one in seed.partners],
        "accepted_kind": [one.row() for one in seed.kinds],
        "agreement": [one.row() for one in seed.agreements],
        "column_mapping": [row for one in seed.partners for row in one.mapping_rows()],
        "worker": [one.row() for one in seed.workers],
    }


def key_of(table: str, row: Row) -> Key:
    """What tells this row from others of its table."""
    return tuple(row[name] for name in KEYS[table])


def called(table: str, number: int, row: Row) -> str:
    """How a row is named to an operator; a worker by its place in the file, as it is a person."""
    names = {
        "municipality": lambda: f"municipality {row['code']}",
        "partner": lambda: f"partner {row['id']}",
        "accepted_kind": lambda: f"kind {row['kind']} in {row['municipality']} from {row['valid_from']}",
        "agreement": lambda: _agreement(row),
        "column_mapping": lambda: f"mapping {row['name']} of partner {row['partner_id']}",
        "worker": lambda: f"worker {number} of the file",
    }
    return names[table]()


def _agreement(row: Row) -> str:
    return f"agreement of partner {row['partner_id']} with {row['municipality']} from {row['valid_from']}"


def _compare(found: Differences, name: str, table: str, row: Row, there: Row, by_hand: ByHand) -> None:
    other = [one for one in APPLIED[table] if one in row and row[one] != there[one]]
    key = key_text(key_of(table, row))
    for one in other:
        if by := by_hand.get((table, key, one)):
            found.refused.append(f"{name}: {one} was changed by a {by}{_and_differs(one, row, there)}")
        elif one == "body":
            found.told.append(f"{name}: is now version {there['version'] + 1}")
        else:
            found.told.append(f"{name}: {one} was {_said(there[one])}, is now {_said(row[one])}")
    if other:
        found.changed[table].append({**there, **row})


def _and_differs(field: str, row: Row, there: Row) -> str:
    if field == "body":
        return f" to version {there['version']} and says something else in the seed"
    return f", is {_said(there[field])} in the record and {_said(row[field])} in the seed"


def _said(value: object) -> str:
    if isinstance(value, list):
        return f"'{', '.join(value)}'"
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
    for table in ("accepted_kind", "agreement", "worker"):
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
    """Periods of the same that would overlap, or end before they begin: which of two holds cannot be told."""
    for table, same in PERIODS.items():
        declared = {key_of(table, row): row for row in rows[table]}
        whole = sorted({**recorded[table], **declared}.items(), key=lambda one: one[0])
        for _, pair in groupby(whole, key=lambda one: one[0][:same]):
            yield from _overlaps(table, [row for _, row in pair], set(declared))


def _overlaps(table: str, rows: Sequence[Row], ours: Collection[Key]) -> Iterator[str]:
    for row in rows:
        if key_of(table, row) in ours and (row["valid_to"] or date.max) < row["valid_from"]:
            yield f"{called(table, 0, row)}: ends before it begins, on {row['valid_to']}"
    for earlier, later in pairwise(rows):
        either = {key_of(table, earlier), key_of(table, later)}
        if either & set(ours) and later["valid_from"] <= (earlier["valid_to"] or date.max):
            yield f"{called(table, 0, later)}: begins before the one from {earlier['valid_from']} has ended"
