"""Placing many jobs at once, one day after another: of what can be done on a day first what must be done soonest."""

from collections.abc import Iterator, Sequence

from domain.planning.hands import Hands
from domain.planning.jobs import Job, Turn, Turns
from domain.planning.placing import first_turn, latest_days


def place_by_day(hands: Hands, jobs: Sequence[Job]) -> dict[str, Turns]:
    """The jobs of which every attempt could be made in time; what others took until they failed is given back."""
    under_way = [_UnderWay(job, latest_days(job, hands.days)) for job in jobs]
    for day in range(hands.days):
        while _do_what_can_be_done(hands, under_way, day):
            pass
        for one in under_way:
            if one.must_by() <= day:
                hands.give_all(one.job.efforts, tuple(one.turns))
        under_way = [one for one in under_way if one.must_by() > day]
    return {one.job.id: tuple(one.turns) for one in under_way if one.is_done()}


class _UnderWay:
    """A job, and the turns of what was placed of it."""

    def __init__(self, job: Job, latest: Sequence[int]) -> None:
        self.job, self.latest, self.turns = job, latest, list[Turn]()

    def is_done(self) -> bool:
        return len(self.turns) == len(self.job.efforts)

    def must_by(self) -> float:
        """The day on which the next attempt must be made at the latest."""
        return float("inf") if self.is_done() else self.latest[len(self.turns)]

    def may_from(self) -> int:
        """The day from which it may be made: with the usual time before it, unless that is too late."""
        if not self.turns:
            return self.job.first
        effort, before = self.job.efforts[len(self.turns)], self.turns[-1].day
        return max(before + effort.least_apart, min(before + effort.apart, self.latest[len(self.turns)]))


def _do_what_can_be_done(hands: Hands, under_way: Sequence[_UnderWay], day: int) -> bool:
    """Whether anything was, so that what follows it may be done on the same day."""
    something = False
    for one in sorted(_ready(under_way, day), key=lambda one: (not one.job.crisis, one.must_by(), -one.job.urgency)):
        turn = first_turn(hands, one.job, len(one.turns), [day])
        if turn:
            hands.take(one.job.efforts[len(one.turns)], turn)
            one.turns.append(turn)
            something = True
    return something


def _ready(under_way: Sequence[_UnderWay], day: int) -> Iterator[_UnderWay]:
    return (one for one in under_way if not one.is_done() and one.may_from() <= day)
