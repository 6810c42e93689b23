"""Which classes a decision puts its case in, as facts: each once a case, under the version of its definition."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.figures.classes import CLASSES
from schemas.reasons import ReasonCode
from schemas.vocabulary.figures import CaseClass
from services.triage.known import Settled


class Classed(NamedTuple):
    """A case came into a class, or left it (`amount` -1). `again`: later signals may say the same of it once more."""

    case_class: CaseClass
    definition: str
    amount: int = 1
    again: bool = True


AT_OPENING: Final = frozenset({CaseClass.SINGLE, CaseClass.SUCCESSIVE, CaseClass.SUCCESSIVE_BESIDE})
"""What a case is by what lay before it; what comes later changes nothing of that."""
CLASS_OF: Final[Mapping[ReasonCode, CaseClass]] = MappingProxyType(
    {code: CaseClass(code.value) for code in ReasonCode if code.value in set(CaseClass)}
)
"""The reason that puts a case in a class has its name."""


def classes_of(one: Settled) -> Iterator[Classed]:
    """The classes that a decision brings its case into, and the one that it leaves."""
    decision, before = one.decision, one.known.case
    if decision.case is None:
        return
    for reason in decision.reasons:
        found = CLASS_OF.get(reason.code)
        if found and (decision.opens or found not in AT_OPENING):
            version = reason.details.get("definition") or CLASSES[found].definition
            yield Classed(found, version, again=found not in AT_OPENING)
    was_single = before is not None and not (before.several or before.successive)
    if was_single and decision.case.several:
        yield Classed(CaseClass.SINGLE, CLASSES[CaseClass.SINGLE].definition, amount=-1, again=False)
