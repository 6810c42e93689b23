"""The clock of Wgs art. 4: a signal starts it, the first talk stops it, and a later signal starts it again."""

from datetime import date

from domain.cases.case import Case
from domain.law.calendar import NEWEST, Calendar
from domain.law.terms import FIRST_TALK, FIRST_TALK_IN_CRISIS, TermUnit, last_day, quicker


def is_stopped(clock_sequence: int, talked_sequence: int | None) -> bool:
    """Whether the first talk stopped this clock.

    Both are numbers in the one order of the municipality: of the decision that started the clock, and of the talk.
    """
    return talked_sequence is not None and talked_sequence > clock_sequence


def clock_runs(case: Case) -> bool:
    """Whether a first talk is still owed (in SQL: `read.CLOCK_RUNS`)."""
    return not (case.closed or case.talked)


def crisis_deadline(known_on: date, working_days: int, calendar: Calendar = NEWEST) -> date:
    """Last local day for the first talk when something serious threatens (Wgs art. 4(2)), from when it was known."""
    return last_day(quicker(FIRST_TALK_IN_CRISIS, working_days, TermUnit.WORKING_DAYS), known_on, calendar)


def ordinary_deadline(received_on: date, days: int, calendar: Calendar = NEWEST) -> date:
    """Last local day for the first talk (Wgs art. 4(1)), from receipt of the signal.

    A municipality's own shorter term runs on as the legal one does; so it never ends later than that.
    """
    return last_day(quicker(FIRST_TALK, days, TermUnit.DAYS), received_on, calendar)
