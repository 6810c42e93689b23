"""What may be recorded on a case, and why not: pure rules that the pages show and the acts enforce."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import Final

from domain.cases.case import Case, work_of
from domain.cases.clock import clock_runs
from domain.cases.follows import MAY_REACH, PART_BEGINS, RESULT_RULES, Recorded, recorded
from domain.law.calendar import AMSTERDAM, local_date
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.contacts import Channel, PartOfDay


class Refusal(StrEnum):
    """Why something is not recorded; each has its sentence in the message catalogues (`refusal.<code>`)."""

    CLOSED = "closed"
    FUTURE = "future"
    NOT_YET = "not-yet"
    BEFORE_OPENING = "before-opening"
    BEFORE_OFFER = "before-offer"
    ONLY_SENT = "only-sent"
    NOT_REACHED = "not-reached"
    NO_ACCEPTED_OFFER = "no-accepted-offer"
    NOT_TALKED = "not-talked"
    ALREADY_TALKED = "already-talked"
    ALREADY_ANSWERED = "already-answered"
    ALREADY_PLANNED = "already-planned"
    UNKNOWN_OFFER = "unknown-offer"
    UNKNOWN_PERSON = "unknown-person"
    UNKNOWN_SIGNAL = "unknown-signal"
    WAS_REACHED = "was-reached"
    NEEDS_CONTACT = "needs-contact"
    NEVER_TRIED = "never-tried"
    NEEDS_ACCEPTED = "needs-accepted"
    WAS_ACCEPTED = "was-accepted"
    WAS_PLANNED = "was-planned"
    ENDED_OTHERWISE = "ended-otherwise"
    NOT_IN_QUEUE = "not-in-queue"
    HELD_BY_COLLEAGUE = "held-by-colleague"
    OVERRIDE_TERM = "override-term"


MISSING: Final[Mapping[Recorded, Refusal]] = MappingProxyType(
    {
        Recorded.TRIED: Refusal.NEVER_TRIED,
        Recorded.REACHED: Refusal.NEEDS_CONTACT,
        Recorded.ACCEPTED: Refusal.NEEDS_ACCEPTED,
    }
)
"""Why a result is refused that needs this."""
CONTRADICTED: Final[Mapping[Recorded, Refusal]] = MappingProxyType(
    {
        Recorded.REACHED: Refusal.WAS_REACHED,
        Recorded.ACCEPTED: Refusal.WAS_ACCEPTED,
        Recorded.PLANNED: Refusal.WAS_PLANNED,
    }
)
"""Why a result is refused that this contradicts."""
RESULT_REFUSALS: Final = (*CONTRADICTED.values(), *MISSING.values())
"""In the order in which they are told: what was done before what was not."""

LONGEST_OVERRIDE: Final = timedelta(days=62)
"""How long what a worker puts otherwise than the rules may hold [A]."""


def date_refusal(held_on: date, case: Case, today: date) -> Refusal | None:
    """Nothing is recorded for tomorrow, nor for before the case was opened.

    A case that a clock opened ahead of today takes what is done today.
    """
    if held_on > today:
        return Refusal.FUTURE
    return Refusal.BEFORE_OPENING if held_on < min(case.opened_on, today) else None


def reach_refusal(kind: Channel, reached: bool) -> Refusal | None:
    """Nobody is spoken with by something that is sent."""
    return Refusal.ONLY_SENT if reached and not MAY_REACH[kind] else None


def part_refusal(held_on: date, part: PartOfDay, now: datetime) -> Refusal | None:
    """Nothing is recorded for a part of today that has not begun at `now` (UTC)."""
    begun = held_on < local_date(now) or now.astimezone(AMSTERDAM).hour >= PART_BEGINS[part]
    return None if begun else Refusal.NOT_YET


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
    """A plan of approach (Wgs art. 4a) follows an accepted offer and a first talk.

    It may be decided after the case is closed, unless with a result that no plan can follow.
    """
    work = work_of(case)
    if work.planned:
        return Refusal.ALREADY_PLANNED
    if not work.accepted:
        return Refusal.NO_ACCEPTED_OFFER
    if work.result and Recorded.PLANNED in RESULT_RULES[work.result].never_after:
        return Refusal.ENDED_OTHERWISE
    return None if work.talked_on else Refusal.NOT_TALKED


def override_refusal(ends_on: date, case: Case, today: date) -> Refusal | None:
    """What a worker puts otherwise than the rules holds to tomorrow at least and two months at most."""
    ends_in_time = today < ends_on <= today + LONGEST_OVERRIDE
    return closed_refusal(case) or (None if ends_in_time else Refusal.OVERRIDE_TERM)


def result_refusal(result: EndResult, case: Case) -> Refusal | None:
    """End results that contradict what was recorded, or tell of what was not (DDAS section 3.2)."""
    rule, stands = RESULT_RULES[result], recorded(work_of(case))
    contradicted = (refusal for one, refusal in CONTRADICTED.items() if one in rule.never_after & stands)
    missing = (refusal for one, refusal in MISSING.items() if one in rule.needs - stands)
    return next(chain(contradicted, missing), None)
