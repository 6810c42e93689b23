"""Two worlds of the same signals: as they were decided, and as a policy would decide them. Counts alone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from domain.figures.hours import HOURS_PER_APPROACH
from domain.figures.suppress import parts_told, told_or_held_back
from domain.law.calendar import day_begins
from schemas.events import EVENTS, ParkingEnded
from schemas.ids import Id, end_of_sleep, event_id
from schemas.policy.published import Published
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import APPROACHES, Channel
from schemas.vocabulary.decisions import Disposition, Occasion
from services.triage.known import Question, Settled, Undecided
from services.triage.rehearse.capacity import CaseAhead, broken_deadlines, hours_of
from services.triage.replay import StoodDecision, StoredCaseEvent, StoredDecision, Story, enter
from services.triage.settle import NOW, Surroundings, settle, woken_by

MOST_SEQUENCE: Final = 2**62
"""After all that is in a story."""
REHEARSED_VERSION: Final = -1
"""The number of a policy that is not published."""


class RehearsedPlace(NamedTuple):
    """What became of one signal. `decided_on`: local day; `tray`, `channel`, `deadline`: of its case as it is then."""

    signal: Id
    household: Id
    disposition: Disposition
    case: Id | None
    decided_on: date
    tray: Tray | None = None
    channel: Channel | None = None
    deadline: date | None = None


class DayReached(NamedTuple):
    """The local day of a decision that is left out of a story: whose time was over by then woke there all the same."""

    sequence: int
    day: date


StoryPart = StoredDecision | StoodDecision | StoredCaseEvent | DayReached
RehearsedStory = Iterable[StoryPart]
"""A story of which decisions may be left out."""


@dataclass
class RehearsedWorld:
    """What became of the signals of a period, by signal and by case: the last that was said of each."""

    signals: dict[Id, RehearsedPlace] = field(default_factory=dict)
    headers: dict[Id, RehearsedPlace] = field(default_factory=dict)
    opened: dict[Id, date] = field(default_factory=dict)

    def put(self, one: RehearsedPlace) -> None:
        """Note what became of a signal."""
        self.signals[one.signal] = one
        if one.case and one.tray:
            self.headers[one.case] = one
            self.opened.setdefault(one.case, one.decided_on)

    def with_others(self, left: Iterable[RehearsedPlace], others: Iterable[RehearsedPlace]) -> "RehearsedWorld":
        """Another world in which these places are left out, with all that is said of their cases, and others come."""
        world = RehearsedWorld(dict(self.signals), dict(self.headers), dict(self.opened))
        for one in left:
            world._leave_out(one)
        for one in others:
            world.put(one)
        return world

    def _leave_out(self, one: RehearsedPlace) -> None:
        self.signals.pop(one.signal, None)
        if one.case:
            self.headers.pop(one.case, None)
            self.opened.pop(one.case, None)

    def cases(self) -> dict[Id, RehearsedPlace]:
        """Cases that one of the signals is in, each with its header."""
        there = (one.case for one in self.signals.values() if one.disposition is Disposition.IN_CASE)
        return {name: self.headers[name] for name in there if name in self.headers}

    def ahead(self, cases: Mapping[Id, RehearsedPlace]) -> list[CaseAhead]:
        """What workers have to do for these of its cases."""
        there = [(self.opened[name], one.deadline, one.channel) for name, one in cases.items()]
        return [CaseAhead(opened, deadline, channel) for opened, deadline, channel in there if deadline and channel]


class Side(NamedTuple):
    """One world in numbers: signals by what became of them, cases by tray and by approach, hours, late first talks."""

    signals: Mapping[str, int]
    trays: Mapping[str, int]
    approaches: Mapping[str, int]
    hours: float
    late: int


class Rehearsal(NamedTuple):
    """What a policy would have done. `older`: decisions of the period that rules made that are not those of today.

    Households: that newly have no case, that newly have one, and that newly get a visit or no longer do.
    """

    signals: int
    before: Side
    after: Side
    newly_nothing: int
    newly_something: int
    newly_visit: int
    no_longer_visit: int
    hours_per_week: float
    older: int


def world_of(became: Iterable[RehearsedPlace], world: RehearsedWorld | None = None) -> RehearsedWorld:
    """The world of these signals, in the order in which they were decided on; put into `world`, where one is given."""
    world = world or RehearsedWorld()
    for one in became:
        world.put(one)
    return world


def rehearsed(
    story: RehearsedStory, policy: Published, last: date, beside: RehearsedWorld | None = None
) -> RehearsedWorld:
    """Decide again on the signals of the story by `policy` and the rules of today, as triage does, up to `last`.

    `beside`: the world of what is not decided again; it gets the rest.
    """
    return world_of(map(placed, _decided_anew(story, policy, last)), beside)


def _decided_anew(story: RehearsedStory, policy: Published, last: date) -> Iterator[Settled]:
    """As `walk`, but what waits wakes as it would by this policy; when it woke by another counts for nothing."""
    around = Surroundings(policies=(policy,))
    for one in sorted(story, key=lambda it: it.sequence):
        for asked in _asked_by(one, around):
            yield from _with_what_it_rouses(asked, one.sequence, around, policy)
    for waited in _whose_day_came(around, last):
        yield from _with_what_it_rouses(waited, MOST_SEQUENCE, around, policy)


def _asked_by(one: StoryPart, around: Surroundings) -> Iterator[Undecided]:
    """What is to be decided where this comes: whose day came by then, and the signal itself."""
    if isinstance(one, DayReached):
        yield from _whose_day_came(around, one.day)
    elif not isinstance(one, StoredDecision):
        enter(around, one)
    elif one.undecided.question.occasion is not Occasion.WOKEN:
        yield from _whose_day_came(around, one.undecided.signal.asked_on)
        yield one.undecided


def _with_what_it_rouses(
    undecided: Undecided, sequence: int, around: Surroundings, policy: Published
) -> Iterator[Settled]:
    settled = settle(undecided, sequence, around, policy, NOW)
    if settled.decision.sleep:
        around.sleepers[undecided.signal.id] = undecided
    yield settled
    for roused in woken_by(settled, around):
        yield settle(roused, sequence, around, policy, NOW)


def _whose_day_came(around: Surroundings, day: date) -> Iterator[Undecided]:
    """The parked signals whose time is over by then, the first first, asked at the moment at which their day began."""
    while over := sorted(_over(around, day)):
        until, name = over[0]
        yield _asked_at_its_end(around.sleepers[name], day_begins(until))


def _over(around: Surroundings, day: date) -> Iterator[tuple[date, Id]]:
    for name in around.sleepers:
        sleep = around.knowledge.decided[name].sleep
        if sleep and sleep.until <= day:
            yield sleep.until, name


def _asked_at_its_end(sleeper: Undecided, at: datetime) -> Undecided:
    cause = event_id(end_of_sleep(sleeper.signal.id, at), EVENTS[ParkingEnded].type)
    return sleeper.asked(Question(cause, Occasion.WOKEN, at))


def by_policy(policy: Published, story: Story) -> Iterator[Any]:
    """The story with what is decided again asked of this policy and the rules of today."""
    for one in story:
        yield one._replace(policy=policy, versions=NOW) if isinstance(one, StoredDecision) else one


def placed(settled: Settled) -> RehearsedPlace:
    """What became of a signal that was settled."""
    after, case, day = settled.after, settled.decision.case, settled.undecided.signal.asked_on
    header = (case.tray, case.channel, case.deadline) if case else ()
    return RehearsedPlace(after.signal_id, after.household, after.disposition, after.case_id, day, *header)


def compared(before: RehearsedWorld, after: RehearsedWorld, hours_per_week: float, older: int) -> Rehearsal:
    """Both worlds in numbers, and what is new in the second for households."""
    cases, other_cases = before.cases(), after.cases()
    was, would_be = _approach_of_households(cases.values()), _approach_of_households(other_cases.values())
    visited = {home for home, channel in was.items() if channel is Channel.VISIT}
    would_visit = {home for home, channel in would_be.items() if channel is Channel.VISIT}
    return Rehearsal(
        signals=len(after.signals),
        before=_side(before, cases, hours_per_week),
        after=_side(after, other_cases, hours_per_week),
        newly_nothing=len(was.keys() - would_be.keys()),
        newly_something=len(would_be.keys() - was.keys()),
        newly_visit=len(would_visit - visited),
        no_longer_visit=len(visited - would_visit),
        hours_per_week=hours_per_week,
        older=older,
    )


def _approach_of_households(cases: Iterable[RehearsedPlace]) -> dict[Id, Channel]:
    """The heaviest approach of each household that has a case."""
    there = [(one.household, one.channel) for one in cases if one.channel]
    return dict(sorted(there, key=lambda one: APPROACHES[one[1]]))


def _side(world: RehearsedWorld, there: Mapping[Id, RehearsedPlace], hours_per_week: float) -> Side:
    cases, ahead = there.values(), world.ahead(there)
    return Side(
        signals=_counted(Disposition, (one.disposition for one in world.signals.values())),
        trays=_counted(Tray, (one.tray for one in cases if one.tray)),
        approaches=_counted(HOURS_PER_APPROACH, (one.channel for one in cases if one.channel)),
        hours=hours_of(ahead),
        late=broken_deadlines(ahead, hours_per_week),
    )


def _counted(codes: Iterable[Any], found: Iterable[Any]) -> Mapping[str, int]:
    numbers = Counter(found)
    return {str(code): numbers[code] for code in codes}


def rehearsal_json(told: Rehearsal) -> dict[str, Any]:
    """What may be told of a rehearsal: numbers from one to four are null."""
    households: Sequence[str] = ("newly_nothing", "newly_something", "newly_visit", "no_longer_visit")
    return {
        "signals": told_or_held_back(told.signals),
        "before": _side_json(told.before),
        "after": _side_json(told.after),
        "households": {_camel(name): told_or_held_back(getattr(told, name)) for name in households},
        "hoursPerWeek": told.hours_per_week,
        "hoursPerApproach": {str(channel): hours for channel, hours in HOURS_PER_APPROACH.items()},
        "decidedByOlderRules": told_or_held_back(told.older),
    }


def _side_json(side: Side) -> dict[str, Any]:
    few = told_or_held_back(sum(side.trays.values())) is None
    return {
        "signals": parts_told(side.signals),
        "trays": parts_told(side.trays),
        "approaches": parts_told(side.approaches),
        "hours": None if few else round(side.hours),
        "late": told_or_held_back(side.late),
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
