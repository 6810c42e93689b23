"""What happened on a case, newest first: plain values that the page tells in sentences."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.law.calendar import local_date
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from schemas.vocabulary.signals import WithdrawalCheck, WithdrawalReason
from schemas.vocabulary.supposing import OverrideReason
from services.worklist.words.wording import Wording, outcome

Value = StrEnum | date | str


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `what`: its sentence is `history.<what>` in the texts."""

    what: str
    on: date
    recorded_at: datetime
    values: Mapping[str, Value] = field(default_factory=dict)
    worker: str = ""
    part: PartOfDay | None = None


def tell(words: Wording, happening: Happening) -> str:
    """The sentence of what happened."""
    values = {name: _said(words, value) for name, value in happening.values.items()}
    return words.messages(f"history.{happening.what}", **values)


def _said(words: Wording, value: Value) -> str:
    if isinstance(value, StrEnum):
        return words.messages.word(value)
    return words.full_day(value) if isinstance(value, date) else value


def newest_first(*groups: Iterable[Happening]) -> list[Happening]:
    """All of them by day, then by when they were recorded; at one moment a later group comes after an earlier one."""
    found = [(one.on, one.recorded_at, rank, one) for rank, group in enumerate(groups) for one in group]
    return [one[-1] for one in sorted(found, key=lambda one: one[:3], reverse=True)]


def recorded_after(told: int, happenings: list[Happening]) -> list[Happening]:
    """What was recorded after the first `told` of them (newest first, as the page has them), oldest first."""
    oldest_first = happenings[::-1]
    return sorted(oldest_first, key=lambda one: one.recorded_at)[told:]


def of_attempts(rows: Iterable[Any], names: Mapping[Id, str], persons: Mapping[Id, str]) -> Iterator[Happening]:
    """Contact attempts, with whom was sought."""
    for row in rows:
        person = persons.get(row.person_id, "")
        kind = Channel(row.kind)
        what = f"attempt.{outcome(kind, reached=row.reached)}.{'person' if person else 'nobody'}"
        values: dict[str, Value] = {"kind": kind, "person": person}
        worker, part = names.get(row.worker_id, ""), PartOfDay(row.part_of_day)
        yield Happening(what, row.held_on, row.recorded_at, values, worker, part)


def of_offers(rows: Iterable[Any], names: Mapping[Id, str]) -> Iterator[Happening]:
    """Offers as made, with the answer as it is now."""
    for row in rows:
        values: dict[str, Value] = {"kind": OfferKind(row.kind), "answer": OfferAnswer(row.answer)}
        yield Happening("offer", row.made_on, row.recorded_at, values, names.get(row.worker_id, ""))


def of_milestones(rows: Iterable[Any], names: Mapping[Id, str]) -> Iterator[Happening]:
    """First talks, the plan and the end, each told under its kind."""
    for row in rows:
        values: dict[str, Value] = {"result": EndResult(row.result)} if row.result else {}
        yield Happening(row.kind, row.held_on, row.recorded_at, values, names.get(row.worker_id, ""))


def of_withdrawals(rows: Iterable[Any]) -> Iterator[Happening]:
    """Signals that their company took back."""
    for row in rows:
        if row.withdrawn:
            values: dict[str, Value] = {"partner": row.partner_name, "reason": WithdrawalReason(row.withdrawn)}
            yield Happening("withdrawn", local_date(row.withdrawn_at), row.withdrawn_at, values)


def of_checks(rows: Iterable[Any], names: Mapping[Id, str]) -> Iterator[Happening]:
    """What workers found out about withdrawn signals."""
    for row in rows:
        values: dict[str, Value] = {"found": WithdrawalCheck(row.found)}
        yield Happening("check", row.held_on, row.recorded_at, values, names.get(row.worker_id, ""))


def of_overrides(rows: Iterable[Any], names: Mapping[Id, str]) -> Iterator[Happening]:
    """What workers put otherwise than the rules, and when that ended."""
    for row in rows:
        values: dict[str, Value] = {"reason": OverrideReason(row.reason), "day": row.ends_on}
        own = row.tray is not None or row.urgency is not None
        worker, on = names.get(row.worker_id, ""), local_date(row.recorded_at)
        yield Happening("override" if own else "override-undone", on, row.recorded_at, values, worker)
        if row.ended_at:
            yield Happening("override-ended", local_date(row.ended_at), row.ended_at)


def of_signals(rows: Iterable[Any], first: Id | None) -> Iterator[Happening]:
    """Signals as they came in; the first opened the case."""
    for row in rows:
        what = "opened" if row.id == first else "signal"
        yield Happening(what, local_date(row.received_at), row.decided_at, {"partner": row.partner_name})
