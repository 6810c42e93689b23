"""History of the configuration: what was changed, what it was, and by which way; no name and no key."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from schemas.ids import Id
from schemas.vocabulary.partners import ChangedBy

Row = Mapping[str, Any]
ADDED: Final = "added"
"""Stands for the field where a whole row is new."""


class Changed(NamedTuple):
    """One field of one row: `subject` is its table, `key` its primary key as text."""

    subject: str
    key: str
    field: str
    was: Any
    became: Any


def key_text(values: Iterable[Any]) -> str:
    """A primary key as history writes it."""
    return "/".join(map(str, values))


def changes(subject: str, key: str, before: Row, after: Row) -> Iterator[Changed]:
    """Every field of `after` that differs from `before`."""
    for name, value in after.items():
        if value != before[name]:
            yield Changed(subject, key, name, before[name], value)


def added(subject: str, key: str) -> Changed:
    """A row that is new."""
    return Changed(subject, key, ADDED, None, None)


def history_row(change: Changed, by: ChangedBy, worker_id: Id | None) -> Row:
    """A row of the table `configuration_change`."""
    return {
        "changed_by": by,
        "worker_id": worker_id,
        "subject": change.subject,
        "subject_key": change.key,
        "field": change.field,
        "was": _plain(change.was),
        "became": _plain(change.became),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
