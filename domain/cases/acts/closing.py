"""The end of a case, today, with its result (DDAS section 3.2); its task leaves the queue."""

from dataclasses import dataclass
from typing import ClassVar

from domain.cases.act import Act, Recording
from domain.cases.perform import counted, new_row, numbered, task_becomes, task_kept
from domain.cases.refusals import Refusal, closed_refusal, result_refusal
from domain.cases.task import finished
from domain.cases.tell import case_closed, case_fact
from domain.change import Change, together
from schemas.vocabulary.cases import CaseEventKind, EndResult, MilestoneKind
from schemas.vocabulary.figures import FactKind


@dataclass(frozen=True, kw_only=True)
class CloseCase(Act):
    """The end result (DDAS section 3.2); the case is closed."""

    what: ClassVar = MilestoneKind.CLOSED
    event: ClassVar = CaseEventKind.CLOSED

    result: EndResult


def refusal(asked: Recording[CloseCase]) -> Refusal | None:
    """Once, with a result that fits what was recorded."""
    return closed_refusal(asked.case) or result_refusal(asked.act.result, asked.case)


def change(asked: Recording[CloseCase]) -> Change:
    """The end."""
    row = new_row(asked, kind=MilestoneKind.CLOSED, held_on=asked.today, result=asked.act.result)
    own = Change(
        rows={"milestone": [row], "case_event": [numbered(asked, CaseEventKind.CLOSED, asked.today)]},
        facts=[case_fact(asked, FactKind.CASE_CLOSED, asked.today, asked.act.result)],
        told=[case_closed(asked)],
    )
    task = task_kept(asked)
    return together([counted(asked, closed_at=asked.now), own, task_becomes(asked, finished(task) if task else None)])
