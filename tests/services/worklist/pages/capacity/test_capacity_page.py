"""The page of capacity: hours, who is away, and an honest list of the clocks that cannot be kept."""

import pytest

from domain.cases.acts import Worker
from domain.planning.capacity import WorkingHours
from domain.planning.read import absences, hours_of_workers
from plumbing.record import tables
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.vocabulary.cases import Tray
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import BERGEN, NOW, TODAY, WATERDAL, Person, a_case, a_desk
from tests.services.worklist.conftest import Scope
from tests.services.worklist.visiting import Form, Visitor, words

PAGE = "/capaciteit"
FULL = {"ma": "8", "di": "8", "wo": "8", "do": "8", "vr": "8"}
KEEPS_ALL = "Met deze uren halen wij elke klok."


def forms_of(visitor: Visitor, worker: Worker) -> tuple[Form, Form]:
    """The form for hours and that for absence of a worker."""
    page = visitor.get(PAGE)
    return visitor.form(page, f"{worker.id}/uren"), visitor.form(page, f"{worker.id}/afwezig")


def everybody_works(day: Waterdal, visitor: Visitor) -> None:
    for worker in (day.samira, day.joost):
        visitor.send(forms_of(visitor, worker)[0], FULL)


def away(day: Waterdal, visitor: Visitor, worker: Worker, until: str = "") -> str:
    return words(visitor.send(forms_of(visitor, worker)[1], {"tot-en-met": until}))


def hours(work: Scope) -> list[WorkingHours]:
    with work() as connection:
        return hours_of_workers(connection, WATERDAL)


def test_without_hours_every_clock_breaks_and_the_page_says_so(day: Waterdal, samira: Visitor) -> None:
    found = words(samira.get(PAGE))
    assert "Deze klokken halen wij niet" in found
    assert "Er zijn te weinig uren." in found
    assert KEEPS_ALL not in found
    assert "Er zijn nog geen uren ingevuld." in found


def test_with_hours_the_plan_is_made_anew(day: Waterdal, samira: Visitor, work: Scope) -> None:
    everybody_works(day, samira)
    found = words(samira.get(PAGE))
    assert "Er zijn te weinig uren." not in found
    assert "Er zijn nog geen uren ingevuld." not in found
    assert {one.minutes for one in hours(work)} == {(480, 480, 480, 480, 480, 0, 0)}


def test_hours_that_are_typed_again_take_the_place_of_the_first(day: Waterdal, samira: Visitor, work: Scope) -> None:
    form, _ = forms_of(samira, day.joost)
    samira.send(form, FULL)
    said = words(samira.send(forms_of(samira, day.joost)[0], {"wo": "0"}))
    assert "De uren zijn opgeslagen." in said
    (joost,) = [one for one in hours(work) if one.worker == day.joost.id]
    assert joost.minutes == (480, 480, 0, 480, 480, 0, 0)


def test_who_is_ill_today_is_not_counted_on_until_back(day: Waterdal, samira: Visitor, work: Scope) -> None:
    everybody_works(day, samira)
    assert "Joost Veenstra, vanaf di 17 maart" in away(day, samira, day.joost)
    with work() as connection:
        assert [(one.worker, one.first, one.last) for one in absences(connection, WATERDAL)] == [
            (day.joost.id, TODAY, None)
        ]
    back = words(samira.send(samira.form(samira.get(PAGE), "_terug")))
    assert "Iedereen is er." in back
    with work() as connection:
        assert not any(one.covers(TODAY) for one in absences(connection, WATERDAL))


def test_leave_has_a_last_day(day: Waterdal, samira: Visitor) -> None:
    assert "Joost Veenstra, van di 17 maart tot en met vr 20 maart" in away(day, samira, day.joost, "2026-03-20")


def test_the_same_absence_sent_twice_is_one(day: Waterdal, samira: Visitor, work: Scope) -> None:
    _, form = forms_of(samira, day.joost)
    samira.send(form)
    samira.send(form)
    with work() as connection:
        assert len(absences(connection, WATERDAL)) == 1


def test_a_crisis_that_breaks_stands_first_and_leads_to_its_case(day: Waterdal, samira: Visitor) -> None:
    crisis = a_case(day.desk, tray=Tray.CRISIS, house_number="77", opened_at=NOW, person=Person("Proef"))
    text = samira.get(PAGE).text
    assert f"/zaken/{crisis}" in text
    assert text.index(f"/zaken/{crisis}") < text.index(f"/zaken/{day.free}")


@pytest.mark.parametrize(
    ("which", "typed", "said"),
    [
        (0, {"ma": "10"}, "Kies ten hoogste 9 uur op een dag."),
        (1, {"tot-en-met": "2026-03-16"}, "De laatste dag is voor de eerste"),
        (1, {"tot-en-met": " "}, "De laatste dag is voor de eerste, of er ontbreekt een dag."),
        (1, {"vanaf": "gisteren"}, "De laatste dag is voor de eerste, of er ontbreekt een dag."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    day: Waterdal, samira: Visitor, work: Scope, which: int, typed: dict[str, str], said: str
) -> None:
    answer = samira.send(forms_of(samira, day.joost)[which], typed)
    assert answer.status_code == 400
    assert said in words(answer)
    with work() as connection:
        assert absences(connection, WATERDAL) == []
    assert {one.minutes for one in hours(work)} == {(0,) * 7}


def test_a_worker_of_another_municipality_is_not_there(day: Waterdal, samira: Visitor) -> None:
    stranger = a_desk(day.desk.engine, BERGEN, "Bergen").worker("Vreemd")
    form, _ = forms_of(samira, day.joost)
    for who in (stranger.id, new_id()):
        assert samira.send(Form(form.action.replace(day.joost.id, who), form.fields)).status_code == 404


def test_the_page_is_for_coordinators(day: Waterdal, joost: Visitor) -> None:
    assert joost.get(PAGE).status_code == 404


def test_who_looked_at_the_cases_on_it_is_logged(day: Waterdal, samira: Visitor) -> None:
    samira.get(PAGE)
    with day.desk.engine.connect() as connection:
        sql = "SELECT shown FROM access WHERE purpose = 'capacity'"
        shown: list[Id] = connection.exec_driver_sql(sql).scalar_one()
    assert day.free in shown


def test_administrators_and_the_blocked_have_no_hours(day: Waterdal, work: Scope) -> None:
    day.desk.worker("Beheer", role="administrator")
    blocked = day.desk.worker("Weg")
    with day.desk.engine.begin() as connection:
        sql = tables.worker.update().where(tables.worker.c.id == blocked.id).values(blocked_at=NOW)
        connection.execute(sql)
    assert {one.worker for one in hours(work)} == {day.samira.id, day.joost.id}
