"""What the worker is answered on an entry, and how the refused record that it mends came to its end."""

from datetime import datetime
from typing import Any, Final

from domain.change import Row
from schemas.ids import Id
from schemas.vocabulary.quarantine import HandEntryKind, Settlement
from schemas.vocabulary.signals import Outcome
from services.ingest.accept import Receipt, coded
from services.ingest.quarantine.rows import end_row

ENDS_AS: Final = {HandEntryKind.CORRECTED: Settlement.CORRECTED, HandEntryKind.PUT_ASIDE: Settlement.PUT_ASIDE}


def answer_row(entry: Any, at: datetime, delivery_id: Id | None, receipt: Receipt | None) -> Row:
    """The answer to a row of `hand_entry`, taken at `at` (UTC): codes and ids, no value that was typed."""
    return {
        "municipality": entry.municipality,
        "id": entry.id,
        "kind": entry.kind,
        "partner_id": entry.partner_id,
        "worker_id": entry.worker_id,
        "received_on": entry.received_on,
        "typed_at": entry.typed_at,
        "taken_at": at,
        "delivery_id": delivery_id,
        "outcome": receipt.outcome if receipt else None,
        "signal_id": receipt.signal_id if receipt else None,
        "errors": coded(receipt.faults) if receipt else None,
        "findings": coded(receipt.findings) if receipt else None,
    }


def is_lost(receipt: Receipt) -> bool:
    """Whether what a worker made of a refused record is refused, and nothing of it waits: then that record waits on."""
    return receipt.outcome is Outcome.REJECTED and not (receipt.kept and receipt.kept.record)


def mended_row(refused: Any, entry: Any, at: datetime, signal_id: Id | None) -> Row:
    """The end of a refused record by a worker: who, why, and which fields they changed; not to what."""
    told = {"worker_id": entry.worker_id, "reason": entry.reason, "changed": entry.changed}
    return end_row(refused, ENDS_AS[HandEntryKind(entry.kind)], at, signal_id) | told
