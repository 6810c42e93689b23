"""Reasons of a decision: a closed list of codes with their facts, told in sentences by the pages.

A reason holds codes, amounts, counts and dates; never a person.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ReasonCode(StrEnum):
    """What a step of the decision found."""

    NEW_ARREARS = "new-arrears"
    REPEAT = "repeat"
    HIGHER_THAN_BEFORE = "higher-than-before"
    NOT_STOPPED = "not-stopped"
    AGE_FITS = "age-fits"
    AGE_OUTSIDE = "age-outside"
    ABOVE_THRESHOLD = "above-threshold"
    BELOW_THRESHOLD = "below-threshold"
    OPENS_CASE = "opens-case"
    JOINS_CASE = "joins-case"
    FOLLOWS_CASE = "follows-case"
    STAYS_IN_CASE = "stays-in-case"
    SEVERAL = "several"
    SUCCESSIVE = "successive"
    SINGLE = "single"
    CRISIS = "crisis"
    PLANNED_DATE_MISSING = "planned-date-missing"
    NO_CRISIS = "no-crisis"
    WORKED_ON = "worked-on"
    TRAY = "tray"
    CLOCK = "clock"


FACTS: Final[Mapping[ReasonCode, tuple[str, ...]]] = MappingProxyType(
    {
        ReasonCode.NEW_ARREARS: (),
        ReasonCode.REPEAT: ("amountCents", "beforeCents", "earlierOn"),
        ReasonCode.HIGHER_THAN_BEFORE: ("amountCents", "beforeCents", "earlierOn"),
        ReasonCode.NOT_STOPPED: ("kind",),
        ReasonCode.AGE_FITS: ("days",),
        ReasonCode.AGE_OUTSIDE: ("days", "leastDays", "mostDays"),
        ReasonCode.ABOVE_THRESHOLD: ("amountCents", "thresholdCents"),
        ReasonCode.BELOW_THRESHOLD: ("amountCents", "thresholdCents"),
        ReasonCode.OPENS_CASE: (),
        ReasonCode.JOINS_CASE: ("signals",),
        ReasonCode.FOLLOWS_CASE: (),
        ReasonCode.STAYS_IN_CASE: (),
        ReasonCode.SEVERAL: ("signals",),
        ReasonCode.SUCCESSIVE: ("earlierOn", "months"),
        ReasonCode.SINGLE: (),
        ReasonCode.CRISIS: ("kind", "stage", "plannedDate"),
        ReasonCode.PLANNED_DATE_MISSING: (),
        ReasonCode.NO_CRISIS: (),
        ReasonCode.WORKED_ON: ("tray",),
        ReasonCode.TRAY: ("tray", "channel"),
        ReasonCode.CLOCK: ("deadline", "workingDays", "days"),
    }
)
"""The facts that each reason carries (a fact that does not apply is null)."""
