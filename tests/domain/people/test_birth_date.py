"""Birth dates that are known in part are of whoever they can be, and found by the day that is asked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people.birth_date import known_part, may_be_one, spellings

DAYS = st.dates(date(1901, 1, 1), date(2026, 12, 31)).map(date.isoformat)


@pytest.mark.parametrize(
    ("born", "known"),
    [
        ("1985-05-12", "1985-05-12"),
        ("1985-05-00", "1985-05"),
        ("1985-00-00", "1985"),
        ("1985-00-12", "1985"),
        ("2000-10-00", "2000-10"),
    ],
)
def test_what_is_known_of_a_birth_date_ends_where_it_is_nought(born: str, known: str) -> None:
    assert known_part(born) == known


@given(DAYS, DAYS)
def test_a_day_is_found_under_every_spelling_and_only_under_those_that_can_be_it(day: str, other: str) -> None:
    assert all(may_be_one(day, one) and may_be_one(one, day) for one in spellings(day))
    assert may_be_one(day, other) == (day == other)
    assert {may_be_one(day, one) for one in spellings(other)} <= {one in spellings(day) for one in spellings(other)}
