"""When an attempt is made: not sooner than can be defended, not later than the clock allows, counted back from it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Final, NamedTuple

from domain.law.calendar import add_working_days, local_date
from domain.planning.attempts import counted_attempts
from domain.planning.case_to_plan import CaseToPlan
from domain.planning.norm import ContactNorm
from domain.planning.parts import part_of, parts_to_come
from domain.planning.workdays import ONE_DAY, working_day_from, working_day_until, working_days_back
from schemas.vocabulary.contacts import Channel, PartOfDay

WEEKS_LOOKED_AHEAD: Final = 2
GOES_ALONG: Final = frozenset({Channel.LETTER, Channel.MAIL})
"""What is sent on the day of another attempt when there is no more time: a letter behind a visit at a closed door."""


class Timing(NamedTuple):
    """The days of an attempt as in `ContactPlan`. `short`: the usual time between attempts does not fit before `by`.

    `late`: the least time does not fit either. `opens_on`: the first day on which anything could be done at `today`.
    """

    from_day: date
    by: date
    part: PartOfDay | None
    apart: tuple[int, ...]
    least_apart: tuple[int, ...]
    today: date
    opens_on: date
    short: bool
    late: bool


def timing(case: CaseToPlan, chain: Sequence[Channel], norm: ContactNorm, now: datetime) -> Timing:
    """When the first of `chain` is made at `now` (UTC), with the others still before the end of the clock."""
    last_day = working_day_until(case.case.deadline)
    opens = opens_on(case, now)
    usual, least = _gaps(chain, norm.apart), _gaps(chain, norm.least_apart, GOES_ALONG)
    from_usual = max([opens, *_answered(case, chain[0], norm.apart)])
    from_least = max([opens, *_answered(case, chain[0], norm.least_apart, GOES_ALONG)])
    short = _after(from_usual, usual) > last_day
    by = working_days_back(last_day, sum(least))
    day, part = _on_wished_day(case, norm, now, chain[0], (from_least if short else from_usual, by))
    return Timing(
        from_day=day,
        by=by,
        part=part,
        apart=least if short else usual,
        least_apart=least,
        today=local_date(now),
        opens_on=opens,
        short=short,
        late=_after(day, least) > last_day,
    )


def opens_on(case: CaseToPlan, now: datetime) -> date:
    """The first working day on which anything can be done for a case."""
    return working_day_from(max(local_date(now), case.opens_on))


def first_that_suits(case: CaseToPlan, first: date, by: date) -> date:
    """The first day from `first` on that the resident wishes; `first` itself where the clock does not allow that."""
    wished = (day for day in _working_days(first) if not case.wish.weekdays or day.weekday() in case.wish.weekdays)
    return next((day for day in wished if day <= by), first)


def end_from(day: date, chain: Sequence[Channel], apart: Sequence[int], norm: ContactNorm) -> date:
    """The first day on which there was time to answer the last of `chain`, the first of which is made on `day`."""
    return _after(day, (*apart, norm.apart[chain[-1]]))


def _gaps(
    chain: Sequence[Channel], apart: Mapping[Channel, int], along: frozenset[Channel] = frozenset()
) -> tuple[int, ...]:
    """Working days between each and the next; the same is never tried twice on one day."""
    return tuple(
        max(0 if following in along else apart[one], int(one is following)) for one, following in pairwise(chain)
    )


def _answered(
    case: CaseToPlan, following: Channel, apart: Mapping[Channel, int], along: frozenset[Channel] = frozenset()
) -> Iterator[date]:
    """The days from which another attempt may follow: the last one had time to be answered, the same was before."""
    done = counted_attempts(case)
    for one in done[-1:]:
        yield working_day_from(_after(one.held_on, [0 if following in along else apart[one.channel]]))
    yield from (_after(one.held_on, [1]) for one in done if one.channel is following)


def _after(day: date, apart: Sequence[int]) -> date:
    return add_working_days(day, sum(apart))


def _on_wished_day(
    case: CaseToPlan, norm: ContactNorm, now: datetime, channel: Channel, window: tuple[date, date]
) -> tuple[date, PartOfDay | None]:
    """The day and its part that suit the resident, as far as the clock allows that, and that are still to come."""
    first, by = window
    day = first_that_suits(case, first, by)
    part, coming = part_of(channel, case, norm.parts), parts_to_come(day, now, norm.parts)
    if coming and part in {None, *coming}:
        return day, part
    later = add_working_days(day, 1)
    if coming and later > by:
        return day, part_of(channel, case, coming)
    return first_that_suits(case, later, by), part


def _working_days(first: date) -> Iterator[date]:
    day = first
    for _ in range(5 * WEEKS_LOOKED_AHEAD):
        yield day
        day = working_day_from(day + ONE_DAY)
