"""Signals as they were at each revision: what was replaced comes from the history."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Date, Row, select

from plumbing.record.tables import signal, signal_revision
from plumbing.record.tables.intake import READ_BY_TRIAGE, REVISION_OF_TRIAGE
from schemas.ids import Id


def contents_of(connection: Connection, municipality: str) -> dict[tuple[Id, int], Any]:
    """Each signal as it was at each revision: replaced content comes from the history."""
    named = [signal.c[name] for name in READ_BY_TRIAGE]
    rows = connection.execute(select(*named).where(signal.c.municipality == municipality))
    current = {row.id: row for row in rows}
    history = connection.execute(
        select(*(signal_revision.c[name] for name in REVISION_OF_TRIAGE))
        .where(signal_revision.c.municipality == municipality)
        .order_by(signal_revision.c.signal_id, signal_revision.c.revision)
    ).all()
    found: dict[tuple[Id, int], Any] = {(row.id, row.revision): row for row in current.values()}
    known_at: dict[Id, datetime] = {}
    for row in history:
        found[row.signal_id, row.revision] = as_it_was(current[row.signal_id], row, known_at.get(row.signal_id))
        known_at[row.signal_id] = row.replaced_at
    return found


class _Was:
    """A signal row with the content of an earlier revision."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)


def as_it_was(row: Row[Any], before: Row[Any], revised_at: datetime | None) -> Any:
    """A signal's row with what the revision `before` said; `revised_at`: when that was said, if not at first."""
    typed = {name: _typed(name, value) for name, value in before.content.items()}
    return _Was({**row._mapping, **typed, "revision": before.revision, "revised_at": revised_at})


def _typed(name: str, value: Any) -> Any:
    """A value of the history (JSON) in the type of its column."""
    dated = name in signal.c and isinstance(signal.c[name].type, Date)
    return date.fromisoformat(value) if dated and value is not None else value
