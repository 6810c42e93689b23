"""Who left a case because a register said so is no longer approached, counted or shown as its crisis."""

from typing import Any

import pytest
from sqlalchemy import select

from domain.cases.acts import Worker
from domain.cases.read import IS_CRISIS, case_with_work
from plumbing.record.connect import transaction
from plumbing.record.tables import case_file
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.policy.form import Policy, Registers
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import DebtHelpAnswer, RegisterSource, ResidentAnswer
from schemas.vocabulary.signals import SignalKind
from services.triage.process import settle_batch
from services.triage.questions.read import asked_anew
from services.triage.read import replay
from services.worklist.pages.case.case_page import CasePage
from services.worklist.pages.case.read import read_case
from services.worklist.pages.letter.read import read_addressees
from services.worklist.pages.to_check.store import WorkersAnswer, answer
from tests.builders import Town, a_signal
from tests.domain.cases.builders import a_try, an_offer, in_town

ASKS = Policy(name="vraagt na", registers=Registers(residents=RegisterSource.WORKER))
HOME = {"postcode": "1234AB", "house_number": "12"}
SIGNALS = [
    a_signal(surname="Linde", kind=SignalKind.DISCONNECTION, **HOME),
    a_signal(surname="Esdoorn", reference="TWEE", **HOME),
]


@pytest.fixture
def left(town: Town) -> list[Id]:
    """Two residents in one case; of the first, in crisis, a worker found that he died. Gives both signals."""
    town.publish(ASKS)
    names = town.bring(*SIGNALS)
    died(town, names[0])
    assert became(town) == ["deceased", "in-case"]
    return names


def died(town: Town, signal: Id) -> None:
    given = WorkersAnswer(person_of(town, signal), ResidentAnswer.DECEASED, DebtHelpAnswer.NOT_CHECKED)
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        answer(connection, town.outbox, Worker("9901", new_id(), "Anna"), new_id(), given, [signal], town.now)
    with transaction(town.record.engine("triage")) as connection:
        settle_batch(connection, town.outbox, {("9901", signal): ""}, lambda: town.now, asked_anew)


def person_of(town: Town, signal: Id) -> Id:
    (row,) = town.rows("SELECT person_id FROM disposition WHERE signal_id = %s", signal)
    return Id(str(row["person_id"]))


def became(town: Town) -> list[str]:
    return sorted(str(row["disposition"]) for row in town.rows("SELECT disposition FROM disposition"))


def the_case(town: Town) -> Id:
    return Id(str(town.rows("SELECT id FROM case_file ORDER BY number LIMIT 1")[0]["id"]))


def page_of(town: Town) -> CasePage:
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        return read_case(connection, "9901", the_case(town), town.now)


def is_crisis(town: Town) -> bool:
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        return bool(connection.execute(select(case_file.c.id).where(IS_CRISIS)).all())


def test_a_letter_tells_no_report_that_left(town: Town) -> None:
    town.publish(ASKS)
    same: dict[str, object] = {"surname": "Linde", "birth_date": "1974-09-02", **HOME}
    at_energy, at_water = a_signal(**same), a_signal(reference="TWEE", customer_number="K-WATER", **same)
    (one,) = town.bring(at_energy)
    town.bring(at_water, kind=PartnerKind.WATER)
    died(town, one)
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        letters = read_addressees(connection, "9901", page_of(town))
    assert [row.partner_kind for one in letters for row in one.reports] == [PartnerKind.WATER]


def surnames(found: Any) -> list[str]:
    return [one.name.split()[-1] for one in found]


def test_who_left_a_case_is_no_contact_of_it(town: Town, left: list[Id]) -> None:
    page = page_of(town)
    assert surnames(page.contacts) == ["Esdoorn"]
    assert surnames(page.people) == ["Esdoorn", "Linde"]
    assert [one.id for one in page.signals] == left, "what was reported stays to be seen"


def test_a_case_is_named_by_who_is_still_in_it(town: Town, left: list[Id]) -> None:
    line = page_of(town).line
    assert (line.names, line.signals, line.threat) == (("Esdoorn",), 1, None)


def test_a_case_whose_crisis_left_is_no_crisis(town: Town, left: list[Id]) -> None:
    assert not is_crisis(town)


def test_what_is_done_on_a_case_counts_for_no_signal_that_left(town: Town, left: list[Id]) -> None:
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        work = case_with_work(connection, ("9901", the_case(town))).work
    assert work is not None
    assert [one.id for one in work.signals] == left[1:]
    today = town.now.date()
    told = in_town(town, a_try(the_case(town), reached=True, held_on=today), an_offer(the_case(town), made_on=today))
    (row,) = town.rows("SELECT coalesce(sum(amount), 0) AS n FROM fact WHERE kind = 'signal-led-to-offer'")
    assert row["n"] == 1
    assert {one.trace_id for one in told} == {left[0].replace("-", "")}, "the trace stays that of the first signal"


def test_who_left_and_came_elsewhere_stays_out_of_the_case_that_was_left(town: Town, left: list[Id]) -> None:
    town.later(days=1)
    town.publish(Policy(name="vraagt niets"), valid_from=town.now.date())
    moved: Signal = SIGNALS[0].model_copy(update={"postcode": "9999XX", "amount_cents": 30_000})
    town.bring(moved)
    assert became(town) == ["in-case", "in-case"]
    assert surnames(page_of(town).contacts) == ["Esdoorn"]


def test_who_came_back_into_the_case_is_in_it_again(town: Town, left: list[Id]) -> None:
    town.later(days=1)
    town.publish(Policy(name="vraagt niets"), valid_from=town.now.date())
    town.bring(SIGNALS[0].model_copy(update={"amount_cents": 30_000}))
    assert became(town) == ["in-case", "in-case"]
    assert surnames(page_of(town).contacts) == ["Linde", "Esdoorn"]
    assert is_crisis(town)


def test_a_case_that_ended_because_its_resident_died_is_still_named_by_that_resident(town: Town) -> None:
    town.publish(ASKS)
    (name,) = town.bring(a_signal(surname="Linde"))
    died(town, name)
    page = page_of(town)
    assert page.line.closed_at is not None
    assert (page.line.names, page.contacts) == (("Linde",), [])
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal
