"""How a household is reached from its page: each number dials what it says, and what cannot be dialled is no link."""

import re

import pytest

from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import Person, a_case
from tests.services.worklist.visiting import Visitor, words

LINK = re.compile(r'href="tel:([^"]*)"[^>]*>([^<]*)<')


@pytest.mark.parametrize(
    ("phone", "dials", "reads"),
    [
        ("+31638475610", "+31638475610", "06 38475610"),
        ("+31 (0)6 38 47 56 10", "+31638475610", "06 38475610"),
        ("0031 (0)6 3847 5610", "+31638475610", "06 38475610"),
        ("31 (0) 6 3847 5610", "+31638475610", "06 38475610"),
        ("638475610", "+31638475610", "06 38475610"),
        ("31638475610", "+31638475610", "06 38475610"),
        ("070-3847561 tst 12", "+31703847561", "070 384 7561"),
        ("+32 (0)470 38 47 56", "+32470384756", "+32 470 38 47 56"),
    ],
)
def test_a_telephone_link_dials_one_form_and_reads_as_people_write(
    day: Waterdal, samira: Visitor, phone: str, dials: str, reads: str
) -> None:
    case_id = a_case(day.desk, house_number="78", person=Person("Wilg", phone=phone))
    assert LINK.findall(samira.get(f"/zaken/{case_id}").text) == [(dials, reads)]


@pytest.mark.parametrize("phone", ["0000000000", "7654321", "06384756101", "0900 3847"])
def test_what_cannot_be_dialled_is_shown_without_a_link(day: Waterdal, samira: Visitor, phone: str) -> None:
    case_id = a_case(day.desk, house_number="79", person=Person("Wilg", phone=phone))
    page = samira.get(f"/zaken/{case_id}")
    assert LINK.findall(page.text) == []
    assert phone in words(page)


def test_of_two_numbers_the_first_is_the_link_and_both_are_shown(day: Waterdal, samira: Visitor) -> None:
    two = Person("Wilg", phone="+31638475610 / +31703847561")
    page = samira.get(f"/zaken/{a_case(day.desk, house_number='80', person=two)}")
    assert LINK.findall(page.text) == [("+31638475610", "06 38475610")]
    assert "06 38475610 / 070 384 7561" in words(page)
