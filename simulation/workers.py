"""Workers who act: what a worker does next on a case, from what the worker sees of it; pure and seeded.

Every choice depends on (seed, key of the case, number of the step) only, never on the order in which cases are asked.
"""

from collections.abc import Callable, Iterable
from datetime import date
from random import Random
from typing import NamedTuple

from schemas.vocabulary.cases import EndResult, Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from simulation import approach
from simulation.approach import Approach
from simulation.casework import Action, Attempt, Close, FirstTalk, Offer, PlanEstablished, WorkersView
from simulation.chance import dice, pick
from simulation.days import after_working_days, is_weekday


class PlannedStep(NamedTuple):
    """The next thing to do on a case: not before `due`, which is a working day; `act` says what, on that day."""

    due: date
    act: Callable[[date], tuple[Action, ...]]


def next_actions(case: WorkersView, day: date, seed: int) -> tuple[Action, ...]:
    """What the worker does on `day`, in order; nothing on a weekend or when nothing is due.

    Ask again after recording: the next step may be due on the same day.
    """
    step = _step(case, seed)
    return step.act(day) if step and is_weekday(day) and step.due <= day else ()


def next_day(case: WorkersView, seed: int) -> date | None:
    """The first working day on which there is something to do; None when nothing will ever be."""
    step = _step(case, seed)
    return step.due if step else None


def capacity(residents: int) -> int:
    """Cases that the workers of a municipality take in hand on one working day (0.33 fte per 10,000 residents)."""
    return max(1, round(residents / 10_000 * approach.FTE_PER_10000 * approach.HANDLED_PER_FTE_A_DAY))


def day_of_work(
    cases: Iterable[WorkersView], day: date, seed: int, most: int
) -> list[tuple[WorkersView, tuple[Action, ...]]]:
    """At most `most` cases with what is done on them today; the earliest deadline first."""
    asked = ((case, next_actions(case, day, seed)) for case in cases)
    due = [(case, actions) for case, actions in asked if actions]
    due.sort(key=lambda work: (work[0].deadline, work[0].opened_on, work[0].key))
    return due[:most]


def planned(case: WorkersView, seed: int) -> Approach:
    """The attempts that this case will get as long as nobody is reached. Raises KeyError for what is no approach."""
    if case.tray is Tray.CRISIS:
        return approach.CRISIS
    if case.channel is Channel.PHONE and dice(seed, case.key, "approach").random() < approach.WRITING_ONLY[case.shape]:
        return approach.WRITING
    return approach.BEGINNING[case.channel]


def _step(case: WorkersView, seed: int) -> PlannedStep | None:
    if case.closed:
        return _plan(case, seed)
    reached = next((attempt for attempt in case.attempts if attempt.reached), None)
    if reached is None:
        return _approach_resident(case, seed)
    if not case.offers:
        result = EndResult.ALREADY_PAID if dice(seed, case.key, "paid").random() < 0.6 else EndResult.SELF_RELIANT
        return _end_without_help(case, result, reached.day, seed)
    answer, day = case.offers[-1].answer, case.offers[-1].day
    if answer is OfferAnswer.ACCEPTED:
        return _help(case, seed)
    if answer is OfferAnswer.DECLINED:
        return _end_without_help(case, EndResult.SELF_RELIANT, day, seed)
    return _close(EndResult.NO_REACTION_AFTER_CONTACT, after_working_days(day, approach.CLOSE_WITHOUT_ANSWER))


def _close(result: EndResult, due: date) -> PlannedStep:
    return PlannedStep(due, lambda day: (Close(result, day),))


def _approach_resident(case: WorkersView, seed: int) -> PlannedStep:
    made, steps = len(case.attempts), planned(case, seed)
    since = case.attempts[-1].day if made else case.opened_on
    called_back = _call_back(case, seed) if made else None
    if called_back:
        return called_back
    if made >= len(steps):
        return _close(EndResult.NEVER_REACHED, after_working_days(since, approach.CLOSE_WITHOUT_ANSWER))
    wait, kind = steps[made]
    return PlannedStep(after_working_days(since, wait), lambda day: _attempt(dice(seed, case.key, made), kind, day))


def _attempt(rng: Random, kind: Channel, day: date) -> tuple[Action, ...]:
    part = PartOfDay.MORNING if kind is Channel.LETTER else pick(rng, approach.PARTS)
    if kind not in approach.SENT and _reaches(rng, kind, part):
        return _spoken(rng, kind, day, part)
    return (Attempt(kind, False, day, part),)


def _call_back(case: WorkersView, seed: int) -> PlannedStep | None:
    """The resident who answers what was sent last."""
    last, rng = case.attempts[-1], dice(seed, case.key, "call-back", len(case.attempts))
    if last.kind not in approach.SENT or not _reaches(rng, last.kind, last.part_of_day):
        return None
    due = after_working_days(last.day, rng.randint(*approach.CALL_BACK_WAIT))
    return PlannedStep(due, lambda day: _spoken(rng, Channel.PHONE, day, pick(rng, approach.PARTS)))


def _reaches(rng: Random, kind: Channel, part: PartOfDay) -> bool:
    return rng.random() < approach.CHANCES[kind] * approach.PART_FACTOR[part]


def _spoken(rng: Random, kind: Channel, day: date, part: PartOfDay) -> tuple[Action, ...]:
    return (Attempt(kind, True, day, part), *_offer(rng, day))


def _offer(rng: Random, day: date) -> tuple[Offer, ...]:
    if rng.random() >= approach.OFFERED:
        return ()
    return (Offer(pick(rng, approach.OFFER_SHARES), pick(rng, approach.ANSWER_SHARES), day),)


def _end_without_help(case: WorkersView, result: EndResult, since: date, seed: int) -> PlannedStep:
    wait = dice(seed, case.key, "end").randint(*approach.CLOSE_WITHOUT_HELP)
    return _close(result, after_working_days(since, wait))


def _help(case: WorkersView, seed: int) -> PlannedStep:
    """First talk, then the close; a plan of approach when its day comes first."""
    offer, rng = case.offers[-1], dice(seed, case.key, "help")
    talk_wait = 0 if case.tray is Tray.CRISIS else rng.randint(*approach.TALK_WAIT)
    if case.first_talk is None:
        return PlannedStep(after_working_days(offer.day, talk_wait), lambda day: (FirstTalk(day),))
    close_on = after_working_days(case.first_talk, rng.randint(*approach.CLOSE_AFTER_TALK))
    plan = _plan(case, seed)
    return plan if plan and plan.due < close_on else _close(approach.RESULTS[offer.kind], close_on)


def _plan(case: WorkersView, seed: int) -> PlannedStep | None:
    if case.plan or not case.offers:
        return None
    offer, rng = case.offers[-1], dice(seed, case.key, "plan")
    accepted = offer.answer is OfferAnswer.ACCEPTED and offer.kind is OfferKind.DEBT_HELP
    if not accepted or rng.random() >= approach.PLAN_ESTABLISHED:
        return None
    due = after_working_days(offer.day, rng.randint(*approach.PLAN_WAIT))
    return PlannedStep(due, lambda day: (PlanEstablished(day),))
