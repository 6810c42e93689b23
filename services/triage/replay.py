"""Replay: walks a municipality's order from nothing and compares every decision with what is stored."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson

from schemas.ids import Id
from schemas.policy.published import Published
from schemas.vocabulary.cases import CaseEventKind
from services.triage.digest import digest_of_settled
from services.triage.knowledge import Knowledge
from services.triage.known import Undecided, Versions
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


class StoredDecision(NamedTuple):
    """A decision as it was made then: what was asked, with what, and what came of it."""

    sequence: int
    undecided: Undecided
    policy: Published
    versions: Versions
    digest: bytes
    outcome: Mapping[str, Any]


class StoredCaseEvent(NamedTuple):
    """What a worker did that binds the rules."""

    sequence: int
    kind: str
    case_id: Id


@dataclass(frozen=True)
class Replayed:
    """Decisions compared, and the sequence numbers whose digest or outcome differed."""

    municipality: str
    decisions: int
    different_input: tuple[int, ...]
    different_outcome: tuple[int, ...]

    @property
    def equal(self) -> bool:
        """Whether every decision came out the same."""
        return not self.different_input and not self.different_outcome


def replayed(municipality: str, stored: Iterable[StoredDecision | StoredCaseEvent]) -> Replayed:
    """Decide again on everything in the order of the sequence, each with the versions of its time."""
    around, decisions, inputs, outcomes = Surroundings(), 0, [], []
    for one in sorted(stored, key=lambda it: it.sequence):
        if isinstance(one, StoredCaseEvent):
            CASE_EVENTS[one.kind](around.knowledge, one.case_id)
            continue
        decisions += 1
        settled = settle(one.undecided, one.sequence, around, one.policy, one.versions)
        if digest_of_settled(settled, one.versions) != one.digest:
            inputs.append(one.sequence)
        if orjson.loads(orjson.dumps(outcome(settled.decision))) != one.outcome:
            outcomes.append(one.sequence)
    return Replayed(municipality, decisions, tuple(inputs), tuple(outcomes))
