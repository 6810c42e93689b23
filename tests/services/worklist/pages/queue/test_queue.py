"""Taking the next case from the queue."""

from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import Desk
from tests.services.worklist.serving import Served
from tests.services.worklist.visiting import Visitor, a_visitor, words


def test_taking_the_next_case_opens_it_and_sending_the_form_twice_takes_one(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get("/wachtrij"), "/_pak")
    first, second = samira.send(form), samira.send(form)
    assert first.url == second.url
    assert "U hebt deze zaak" in words(first)
    assert "Tot 10.40 uur kan niemand anders deze zaak pakken" in words(first)


def test_an_empty_queue_says_so(desk: Desk, served: Served) -> None:
    with a_visitor(served, desk.worker()) as visitor:
        answer = visitor.send(visitor.form(visitor.get("/"), "/_pak"))
    assert "wacht hier geen zaak meer" in words(answer)
