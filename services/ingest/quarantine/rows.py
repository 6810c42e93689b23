"""Refused records as rows: how one waits, and how it came to its end."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from domain.change import Row
from domain.intake.quarantine import Kept, kept_until, same_reference
from schemas.ids import Id, event_id
from schemas.vocabulary.quarantine import Settlement
from schemas.vocabulary.signals import Outcome
from services.ingest.signals.placing import Place
from services.ingest.signals.rows import Key, Origin

SaidAgain = tuple[str, str, str | None]
"""Municipality, reference in small letters, and signal date, by which a refused record is known again."""


def quarantine_row(
    line: int, errors: Sequence[Mapping[str, str]] | None, kept: Kept, origin: Origin, at: datetime
) -> Row:
    """A refused record on a line of a delivery, as it waits from `at` (UTC) on."""
    return {
        "municipality": kept.municipality,
        "id": event_id(origin.delivery_id, f"quarantine:{line}"),
        "partner_id": origin.partner_id,
        "delivery_id": origin.delivery_id,
        "line": line,
        "reference": kept.reference,
        "signal_date": kept.signal_date,
        "record": kept.record,
        "left_out": kept.left_out or None,
        "errors": errors,
        "rejected_at": at,
        "kept_until": kept_until(at),
    }


def said_again(placed: Mapping[Key, Place], refused: Iterable[Kept]) -> dict[SaidAgain, Id | None]:
    """By what earlier refused records are known that this delivery sends again, and the signal that came of it.

    A record that is refused again takes the place of the earlier one.
    """
    found: dict[SaidAgain, Id | None] = {
        (one.municipality, one.reference, one.signal_date.isoformat() if one.signal_date else None): None
        for one in refused
        if one.reference
    }
    for (municipality, reference, day), place in placed.items():
        if place.outcome is not Outcome.REJECTED:
            found[municipality, str(same_reference(reference)), day] = place.signal_id
    return found


def end_row(row: Any, settlement: Settlement, at: datetime, signal_id: Id | None = None) -> dict[str, Any]:
    """How the refused record of a row of `quarantine` came to its end at `at` (UTC), and the signal that it became."""
    return {
        "municipality": row.municipality,
        "id": row.id,
        "partner_id": row.partner_id,
        "delivery_id": row.delivery_id,
        "line": row.line,
        "settlement": settlement,
        "reason": None,
        "worker_id": None,
        "changed": None,
        "signal_id": signal_id,
        "settled_at": at,
    }
