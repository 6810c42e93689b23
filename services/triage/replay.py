"""Replay: walks a municipality's order from nothing and compares every decision with what is stored."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson

from domain.cases.case import Case
from schemas.ids import Id
from schemas.policy.published import Published
from schemas.vocabulary.cases import CaseEventKind, Tray
from schemas.vocabulary.contacts import Channel
from services.triage.digest import digest_of_settled
from services.triage.knowledge import Knowledge
from services.triage.known import Decided, Settled, Undecided, Versions
from services.triage.moves import Moved, moved_in
from services.triage.settle import Surroundings, settle
from services.triage.tell import outcome

CASE_EVENTS: Final[Mapping[str, Callable[[Knowledge, Id], None]]] = MappingProxyType(
    {
        CaseEventKind.TOUCHED: Knowledge.touch,
        CaseEventKind.TALKED: Knowledge.talk,
        CaseEventKind.DECLINED: Knowledge.decline,
        CaseEventKind.CLOSED: Knowledge.close,
    }
)
"""What each case event does to what is known."""


class NotReplayable(StrEnum):
    """Why a decision cannot be made again: what it was made with is not held, or this software does not know it."""

    SIGNAL_NOT_HELD = "signal-not-held"
    POLICY_NOT_HELD = "policy-not-held"
    RULES_UNKNOWN = "rules-unknown"
    DEFINITIONS_UNKNOWN = "definitions-unknown"


class StoredDecision(NamedTuple):
    """A decision as it was made then: what was asked, with what, and what came of it."""

    sequence: int
    undecided: Undecided
    policy: Published
    versions: Versions
    digest: bytes
    outcome: Mapping[str, Any]


class StoodDecision(NamedTuple):
    """A decision that is not made again, with what it left: later ones are decided on from there.

    `why`: what makes that it cannot be made.
    """

    sequence: int
    stands: Decided
    outcome: Mapping[str, Any]
    why: NotReplayable | None = None


class StoredCaseEvent(NamedTuple):
    """What a worker did that binds the rules."""

    sequence: int
    kind: str
    case_id: Id


Story = Iterable[StoredDecision | StoodDecision | StoredCaseEvent | Moved]
"""What happened in a municipality, in any order: each has its number."""


@dataclass(frozen=True)
class Replayed:
    """Decisions compared, the sequence numbers whose digest or outcome differed, and how many could not be made again.

    `lost`: by reason; they are not among `decisions`.
    """

    municipality: str
    decisions: int
    different_input: tuple[int, ...]
    different_outcome: tuple[int, ...]
    lost: Mapping[NotReplayable, int] = field(default_factory=dict)

    @property
    def equal(self) -> bool:
        """Whether every decision that could be made again came out the same."""
        return not self.different_input and not self.different_outcome


def replayed(municipality: str, stored: Story) -> Replayed:
    """Decide again on everything in the order of the sequence, each with the versions of its time."""
    story = list(stored)
    decisions, inputs, outcomes = 0, [], []
    for one, settled in walk(story):
        decisions += 1
        if digest_of_settled(settled, one.versions) != one.digest:
            inputs.append(one.sequence)
        if orjson.loads(orjson.dumps(outcome(settled.decision))) != one.outcome:
            outcomes.append(one.sequence)
    lost = Counter(one.why for one in story if isinstance(one, StoodDecision) and one.why)
    return Replayed(municipality, decisions, tuple(inputs), tuple(outcomes), lost)


def walk(story: Story) -> Iterator[tuple[StoredDecision, Settled]]:
    """Decide on everything from nothing in the order of the sequence; each stored decision with what it becomes now.

    What a worker did on a case that is not there (as where its first signal is left out) is passed by.
    """
    around = Surroundings()
    for one in sorted(story, key=lambda it: it.sequence):
        if isinstance(one, StoredDecision):
            yield one, settle(one.undecided, one.sequence, around, one.policy, one.versions)
        else:
            enter(around, one)


def enter(around: Surroundings, one: StoodDecision | StoredCaseEvent | Moved) -> None:
    """Take over what is not decided again: who is who is part of what was decided with (docs/decisions/0057)."""
    if isinstance(one, StoodDecision):
        _take_over(around, one)
    elif isinstance(one, Moved):
        moved_in(around.knowledge, one)
    elif one.case_id in around.knowledge.cases:
        CASE_EVENTS[one.kind](around.knowledge, one.case_id)


def _take_over(around: Surroundings, stood: StoodDecision) -> None:
    """Enter what a decision left that is not made again."""
    stands, knowledge = stood.stands, around.knowledge
    if case := stood.outcome.get("case"):
        knowledge.open(_case_told(stood.outcome, knowledge.cases.get(case), stands.received_on), stands.household)
    if ends := stood.outcome.get("closes"):
        knowledge.close(ends)
    knowledge.add(stands)


def _case_told(told: Mapping[str, Any], before: Case | None, opened_on: date) -> Case:
    """The case with the header that a stored outcome tells."""
    return Case(
        id=told["case"],
        opened_on=before.opened_on if before else opened_on,
        tray=Tray(told["tray"]),
        channel=Channel(told["channel"]),
        urgency=told["urgency"],
        deadline=date.fromisoformat(told["deadline"]),
        clock_from=date.fromisoformat(told["clock_from"]),
        several=told["several"],
        successive=told["successive"],
        partner_kind=told["partner_kind"],
        touched=before.touched if before else False,
        talked=before.talked if before else False,
    )
