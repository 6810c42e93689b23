"""Hours of workers against first talks: who comes too late when the shortest clock goes first."""

from datetime import date

from domain.figures.hours import HOURS_PER_APPROACH
from schemas.vocabulary.contacts import APPROACHES, Channel
from services.triage.rehearse.capacity import CaseAhead, broken_deadlines, hours_of

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 16), date(2026, 3, 17), date(2026, 3, 20)


def test_every_approach_has_its_hours() -> None:
    assert set(HOURS_PER_APPROACH) == set(APPROACHES)


def test_hours_add_up_by_approach() -> None:
    waiting = [CaseAhead(MONDAY, FRIDAY, Channel.VISIT), CaseAhead(MONDAY, FRIDAY, Channel.PHONE)]
    assert hours_of(waiting) == 2.75


def test_a_visit_a_day_is_done_in_time_when_there_are_two_hours_a_day() -> None:
    week = [CaseAhead(MONDAY, FRIDAY, Channel.VISIT) for _ in range(5)]
    assert broken_deadlines(week, hours_per_week=10) == 0
    assert broken_deadlines([*week, CaseAhead(MONDAY, FRIDAY, Channel.VISIT)], hours_per_week=10) == 1


def test_the_shortest_clock_goes_first() -> None:
    later = CaseAhead(MONDAY, FRIDAY, Channel.VISIT)
    assert broken_deadlines([later, CaseAhead(MONDAY, MONDAY, Channel.VISIT)], hours_per_week=10) == 0


def test_without_workers_everything_is_late_and_without_cases_nothing() -> None:
    assert broken_deadlines([CaseAhead(MONDAY, FRIDAY, Channel.LETTER)], hours_per_week=0) == 1
    assert broken_deadlines([], hours_per_week=0) == 0


def test_a_case_that_comes_after_a_quiet_month_waits_for_its_own_day() -> None:
    quiet = [CaseAhead(MONDAY, MONDAY, Channel.VISIT), CaseAhead(date(2026, 4, 13), date(2026, 4, 13), Channel.VISIT)]
    assert broken_deadlines(quiet, hours_per_week=10) == 0


def test_a_case_that_is_there_on_a_weekend_waits_for_monday() -> None:
    saturday = date(2026, 3, 21)
    assert broken_deadlines([CaseAhead(saturday, date(2026, 3, 23), Channel.PHONE)], hours_per_week=10) == 0
