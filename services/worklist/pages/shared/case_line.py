"""A case as a line of a list: who, what threatens, the clock, the last attempt, and whose it is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.law.calendar import local_date
from domain.people.names import full_name
from schemas.ids import Id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, SignalKind
from schemas.vocabulary.supposing import OverrideReason
from services.worklist.words.wording import address_line, case_number, outcome, postcode_town


@dataclass(frozen=True)
class LastTry:
    """The last contact attempt."""

    kind: Channel
    held_on: date
    part_of_day: PartOfDay
    reached: bool

    @property
    def outcome(self) -> str:
        """What became of it; `line.<outcome>` in the texts."""
        return outcome(self.kind, reached=self.reached)


@dataclass(frozen=True)
class OwnChoice:
    """What a worker put otherwise than the rules, up to and including `ends_on`. None: as the rules have it.

    `by_rules`: the tray that the rules say. `news`: something came in since.
    """

    tray: Tray | None
    urgency: int | None
    reason: OverrideReason
    ends_on: date
    by_rules: Tray
    news: bool


@dataclass(frozen=True)
class CaseLine:
    """One case in a list. `free`: it waits in the queue; `threat`: the crisis signal with the nearest date.

    `tray`: as a worker put it, else as the rules did; `own`: what a worker put otherwise.
    """

    case_id: Id
    number: str
    tray: Tray
    channel: Channel
    deadline: date
    clock_runs: bool
    closed_at: datetime | None
    free: bool
    assignee: Id | None
    assignee_name: str | None
    taken_until: datetime | None
    names: tuple[str, ...]
    address: str
    postcode_town: str
    opened_on: date
    talked_on: date | None
    partner_kinds: tuple[PartnerKind, ...]
    signals: int
    threat: SignalKind | None
    planned_on: date | None
    last_try: LastTry | None
    previous: Id | None
    own: OwnChoice | None = None


def first_to_name(row: Any) -> tuple[bool, datetime, Id]:
    """Order in which signals name their case: a threat first, then the oldest."""
    return (row.kind not in CRISIS_KINDS, row.received_at, row.id)


def last_try(row: Any) -> LastTry:
    """A row of `attempt`."""
    return LastTry(Channel(row.kind), row.held_on, PartOfDay(row.part_of_day), row.reached)


def case_line(row: Any, signals: list[Any], tried: LastTry | None) -> CaseLine:
    """A line from the row of its case with its task, and its signals in the order of `first_to_name`."""
    threats = [found for found in signals if found.kind in CRISIS_KINDS]
    threat = min(threats, key=lambda found: found.planned_date or date.min, default=None)
    return CaseLine(
        case_id=row.id,
        number=case_number(row.number, row.opened_at),
        tray=Tray(row.own_tray or row.tray),
        channel=Channel(row.channel),
        deadline=row.deadline,
        clock_runs=row.clock_runs,
        closed_at=row.closed_at,
        free=row.free,
        assignee=None if row.free else row.assignee,
        assignee_name=None if row.free else row.assignee_name,
        taken_until=None if row.free else row.taken_until,
        names=tuple(dict.fromkeys(full_name(found) for found in signals)),
        address=address_line(signals[0]) if signals else "",
        postcode_town=postcode_town(signals[0]) if signals else "",
        opened_on=local_date(row.opened_at),
        talked_on=row.talked_on,
        partner_kinds=tuple(dict.fromkeys(PartnerKind(found.partner_kind) for found in signals)),
        signals=len(signals),
        threat=SignalKind(threat.kind) if threat else None,
        planned_on=threat.planned_date if threat else None,
        last_try=tried,
        previous=row.previous_case_id,
        own=own_choice(row),
    )


def own_choice(row: Any) -> OwnChoice | None:
    """What a worker put otherwise, from the row of its case; None where all is as the rules have it."""
    if row.own_tray is None and row.own_urgency is None:
        return None
    return OwnChoice(
        Tray(row.own_tray) if row.own_tray else None,
        row.own_urgency,
        OverrideReason(row.own_reason),
        row.own_ends_on,
        Tray(row.tray),
        news=row.version > row.own_header_version,
    )
