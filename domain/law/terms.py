"""Legal terms, in one table with their articles, and the day on which each ends by the Algemene termijnenwet.

Terms in hours end at a moment and not on a day; there is none here (Atw art. 4(a) leaves them out as well). What is
counted back from a day (the age of arrears, a look-back) never runs on (art. 1(2)): see `calendar.months_before`.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.law.calendar import NEWEST, Calendar, add_working_days, months_after, next_working_day


class TermUnit(StrEnum):
    """What a term is counted in."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


class Term(NamedTuple):
    """A term of `number` units. `source`: where it is set; `starts`: the event after whose day it is counted.

    `in_law`: it is set in an act or a general administrative order, to which alone the Algemene termijnenwet applies
    (art. 1 and 5).
    """

    number: int
    unit: TermUnit
    source: str
    starts: str
    in_law: bool = True


FIRST_TALK: Final = Term(4, TermUnit.WEEKS, "Wgs art. 4(1)(b)", "receipt of the signal, if the offer is accepted")
FIRST_TALK_IN_CRISIS: Final = Term(
    3,
    TermUnit.WORKING_DAYS,
    "Wgs art. 4(2)",
    "the day on which the threat was known: from receipt is an assumption [A]",
)
DECISION: Final = Term(8, TermUnit.WEEKS, "Wgs art. 4a, at most; the by-law may set less", "the first talk")
COLLECTION_PAUSE: Final = Term(
    30, TermUnit.DAYS, "the national covenant; no law", "acceptance of the help", in_law=False
)
TERMS: Final = (FIRST_TALK, FIRST_TALK_IN_CRISIS, DECISION, COLLECTION_PAUSE)
"""Every term that the work has to do with."""

LONGEST: Final[Mapping[TermUnit, int]] = MappingProxyType(
    {TermUnit.WORKING_DAYS: 90, TermUnit.DAYS: 90, TermUnit.WEEKS: 12, TermUnit.MONTHS: 3, TermUnit.YEARS: 0}
)
"""The longest term of a unit that runs on: not more than 90 days, twelve weeks, three months, nor years (art. 4(a))."""
COUNTED_IN_DAYS: Final = frozenset({TermUnit.WORKING_DAYS, TermUnit.DAYS})
DAYS_WITH_WORKING_DAYS: Final = 3
"""From this many days on a term has working days in it (art. 2)."""

COUNTED_UNITS: Final[Mapping[TermUnit, Callable[[date, int, Calendar], date]]] = MappingProxyType(
    {
        TermUnit.WORKING_DAYS: add_working_days,
        TermUnit.DAYS: lambda start, number, _: start + timedelta(days=number),
        TermUnit.WEEKS: lambda start, number, _: start + timedelta(weeks=number),
        TermUnit.MONTHS: lambda start, number, _: months_after(start, number),
        TermUnit.YEARS: lambda start, number, _: months_after(start, 12 * number),
    }
)
"""The last day of a term as it is counted, before anything runs on."""


def runs_on(term: Term) -> bool:
    """Whether the Algemene termijnenwet applies to a term (art. 1, 4(a) and 5)."""
    return term.in_law and term.number <= LONGEST[term.unit]


@lru_cache(4_096)
def last_day(term: Term, start: date, calendar: Calendar = NEWEST) -> date:
    """The last day of a term that is counted after the day `start`.

    One of at least three days is lengthened until it has two working days in it (Atw art. 2), and one that would end on
    a Saturday, Sunday or holiday runs on to the next day that is none (art. 1(1), 3).
    """
    counted = COUNTED_UNITS[term.unit](start, term.number, calendar)
    if not runs_on(term):
        return counted
    if term.unit not in COUNTED_IN_DAYS or term.number >= DAYS_WITH_WORKING_DAYS:
        counted = max(counted, add_working_days(start, calendar.least_working_days, calendar))
    return next_working_day(counted - timedelta(days=1), calendar)


@lru_cache(64)
def quicker(term: Term, number: int, unit: TermUnit) -> Term:
    """The term that a municipality keeps itself to in place of the legal one; it runs on alike, so never beyond it."""
    return term._replace(number=number, unit=unit)
