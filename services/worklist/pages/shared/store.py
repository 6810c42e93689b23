"""The log of who looked: every view of a case, and every list of cases with what stood in it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from domain.cases.acts import Worker
from plumbing.record.tables import access
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.ids import Id
from services.worklist.pages.shared.case_line import CaseLine


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
