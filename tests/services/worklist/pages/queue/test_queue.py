"""Taking the next case from the queue."""

from schemas.vocabulary.cases import Tray
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import Desk, a_case
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


def test_announced_ends_of_contract_stand_in_a_tray_of_their_own_to_look_at_every_day(
    desk: Desk, served: Served
) -> None:
    a_case(desk, tray=Tray.END_OF_CONTRACT)
    a_case(desk, house_number="2")
    with a_visitor(served, desk.worker()) as visitor:
        tray = words(visitor.get("/wachtrij?bakje=end-of-contract"))
    assert "Einde levering 1" in tray
    assert "Kijk hier elke dag" in tray
