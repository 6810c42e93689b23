"""Lists and workers about one resident: what was said last holds, and who said nothing takes nothing away."""

from collections.abc import Callable
from pathlib import Path

import pytest

from domain.cases.acts import Worker
from plumbing.record.connect import transaction
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.policy.form import Policy, Registers
from schemas.signals import Signal
from schemas.vocabulary.registers import DebtHelpAnswer, Register, RegisterSource, ResidentAnswer
from services.triage.process import settle_batch
from services.triage.questions.read import asked_anew
from services.triage.read import replay
from services.worklist.pages.to_check.store import WorkersAnswer, answer
from tests.builders import Town, a_signal
from tests.services.triage.registers.test_lists import known_keys, put

__all__ = ["known_keys"]
BORN = "1974-09-02"
ASKS = Policy(name="lijst en mens", registers=Registers(residents=RegisterSource.LIST, debt_help=RegisterSource.LIST))
R, D = ResidentAnswer, DebtHelpAnswer
Lists = Callable[..., int]


@pytest.fixture
def lists(town: Town, tmp_path: Path) -> Lists:
    """Puts a list in force, in a town that asks lists."""
    town.publish(ASKS)
    return lambda *lines, register=Register.RESIDENTS: put(town, tmp_path, *lines, register=register)


def line(status: str = "", surname: str = "Beukenhorst") -> str:
    return f"{surname};{BORN};1234AB;12;;{status}"


def reported(town: Town) -> Id:
    """Other arrears of the same customer that come in now."""
    values: dict[str, object] = {"customer_number": "K-BEUK", "surname": "Beukenhorst", "birth_date": BORN}
    signal: Signal = a_signal(**(values | {"postcode": "1234AB", "house_number": "12"}))
    (name,) = town.bring(signal)
    return name


def says(town: Town, signal: Id, resident: ResidentAnswer, known: DebtHelpAnswer = D.NOT_CHECKED) -> None:
    """A worker answers about the resident of a signal, and triage decides on it anew."""
    (row,) = town.rows("SELECT person_id FROM disposition WHERE signal_id = %s", signal)
    given = WorkersAnswer(Id(str(row["person_id"])), resident, known)
    worker = Worker("9901", new_id(), "Anna")
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        answer(connection, town.outbox, worker, new_id(), given, [signal], town.now)
    decides_anew(town, signal)


def decides_anew(town: Town, signal: Id) -> None:
    with transaction(town.record.engine("triage")) as connection:
        settle_batch(connection, town.outbox, {("9901", signal): ""}, lambda: town.now, asked_anew)


def said(town: Town, signal: Id) -> tuple[object, object]:
    """What registers said of a signal when it was decided on last."""
    (row,) = town.rows("SELECT resident, debt_help FROM disposition WHERE signal_id = %s", signal)
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal
    return row["resident"], row["debt_help"]


def test_a_worker_who_did_not_look_at_debt_help_leaves_that_to_the_list(town: Town, lists: Lists) -> None:
    signal = reported(town)
    says(town, signal, R.RESIDENT)
    lists(line(), register=Register.DEBT_HELP)
    assert said(town, reported(town)) == ("resident", "known")


def test_a_worker_who_did_not_look_takes_no_answer_of_another_back(town: Town, lists: Lists) -> None:
    signal = reported(town)
    says(town, signal, R.RESIDENT, D.KNOWN)
    says(town, signal, R.MOVED_INSIDE)
    assert said(town, reported(town)) == ("moved-inside", "known")


def test_what_nobody_looked_at_is_not_kept(town: Town, lists: Lists) -> None:
    signal = reported(town)
    says(town, signal, R.NOT_CHECKED)
    assert town.rows("SELECT answer FROM register_answer") == []
    assert town.rows("SELECT cause FROM question") == []


def test_a_list_that_was_uploaded_after_a_worker_looked_is_heard(town: Town, lists: Lists) -> None:
    signal = reported(town)
    says(town, signal, R.RESIDENT, D.NOT_KNOWN)
    lists(line("overleden"))
    lists(line(), register=Register.DEBT_HELP)
    assert said(town, reported(town)) == ("deceased", "known")


def test_a_worker_who_looked_after_the_list_was_uploaded_is_heard(town: Town, lists: Lists) -> None:
    lists(line("geen-inwoner"))
    lists(line("", surname="Andersma"), register=Register.DEBT_HELP)
    signal = reported(town)
    assert said(town, signal) == ("not-resident", "not-known")
    says(town, signal, R.RESIDENT, D.KNOWN)
    assert said(town, reported(town)) == ("resident", "known")


@pytest.mark.parametrize("listed", [line("inwoner", surname="Andersma"), f"Andersma;{BORN};9999XX;7;;inwoner"])
def test_a_later_list_that_does_not_find_somebody_leaves_what_a_worker_found(
    town: Town, lists: Lists, listed: str
) -> None:
    signal = reported(town)
    says(town, signal, R.RESIDENT)
    lists(listed)
    assert said(town, reported(town))[0] == "resident"


def test_a_later_list_of_debt_help_that_names_somebody_no_more_is_heard(town: Town, lists: Lists) -> None:
    signal = reported(town)
    says(town, signal, R.RESIDENT, D.KNOWN)
    lists(line("", surname="Andersma"), register=Register.DEBT_HELP)
    assert said(town, reported(town)) == ("resident", "not-known")


def test_a_form_that_is_sent_again_with_another_answer_beside_the_first_asks_about_that_too(
    town: Town, lists: Lists
) -> None:
    signal, token = reported(town), new_id()
    (row,) = town.rows("SELECT person_id FROM disposition WHERE signal_id = %s", signal)
    for known in (D.NOT_CHECKED, D.KNOWN, D.KNOWN):
        given = WorkersAnswer(Id(str(row["person_id"])), R.RESIDENT, known)
        with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
            answer(connection, town.outbox, Worker("9901", new_id(), "Anna"), token, given, [signal], town.now)
    assert town.rows("SELECT count(*) AS n FROM question") == [{"n": 2}]
    decides_anew(town, signal)
    assert said(town, signal) == ("resident", "known")
