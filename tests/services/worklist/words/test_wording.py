"""Days, amounts and clocks in words."""

from datetime import UTC, date, datetime

import pytest

from services.worklist.words.store import messages
from services.worklist.words.wording import Wording, case_number

TUESDAY = date(2026, 3, 17)
NL, EN = Wording(messages("nl"), TUESDAY), Wording(messages("en"), TUESDAY)


@pytest.mark.parametrize(
    ("deadline", "level", "words"),
    [
        (date(2026, 3, 16), "danger", "te laat"),
        (date(2026, 3, 17), "danger", "vandaag"),
        (date(2026, 3, 18), "danger", "nog 1 werkdag"),
        (date(2026, 3, 19), "warning", "nog 2 werkdagen"),
        (date(2026, 3, 20), "warning", "nog 3 werkdagen"),
        (date(2026, 3, 23), "", "nog 4 werkdagen"),
        (date(2026, 4, 7), "", "nog 13 werkdagen"),
    ],
)
def test_a_clock_counts_working_days_in_words(deadline: date, level: str, words: str) -> None:
    clock = NL.clock(deadline, TUESDAY)
    assert (clock.level, clock.words) == (level, words)


def test_holidays_do_not_count() -> None:
    good_friday = date(2026, 4, 3)
    assert NL.clock(date(2026, 4, 7), good_friday).words == "nog 1 werkdag"


def test_a_deadline_in_the_weekend_ends_on_friday() -> None:
    assert NL.clock(date(2026, 3, 22), date(2026, 3, 20)).words == "vandaag"


@pytest.mark.parametrize(
    ("born", "dutch", "english"),
    [
        ("1988-05-14", "14 mei 1988", "14 May 1988"),
        ("1988-05-00", "mei 1988", "May 1988"),
        ("1988-00-00", "1988", "1988"),
        ("1988-10-00", "oktober 1988", "October 1988"),
    ],
)
def test_a_birth_date_is_written_as_far_as_it_is_known(born: str, dutch: str, english: str) -> None:
    assert (NL.born(born), EN.born(born)) == (dutch, english)


def test_amounts_and_days_are_written_as_people_do() -> None:
    assert NL.euros(184_200) == "€\N{NO-BREAK SPACE}1.842"
    assert NL.euros(1_250) == "€\N{NO-BREAK SPACE}12,50"
    assert EN.euros(184_250) == "€\N{NO-BREAK SPACE}1,842.50"
    assert NL.day(TUESDAY) == "di 17 maart"
    assert EN.full_day(TUESDAY) == "Tuesday 17 March"
    assert NL.time(datetime(2026, 7, 1, 11, 5, tzinfo=UTC)) == "13.05 uur"
    assert NL.joined(["huur", "water", "zorgpremie"]) == "huur, water en zorgpremie"


def test_hours_are_written_with_a_comma_and_whole_ones_without() -> None:
    assert [NL.decimal(one) for one in (2.0, 0.75, 40.5, 10)] == ["2", "0,75", "40,5", "10"]
    assert EN.decimal(0.75) == "0.75"


def test_the_number_of_a_case_has_the_local_year_in_which_it_was_opened() -> None:
    assert case_number(412, datetime(2025, 12, 31, 23, 30, tzinfo=UTC)) == "2026-0412"


def test_a_day_of_another_year_has_its_year_and_one_of_this_year_has_not() -> None:
    before, after = date(2025, 12, 31), date(2027, 1, 1)
    assert (NL.day(before), NL.day(after)) == ("wo 31 december 2025", "vr 1 januari 2027")
    assert (EN.full_day(before), NL.full_day(after)) == ("Wednesday 31 December 2025", "vrijdag 1 januari 2027")
    assert NL.day_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "vr 1 januari 2027"
    assert {NL.day(date(2026, month, 1))[-4:].isdigit() for month in range(1, 13)} == {False}


def test_the_full_day_of_a_moment_has_its_year_once() -> None:
    assert NL.full_day_of(datetime(2026, 3, 17, 9, tzinfo=UTC)) == "dinsdag 17 maart 2026"
    assert NL.full_day_of(datetime(2025, 3, 17, 9, tzinfo=UTC)) == "maandag 17 maart 2025"
