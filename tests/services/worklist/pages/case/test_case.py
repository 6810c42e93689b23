"""The page of a case: who may see it, who looked, and taking it."""

from sqlalchemy import select

from plumbing.record.tables import access
from plumbing.running.chance import new_id
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import BERGEN, Person, a_case, a_desk
from tests.services.worklist.visiting import Visitor, words


def test_a_case_that_a_colleague_has_just_taken_is_not_taken_again(
    day: Waterdal, samira: Visitor, joost: Visitor
) -> None:
    case_id = a_case(day.desk, house_number="77")
    page = samira.get(f"/zaken/{case_id}")
    joost.send(joost.form(joost.get(f"/zaken/{case_id}"), "/_neem"))
    assert "Een collega heeft deze zaak net gepakt" in words(samira.send(samira.form(page, "/_neem")))


def test_every_view_of_a_case_is_logged(day: Waterdal, samira: Visitor) -> None:
    samira.get(f"/zaken/{day.crisis}")
    samira.get(f"/zaken/{day.crisis}/uitleg")
    with day.desk.engine.connect() as connection:
        rows = connection.execute(select(access).where(access.c.purpose != "take")).all()
    assert sorted((row.purpose, row.case_id, row.worker_id) for row in rows) == [
        ("case", day.crisis, day.samira.id),
        ("explanation", day.crisis, day.samira.id),
    ]


def test_a_case_of_the_neighbour_is_not_there(day: Waterdal, samira: Visitor) -> None:
    theirs = a_case(a_desk(day.desk.engine, BERGEN, "Bergen"), person=Person("Nabuur"))
    answer = samira.get(f"/zaken/{theirs}")
    assert answer.status_code == 404
    assert "Nabuur" not in answer.text
    assert samira.get(f"/zaken/{new_id()}").status_code == 404
    assert samira.get("/zaken/geen-nummer").status_code == 404
