"""A case shows its next step, the earliest day on which it can be defended, and why."""

from datetime import timedelta

from domain.planning.read import cases_to_plan
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from tests.domain.cases.builders import a_try, do
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import BERGEN, NOW, TODAY, WATERDAL, Person, a_case, a_desk
from tests.services.worklist.conftest import Scope
from tests.services.worklist.visiting import Visitor, words

REACHABLE = Person("Proef", phone="06 12345678")


def test_a_new_case_with_a_number_begins_with_a_call_today(day: Waterdal, samira: Visitor) -> None:
    found = words(samira.get(f"/zaken/{a_case(day.desk, house_number='77', opened_at=NOW, person=REACHABLE)}"))
    assert "Volgende stap" in found
    assert "Probeer de inwoner te bereiken: telefoon" in found
    assert "Op zijn vroegst dinsdag 17 maart , ochtend." in found
    assert "Er is een telefoonnummer. Bel daarom voordat u schrijft." in found


def test_without_a_number_it_begins_with_a_letter_and_says_so(day: Waterdal, samira: Visitor) -> None:
    found = words(samira.get(f"/zaken/{a_case(day.desk, house_number='77', opened_at=NOW)}"))
    assert "Probeer de inwoner te bereiken: brief" in found
    assert "Er is geen telefoonnummer dat werkt." in found


def test_after_a_call_the_next_one_waits_and_is_in_another_part_of_the_day(
    day: Waterdal, samira: Visitor, work: Scope
) -> None:
    case_id = a_case(day.desk, house_number="77", opened_at=NOW, person=REACHABLE)
    with work() as connection:
        do(connection, day.samira, a_try(case_id))
    found = words(samira.get(f"/zaken/{case_id}"))
    assert "Op zijn vroegst donderdag 19 maart , middag." in found
    assert "De inwoner krijgt tijd om op de vorige poging te antwoorden." in found


def test_a_closed_case_has_no_next_step(day: Waterdal, samira: Visitor) -> None:
    assert "Volgende stap" not in words(samira.get(f"/zaken/{day.closed}"))


def test_a_crisis_names_its_clock(day: Waterdal, samira: Visitor) -> None:
    case_id = a_case(day.desk, tray=Tray.CRISIS, house_number="77", opened_at=NOW)
    assert "Er dreigt iets ernstigs: het eerste gesprek is binnen 3 werkdagen." in words(
        samira.get(f"/zaken/{case_id}")
    )


def test_what_the_planner_reads_is_what_stands_on_open_cases_of_this_municipality(day: Waterdal, work: Scope) -> None:
    case_id = a_case(day.desk, house_number="77", opened_at=NOW - timedelta(days=1), person=REACHABLE)
    theirs = a_case(a_desk(day.desk.engine, BERGEN, "Bergen"))
    with work() as connection:
        do(connection, day.joost, a_try(case_id, kind=Channel.VISIT))
        found = {one.case.id: one for one in cases_to_plan(connection, WATERDAL, NOW)}
        (alone,) = cases_to_plan(connection, WATERDAL, NOW, case_id)
    assert found[case_id] == alone
    assert (alone.can_call, alone.neighbourhood, alone.worker) == (True, "4512", day.joost.id)
    assert [(one.channel, one.held_on, one.reached) for one in alone.tried] == [(Channel.VISIT, TODAY, False)]
    assert not {theirs, day.closed} & set(found)


def test_a_number_that_cannot_be_dialled_is_no_number(day: Waterdal, work: Scope) -> None:
    case_id = a_case(day.desk, house_number="77", person=Person("Proef", phone="onbekend"))
    with work() as connection:
        (found,) = cases_to_plan(connection, WATERDAL, NOW, case_id)
    assert not found.can_call


def test_a_case_waits_for_the_moment_that_it_was_planned_for(day: Waterdal, work: Scope) -> None:
    case_id = a_case(day.desk, house_number="77", opened_at=NOW, queued=False)
    with day.desk.engine.begin() as connection:
        later = (NOW + timedelta(days=1), case_id)
        connection.exec_driver_sql("UPDATE case_file SET dispatch_at = %s WHERE id = %s", later)
    with work() as connection:
        (found,) = cases_to_plan(connection, WATERDAL, NOW, case_id)
    assert (found.opens_on, found.worker) == (TODAY + timedelta(days=1), None)
