"""What may be recorded on a case, and why not: pure rules that the pages show and the commands enforce."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas.vocabulary.cases import NEEDS_CONTACT, NOTHING_CAME_OF_CONTACT, EndResult


class Refusal(StrEnum):
    """Why something is not recorded; each has its sentence in the message catalogues (`refusal.<code>`)."""

    CLOSED = "closed"
    FUTURE = "future"
    BEFORE_OPENING = "before-opening"
    BEFORE_OFFER = "before-offer"
    NOT_REACHED = "not-reached"
    NO_ACCEPTED_OFFER = "no-accepted-offer"
    ALREADY_TALKED = "already-talked"
    ALREADY_ANSWERED = "already-answered"
    ALREADY_PLANNED = "already-planned"
    UNKNOWN_OFFER = "unknown-offer"
    UNKNOWN_PERSON = "unknown-person"
    WAS_REACHED = "was-reached"
    NEEDS_CONTACT = "needs-contact"
    NEVER_TRIED = "never-tried"
    NOT_IN_QUEUE = "not-in-queue"
    HELD_BY_COLLEAGUE = "held-by-colleague"


@dataclass(frozen=True)
class CaseWork:
    """What was done on a case, as far as rules look. Dates are local.

    `clock_sequence` and `talked_sequence`: numbers, in one order of the municipality, of the decision that started the
    clock and of the talk that stopped it; a signal after the talk starts one again.
    """

    opened_on: date
    clock_sequence: int
    closed: bool
    talked_on: date | None
    talked_sequence: int | None
    attempts: int
    reached_by_attempt: bool
    accepted: bool
    planned: bool

    @property
    def reached(self) -> bool:
        """Whether a resident was spoken with: a reached attempt or a first talk."""
        return self.reached_by_attempt or self.talked_on is not None

    @property
    def clock_runs(self) -> bool:
        """Whether a first talk is still owed (Wgs art. 4)."""
        return not self.closed and (self.talked_sequence is None or self.clock_sequence > self.talked_sequence)


def date_refusal(held_on: date, work: CaseWork, today: date) -> Refusal | None:
    """Nothing is recorded for tomorrow, nor for before the case was opened."""
    if held_on > today:
        return Refusal.FUTURE
    return Refusal.BEFORE_OPENING if held_on < work.opened_on else None


def attempt_refusal(work: CaseWork) -> Refusal | None:
    """A closed case takes no attempts: a new signal opens a new case."""
    return Refusal.CLOSED if work.closed else None


def offer_refusal(work: CaseWork) -> Refusal | None:
    """An offer is one only when made to a resident who was reached (DESIGN, Dispositions)."""
    if work.closed:
        return Refusal.CLOSED
    return None if work.reached else Refusal.NOT_REACHED


def talk_refusal(work: CaseWork) -> Refusal | None:
    """The first talk stops the clock; there is one for each clock."""
    if work.closed:
        return Refusal.CLOSED
    return None if work.clock_runs else Refusal.ALREADY_TALKED


def plan_refusal(work: CaseWork) -> Refusal | None:
    """A plan of approach (Wgs art. 4a) follows an accepted offer; it may be decided after the case is closed."""
    if work.planned:
        return Refusal.ALREADY_PLANNED
    return None if work.accepted else Refusal.NO_ACCEPTED_OFFER


def result_refusal(result: EndResult, work: CaseWork) -> Refusal | None:
    """End results that contradict what was recorded (DDAS section 3.2)."""
    if result in NOTHING_CAME_OF_CONTACT:
        if work.reached:
            return Refusal.WAS_REACHED
        return None if work.attempts else Refusal.NEVER_TRIED
    return Refusal.NEEDS_CONTACT if result in NEEDS_CONTACT and not work.reached else None


def close_refusal(result: EndResult, work: CaseWork) -> Refusal | None:
    """A case is closed once, with a result that fits what was recorded."""
    return Refusal.CLOSED if work.closed else result_refusal(result, work)
