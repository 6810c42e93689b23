"""Which attempts a case still needs before nobody was reached: number, ways and parts of the day, in order."""

from collections.abc import Collection, Sequence
from typing import Final

from domain.cases.clock import crisis_deadline
from domain.law.terms import FIRST_TALK_IN_CRISIS
from domain.planning.case_to_plan import CaseToPlan, Tried
from domain.planning.norm import COUNTED_ATTEMPTS, ContactNorm
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.planning import CareMark, MeetingPlace

AT_A_TIME: Final = frozenset({Channel.PHONE, Channel.VISIT})
"""Attempts for which it matters at what time of the day they are made."""
WAYS: Final = (Channel.PHONE, Channel.LETTER, Channel.VISIT)
"""What is tried when a way is missing, the least work first; a call before a letter."""
AT_HOME: Final = frozenset({None, MeetingPlace.AT_HOME})


def has_crisis_clock(case: CaseToPlan) -> bool:
    """Whether the clock that runs is that of something serious (Wgs art. 4(2)), whatever tray the case is in."""
    header = case.case
    return header.tray is Tray.CRISIS or header.deadline <= crisis_deadline(
        header.clock_from, FIRST_TALK_IN_CRISIS.number
    )


def is_possible(channel: Channel, case: CaseToPlan) -> bool:
    """Whether this resident can be approached so: there is a number; nobody said not to go there."""
    if channel in {Channel.PHONE, Channel.TEXT_MESSAGE}:
        return case.can_call
    if channel is Channel.VISIT:
        return CareMark.DO_NOT_VISIT not in case.marks and case.wish.place in AT_HOME
    return True


def counted_attempts(case: CaseToPlan) -> list[Tried]:
    """Those since the clock began that count, oldest first: two calls in one part of one day are one attempt."""
    since = (one for one in case.tried if one.held_on >= case.case.clock_from and one.channel in COUNTED_ATTEMPTS)
    distinct = {(one.channel, one.held_on, one.part): one for one in since}
    return sorted(distinct.values(), key=lambda one: (one.held_on, list(PartOfDay).index(one.part)))


def attempts_left(case: CaseToPlan, norm: ContactNorm) -> list[Channel]:
    """The attempts still to be made when none of them reaches anybody; empty when it was tried enough."""
    done = counted_attempts(case)
    left = _ladder(case, norm)
    for one in done:
        if one.channel in left:
            left.remove(one.channel)
    return _with_parts(_with_ways(left, done, case, norm), done, case, norm)


def _ladder(case: CaseToPlan, norm: ContactNorm) -> list[Channel]:
    base = norm.ladders.get(case.case.channel, norm.ladders[Channel.PHONE])
    wished = case.wish.channel
    before = (wished,) * norm.wished_tries if wished in COUNTED_ATTEMPTS and wished is not Channel.APPOINTMENT else ()
    return [_possible_instead(one, case, norm) for one in (*before, *base)][: len(base)]


def _possible_instead(channel: Channel, case: CaseToPlan, norm: ContactNorm) -> Channel:
    return next(one for one in (channel, *norm.instead.get(channel, ()), Channel.LETTER) if is_possible(one, case))


def _with_ways(left: list[Channel], done: Sequence[Tried], case: CaseToPlan, norm: ContactNorm) -> list[Channel]:
    """As many as the norm asks, with the ways that are missing."""
    known = {one.channel for one in done}
    fresh = dict.fromkeys(one for one in (*left, *WAYS) if one not in known and is_possible(one, case))
    must = list(fresh)[: max(norm.ways_at_least - len(known), 0)]
    wanted = max(norm.at_least - len(done), len(must))
    return _shortened([*left, *(one for one in must if one not in left)], must, wanted)


def _shortened(left: list[Channel], must: Collection[Channel], most: int) -> list[Channel]:
    """`most` of them at most, the last left out first, but one of each that there must be."""
    for place in reversed(range(len(left))):
        if len(left) > most and left.count(left[place]) > (left[place] in must):
            del left[place]
    return left


def _with_parts(left: list[Channel], done: Sequence[Tried], case: CaseToPlan, norm: ContactNorm) -> list[Channel]:
    """One call or visit more where all of them were in the same part of the day."""
    made = [one.part for one in done if one.channel in AT_A_TIME]
    coming = sum(one in AT_A_TIME for one in left)
    again = next((one for one in (Channel.PHONE, Channel.VISIT) if is_possible(one, case)), None)
    least = min(norm.parts_at_least, len(norm.parts), len(made) + coming)
    missing = again and not case.wish.part and len(set(made)) + coming < least
    return _with_parts([again, *left], done, case, norm) if again and missing else left
