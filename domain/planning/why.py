"""Why the next step is this one: which clock, which way and which moment, from the plan itself."""

from collections.abc import Iterator

from domain.planning.attempts import counted_attempts, has_crisis_clock, is_possible
from domain.planning.case_to_plan import CaseToPlan
from domain.planning.contact_plan import ContactPlan
from domain.planning.timing import Timing
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.planning import CareMark, PlanReason


def why_tried(case: CaseToPlan, plan: ContactPlan, when: Timing) -> tuple[PlanReason, ...]:
    """Why this attempt, then and so: the clock, the way, the moment."""
    return (clock_reason(case), *_ways(case, plan), *_moment(case, plan, when), *why_here(case, plan))


def clock_reason(case: CaseToPlan) -> PlanReason:
    """The clock that runs."""
    return PlanReason.CRISIS_CLOCK if has_crisis_clock(case) else PlanReason.FOUR_WEEKS


def why_here(case: CaseToPlan, plan: ContactPlan) -> Iterator[PlanReason]:
    """What the resident wished and what colleagues must know, as far as the plan follows it."""
    wish = case.wish
    if wish.channel and wish.channel is plan.channel:
        yield PlanReason.WISHED_CHANNEL
    on_wished_day = not wish.weekdays or plan.from_day.weekday() in wish.weekdays
    if (wish.part or wish.weekdays) and on_wished_day and wish.part in {None, plan.part}:
        yield PlanReason.WISHED_TIME
    if wish.place and wish.place is plan.place:
        yield PlanReason.WISHED_PLACE
    if plan.people > 1:
        yield PlanReason.TWO_PERSONS
    if CareMark.DO_NOT_VISIT in case.marks:
        yield PlanReason.DO_NOT_VISIT


def _ways(case: CaseToPlan, plan: ContactPlan) -> Iterator[PlanReason]:
    done = [one.channel for one in counted_attempts(case)]
    if not done and plan.channel is case.case.channel:
        yield PlanReason.FIRST_APPROACH
    if not case.can_call:
        yield PlanReason.NO_NUMBER
    elif plan.channel is Channel.PHONE and Channel.LETTER in plan.chain:
        yield PlanReason.THERE_IS_A_NUMBER
    if done and plan.channel not in done:
        yield PlanReason.ANOTHER_WAY
    if len({*done, *plan.chain}) == 1 and not any(is_possible(one, case) for one in (Channel.PHONE, Channel.VISIT)):
        yield PlanReason.NO_OTHER_WAY


def _moment(case: CaseToPlan, plan: ContactPlan, when: Timing) -> Iterator[PlanReason]:
    before = {one.part for one in counted_attempts(case)}
    if before and plan.part and plan.part not in before and not case.wish.part:
        yield PlanReason.OTHER_PART
    if when.late:
        yield PlanReason.TOO_LATE
    elif when.short:
        yield PlanReason.TIME_IS_SHORT
    if before and plan.from_day > when.opens_on:
        yield PlanReason.TIME_TO_ANSWER
    if case.opens_on > when.today:
        yield PlanReason.WAITS_FOR_OPENING
    if not (before or case.wish.weekdays) and plan.from_day > when.opens_on:
        yield PlanReason.NEXT_WORKING_DAY
