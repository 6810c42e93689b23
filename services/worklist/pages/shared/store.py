"""The log of who looked: every view of a case and every search by a person."""

from datetime import datetime

from sqlalchemy import Connection

from domain.cases.acts import Worker
from plumbing.record.tables import access
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.ids import Id


def log_access(connection: Connection, worker: Worker, purpose: str, now: datetime, case_id: Id | None = None) -> None:
    """Write one row; `purpose` is a code, and what was searched for is not kept."""
    row = {"municipality": worker.municipality, "id": new_id(), "worker_id": worker.id, "case_id": case_id}
    insert(connection, access, [row | {"purpose": purpose, "accessed_at": now}])
