"""Who is there, and for how long."""

from domain.planning.capacity import Away, WorkingHours, capacity_of
from tests.domain.planning.builders import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, at

WEEK = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
ANNA = WorkingHours("anna", (480, 480, 0, 240, 0, 0, 0))
EARLY = at(MONDAY, 5)


def test_a_worker_has_the_hours_of_each_day_of_the_week() -> None:
    assert capacity_of([ANNA], [], WEEK, EARLY).minutes == ((480, 480, 0, 240, 0),)


def test_who_is_on_leave_is_not_there_on_the_first_day_nor_on_the_last() -> None:
    leave = Away("anna", MONDAY, TUESDAY)
    assert capacity_of([ANNA], [leave], WEEK, EARLY).minutes == ((0, 0, 0, 240, 0),)


def test_who_is_sick_is_not_there_until_somebody_says_otherwise() -> None:
    sick = Away("anna", TUESDAY, None)
    assert capacity_of([ANNA], [sick], WEEK, EARLY).minutes == ((480, 0, 0, 0, 0),)


def test_leave_of_one_is_no_leave_of_another() -> None:
    bob = ANNA._replace(worker="bob")
    sick = Away("bob", MONDAY, None)
    assert capacity_of([ANNA, bob], [sick], WEEK, EARLY).minutes[0] == (480, 480, 0, 240, 0)


def test_of_today_only_what_is_to_come_counts() -> None:
    assert capacity_of([ANNA], [], WEEK, at(MONDAY, 11)).minutes[0][:2] == (240, 480)
    assert capacity_of([ANNA], [], WEEK, at(MONDAY, 16)).minutes[0][:2] == (0, 480)
