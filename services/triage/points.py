"""Points of a signal: each rule that a policy names gives points with its reason, and together they fall in a band.

No rule takes points away, and each gives no less for more arrears: more arrears never lowers urgency.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from schemas.policy.points import BandStart, Points
from schemas.reasons import ReasonCode
from schemas.vocabulary.signals import CRISIS_KINDS
from services.triage.known import Owed, Pickup, Reason, SignalView

WHOLE_MONTHS: Final = 100
"""Percent."""


class Weighed(NamedTuple):
    """What rules of points look at."""

    signal: SignalView
    pickup: Pickup | None
    owed: Owed


class PointScore(NamedTuple):
    """Points together, their band, and why."""

    points: int
    band: BandStart
    reasons: tuple[Reason, ...]


def scored(weights: Points, signal: SignalView, pickup: Pickup | None, owed: Owed) -> PointScore:
    """The points of a signal by the rules that `weights` names."""
    seen, reasons = Weighed(signal, pickup, owed), []
    for name, rule in POINTS_OF.items():
        weight = getattr(weights, name)
        reason = rule(weight, seen) if weight else None
        if reason and reason.details["points"]:
            reasons.append(reason)
    together = sum(reason.details["points"] for reason in reasons)
    return PointScore(together, weights.band_of(together), tuple(reasons))


def _months_behind(weight: Any, seen: Weighed) -> Reason:
    kind = seen.signal.partner_kind
    months = seen.owed.periods * weight.months_per_period.get(kind, 1)
    details = {"partnerKind": kind, "monthsBehind": months, "amountCents": seen.signal.amount_cents}
    return Reason(ReasonCode.MONTHS_BEHIND, details | {"points": min(months * weight.each, weight.at_most)})


def _partner_kinds(weight: Any, seen: Weighed) -> Reason:
    others = len(seen.owed.other_kinds)
    return Reason(ReasonCode.KINDS_AT_ONCE, {"kinds": others + 1, "points": min(others * weight.each, weight.at_most)})


def _amount_rises(weight: Any, seen: Weighed) -> Reason | None:
    before, now = seen.pickup, seen.signal.amount_cents
    if before is None or (now - before.amount_cents) * WHOLE_MONTHS < before.amount_cents * weight.percent:
        return None
    details = {
        "percent": (now - before.amount_cents) * WHOLE_MONTHS // max(before.amount_cents, 1),
        "beforeCents": before.amount_cents,
        "earlierOn": before.received_on,
        "amountCents": now,
    }
    return Reason(ReasonCode.AMOUNT_RISES, details | {"points": weight.points})


def _crisis(weight: Any, seen: Weighed) -> Reason | None:
    if seen.signal.kind not in CRISIS_KINDS:
        return None
    return Reason(ReasonCode.CRISIS_COUNTS, {"kind": seen.signal.kind, "points": weight.points})


def _refused_before(weight: Any, seen: Weighed) -> Reason | None:
    return Reason(ReasonCode.REFUSED_BEFORE, {"points": weight.points}) if seen.owed.refused else None


POINTS_OF: Final[Mapping[str, Callable[[Any, Weighed], Reason | None]]] = MappingProxyType(
    {
        "months_behind": _months_behind,
        "partner_kinds": _partner_kinds,
        "amount_rises": _amount_rises,
        "crisis": _crisis,
        "refused_before": _refused_before,
    }
)
"""The rule behind each setting of `schemas.policy.points.POINT_RULES`, in the order in which reasons are given."""
