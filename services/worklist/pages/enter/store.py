"""Leaving an entry for ingest: the one thing that these pages write besides the log of who looked."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from orjson import OPT_SORT_KEYS, dumps
from sqlalchemy import Connection

from domain.cases.acts import Worker
from plumbing.record.tables import hand_entry
from plumbing.record.write import insert
from schemas.ids import Id, event_id
from schemas.vocabulary.quarantine import HandEntryKind

ONCE: Final = "ON CONFLICT DO NOTHING"


class LeftEntry(NamedTuple):
    """What a worker asks of ingest. `mends`: the refused record; `changed`: outward names of what was changed in it."""

    kind: HandEntryKind
    partner_id: Id
    received_on: date
    content: Mapping[str, Any] | None = None
    mends: Id | None = None
    reason: str | None = None
    changed: tuple[str, ...] | None = None

    def named(self, token: Id) -> Id:
        """Its id: of the token of its form and of all that was typed.

        The same sent twice is one entry; the same form with another letter is another, as acts are another record.
        """
        return event_id(token, dumps(self._asdict(), option=OPT_SORT_KEYS).decode())


def leave_entry(connection: Connection, worker: Worker, token: Id, entry: LeftEntry, now: datetime) -> Id:
    """Leave it under its id, and give that; sent twice it is there once."""
    name = entry.named(token)
    row = {"municipality": worker.municipality, "id": name, "worker_id": worker.id, "typed_at": now}
    insert(connection, hand_entry, [row | entry._asdict()], conflict=ONCE)
    return name
