"""A worker's side of the table: leaves rows in `hand_entry` as the worklist does."""

from datetime import date
from typing import Any

from plumbing.record.connect import transaction
from plumbing.record.tables import hand_entry
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.vocabulary.quarantine import HandEntryKind
from services.ingest.by_hand.process import HandWorker
from tests.services.ingest.builders import TOWN, Member, Office, a_record

WORKER = "00000000-0000-4000-8000-00000000abcd"


def types(office: Office, partner: Member, *, received: date, **changes: Any) -> Id:
    """An entry, typed now; `record` and columns of the row may be given."""
    row: dict[str, Any] = {
        "municipality": TOWN,
        "id": new_id(),
        "kind": HandEntryKind.TYPED,
        "partner_id": partner.id,
        "worker_id": WORKER,
        "received_on": received,
        "content": a_record(),
        "mends": None,
        "reason": None,
        "changed": None,
        "typed_at": office.now,
    } | changes
    with transaction(office.record.engine("worklist"), municipalities=(TOWN,)) as connection:
        insert(connection, hand_entry, [row])
    return str(row["id"])


def takes(office: Office) -> int:
    """One round of the worker of ingest; how many entries were taken."""
    return HandWorker(office.ports).round()


def answer(office: Office, name: Id) -> dict[str, Any]:
    """The answer on an entry."""
    (row,) = office.rows("SELECT * FROM hand_answer WHERE id = %s", name)
    return row
