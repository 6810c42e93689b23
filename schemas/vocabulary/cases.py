"""Trays and shapes of a case, and how it ends (DDAS Vroegsignalering 1.2, section 3.2)."""

from enum import StrEnum
from typing import Final


class Tray(StrEnum):
    """A tray (*werkbakje*): a queue of cases that get the same approach."""

    CRISIS = "crisis"
    SEVERAL = "several"
    SINGLE = "single"


class TaskState(StrEnum):
    """Where an outreach task is: in the queue, with a worker, or done because its case is closed."""

    QUEUED = "queued"
    TAKEN = "taken"
    DONE = "done"


class CaseShape(StrEnum):
    """The shape of a case; the definitions stand in `domain.law.definitions`."""

    SINGLE = "single"
    SEVERAL = "several"
    SUCCESSIVE = "successive"


class EndResult(StrEnum):
    """How a case ended (DDAS 3.2)."""

    ADVICE_OR_QUICK_FIX = "advice-or-quick-fix"
    NEVER_REACHED = "never-reached"
    NO_REACTION_AFTER_CONTACT = "no-reaction-after-contact"
    KNOWN_AT_DEBT_HELP = "known-at-debt-help"
    OTHER_TRAJECTORY = "other-trajectory"
    ALREADY_PAID = "already-paid"
    DECEASED = "deceased"
    SELF_RELIANT = "self-reliant"
    OTHER_REASON = "other-reason"
    REPEAT = "repeat"
    UNJUSTIFIED = "unjustified"
    NOT_RESIDENT = "not-resident"
    FURTHER_HELP = "further-help"
    FURTHER_HELP_FINANCIAL = "further-help-financial"
    FURTHER_HELP_OTHER = "further-help-other"
    REFERRAL_WITHOUT_RESIDENT = "referral-without-resident"


NEEDS_CONTACT: Final = frozenset(
    {
        EndResult.ADVICE_OR_QUICK_FIX,
        EndResult.NO_REACTION_AFTER_CONTACT,
        EndResult.ALREADY_PAID,
        EndResult.SELF_RELIANT,
    }
)
"""End results that by their DDAS definition need a contact that reached the resident."""

NOTHING_CAME_OF_CONTACT: Final = frozenset({EndResult.NEVER_REACHED})
"""End results that contradict a recorded contact."""

HEADER: Final = ("tray", "channel", "urgency", "deadline", "clock_from", "several", "successive", "partner_kind")
"""What triage says of a case: its header, with the same names in the record, in code and in stored outcomes."""

TASK_HEADER: Final = ("tray", "channel", "urgency", "deadline")
"""What a task has from the header of its case."""
