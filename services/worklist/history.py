"""What happened on a case, newest first: plain entries that the page tells in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.law.calendar import local_date
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult, MilestoneKind
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind

Value = StrEnum | date | str


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `what`: its sentence is `history.<what>` in the catalogues."""

    what: str
    on: date
    recorded_at: datetime
    values: Mapping[str, Value] = field(default_factory=dict)
    worker: str = ""
    part: PartOfDay | None = None


def newest_first(*groups: Iterable[Entry]) -> list[Entry]:
    """All entries by day, then by when they were recorded; at one moment a later group comes after an earlier one."""
    entries = [(entry.on, entry.recorded_at, rank, entry) for rank, group in enumerate(groups) for entry in group]
    return [found[-1] for found in sorted(entries, key=lambda found: found[:3], reverse=True)]


def recorded_after(told: int, entries: list[Entry]) -> list[Entry]:
    """What was recorded after the first `told` of `entries` (newest first, as the page has them), oldest first."""
    oldest_first = entries[::-1]
    return sorted(oldest_first, key=lambda entry: entry.recorded_at)[told:]


def of_attempts(rows: Iterable[Any], names: Mapping[Id, str], persons: Mapping[Id, str]) -> Iterator[Entry]:
    """Contact attempts, with whom was sought."""
    for row in rows:
        person = persons.get(row.person_id, "")
        what = f"attempt.{'reached' if row.reached else 'missed'}.{'person' if person else 'nobody'}"
        values: dict[str, Value] = {"kind": Channel(row.kind), "person": person}
        yield Entry(
            what, row.held_on, row.recorded_at, values, names.get(row.worker_id, ""), PartOfDay(row.part_of_day)
        )


def of_offers(rows: Iterable[Any], names: Mapping[Id, str]) -> Iterator[Entry]:
    """Offers as made, with the answer as it is now."""
    for row in rows:
        values: dict[str, Value] = {"kind": OfferKind(row.kind), "answer": OfferAnswer(row.answer)}
        yield Entry("offer", row.made_on, row.recorded_at, values, names.get(row.worker_id, ""))


def of_milestones(rows: Iterable[Any], names: Mapping[Id, str]) -> Iterator[Entry]:
    """First talks, the plan and the end."""
    for row in rows:
        values: dict[str, Value] = {"result": EndResult(row.result)} if row.result else {}
        yield Entry(MILESTONES[row.kind], row.held_on, row.recorded_at, values, names.get(row.worker_id, ""))


def of_signals(rows: Iterable[Any], first: Id | None) -> Iterator[Entry]:
    """Signals as they came in."""
    for row in rows:
        values: dict[str, Value] = {"partner": row.partner_name}
        what = "opened" if row.id == first else "signal"
        yield Entry(what, local_date(row.received_at), row.decided_at, values)


MILESTONES: Mapping[str, str] = {
    MilestoneKind.FIRST_TALK: "first-talk",
    MilestoneKind.PLAN_ESTABLISHED: "plan",
    MilestoneKind.CLOSED: "closed",
}
"""Kind of milestone to its sentence."""
