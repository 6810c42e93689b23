"""Settling a batch: each signal is identified, then decided on in the order of its municipality."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from domain.law.definitions import CURRENT, DEFINITIONS
from domain.people.directory import Directory, known_or_new
from domain.people.matchers import MATCHER_VERSION, MATCHERS
from schemas.ids import Id, event_id
from schemas.policy.form import Registers
from schemas.policy.published import Published, in_force
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from services.triage.arrears import looks_of
from services.triage.decide import decide
from services.triage.dispositions import check_transition
from services.triage.knowledge import Knowledge
from services.triage.known import Question, Settled, Undecided, Versions
from services.triage.rules.finding import Asked
from services.triage.rules.rouse import roused
from services.triage.rules.steps import RULES_VERSION

NOW: Versions = Versions(RULES_VERSION, MATCHER_VERSION, CURRENT.version)
"""What decisions are made with today."""


SaidByRegisters = tuple[ResidentAnswer | None, DebtHelpAnswer | None]
"""What registers say of a resident; None: not checked."""


@dataclass
class Surroundings:
    """What is known of one municipality, its policies, the newest first, and the parked signals on its households.

    `answers`: of registers, by what a policy asks and by signal.
    """

    knowledge: Knowledge = field(default_factory=Knowledge)
    directory: Directory = field(default_factory=Directory)
    policies: Sequence[Published] = ()
    sleepers: dict[Id, Undecided] = field(default_factory=dict)
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

    After each those that are parked on its household are looked at: what rouses one wakes it at once.
    """
    for code, group in groups.items():
        numbers, here = count(first[code]), around[code]
        for undecided in group:
            settled = _settle_now(undecided, next(numbers), here)
            yield settled
            for woken in woken_by(settled, here):
                yield _settle_now(woken, next(numbers), here)


def most_decisions(group: Sequence[Undecided], around: Surroundings) -> int:
    """How many decisions at most come of these signals: each that is parked may wake once."""
    parks = any(one.policy.parking for one in around.policies)
    return len(group) + len(around.sleepers) + (len(group) if parks else 0)


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
        policy = in_force(around.policies, woken.signal.asked_on)
        woken = around.answered(woken, policy.policy.registers)
        if roused(_asked(woken, settled.household, one.person, around, policy, NOW)):
            yield woken


def settle(undecided: Undecided, sequence: int, around: Surroundings, policy: Published, versions: Versions) -> Settled:
    """Say who the signal is about, decide on it, and remember that; all ids follow from its question's cause."""
    signal, knowledge, cause = undecided.signal, around.knowledge, undecided.question.cause
    matcher = MATCHERS[versions.matcher]
    household, new_household = _household(undecided, around, undecided.household_key(matcher))
    customer = (signal.partner_id, undecided.person_key(matcher))
    person, new_person = known_or_new(around.directory.persons, customer, partial(event_id, cause, "person"))
    who = None if customer[1] == signal.id else person
    asked = _asked(undecided, household, who, around, policy, versions)
    decision = decide(asked, event_id(cause, "case"), versions.rules)
    before = knowledge.decided.get(signal.id)
    after = knowledge.remember(signal, household, decision, sequence, person)
    return Settled(
        undecided, sequence, household, new_household, person, new_person, asked.known, policy, decision, before, after
    )


def _asked(
    undecided: Undecided, household: Id, who: Id | None, around: Surroundings, policy: Published, versions: Versions
) -> Asked:
    """What rules may look at. `who`: the customer of the signal; None: nobody."""
    definitions, parks = DEFINITIONS[versions.definitions], policy.policy.parking is not None
    looks = looks_of(versions.rules)
    known = around.knowledge.around(undecided.signal, household, definitions, who, looks, parks=parks)
    if policy.policy.points:
        owed = around.knowledge.owed(undecided.signal, household, definitions, undecided.periods_missed)
        known = known._replace(owed=owed)
    return Asked(undecided.signal, known, policy.policy, definitions)


def _household(undecided: Undecided, around: Surroundings, address_key: str) -> tuple[str, bool]:
    """The household of a signal: where it is with its open case, else who lives at its address."""
    stays = around.knowledge.household_that_stays(undecided.signal.id)
    if stays:
        return stays, False
    fresh = partial(event_id, undecided.question.cause, "household")
    return known_or_new(around.directory.households, address_key, fresh)
