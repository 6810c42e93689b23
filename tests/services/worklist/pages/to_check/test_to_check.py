"""Residents whose registration nobody checked: listed while something of theirs is open, and answered by a worker."""

import pytest

from schemas.ids import Id
from schemas.policy.form import Parking, Policy, Registers
from schemas.vocabulary.registers import RegisterSource
from services.triage.read import replay
from tests.builders import Town, a_signal
from tests.domain.cases.builders import an_end, in_town
from tests.services.worklist.pages.in_town import answer_questions
from tests.services.worklist.visiting import Form, Visitor, words

PAGE = "/te-controleren"
BY_WORKERS = Registers(residents=RegisterSource.WORKER, debt_help=RegisterSource.WORKER)
ASKS = Policy(name="vraagt na", registers=BY_WORKERS)


def became(town: Town) -> list[str]:
    return [str(row["disposition"]) for row in town.rows("SELECT disposition FROM disposition ORDER BY signal_id")]


def became_of(town: Town, signal: Id) -> str:
    (row,) = town.rows("SELECT disposition FROM disposition WHERE signal_id = %s", signal)
    return str(row["disposition"])


def answer_form(visitor: Visitor, number: int = 0) -> Form:
    return [form for form in visitor.forms(visitor.get(PAGE)) if form.action.startswith(f"{PAGE}/")][number]


def answers(town: Town, visitor: Visitor, resident: str, known: str = "not-checked") -> None:
    page = visitor.send(answer_form(visitor), {"inwoner": resident, "schuldhulp": known})
    assert "Het antwoord is opgeslagen." in words(page)
    answer_questions(town)


def codes(town: Town, signal: Id) -> list[str]:
    (row,) = town.rows("SELECT reasons FROM decision WHERE signal_id = %s ORDER BY sequence DESC LIMIT 1", signal)
    return [one["code"] for one in row["reasons"]]  # type: ignore[attr-defined]


def test_whoever_nobody_checked_is_listed_and_the_case_says_so(here: Town, anna: Visitor) -> None:
    here.publish(ASKS)
    (signal,) = here.bring(a_signal(surname="Proefpersoon", birth_date="1988-05-14"))
    found = words(anna.get(PAGE))
    assert "Proefpersoon" in found
    assert "geboren 14 mei 1988" in found
    assert "Niet gecontroleerd" in found
    assert "not-checked" in codes(here, signal)


@pytest.mark.parametrize(
    ("answer", "disposition"),
    [("not-resident", "not-resident"), ("deceased", "deceased"), ("resident", "in-case"), ("moved-inside", "in-case")],
)
def test_what_a_worker_found_decides(here: Town, anna: Visitor, answer: str, disposition: str) -> None:
    here.publish(ASKS)
    here.bring(a_signal())
    answers(here, anna, answer)
    assert became(here) == [disposition]
    closed = [row["closed_at"] is not None for row in here.rows("SELECT closed_at FROM case_file")]
    assert closed == [disposition != "in-case"]
    assert "Iedereen met een open melding is gecontroleerd." in words(anna.get(PAGE))
    with here.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal


@pytest.mark.parametrize("answer", ["no-hit", "name-differs", "not-checked"])
def test_not_found_and_another_name_are_picked_up_and_stay_to_be_checked(
    here: Town, anna: Visitor, answer: str
) -> None:
    here.publish(ASKS)
    (signal,) = here.bring(a_signal(surname="Proefpersoon"))
    answers(here, anna, answer)
    assert became(here) == ["in-case"]
    assert answer in codes(here, signal)
    assert "Proefpersoon" in words(anna.get(PAGE))


def test_whom_debt_help_knows_is_left_to_it(here: Town, anna: Visitor) -> None:
    here.publish(ASKS)
    here.bring(a_signal())
    answers(here, anna, "resident", "known")
    assert became(here) == ["known-at-debt-help"]


def test_an_answer_holds_for_all_that_a_partner_reports_of_its_customer_later(here: Town, anna: Visitor) -> None:
    here.publish(ASKS)
    first = a_signal()
    here.bring(first)
    answers(here, anna, "deceased")
    here.later(days=1)
    here.bring(a_signal(customer_number=first.customer_number))
    assert became(here) == ["deceased", "deceased"]


def test_what_waited_for_the_check_wakes_by_the_answer(here: Town, anna: Visitor) -> None:
    waits = Parking(unclear_registration=True)
    here.publish(Policy(name="eerst kijken", registers=BY_WORKERS, parking=waits))
    first = a_signal(customer_number="K-1")
    here.bring(first)
    answers(here, anna, "no-hit")
    assert became(here) == ["in-case"], "what is in a case stays there"
    in_town(here, an_end(Id(str(here.rows("SELECT id FROM case_file")[0]["id"]))))
    here.later(days=1)
    (waiting,) = here.bring(a_signal(customer_number="K-1"))
    assert became_of(here, waiting) == "parked", "of this customer nothing is known but that"
    answers(here, anna, "resident")
    assert became_of(here, waiting) == "in-case"
    assert "woke-register" in codes(here, waiting)


def test_the_same_form_sent_twice_asks_once(here: Town, anna: Visitor) -> None:
    here.publish(ASKS)
    here.bring(a_signal())
    form = answer_form(anna)
    for _ in range(2):
        assert anna.send(form, {"inwoner": "resident", "schuldhulp": "not-known"}).status_code == 200
    assert here.rows("SELECT count(*) AS n FROM question") == [{"n": 1}]
    assert here.rows("SELECT count(*) AS n FROM register_answer") == [{"n": 2}]


def test_without_an_answer_nothing_is_kept(here: Town, anna: Visitor) -> None:
    here.publish(ASKS)
    here.bring(a_signal())
    assert anna.send(answer_form(anna), {"inwoner": ""}).status_code == 400
    assert here.rows("SELECT 1 FROM register_answer") == []


def test_where_the_policy_asks_no_worker_the_page_says_so_and_has_no_form(here: Town, anna: Visitor) -> None:
    here.bring(a_signal(surname="Proefpersoon"))
    page = anna.get(PAGE)
    assert "vraagt in het beleid nog niet om deze controle" in words(page)
    assert [form for form in anna.forms(page) if form.action.startswith(f"{PAGE}/")] == []


def test_who_is_not_of_this_municipality_cannot_be_answered_about(here: Town, anna: Visitor) -> None:
    here.publish(ASKS)
    here.bring(a_signal())
    here.bring(a_signal(municipality="9902"))
    (other,) = here.rows("SELECT person_id FROM disposition WHERE municipality = '9902'")
    form = answer_form(anna)
    form.action = f"{PAGE}/{other['person_id']}"
    assert anna.send(form, {"inwoner": "deceased"}).status_code == 404


def test_who_looked_is_logged(here: Town, anna: Visitor) -> None:
    here.bring(a_signal())
    anna.get(PAGE)
    (looked_up,) = here.rows("SELECT case_id FROM disposition")
    assert here.rows("SELECT purpose, shown FROM access") == [{"purpose": "to-check", "shown": [looked_up["case_id"]]}]
