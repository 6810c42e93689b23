"""Kinds of facts, from which every figure is read, and classes of cases that they count."""

from enum import StrEnum


class FactKind(StrEnum):
    """Kinds of rows in the fact table; `stage` of the funnel where it counts one."""

    SIGNAL_ACCEPTED = "signal-accepted"
    SIGNAL_SETTLED = "signal-settled"
    SIGNAL_REFUSED = "signal-refused"
    REFUSAL_OVERTURNED = "refusal-overturned"
    CASE_OPENED = "case-opened"
    CASE_CLASSED = "case-classed"
    TASK_DISPATCHED = "task-dispatched"
    CONTACT_ATTEMPTED = "contact-attempted"
    CASE_REACHED = "case-reached"
    OFFER_MADE = "offer-made"
    OFFER_ACCEPTED = "offer-accepted"
    SIGNAL_LED_TO_OFFER = "signal-led-to-offer"
    CASE_LED_TO_OFFER = "case-led-to-offer"
    FIRST_TALK_HELD = "first-talk-held"
    SIGNAL_LED_TO_TRAJECTORY = "signal-led-to-trajectory"
    CASE_LED_TO_TRAJECTORY = "case-led-to-trajectory"
    CASE_CLOSED = "case-closed"
    CASE_OVERRIDDEN = "case-overridden"


class CaseClass(StrEnum):
    """What a case is by a definition of `domain.law.definitions`; it may be several of them at once."""

    SINGLE = "single"
    SEVERAL = "several"
    SEVERAL_KINDS = "several-kinds"
    SUCCESSIVE = "successive"
    SUCCESSIVE_BESIDE = "successive-beside"
    CRISIS = "crisis"
    CONTRACT_ENDS = "contract-ends"
