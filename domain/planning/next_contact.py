"""The next step on a case, the earliest day on which it can be defended, the latest that keeps the clock, and why."""

from datetime import date, datetime
from typing import Final

from domain.cases.clock import clock_runs
from domain.law.calendar import add_working_days, local_date
from domain.planning.attempts import attempts_left, counted_attempts, is_possible
from domain.planning.case_to_plan import Appointment, CaseToPlan
from domain.planning.contact_plan import ContactPlan
from domain.planning.norm import ContactNorm
from domain.planning.timing import end_from, first_that_suits, opens_on, timing
from domain.planning.why import clock_reason, why_here, why_tried
from domain.planning.workdays import working_day_until
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.planning import CareMark, ContactStep, MeetingPlace, PlanReason

NOT_AT_HOME: Final = frozenset({MeetingPlace.TOWN_HALL, MeetingPlace.ELSEWHERE})


def next_contact(case: CaseToPlan, norm: ContactNorm, now: datetime) -> ContactPlan:
    """The next step on a case at `now` (UTC)."""
    today, since = local_date(now), case.case.clock_from
    if case.case.closed:
        return ContactPlan(ContactStep.NOTHING, (PlanReason.CLOSED,), today)
    if case.appointment and case.appointment.on >= today:
        return _kept(case, case.appointment)
    if not clock_runs(case.case):
        return ContactPlan(ContactStep.NOTHING, (PlanReason.TALKED,), today, worker=case.worker)
    if any(one.reached and one.held_on >= since for one in case.tried):
        return _talk(case, now)
    left = tuple(attempts_left(case, norm))
    return _try(case, left, norm, now) if left else _end(case, norm, today)


def people_needed(channel: Channel, place: MeetingPlace | None, case: CaseToPlan) -> int:
    """Two where a mark says so, unless there are colleagues around or nobody is met."""
    out = channel is Channel.VISIT or (channel is Channel.APPOINTMENT and place is not MeetingPlace.TOWN_HALL)
    return 2 if out and CareMark.TWO_PERSONS in case.marks else 1


def _try(case: CaseToPlan, chain: tuple[Channel, ...], norm: ContactNorm, now: datetime) -> ContactPlan:
    when, channel = timing(case, chain, norm, now), chain[0]
    place = MeetingPlace.AT_HOME if channel is Channel.VISIT else None
    plan = ContactPlan(
        step=ContactStep.TRY,
        reasons=(),
        from_day=when.from_day,
        by=when.by,
        channel=channel,
        part=when.part,
        people=people_needed(channel, place, case),
        place=place,
        worker=case.worker,
        chain=chain,
        apart=when.apart,
        least_apart=when.least_apart,
        end_from=end_from(when.from_day, chain, when.apart, norm),
    )
    return plan._replace(reasons=why_tried(case, plan, when))


def _end(case: CaseToPlan, norm: ContactNorm, today: date) -> ContactPlan:
    last = counted_attempts(case)[-1]
    day = max(today, add_working_days(last.held_on, norm.apart[last.channel]))
    waits = (PlanReason.TIME_TO_ANSWER,) if day > today else ()
    return ContactPlan(ContactStep.END, (PlanReason.ENOUGH_TRIED, *waits), day, worker=case.worker, end_from=day)


def _talk(case: CaseToPlan, now: datetime) -> ContactPlan:
    by = working_day_until(case.case.deadline)
    day = first_that_suits(case, opens_on(case, now), by)
    channel, place = _where_to_talk(case)
    people = people_needed(channel, place, case)
    plan = ContactPlan(ContactStep.TALK, (), day, by, channel, case.wish.part, people, place, case.worker)
    return plan._replace(reasons=(PlanReason.SPOKEN, clock_reason(case), *why_here(case, plan)))


def _where_to_talk(case: CaseToPlan) -> tuple[Channel, MeetingPlace | None]:
    wish = case.wish
    if wish.place in NOT_AT_HOME:
        return Channel.APPOINTMENT, wish.place
    if case.can_call and wish.place is None and wish.channel in {None, Channel.PHONE}:
        return Channel.PHONE, None
    if is_possible(Channel.VISIT, case):
        return Channel.VISIT, MeetingPlace.AT_HOME
    return Channel.APPOINTMENT, MeetingPlace.TOWN_HALL


def _kept(case: CaseToPlan, made: Appointment) -> ContactPlan:
    """The appointment, at the town hall when by now nobody may go to the house."""
    may_go = made.place is not MeetingPlace.AT_HOME or CareMark.DO_NOT_VISIT not in case.marks
    place = made.place if may_go else MeetingPlace.TOWN_HALL
    channel = Channel.VISIT if place is MeetingPlace.AT_HOME else Channel.APPOINTMENT
    worker = made.worker or case.worker
    people = people_needed(channel, place, case)
    plan = ContactPlan(ContactStep.APPOINTMENT, (), made.on, made.on, channel, made.part, people, place, worker)
    return plan._replace(reasons=(PlanReason.APPOINTMENT_MADE, *why_here(case, plan)))
