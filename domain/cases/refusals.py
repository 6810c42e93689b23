"""What may be recorded on a case, and why not: pure rules that the pages show and the acts enforce."""

from datetime import date
from enum import StrEnum

from domain.cases.case import Case, work_of
from domain.cases.clock import clock_runs
from schemas.ids import Id
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


def date_refusal(held_on: date, case: Case, today: date) -> Refusal | None:
    """Nothing is recorded for tomorrow, nor for before the case was opened.

    A case that a clock opened ahead of today takes what is done today.
    """
    if held_on > today:
        return Refusal.FUTURE
    return Refusal.BEFORE_OPENING if held_on < min(case.opened_on, today) else None


def closed_refusal(case: Case) -> Refusal | None:
    """A closed case takes no further work: a new signal opens a new case."""
    return Refusal.CLOSED if case.closed else None


def person_refusal(person_id: Id | None, case: Case) -> Refusal | None:
    """Only somebody on a signal of the case is contacted: of others on the address nothing was reported."""
    known = {signal.person_id for signal in work_of(case).signals}
    return None if person_id is None or person_id in known else Refusal.UNKNOWN_PERSON


def offer_refusal(case: Case) -> Refusal | None:
    """An offer is one only when made to a resident who was reached; a letter sent is none."""
    return closed_refusal(case) or (None if work_of(case).reached else Refusal.NOT_REACHED)


def talk_refusal(case: Case) -> Refusal | None:
    """The first talk stops the clock; there is one for each clock."""
    return closed_refusal(case) or (None if clock_runs(case) else Refusal.ALREADY_TALKED)


def plan_refusal(case: Case) -> Refusal | None:
    """A plan of approach (Wgs art. 4a) follows an accepted offer; it may be decided after the case is closed."""
    if work_of(case).planned:
        return Refusal.ALREADY_PLANNED
    return None if work_of(case).accepted else Refusal.NO_ACCEPTED_OFFER


def result_refusal(result: EndResult, case: Case) -> Refusal | None:
    """End results that contradict what was recorded (DDAS section 3.2)."""
    work = work_of(case)
    if result in NOTHING_CAME_OF_CONTACT:
        if work.reached:
            return Refusal.WAS_REACHED
        return None if work.attempts else Refusal.NEVER_TRIED
    return Refusal.NEEDS_CONTACT if result in NEEDS_CONTACT and not work.reached else None
