"""The next step of a case as a plain value: what, when, by whom, and why."""

from datetime import date
from typing import NamedTuple

from schemas.ids import Id
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.planning import ContactStep, MeetingPlace, PlanReason


class ContactPlan(NamedTuple):
    """The next step of a case. Days are local.

    `from_day`: the earliest on which it can be defended. `by`: the latest that keeps the clock (None: no clock runs).
    `people`: colleagues at once. `chain`: this attempt and those that follow while nobody is reached; `apart` and
    `least_apart`: working days between two of them, and when there is no more time. `end_from`: the earliest day on
    which *nobody was reached* can be defended.
    """

    step: ContactStep
    reasons: tuple[PlanReason, ...]
    from_day: date
    by: date | None = None
    channel: Channel | None = None
    part: PartOfDay | None = None
    people: int = 1
    place: MeetingPlace | None = None
    worker: Id | None = None
    chain: tuple[Channel, ...] = ()
    apart: tuple[int, ...] = ()
    least_apart: tuple[int, ...] = ()
    end_from: date | None = None
