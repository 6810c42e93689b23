"""A case as the planner sees it: its header, what was tried, how its resident can and wants to be reached."""

from datetime import date
from typing import Final, NamedTuple

from domain.cases.case import Case
from schemas.ids import Id
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.planning import CareMark, MeetingPlace


class Tried(NamedTuple):
    """An attempt that was recorded. `held_on`: local date."""

    channel: Channel
    held_on: date
    part: PartOfDay
    reached: bool = False


class Wish(NamedTuple):
    """How the resident asked to be reached; None where nothing was asked. `weekdays`: Monday is 0, none is any."""

    channel: Channel | None = None
    part: PartOfDay | None = None
    weekdays: frozenset[int] = frozenset()
    place: MeetingPlace | None = None


class Appointment(NamedTuple):
    """What was agreed with the resident. `worker`: who agreed it."""

    on: date
    part: PartOfDay
    place: MeetingPlace
    worker: Id | None = None


NO_WISH: Final = Wish()


class CaseToPlan(NamedTuple):
    """An open case. `can_call`: there is a number that was not found wrong. `opens_on`: first day it may be worked on.

    `neighbourhood`: where it is, as far as visits go together (the four digits of a postcode).
    """

    case: Case
    opens_on: date
    can_call: bool
    tried: tuple[Tried, ...] = ()
    neighbourhood: str = ""
    marks: frozenset[CareMark] = frozenset()
    wish: Wish = NO_WISH
    appointment: Appointment | None = None
    worker: Id | None = None
