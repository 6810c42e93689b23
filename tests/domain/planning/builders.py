"""Small builders for planning: a case that was opened today, and what was tried on it."""

from datetime import UTC, date, datetime
from typing import Any

from domain.cases.case import Case
from domain.planning.case_to_plan import Appointment, CaseToPlan, Tried, Wish
from domain.planning.contact_plan import ContactPlan
from domain.planning.next_contact import next_contact
from domain.planning.norm import NORM, ContactNorm
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.planning import MeetingPlace

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 6, day) for day in (8, 9, 10, 11, 12))
NOW = datetime(2026, 6, 8, 6, 30, tzinfo=UTC)
"""Monday, half past eight: nobody has begun."""
MORNING, AFTERNOON, EVENING = PartOfDay
LETTER, PHONE, VISIT = Channel.LETTER, Channel.PHONE, Channel.VISIT


def at(day: date, hour: int) -> datetime:
    """An hour (UTC) of a day in summer; local time is two hours on."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def a_case(number: int = 0, **changes: Any) -> CaseToPlan:
    """A case that begins with a call, open since today, four weeks to go, with a number; `changes` of either half."""
    header: dict[str, Any] = {
        "id": f"00000000-0000-5000-8000-{number:012}",
        "opened_on": MONDAY,
        "tray": Tray.SINGLE,
        "channel": PHONE,
        "urgency": 0,
        "deadline": date(2026, 7, 6),
        "clock_from": MONDAY,
        "several": False,
        "successive": False,
        "partner_kind": PartnerKind.WATER,
    }
    of_header = {name: changes.pop(name) for name in list(changes) if name in Case._fields}
    around: dict[str, Any] = {"opens_on": MONDAY, "can_call": True}
    return CaseToPlan(Case(**(header | of_header)), **(around | changes))


def a_crisis(number: int = 0, **changes: Any) -> CaseToPlan:
    """Something serious threatens: three working days after today."""
    header: dict[str, Any] = {"tray": Tray.CRISIS, "channel": VISIT, "deadline": THURSDAY}
    return a_case(number, **(header | changes))


def tried(channel: Channel, on: date, part: PartOfDay = MORNING, *, reached: bool = False) -> Tried:
    """An attempt."""
    return Tried(channel, on, part, reached)


def wishing(**wish: Any) -> CaseToPlan:
    """A case of a resident with a wish."""
    return a_case(wish=Wish(**wish))


def an_appointment(**changes: Any) -> Appointment:
    """At home, on Wednesday morning."""
    made: dict[str, Any] = {"on": WEDNESDAY, "part": MORNING, "place": MeetingPlace.AT_HOME}
    return Appointment(**(made | changes))


def planned(case: CaseToPlan, now: datetime = NOW, norm: ContactNorm = NORM) -> ContactPlan:
    """Its next step."""
    return next_contact(case, norm, now)
