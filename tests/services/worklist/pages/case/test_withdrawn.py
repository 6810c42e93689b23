"""A company takes a signal back while somebody works on the case: the page asks to check, and keeps the answer."""

import pytest

from plumbing.running.chance import new_id
from schemas.ids import Id
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import a_signal_taken_back
from tests.services.worklist.visiting import Visitor, words

ASK = "Vraag na: is er nog een achterstand?"


@pytest.fixture
def taken_back(day: Waterdal) -> Id:
    """A signal of a case that Samira works on, taken back by its company."""
    return a_signal_taken_back(day.desk, day.crisis)


def test_the_day_and_the_case_ask_to_check_what_a_company_took_back(
    day: Waterdal, samira: Visitor, taken_back: Id
) -> None:
    page = samira.get(f"/zaken/{day.crisis}")
    assert ASK in words(samira.get("/"))
    assert ASK in words(page)
    assert "nam de melding terug. De reden: betaald." in words(page)
    assert f"#nagevraagd-{taken_back}" in page.text


def test_nothing_is_asked_where_nothing_was_taken_back(day: Waterdal, samira: Visitor) -> None:
    assert ASK not in words(samira.get("/"))
    assert ASK not in words(samira.get(f"/zaken/{day.crisis}"))


@pytest.mark.usefixtures("taken_back")
def test_what_a_worker_heard_is_recorded_once_and_is_not_asked_again(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), "/nagevraagd")
    for _ in range(2):
        answer = samira.send(form, {"gevonden": "no-arrears-any-more"})
        assert "Vastgelegd wat u hoorde" in words(answer)
    assert "Nagevraagd of er nog een achterstand is: Nee, de achterstand is weg." in words(answer)
    assert ASK not in words(samira.get("/"))
    assert ASK not in words(samira.get(f"/zaken/{day.crisis}"))
    with day.desk.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM withdrawal_check").scalar_one() == 1


@pytest.mark.usefixtures("taken_back")
def test_a_check_of_a_signal_of_another_case_is_refused(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), "/nagevraagd")
    answer = samira.send(form, {"gevonden": "no-arrears-any-more", "signaal": new_id()})
    assert answer.status_code == 409
    assert "Dit signaal hoort niet bij deze zaak" in words(answer)


@pytest.mark.usefixtures("taken_back")
def test_the_check_needs_an_answer(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), "/nagevraagd")
    assert samira.send(form, {"gevonden": ""}).status_code == 400
