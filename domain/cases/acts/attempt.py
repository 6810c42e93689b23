"""A contact attempt (DDAS section 3.4): the first that reaches somebody counts the case as reached."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.cases.act import Act, Recording
from domain.cases.perform import completed, new_row
from domain.cases.refusals import (
    Refusal,
    closed_refusal,
    date_refusal,
    part_refusal,
    person_refusal,
    reach_refusal,
)
from domain.cases.tell import case_fact
from domain.change import Change
from domain.figures.facts import Fact
from schemas.ids import Id
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.figures import FactKind


@dataclass(frozen=True, kw_only=True)
class RecordAttempt(Act):
    """A try to reach `person_id`, who is on a signal of the case (None: not one person, e.g. a card)."""

    what: ClassVar = "attempt"

    kind: Channel
    reached: bool
    held_on: date
    part_of_day: PartOfDay
    person_id: Id | None = None


def refusal(asked: Recording[RecordAttempt]) -> Refusal | None:
    """On an open case, on a day of it and a part of that day which has begun, with somebody on its signals.

    Nobody is reached by what is only sent.
    """
    case, act = asked.case, asked.act
    return (
        closed_refusal(case)
        or date_refusal(act.held_on, case, asked.today)
        or part_refusal(act.held_on, act.part_of_day, asked.now)
        or person_refusal(act.person_id, case)
        or reach_refusal(act.kind, act.reached)
    )


def change(asked: Recording[RecordAttempt]) -> Change:
    """The attempt."""
    act = asked.act
    row = new_row(
        asked,
        kind=act.kind,
        reached=act.reached,
        held_on=act.held_on,
        part_of_day=act.part_of_day,
        person_id=act.person_id,
    )
    return completed(asked, Change(rows={"attempt": [row]}, facts=list(_facts(asked))))


def _facts(asked: Recording[RecordAttempt]) -> Iterator[Fact]:
    act = asked.act
    yield case_fact(asked, FactKind.CONTACT_ATTEMPTED, act.held_on, act.kind)
    if act.reached and not asked.work.reached:
        yield case_fact(asked, FactKind.CASE_REACHED, act.held_on)
