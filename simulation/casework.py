"""What a worker sees of a case and what a worker does on it: values that the driver turns into commands."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from schemas.vocabulary.cases import CaseShape, EndResult, Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind


class Attempt(NamedTuple):
    """A contact attempt, made or to be made."""

    kind: Channel
    reached: bool
    day: date
    part_of_day: PartOfDay


class Offer(NamedTuple):
    """A specific offer to a reached resident, and the answer."""

    kind: OfferKind
    answer: OfferAnswer
    day: date


class FirstTalk(NamedTuple):
    """The first talk was held: it stops the clock."""

    day: date


class PlanEstablished(NamedTuple):
    """*Plan van aanpak vastgesteld*; comes also after the case was closed."""

    day: date


class Close(NamedTuple):
    """The case ends with this result."""

    result: EndResult
    day: date


Action = Attempt | Offer | FirstTalk | PlanEstablished | Close


@dataclass(frozen=True)
class WorkersView:
    """What a worker sees of a case; `key` is any text that stays the same from run to run.

    `attempts` and `offers` in the order in which they were recorded; days are local.
    """

    key: str
    tray: Tray
    channel: Channel
    opened_on: date
    deadline: date
    shape: CaseShape
    signals: int = 1
    attempts: tuple[Attempt, ...] = ()
    offers: tuple[Offer, ...] = ()
    first_talk: date | None = None
    plan: date | None = None
    closed: date | None = None
