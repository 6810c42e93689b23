"""The first talk: it stops the clock (Wgs art. 4); a clock that a later signal starts is stopped anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.cases.act import Act, Recording
from domain.cases.perform import completed, new_row, numbered
from domain.cases.refusals import Refusal, date_refusal, talk_refusal
from domain.cases.tell import case_fact
from domain.change import Change
from domain.figures.facts import Fact
from schemas.vocabulary.cases import CaseEventKind, MilestoneKind
from schemas.vocabulary.figures import FactKind


@dataclass(frozen=True, kw_only=True)
class RecordTalk(Act):
    """The first talk: it stops the clock of Wgs art. 4."""

    what: ClassVar = MilestoneKind.FIRST_TALK
    event: ClassVar = CaseEventKind.TALKED

    held_on: date


def refusal(asked: Recording[RecordTalk]) -> Refusal | None:
    """While a clock runs, on a day of the case."""
    return talk_refusal(asked.case) or date_refusal(asked.act.held_on, asked.case, asked.today)


def change(asked: Recording[RecordTalk]) -> Change:
    """The talk; its number stays with the case: the clock stopped at this place in the order."""
    held_on = asked.act.held_on
    row = new_row(asked, kind=MilestoneKind.FIRST_TALK, held_on=held_on)
    talk = numbered(asked, CaseEventKind.TALKED, held_on)
    own = Change(rows={"milestone": [row], "case_event": [talk]}, facts=list(_facts(asked)))
    return completed(asked, own, talked_on=held_on, talked_sequence=talk["sequence"])


def _facts(asked: Recording[RecordTalk]) -> Iterator[Fact]:
    if asked.work.talked_on is None:
        yield case_fact(asked, FactKind.FIRST_TALK_HELD, asked.act.held_on)
    if not asked.work.reached:
        yield case_fact(asked, FactKind.CASE_REACHED, asked.act.held_on)
