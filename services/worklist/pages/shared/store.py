"""The log of who looked (every view of a case, every list with what stood in it), and questions left for triage."""

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from domain.cases.acts import Worker
from plumbing.record.tables import access, supposing
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.vocabulary.supposing import SupposingKind
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.store import Ports

LOOKS_FOR_ANSWER: Final = 5
LOOK_EVERY_SECONDS: Final = 0.2
"""Triage answers within half a second and what it takes to decide: who waits that long mostly sees it at once."""


def log_look(connection: Connection, worker: Worker, purpose: str, now: datetime, case_id: Id) -> None:
    """One row for a look at one case; `purpose` is a code."""
    insert(connection, access, [_row(worker, purpose, now) | {"case_id": case_id}])


def log_list(connection: Connection, worker: Worker, purpose: str, now: datetime, *lists: Iterable[CaseLine]) -> None:
    """One row for a page of lists, with each case in them once; what was searched for is not kept."""
    shown = list(dict.fromkeys(line.case_id for lines in lists for line in lines))
    insert(connection, access, [_row(worker, purpose, now) | {"shown": shown}])


def log_shown(connection: Connection, worker: Worker, purpose: str, now: datetime, shown: Iterable[Id]) -> None:
    """One row for a list of residents who are no case yet, with the ids of what stood in it."""
    insert(connection, access, [_row(worker, purpose, now) | {"shown": list(dict.fromkeys(shown))}])


def _row(worker: Worker, purpose: str, now: datetime) -> dict[str, Any]:
    who = {"municipality": worker.municipality, "id": new_id(), "worker_id": worker.id}
    return {**who, "purpose": purpose, "accessed_at": now}


class AskedOfTriage(NamedTuple):
    """A question under its id, which says all that is asked: the same asked twice is there once."""

    id: Id
    kind: SupposingKind
    question: Mapping[str, Any]
    case_id: Id | None = None


def leave_question(connection: Connection, worker: Worker, asked: AskedOfTriage, now: datetime) -> None:
    """Leave a question that triage answers in memory (docs/decisions/0054)."""
    row = {"municipality": worker.municipality, "worker_id": worker.id, "asked_at": now, **asked._asdict()}
    insert(connection, supposing, [row], conflict="ON CONFLICT DO NOTHING")


def read_asked(connection: Connection, municipality: str, name: Id) -> Any:
    """The row of a question: `question`, `answer` (None: not yet), `asked_at`. None when nobody asked it."""
    same = (supposing.c.municipality == municipality) & (supposing.c.id == name)
    return connection.execute(select(supposing).where(same)).one_or_none()


def awaited(ports: Ports, worker: Worker, name: Id) -> Any:
    """The same, after a moment in which triage may answer it."""
    for _ in range(LOOKS_FOR_ANSWER):
        with ports.scope(worker) as connection:
            found = read_asked(connection, worker.municipality, name)
        if found is None or found.answered_at is not None:
            return found
        time.sleep(LOOK_EVERY_SECONDS)
    return found
