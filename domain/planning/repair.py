"""Room for work that did not fit: what is placed moves to other days or hands, or gives way to what weighs more."""

from collections.abc import Mapping, Sequence

from domain.planning.hands import Hands
from domain.planning.jobs import Job, Placing, Turns, worth_of
from domain.planning.placing import place_somehow


def with_moves(jobs: Sequence[Job], hands: Hands, placing: Placing, most_moves: int) -> Placing:
    """A placing that is worth at least as much as `placing`, with `most_moves` tries to move one job at most."""
    repairing = _Repairing({one.id: one for one in jobs}, hands, dict(placing), most_moves)
    for job in sorted(jobs, key=lambda one: (not one.crisis, -one.urgency, one.last)):
        if job.id not in repairing.placing and repairing.moves_left > 0:
            repairing.fit_in(job)
    return repairing.placing


class _Repairing:
    """The placing while it is changed."""

    def __init__(self, jobs: Mapping[str, Job], hands: Hands, placing: dict[str, Turns], moves_left: int) -> None:
        self.jobs, self.hands, self.placing, self.moves_left = jobs, hands, placing, moves_left
        hands.take_all(list(jobs.values()), placing)

    def fit_in(self, job: Job) -> None:
        """Place a job where others move for it; the lightest that has to give way where none can move."""
        giving_way: Job | None = None
        for other in [self.jobs[name] for name in self.placing if self._in_the_way(self.placing[name], job)]:
            if self.moves_left <= 0:
                break
            self.moves_left -= 1
            if self._moved(other, job):
                return
            if worth_of(other) < worth_of(giving_way or job) and self._would_fit_without(other, job):
                giving_way = other
        if giving_way:
            self.hands.give_all(giving_way.efforts, self.placing.pop(giving_way.id))
            self._set(job, place_somehow(self.hands, job))

    def _in_the_way(self, turns: Turns, job: Job) -> bool:
        return any(job.first <= turn.day <= job.last for turn in turns)

    def _moved(self, other: Job, job: Job) -> bool:
        """Whether both fit once `other` moves; nothing changes where they do not."""
        before = self.placing[other.id]
        self.hands.give_all(other.efforts, before)
        mine = place_somehow(self.hands, job)
        theirs = place_somehow(self.hands, other) if mine else None
        if mine and theirs:
            self._set(job, mine)
            self._set(other, theirs)
            return True
        if mine:
            self.hands.give_all(job.efforts, mine)
        self._take(other, before)
        return False

    def _would_fit_without(self, other: Job, job: Job) -> bool:
        before = self.placing[other.id]
        self.hands.give_all(other.efforts, before)
        turns = place_somehow(self.hands, job)
        if turns:
            self.hands.give_all(job.efforts, turns)
        self._take(other, before)
        return turns is not None

    def _take(self, job: Job, turns: Turns) -> None:
        for effort, turn in zip(job.efforts, turns, strict=True):
            self.hands.take(effort, turn)

    def _set(self, job: Job, turns: Turns | None) -> None:
        if turns:
            self.placing[job.id] = turns
