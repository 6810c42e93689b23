"""Records that say other things of one signal: a crisis stands, else what came first (docs/decisions/0028, 0045)."""

from collections.abc import Sequence
from typing import Any

from domain.intake.checks.faults import Code, Fault
from domain.intake.spelling import alike
from domain.people.resident import is_somebody_else, resident_of
from schemas.signals import Signal, reference_key
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind


def is_worse(kind: SignalKind, other: SignalKind) -> bool:
    """Whether the first is a crisis and the other is none: it is never passed by."""
    return kind in CRISIS_KINDS and other not in CRISIS_KINDS


def contradicting(verdicts: Sequence[Signal | tuple[Fault, ...]]) -> dict[int, Code]:
    """Places of the signals that say something else than the one that stands under their natural key, and why."""
    signals = [(number, one) for number, one in enumerate(verdicts) if isinstance(one, Signal)]
    keys = [(one.municipality, reference_key(one.reference), one.signal_date) for _, one in signals]
    if len(set(keys)) == len(keys):
        return {}
    by_key: dict[tuple[Any, ...], list[tuple[int, Signal]]] = {}
    for key, signal in zip(keys, signals, strict=True):
        by_key.setdefault(key, []).append(signal)
    return {number: code for same in by_key.values() if len(same) > 1 for number, code in _beside_what_stands(same)}


def _beside_what_stands(same: Sequence[tuple[int, Signal]]) -> list[tuple[int, Code]]:
    said = [one for _, one in same]
    stands = next((one for one in said if one.kind in CRISIS_KINDS), said[0])
    others = [(number, one) for number, one in same if one is not stands and not _says_the_same(stands, one)]
    return [(number, _why(stands, one)) for number, one in others]


def _why(stands: Signal, one: Signal) -> Code:
    return Code.OF_ANOTHER if is_somebody_else(resident_of(stands), resident_of(one)) else Code.CONTRADICTION


def _says_the_same(one: Signal, written: Signal) -> bool:
    other = written.model_copy(update={"reference": one.reference})
    return one == other or alike(one.model_dump_json()) == alike(other.model_dump_json())
