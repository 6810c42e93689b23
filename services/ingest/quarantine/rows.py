"""Refused records as rows: how one waits, and how it came to its end."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from domain.change import Row
from domain.intake.checks.faults import BESIDE_ANOTHER
from domain.intake.quarantine import Kept, kept_signal, kept_until, word_of_kind
from schemas.ids import Id, event_id
from schemas.signals import Signal
from schemas.vocabulary.quarantine import Settlement
from schemas.vocabulary.signals import CRISIS_KINDS, Outcome, SignalKind
from services.ingest.signals.placing import Place
from services.ingest.signals.rows import Key, Origin

KnownBy = tuple[str, str, str | None]
"""Municipality, reference in small letters, and signal date, by which a refused record is known again."""
KIND_WORDS: Final = frozenset(kind.dutch for kind in SignalKind)
CRISIS_WORDS: Final = frozenset(kind.dutch for kind in CRISIS_KINDS)


class Delivered(NamedTuple):
    """What a delivery says: signals by natural key, what became of each, and what is kept of records it refuses."""

    signals: Mapping[Key, Signal]
    placed: Mapping[Key, Place]
    refused: Sequence[Kept]


class SaidAgain(NamedTuple):
    """A record of a delivery as it is or would be kept, and the signal that came of it (None: it was refused)."""

    kept: Kept
    signal_id: Id | None = None


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


def speaks_of(delivered: Delivered) -> set[KnownBy]:
    """By what earlier refused records may be known of which this delivery speaks."""
    taken = {key for key, place in delivered.placed.items() if place.outcome is not Outcome.REJECTED}
    return taken | {_known_by(one) for one in delivered.refused if one.reference}


def said_again(delivered: Delivered, under: Collection[KnownBy]) -> dict[KnownBy, list[SaidAgain]]:
    """What this delivery says under each of these keys: a signal first, then what is refused again."""
    found: dict[KnownBy, list[SaidAgain]] = {key: [] for key in under}
    for (municipality, reference, day), said in found.items():
        key = municipality, reference, day or ""
        place = delivered.placed.get(key)
        if place and place.outcome is not Outcome.REJECTED:
            said.append(SaidAgain(kept_signal(delivered.signals[key]), place.signal_id))
    for kept in delivered.refused:
        found.get(_known_by(kept), []).append(SaidAgain(kept))
    return found


def is_sent_again(waiting: Any, said: Kept) -> bool:
    """Whether a record that is known by the same takes the place of what waits: it must report the same.

    What was refused for what stands under its natural key is only that same record again. What reports a kind that
    nobody can read may have been a crisis: only the same words, or a crisis, end it.
    """
    if said.record is None:
        return False
    if any(one["code"] in BESIDE_ANOTHER for one in waiting.errors):
        return bool(waiting.record == said.record)
    waits, now = word_of_kind(waiting.record, waiting.left_out or ()), word_of_kind(said.record, said.left_out)
    return waits is not None and (waits == now or (waits not in KIND_WORDS and now in CRISIS_WORDS))


def _known_by(one: Kept) -> KnownBy:
    return one.municipality, str(one.reference), one.signal_date.isoformat() if one.signal_date else None


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
