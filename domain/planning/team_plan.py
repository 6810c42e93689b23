"""The plan of a team: who does what on which day, what does not fit, and which clocks break for that."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from domain.law.calendar import local_date, working_days_between
from domain.planning.attempts import has_crisis_clock
from domain.planning.bundling import bundled
from domain.planning.capacity import Capacity
from domain.planning.case_to_plan import CaseToPlan
from domain.planning.contact_plan import ContactPlan
from domain.planning.fit import LIMITS, Limits, fit
from domain.planning.hands import Hands
from domain.planning.jobs import Job, Placing, Turns
from domain.planning.next_contact import next_contact
from domain.planning.norm import ContactNorm
from domain.planning.placing import place_somehow
from domain.planning.work_of_case import areas_of, job_of
from domain.planning.workdays import working_days_from
from schemas.ids import Id
from schemas.vocabulary.planning import ContactStep, MissedBecause


class PlannedContact(NamedTuple):
    """The next step of a case in the plan. `day` None: it does not fit; no `workers`: nobody is needed or free.

    `handed_over`: somebody else does it than the worker who has the case or agreed the appointment.
    """

    case: CaseToPlan
    plan: ContactPlan
    day: date | None
    workers: tuple[Id, ...] = ()
    handed_over: bool = False


class BrokenClock(NamedTuple):
    """A clock that is not kept, and why. `deadline`: its last day."""

    case: CaseToPlan
    because: MissedBecause
    deadline: date
    crisis: bool


class TeamPlan(NamedTuple):
    """`contacts` by day, what does not fit last. `broken`: crises first.

    `broken_at_least`: so many clocks break whatever is planned; it is the number of `broken` where that is proven.
    """

    contacts: tuple[PlannedContact, ...]
    broken: tuple[BrokenClock, ...]
    broken_at_least: int
    proven: bool

    def later_than(self, last: date) -> list[PlannedContact]:
        """What could be done up to a day and is planned after it, or not at all."""
        return [one for one in self.contacts if one.plan.from_day <= last and (one.day is None or one.day > last)]


def horizon(cases: Sequence[CaseToPlan], now: datetime, least: int = 5) -> tuple[date, ...]:
    """The working days from now to the last clock of these cases, at least so many: no clock lies beyond them."""
    today = local_date(now)
    last = max((one.case.deadline for one in cases), default=today)
    number = max(working_days_between(today, last) + 1, least)
    return working_days_from(today, number)


def plan_team(
    cases: Sequence[CaseToPlan], hands: Capacity, norm: ContactNorm, now: datetime, limits: Limits = LIMITS
) -> TeamPlan:
    """Plan the open cases of a team at `now` (UTC) in the capacity that it has."""
    cases = sorted(cases, key=lambda one: one.case.id)
    plans = {one.case.id: next_contact(one, norm, now) for one in cases}
    made = (job_of(one, plans[one.case.id], norm, hands) for one in cases)
    jobs = [one for one in made if one is not None]
    fitted = fit(jobs, hands.minutes, limits)
    areas = {one.case.id: areas_of(one, plans[one.case.id]) for one in cases}
    kept = bundled(jobs, fitted.placing, areas, hands.minutes)
    left = Hands.of(jobs, hands.minutes)
    left.take_all(jobs, kept)
    movable = [one for one in jobs if plans[one.id].step is not ContactStep.APPOINTMENT]
    turns = {**kept, **_as_soon_as_possible(movable, kept, left)}
    contacts = [_contact(one, plans[one.case.id], turns.get(one.case.id), hands) for one in cases]
    by_id = {one.case.id: one for one in cases}
    missed = [one for one in jobs if one.id not in kept]
    broken = [_broken(by_id[one.id], plans[one.id], one, fitted.too_late, hands) for one in missed]
    return TeamPlan(
        contacts=tuple(sorted(contacts, key=lambda one: (one.day is None, one.day or one.plan.from_day))),
        broken=tuple(sorted(broken, key=lambda one: (not one.crisis, one.deadline, -one.case.case.urgency))),
        broken_at_least=len(jobs) - sum(fitted.at_most),
        proven=fitted.proven,
    )


def _as_soon_as_possible(jobs: Sequence[Job], kept: Placing, left: Hands) -> Mapping[str, Turns]:
    """What comes too late is still done, in the hours that are left."""
    missed = sorted((one for one in jobs if one.id not in kept), key=lambda one: (not one.crisis, one.last))
    late = ((one.id, place_somehow(left, one._replace(last=left.days - 1))) for one in missed)
    return {name: turns for name, turns in late if turns}


def _contact(case: CaseToPlan, plan: ContactPlan, turns: Turns | None, hands: Capacity) -> PlannedContact:
    if turns is None:
        asks_nobody = plan.step in {ContactStep.END, ContactStep.NOTHING}
        outside_work = plan.step is ContactStep.APPOINTMENT and plan.from_day not in hands.days
        day = plan.from_day if asks_nobody or outside_work else None
        return PlannedContact(case, plan, day, (plan.worker,) if outside_work and plan.worker else ())
    workers = tuple(hands.workers[one] for one in turns[0].workers)
    handed_over = plan.worker is not None and plan.worker not in workers
    return PlannedContact(case, plan, hands.days[turns[0].day], workers, handed_over)


def _broken(case: CaseToPlan, plan: ContactPlan, job: Job, too_late: frozenset[str], hands: Capacity) -> BrokenClock:
    because = MissedBecause.TIME if job.id in too_late else _which_hands(job, hands)
    return BrokenClock(case, because, _clock_of(case, plan), has_crisis_clock(case))


def _clock_of(case: CaseToPlan, plan: ContactPlan) -> date:
    return plan.from_day if plan.step is ContactStep.APPOINTMENT else case.case.deadline


def _which_hands(job: Job, hands: Capacity) -> MissedBecause:
    """Whether it is for want of a second person, or of hours."""
    two = [one for one in job.efforts if one.people > 1]
    days = range(job.first, min(job.last, len(hands.days) - 1) + 1)
    for effort in two:
        if not any(sum(row[day] >= effort.minutes for row in hands.minutes) >= effort.people for day in days):
            return MissedBecause.SECOND_PERSON
    return MissedBecause.HANDS
