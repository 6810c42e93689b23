"""The work that the next step of a case asks for, in numbers of a horizon."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.planning.attempts import has_crisis_clock
from domain.planning.capacity import Capacity
from domain.planning.case_to_plan import CaseToPlan
from domain.planning.contact_plan import ContactPlan
from domain.planning.jobs import Effort, Job
from domain.planning.next_contact import people_needed
from domain.planning.norm import ContactNorm
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.planning import ContactStep, MeetingPlace

PROMISED: Final = 1_000
"""Urgency of what was agreed with a resident: before every crisis that would take its place."""


def job_of(case: CaseToPlan, plan: ContactPlan, norm: ContactNorm, hands: Capacity) -> Job | None:
    """The work of the step; None where nobody is needed, or on a day that takes no hours of a working day.

    What was promised goes before, as a crisis does.
    """
    promised = plan.step is ContactStep.APPOINTMENT
    if plan.step in {ContactStep.END, ContactStep.NOTHING} or (promised and plan.from_day not in hands.days):
        return None
    efforts = _attempts(case, plan, norm) if plan.step is ContactStep.TRY else (Effort(norm.talk_minutes, plan.people),)
    first, last = bisect_left(hands.days, plan.from_day), _last(case, plan, hands)
    worker = hands.workers.index(plan.worker) if plan.worker in hands.workers else None
    is_there = worker is not None and first < len(hands.days) and hands.minutes[worker][first] >= efforts[0].minutes
    return Job(
        id=case.case.id,
        first=first,
        last=last,
        efforts=efforts,
        crisis=promised or has_crisis_clock(case),
        urgency=PROMISED if promised else case.case.urgency,
        worker=worker,
        bound=promised and is_there,
    )


def areas_of(case: CaseToPlan, plan: ContactPlan) -> Mapping[int, str]:
    """Which attempts are visits that may be made with others of the neighbourhood; an appointment stands."""
    if plan.step is not ContactStep.TRY:
        return {}
    return {number: case.neighbourhood for number, one in enumerate(plan.chain) if one is Channel.VISIT}


def _attempts(case: CaseToPlan, plan: ContactPlan, norm: ContactNorm) -> tuple[Effort, ...]:
    waits = zip((0, *plan.apart), (0, *plan.least_apart), strict=True)
    return tuple(
        Effort(norm.minutes[channel], people_needed(channel, MeetingPlace.AT_HOME, case), usual, least)
        for channel, (usual, least) in zip(plan.chain, waits, strict=True)
    )


def _last(case: CaseToPlan, plan: ContactPlan, hands: Capacity) -> int:
    until: date = plan.from_day if plan.step is ContactStep.APPOINTMENT else case.case.deadline
    return bisect_right(hands.days, until) - 1
