"""Settling a batch: each signal is identified, then decided on in the order of its municipality."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from domain.law.definitions import CURRENT, DEFINITIONS
from domain.people.directory import Directory, known_or_new
from domain.people.matchers import MATCHER_VERSION, MATCHERS
from schemas.ids import event_id
from schemas.policy.published import Published, in_force
from services.triage.arrears import looks_of
from services.triage.decide import decide
from services.triage.knowledge import Knowledge
from services.triage.known import Settled, Undecided, Versions
from services.triage.rules.finding import Asked
from services.triage.rules.steps import RULES_VERSION

NOW: Versions = Versions(RULES_VERSION, MATCHER_VERSION, CURRENT.version)
"""What decisions are made with today."""


@dataclass
class Surroundings:
    """What is known of one municipality, and its policies, the newest first."""

    knowledge: Knowledge = field(default_factory=Knowledge)
    directory: Directory = field(default_factory=Directory)
    policies: Sequence[Published] = ()


def by_municipality(signals: Iterable[Undecided]) -> Mapping[str, list[Undecided]]:
    """The signals of each municipality, in the order given."""
    groups: dict[str, list[Undecided]] = defaultdict(list)
    for one in signals:
        groups[one.municipality].append(one)
    return groups


def settle_all(
    groups: Mapping[str, Sequence[Undecided]], around: Mapping[str, Surroundings], first: Mapping[str, int]
) -> Iterator[Settled]:
    """Decide on the signals of each municipality, numbered from its `first`; `around` learns as it goes."""
    for code, group in groups.items():
        for sequence, undecided in enumerate(group, first[code]):
            policy = in_force(around[code].policies, undecided.signal.asked_on)
            yield settle(undecided, sequence, around[code], policy, NOW)


def settle(undecided: Undecided, sequence: int, around: Surroundings, policy: Published, versions: Versions) -> Settled:
    """Say who the signal is about, decide on it, and remember that; all ids follow from its question's cause."""
    signal, knowledge, cause = undecided.signal, around.knowledge, undecided.question.cause
    definitions = DEFINITIONS[versions.definitions]
    matcher = MATCHERS[versions.matcher]
    household, new_household = _household(undecided, around, undecided.household_key(matcher))
    customer = (signal.partner_id, undecided.person_key(matcher))
    person, new_person = known_or_new(around.directory.persons, customer, partial(event_id, cause, "person"))
    who = None if customer[1] == signal.id else person
    known = knowledge.around(signal, household, definitions, who, looks_of(versions.rules))
    if policy.policy.points:
        known = known._replace(owed=knowledge.owed(signal, household, definitions, undecided.periods_missed))
    asked = Asked(signal, known, policy.policy, definitions)
    decision = decide(asked, event_id(cause, "case"), versions.rules)
    before = knowledge.decided.get(signal.id)
    after = knowledge.remember(signal, household, decision, sequence, person)
    return Settled(
        undecided, sequence, household, new_household, person, new_person, known, policy, decision, before, after
    )


def _household(undecided: Undecided, around: Surroundings, address_key: str) -> tuple[str, bool]:
    """The household of a signal: where it is with its open case, else who lives at its address."""
    stays = around.knowledge.household_that_stays(undecided.signal.id)
    if stays:
        return stays, False
    fresh = partial(event_id, undecided.question.cause, "household")
    return known_or_new(around.directory.households, address_key, fresh)
