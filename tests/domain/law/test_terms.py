"""Legal terms by the Algemene termijnenwet: what runs on, what has two working days in it, and what does neither."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.clock import crisis_deadline, ordinary_deadline
from domain.law.calendar import NEWEST, WITHOUT_DECREES, Calendar, is_working_day, months_before
from domain.law.terms import (
    COLLECTION_PAUSE,
    COUNTED_UNITS,
    DECISION,
    FIRST_TALK,
    FIRST_TALK_IN_CRISIS,
    LONGEST,
    TERMS,
    Term,
    TermUnit,
    last_day,
    quicker,
    runs_on,
)

START = st.dates(date(2021, 1, 1), date(2029, 12, 31))
EXTRA = st.frozensets(st.dates(date(2021, 1, 1), date(2030, 12, 31)), max_size=40)


def a_term(number: int, unit: TermUnit) -> Term:
    return Term(number, unit, "an act", "an event")


LEGAL = st.builds(a_term, st.integers(1, 100), st.sampled_from(list(TermUnit)))


@pytest.mark.parametrize(
    ("received", "ends"),
    [
        (date(2026, 11, 5), date(2026, 12, 3)),
        (date(2026, 11, 7), date(2026, 12, 7)),
        (date(2026, 11, 8), date(2026, 12, 7)),
        (date(2026, 12, 4), date(2027, 1, 4)),
        (date(2027, 4, 7), date(2027, 5, 10)),
        (date(2026, 4, 16), date(2026, 5, 18)),
        (date(2026, 4, 17), date(2026, 5, 18)),
        (date(2028, 3, 31), date(2028, 5, 1)),
        (date(2031, 3, 29), date(2031, 4, 28)),
    ],
    ids=str,
)
def test_four_weeks_that_end_on_a_day_of_rest_run_on_to_the_next_day_that_is_none(received: date, ends: date) -> None:
    assert last_day(FIRST_TALK, received) == ends


def test_a_term_that_would_end_before_ascension_and_its_friday_runs_on_for_the_whole_row() -> None:
    """The longest row there is: Sunday 2 May, 5 May, Ascension and the Friday that a decree made equal (2027)."""
    assert last_day(FIRST_TALK, date(2027, 4, 8)) == date(2027, 5, 10)
    assert last_day(FIRST_TALK, date(2027, 4, 8), WITHOUT_DECREES) == date(2027, 5, 7)


@pytest.mark.parametrize(
    ("known_on", "ends"),
    [
        (date(2026, 5, 12), date(2026, 5, 19)),
        (date(2026, 5, 13), date(2026, 5, 20)),
        (date(2026, 12, 23), date(2026, 12, 29)),
        (date(2025, 12, 31), date(2026, 1, 7)),
        (date(2026, 4, 25), date(2026, 4, 30)),
    ],
)
def test_three_working_days_skip_what_a_decree_made_equal_to_a_holiday(known_on: date, ends: date) -> None:
    assert last_day(FIRST_TALK_IN_CRISIS, known_on) == ends


@pytest.mark.parametrize(
    ("number", "start", "ends"),
    [
        (3, date(2026, 4, 2), date(2026, 4, 8)),
        (4, date(2026, 12, 24), date(2026, 12, 29)),
        (3, date(2026, 3, 19), date(2026, 3, 23)),
        (2, date(2026, 4, 2), date(2026, 4, 7)),
        (1, date(2026, 12, 24), date(2026, 12, 28)),
    ],
)
def test_a_term_of_at_least_three_days_has_two_working_days_in_it_and_a_shorter_one_only_runs_on(
    number: int, start: date, ends: date
) -> None:
    assert last_day(a_term(number, TermUnit.DAYS), start) == ends


@pytest.mark.parametrize(
    ("number", "unit", "applies"),
    [
        (90, TermUnit.DAYS, True),
        (91, TermUnit.DAYS, False),
        (12, TermUnit.WEEKS, True),
        (13, TermUnit.WEEKS, False),
        (3, TermUnit.MONTHS, True),
        (4, TermUnit.MONTHS, False),
        (1, TermUnit.YEARS, False),
    ],
)
def test_the_act_leaves_out_long_terms_and_years(number: int, unit: TermUnit, applies: bool) -> None:
    assert runs_on(a_term(number, unit)) is applies


def test_what_no_act_sets_ends_where_it_ends() -> None:
    saturday = date(2026, 12, 26)
    assert last_day(COLLECTION_PAUSE, saturday - timedelta(days=30)) == saturday


def test_a_term_of_months_ends_on_the_same_day_of_the_month_or_on_its_last() -> None:
    assert last_day(a_term(1, TermUnit.MONTHS), date(2025, 1, 31)) == date(2025, 2, 28)
    assert last_day(a_term(1, TermUnit.YEARS), date(2024, 2, 29)) == date(2025, 2, 28)


def test_what_is_counted_back_never_runs_on() -> None:
    sunday = months_before(date(2026, 6, 3), 1)
    assert (sunday, sunday.weekday()) == (date(2026, 5, 3), 6)


def test_every_term_names_its_article_and_every_unit_is_counted_and_has_its_longest() -> None:
    assert set(COUNTED_UNITS) == set(LONGEST) == set(TermUnit)
    assert all(("art." in term.source) is term.in_law for term in TERMS)
    assert {FIRST_TALK, FIRST_TALK_IN_CRISIS, DECISION} <= set(TERMS)


@given(LEGAL, START, EXTRA)
def test_a_legal_term_never_ends_before_it_is_counted_nor_on_a_day_of_rest(
    term: Term, start: date, more: frozenset[date]
) -> None:
    calendar = Calendar(NEWEST.made_equal | more)
    end, counted = last_day(term, start, calendar), COUNTED_UNITS[term.unit](start, term.number, calendar)
    assert end >= counted
    if runs_on(term):
        assert is_working_day(end, calendar)
    else:
        assert end == counted


@given(LEGAL, START, EXTRA)
def test_more_holidays_never_shorten_a_term(term: Term, start: date, more: frozenset[date]) -> None:
    assert last_day(term, start, Calendar(NEWEST.made_equal | more)) >= last_day(term, start)


@given(LEGAL.filter(runs_on), START, EXTRA)
def test_a_term_that_runs_on_ends_on_the_first_day_that_will_do(term: Term, start: date, more: frozenset[date]) -> None:
    calendar = Calendar(NEWEST.made_equal | more)
    end, counted = last_day(term, start, calendar), COUNTED_UNITS[term.unit](start, term.number, calendar)
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    worked = [day for day in days if is_working_day(day, calendar)]
    is_short = term.unit in (TermUnit.DAYS, TermUnit.WORKING_DAYS) and term.number < 3
    needed = 1 if is_short else 2
    assert len(worked) >= needed
    before = [day for day in worked if day >= counted and day != end]
    assert all(worked.index(day) + 1 < needed for day in before)


@given(START, st.integers(1, 28), st.integers(1, 3))
def test_a_quicker_municipality_never_ends_later_than_the_law(start: date, days: int, working_days: int) -> None:
    assert ordinary_deadline(start, days) <= last_day(FIRST_TALK, start)
    assert crisis_deadline(start, working_days) <= last_day(FIRST_TALK_IN_CRISIS, start)
    ends = [ordinary_deadline(start, number) for number in range(1, 29)]
    assert all(earlier <= later for earlier, later in pairwise(ends))


@given(START)
def test_four_weeks_and_twenty_eight_days_are_one_term(start: date) -> None:
    assert last_day(FIRST_TALK, start) == last_day(quicker(FIRST_TALK, 28, TermUnit.DAYS), start)


@given(st.integers(2014, 2060))
def test_the_holidays_of_the_package_are_those_of_the_act(year: int) -> None:
    """Article 3(1) and (2) once more, with Easter by Gauss; what falls on a Sunday is a day of rest as it is."""
    easter = _easter(year)
    moving = [easter + timedelta(days=days) for days in (-2, 1, 39, 50)]
    kings_day = date(year, 4, 27) if date(year, 4, 27).weekday() != 6 else date(year, 4, 26)
    fixed = [date(year, 1, 1), kings_day, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)]
    every = (date(year, 1, 1) + timedelta(days=number) for number in range(365))
    closed = {day for day in every if day.weekday() < 5 and not is_working_day(day, WITHOUT_DECREES)}
    assert closed == {day for day in (*moving, *fixed) if day.weekday() < 5}


def _easter(year: int) -> date:
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
