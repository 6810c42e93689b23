"""Who is who changes: signals and cases that are about another household by now, and what that does to what is known.

A signal may bring two households together, or part one; so may a worker's judgement (docs/decisions/0057).
"""

from typing import NamedTuple

from schemas.ids import Id
from services.triage.knowledge import Knowledge
from services.triage.known import Place


class Moves(NamedTuple):
    """What matching one signal brought others: where each is now, and which households merged into which."""

    signals: tuple[tuple[Id, Place], ...] = ()
    merged: tuple[tuple[Id, Id], ...] = ()


class Moved(NamedTuple):
    """What came of that, under its number in the order: signals and cases that are elsewhere now."""

    sequence: int
    signals: tuple[tuple[Id, Place], ...]
    cases: tuple[tuple[Id, Id], ...]

    @property
    def households(self) -> list[Id]:
        """Where something came, each once, in this order."""
        there = [place.household for _, place in self.signals] + [household for _, household in self.cases]
        return list(dict.fromkeys(there))


def moves_in(knowledge: Knowledge, moves: Moves, sequence: int) -> Moved:
    """Move what is known; a case goes with its household, and so does a signal that stayed with its case."""
    places = dict(moves.signals)
    cases = []
    for was, now in moves.merged:
        cases += [(case, now) for case in knowledge.cases_of(was)]
        for name in knowledge.members(was):
            places.setdefault(name, Place(now, knowledge.decided[name].person))
    return moved_in(knowledge, Moved(sequence, tuple(places.items()), tuple(cases)))


def moved_in(knowledge: Knowledge, moved: Moved) -> Moved:
    """Move these signals and cases; the answer is what of it was news."""
    signals = tuple((name, place) for name, place in moved.signals if knowledge.move(name, place))
    cases = tuple((case, home) for case, home in moved.cases if case in knowledge.cases)
    for case, home in cases:
        knowledge.move_case(case, home)
    return moved._replace(signals=signals, cases=cases)
