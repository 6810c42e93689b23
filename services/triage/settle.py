"""Settling a batch: each signal is identified, then decided on in the order of its municipality."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Final

from domain.law.definitions import CURRENT, DEFINITIONS
from domain.people.matching.weights import NEWEST
from schemas.ids import Id, event_id
from schemas.policy.form import Registers
from schemas.policy.published import Published, in_force
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from services.triage.arrears import looks_of
from services.triage.decide import decide
from services.triage.dispositions import REGISTERED, check_transition
from services.triage.knowledge import Knowledge
from services.triage.known import Place, Question, Settled, Undecided, Versions
from services.triage.moves import Moved, Moves, moves_in
from services.triage.rules.finding import Asked
from services.triage.rules.rouse import roused
from services.triage.rules.steps import RULES_VERSION

NOW: Versions = Versions(RULES_VERSION, NEWEST, CURRENT.version)
"""What decisions are made with today."""


BY_LINKS: Final = frozenset({Occasion.MERGED, Occasion.SPLIT})
"""Occasions on which a signal is decided on because it is about another household."""
SaidByRegisters = tuple[ResidentAnswer | None, DebtHelpAnswer | None]
"""What registers say of a resident; None: not checked."""


@dataclass
class Surroundings:
    """What is known of one municipality, its policies, the newest first, and the parked signals on its households.

    `sleepers` and `beside`: as their partner reported them last; `beside` are in the cases of the households.
    `moves`: what matching a signal brought others, by the cause of its question, and `moved` what came of that here.
    `answers`: of registers, by what a policy asks and by signal.
    """

    knowledge: Knowledge = field(default_factory=Knowledge)
    policies: Sequence[Published] = ()
    sleepers: dict[Id, Undecided] = field(default_factory=dict)
    beside: dict[Id, Undecided] = field(default_factory=dict)
    moves: Mapping[Id, Moves] = field(default_factory=dict)
    moved: list[Moved] = field(default_factory=list)
    answers: dict[tuple[Registers | None, Id], SaidByRegisters] = field(default_factory=dict)

    def answered(self, one: Undecided, asks: Registers | None) -> Undecided:
        """With what registers say where that is asked; as it came where nobody was asked now."""
        found = self.answers.get((asks, one.signal.id))
        return one.answered(*found) if found else one


def by_municipality(signals: Iterable[Undecided]) -> Mapping[str, list[Undecided]]:
    """The signals of each municipality, in the order given."""
    groups: dict[str, list[Undecided]] = defaultdict(list)
    for one in signals:
        groups[one.municipality].append(one)
    return groups


def settle_all(
    groups: Mapping[str, Sequence[Undecided]], around: Mapping[str, Surroundings], first: Mapping[str, int]
) -> Iterator[Settled]:
    """Decide on the signals of each municipality, numbered from its `first`; `around` learns as it goes.

    Before each, those come into another case whose household is another by it (docs/decisions/0057). After each those
    that are parked on its household are looked at: what rouses one wakes it at once.
    """
    for code, group in groups.items():
        numbers, here = count(first[code]), around[code]
        for undecided in group:
            for one in chain(_moved_by(undecided, numbers, here), (undecided,)):
                settled = _settle_now(one, next(numbers), here)
                yield settled
                for woken in woken_by(settled, here):
                    yield _settle_now(woken, next(numbers), here)


def most_decisions(group: Sequence[Undecided], around: Surroundings) -> int:
    """How many decisions at most come of these signals: each that is parked may wake once."""
    parks = any(one.policy.parking for one in around.policies)
    woken = len(around.sleepers) + (len(group) if parks else 0)
    return len(group) + woken + len(around.moves) * (1 + len(around.beside) + len(around.sleepers) + len(group))


def _moved_by(undecided: Undecided, numbers: Iterator[int], around: Surroundings) -> Iterator[Undecided]:
    """Signals that a link brought elsewhere, each when the one before it is decided on.

    Those that are not in the open case of their household any more; and those that a register took out as somebody
    else.
    """
    moves = around.moves.get(undecided.question.cause)
    if moves is None:
        return
    knowledge, itself = around.knowledge, undecided.signal.id
    refused = [
        one for name, _ in moves.signals if (one := knowledge.decided.get(name)) and one.disposition in REGISTERED
    ]
    around.moved.append(moved := moves_in(knowledge, moves, next(numbers)))
    others = [one.signal_id for one in refused if knowledge.decided[one.signal_id].person != one.person]
    for name in (*knowledge.misplaced(moved.households), *others):
        if name != itself or undecided.question.occasion not in BY_LINKS:
            yield _asked_by_links(name, undecided.question, around)


def _asked_by_links(name: Id, question: Question, around: Surroundings) -> Undecided:
    own = around.knowledge.decided[name]
    parted = own.case_id is None or around.knowledge.household_of[own.case_id] != own.household
    asked = Question(
        event_id(question.cause, f"moves:{name}"), Occasion.SPLIT if parted else Occasion.MERGED, question.asked_at
    )
    one = around.beside[name].asked(asked)._replace(place=Place(own.household, own.person))
    return around.answered(one, in_force(around.policies, one.signal.asked_on).policy.registers)


def _settle_now(undecided: Undecided, sequence: int, around: Surroundings) -> Settled:
    policy = in_force(around.policies, undecided.signal.asked_on)
    settled = settle(undecided, sequence, around, policy, NOW)
    check_transition(
        settled.before.disposition if settled.before else None,
        undecided.question.occasion,
        settled.decision.disposition,
    )
    if settled.decision.sleep:
        around.sleepers[undecided.signal.id] = undecided
    if settled.decision.case:
        around.beside[undecided.signal.id] = undecided
    return settled


def woken_by(settled: Settled, around: Surroundings) -> Iterator[Undecided]:
    """The parked signals of the household that what was decided rouses, each when the one before it is decided on."""
    if not around.sleepers:
        return
    question = settled.undecided.question
    for one in around.knowledge.sleepers(settled.household):
        sleeper = around.sleepers.get(one.signal_id)
        if sleeper is None or one.signal_id == settled.undecided.signal.id:
            continue
        cause = event_id(question.cause, f"wakes:{one.signal_id}")
        woken = sleeper.asked(Question(cause, Occasion.WOKEN, question.asked_at))
        woken = woken._replace(place=Place(one.household, one.person))
        policy = in_force(around.policies, woken.signal.asked_on)
        woken = around.answered(woken, policy.policy.registers)
        if roused(_asked(woken, settled.household, around, policy, NOW)):
            yield woken


def settle(undecided: Undecided, sequence: int, around: Surroundings, policy: Published, versions: Versions) -> Settled:
    """Decide on a signal, and remember that; the id of a new case follows from its question's cause."""
    signal, knowledge, cause = undecided.signal, around.knowledge, undecided.question.cause
    household = _household(undecided, knowledge)
    asked = _asked(undecided, household, around, policy, versions)
    decision = decide(asked, event_id(cause, "case"), versions.rules)
    before = knowledge.decided.get(signal.id)
    after = knowledge.remember(undecided, household, decision, sequence)
    ended = knowledge.cases[decision.closes] if decision.closes else None
    return Settled(undecided, sequence, household, asked.known, policy, decision, before, after, ended)


def _asked(undecided: Undecided, household: Id, around: Surroundings, policy: Published, versions: Versions) -> Asked:
    """What rules may look at."""
    definitions, parks = DEFINITIONS[versions.definitions], policy.policy.parking is not None
    looks = looks_of(versions.rules)
    known = around.knowledge.around(undecided, household, definitions, looks, parks=parks)
    if policy.policy.points:
        owed = around.knowledge.owed(undecided.signal, household, definitions, undecided.periods_missed)
        known = known._replace(owed=owed)
    return Asked(undecided.signal, known, policy.policy, definitions)


def _household(undecided: Undecided, knowledge: Knowledge) -> Id:
    """The household of a signal: where it is with its open case until a worker moves it, else where it is matched."""
    matched = undecided.place.household
    if undecided.question.occasion in BY_LINKS:
        return matched
    return knowledge.household_that_stays(undecided.signal.id) or matched
