"""Two households that turn out to be one, and one that turns out to be two, while cases are open."""

from typing import Any

from domain.cases.acts import Worker
from domain.cases.read import case_with_work
from plumbing.record.connect import transaction
from plumbing.record.tables import judgement, question
from plumbing.record.write import insert
from plumbing.transport.outbox import Outbox
from schemas.ids import Id, event_id
from schemas.policy.form import Policy, Registers
from schemas.signals import Signal
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import DebtHelpAnswer, RegisterSource, ResidentAnswer
from services.triage.linking.store import LinkCache
from services.triage.process import settle_batch
from services.triage.questions.read import asked_anew
from services.triage.read import replay
from services.worklist.pages.case.read import read_case
from services.worklist.pages.to_check.read import open_signals_of
from services.worklist.pages.to_check.store import WorkersAnswer, answer
from tests.builders import PARTNERS, SOURCE, Town, a_signal
from tests.domain.cases.builders import a_talk, a_try, an_end, in_town
from tests.oracle import hold_decisions

WHO: dict[str, Any] = {"surname": "Goedhart", "initials": "P.T."}
BORN = {"birth_date": "1971-03-09"}
HERE, THERE = {"postcode": "1111AA", "house_number": "3"}, {"postcode": "2222BB", "house_number": "40"}
"""Where they lived, and where they live."""


def one_person_twice(town: Town) -> tuple[Id, Id, Signal]:
    """Somebody at two doors, of whom only a third signal tells that it is one."""
    (first,) = town.bring(a_signal(**WHO, **BORN, **HERE))
    (second,) = town.bring(a_signal(**WHO, **THERE), kind=PartnerKind.ENERGY)
    return first, second, a_signal(**WHO, **BORN, **THERE)


def cases(town: Town) -> list[tuple[bool, bool]]:
    """Of each case, in the order of opening: whether it is open, and whether a task is."""
    rows = town.rows(
        "SELECT c.closed_at IS NULL AS runs, EXISTS (SELECT 1 FROM task t WHERE t.case_id = c.id AND t.state <> 'done')"
        " AS asked FROM case_file c ORDER BY c.number"
    )
    return [(bool(row["runs"]), bool(row["asked"])) for row in rows]


def case_ids(town: Town) -> list[Id]:
    return [Id(str(row["id"])) for row in town.rows("SELECT id FROM case_file ORDER BY number")]


def occasions(town: Town, name: Id) -> list[str]:
    rows = town.rows("SELECT occasion FROM decision WHERE signal_id = %s ORDER BY sequence", name)
    return [str(row["occasion"]) for row in rows]


def case_of(town: Town, name: Id) -> Id:
    (row,) = town.rows("SELECT case_id FROM disposition WHERE signal_id = %s", name)
    return Id(str(row["case_id"]))


def holds(town: Town) -> None:
    """Nothing is doubled, all is decided again alike, every fact is borne out."""
    hold_decisions(town.record, "9901")
    (open_twice,) = town.rows(
        "SELECT count(*) AS n FROM case_signal s JOIN case_file c ON c.id = s.case_id AND c.closed_at IS NOT NULL"
        " JOIN disposition d ON d.signal_id = s.signal_id AND d.case_id = s.case_id AND d.disposition = 'in-case'"
    )
    assert open_twice["n"] == 0, "nothing is left in a case that ended"


def test_two_households_that_are_one_keep_the_oldest_of_two_open_cases(town: Town) -> None:
    first, second, third = one_person_twice(town)
    assert cases(town) == [(True, False)] * 2
    town.plan(*case_ids(town))
    town.later(days=7)
    town.tick(*case_ids(town))
    (name,) = town.bring(third, kind=PartnerKind.LANDLORD)
    assert cases(town) == [(True, True), (False, False)]
    assert {case_of(town, one) for one in (first, second, name)} == {case_ids(town)[0]}
    assert occasions(town, second) == ["received", "merged"]
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        pages = [read_case(connection, "9901", case, town.now) for case in case_ids(town)]
    assert [page.goes_on_in and page.goes_on_in.case_id for page in pages] == [None, case_ids(town)[0]]
    (case,) = town.rows("SELECT several, tray FROM case_file WHERE closed_at IS NULL")
    assert (case["several"], case["tray"]) == (True, "several")
    holds(town)


def test_of_two_open_cases_the_one_that_is_worked_on_goes_on(town: Town) -> None:
    first, second, third = one_person_twice(town)
    in_town(town, a_try(case_ids(town)[1], held_on=town.now.date()))
    town.bring(third, kind=PartnerKind.LANDLORD)
    assert [runs for runs, _ in cases(town)] == [False, True]
    assert case_of(town, first) == case_of(town, second) == case_ids(town)[1]
    holds(town)


def test_a_household_that_falls_apart_by_a_correction_has_two_cases_again(town: Town) -> None:
    first, second, third = one_person_twice(town)
    town.bring(third, kind=PartnerKind.LANDLORD)
    town.later(days=1)
    corrected = {"surname": "Wiersma", "initials": "K.", "birth_date": "1990-12-24", "postcode": "3333CC"}
    town.bring(third.model_copy(update=corrected), kind=PartnerKind.LANDLORD)
    assert occasions(town, second) == ["received", "merged", "split"]
    assert case_of(town, first) == case_ids(town)[0]
    assert case_of(town, second) == case_ids(town)[2], "its own case ended; another is opened"
    holds(town)


def judged(town: Town, one: Id, other: Id, answer: str | None, occasion: Occasion, number: int) -> None:
    """A worker judges, and triage settles it."""
    says(town, one, other, answer, occasion, number)
    for _ in range(2):
        hear(town, one, other)


def hear(town: Town, *pair: Id) -> None:
    with town.record.engine("triage").begin() as connection:
        settle_batch(connection, Outbox(SOURCE), {("9901", min(pair)): ""}, lambda: town.now, asked_anew)


def says(town: Town, one: Id, other: Id, answer: str | None, occasion: Occasion, number: int) -> None:
    """A worker judges."""
    cause, (low, high) = event_id(one, f"judged:{number}"), sorted((one, other))
    worker = event_id(PARTNERS, "9901Anna")
    row = {"municipality": "9901", "cause": cause, "one": low, "other": high, "answer": answer, "worker_id": worker}
    asked = {"municipality": "9901", "cause": cause, "signal_id": low, "occasion": occasion, "asked_at": town.now}
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        insert(connection, judgement, [row | {"reason": "spoken", "judged_at": town.now}])
        insert(connection, question, [asked | {"worker_id": worker, "reason": None}])


def test_what_a_worker_judges_outranks_the_scores_and_can_be_taken_back(town: Town) -> None:
    (one,) = town.bring(a_signal(surname="Goedhart", initials="P", **HERE))
    (other,) = town.bring(a_signal(surname="Wiersma", initials="K", **HERE))
    assert [runs for runs, _ in cases(town)] == [True, True], "two names at one door are two until somebody knows"
    judged(town, one, other, "same-household", Occasion.MERGED, 1)
    assert [runs for runs, _ in cases(town)] == [True, False]
    holds(town)
    judged(town, one, other, None, Occasion.SPLIT, 2)
    assert case_of(town, one) != case_of(town, other)
    assert [runs for runs, _ in cases(town)] == [True, False, True]
    holds(town)


def test_who_is_who_does_not_depend_on_what_a_process_remembers(town: Town) -> None:
    """One keeps its matcher, one reads it each time, and one comes in between."""
    kept = LinkCache()
    for number in range(12):
        sent = a_signal(
            **WHO, **(BORN if number % 3 else {}), **(HERE if number % 2 else THERE), phone=f"06{number % 4:08}"
        )
        receipts = town.deliver(sent, kind=PartnerKind.WATER if number % 5 else PartnerKind.ENERGY)
        names = {("9901", str(one.signal_id)): "" for one in receipts}
        with town.record.engine("triage").begin() as connection:
            settle_batch(connection, Outbox(SOURCE), names, lambda: town.now, cache=kept if number % 4 else LinkCache())
        assert as_kept(town) == as_read(town)
    holds(town)


def as_kept(town: Town) -> list[dict[str, object]]:
    return town.rows("SELECT signal_id, number, person_id, household_id FROM match_record ORDER BY signal_id")


def as_read(town: Town) -> list[dict[str, object]]:
    """What a process that starts now makes of the record."""
    with town.record.engine("triage").begin() as connection:
        links = LinkCache().links_of(connection, ["9901"])["9901"]
    return [
        {
            "signal_id": name,
            "number": links.matcher.number_of[name],
            "person_id": links.place_of(name).person,
            "household_id": links.place_of(name).household,
        }
        for name in sorted(links.places)
    ]


def test_a_transaction_that_failed_leaves_nothing_in_what_a_process_remembers(town: Town) -> None:
    kept = LinkCache()
    first, second, third = one_person_twice(town)
    receipts = town.deliver(third, kind=PartnerKind.LANDLORD)
    names = {("9901", str(one.signal_id)): "" for one in receipts}
    with town.record.engine("triage").connect() as connection:
        settle_batch(connection, Outbox(SOURCE), names, lambda: town.now, cache=kept)
        connection.rollback()
    assert len(as_kept(town)) == 2
    with town.record.engine("triage").begin() as connection:
        settle_batch(connection, Outbox(SOURCE), names, lambda: town.now, cache=kept)
    assert as_kept(town) == as_read(town)
    assert case_of(town, first) == case_of(town, second)
    holds(town)


def test_who_leaves_a_case_for_another_household_is_on_its_page_no_more(town: Town) -> None:
    """Nobody of the first household is shown what the second owes."""
    first, second, third = one_person_twice(town)
    town.bring(third, kind=PartnerKind.LANDLORD)
    corrected = {"surname": "Wiersma", "initials": "K.", "birth_date": "1990-12-24", "postcode": "3333CC"}
    town.bring(third.model_copy(update=corrected), kind=PartnerKind.LANDLORD)
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        page = read_case(connection, "9901", case_of(town, first), town.now)
        work = case_with_work(connection, ("9901", case_of(town, first))).work
    assert work is not None
    assert second not in {one.id for one in work.signals}
    assert second not in {name for who in page.contacts for name in who.signals}


def test_a_correction_that_shows_one_household_joins_two_open_cases(town: Town) -> None:
    """At the same address, and alone on its household: it leaves no case behind."""
    one = a_signal(surname="Goedhart", initials="P", **HERE)
    (first,) = town.bring(one)
    (second,) = town.bring(a_signal(surname="Wiersma", initials="K", **HERE, phone="0612345678"))
    assert [runs for runs, _ in cases(town)] == [True, True]
    town.later(days=1)
    town.bring(one.model_copy(update={"phone": "0612345678"}))
    assert [runs for runs, _ in cases(town)] == [True, False]
    assert case_of(town, first) == case_of(town, second)
    holds(town)


def test_a_signal_of_a_closed_case_on_another_household_stops_nothing_that_comes_there(town: Town) -> None:
    slept = a_signal(**WHO, **THERE)
    (second,) = town.bring(slept)
    in_town(town, a_try(case_ids(town)[0], reached=True, held_on=town.now.date()))
    in_town(town, a_talk(case_ids(town)[0], town.now.date()), an_end(case_ids(town)[0]))
    town.later(days=1)
    town.bring(slept.model_copy(update={"surname": "Wiersma", "initials": "K.", "postcode": "3333CC"}))
    (first,) = town.bring(a_signal(surname="Wiersma", initials="K.", **BORN, **HERE), kind=PartnerKind.ENERGY)
    town.bring(
        a_signal(surname="Wiersma", initials="K.", **BORN, postcode="3333CC", house_number=slept.house_number),
        kind=PartnerKind.LANDLORD,
    )
    assert case_of(town, second) == case_ids(town)[0]
    assert case_of(town, first) != case_ids(town)[0]
    hold_decisions(town.record, "9901")


def test_what_a_judgement_says_is_heard_by_every_process_also_where_it_moves_nobody(town: Town) -> None:
    (one,) = town.bring(a_signal(surname="Goedhart", initials="P", **HERE))
    (other,) = town.bring(a_signal(surname="Wiersma", initials="K", **HERE))
    (before,) = town.rows("SELECT token FROM match_state")
    judged(town, one, other, "other-household", Occasion.SPLIT, 1)
    assert town.rows("SELECT token FROM match_state") != [before]
    holds(town)


def test_a_judgement_taken_back_before_it_is_heard_leaves_all_as_it_was(town: Town) -> None:
    """Both questions come in one batch: a case leaves a household before another opens there."""
    (one,) = town.bring(a_signal(surname="Goedhart", initials="P", **HERE))
    (other,) = town.bring(a_signal(surname="Wiersma", initials="K", **HERE))
    for number, (said, occasion) in enumerate([("same-household", Occasion.MERGED), (None, Occasion.SPLIT)]):
        says(town, one, other, said, occasion, number)
        town.later(minutes=1)
    hear(town, one, other)
    assert case_of(town, one) != case_of(town, other)
    assert sum(runs for runs, _ in cases(town)) == 2
    holds(town)


def answered_by_a_worker(town: Town, signal: Id, found: ResidentAnswer) -> None:
    """A worker looked up whom this signal is about, and triage hears of it."""
    worker = Worker("9901", event_id(PARTNERS, "9901Anna"), "Anna")
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        (row,) = town.rows("SELECT person_id FROM disposition WHERE signal_id = %s", signal)
        given = WorkersAnswer(Id(str(row["person_id"])), found, DebtHelpAnswer.NOT_CHECKED)
        signals = open_signals_of(connection, "9901", given.person_id)
        answer(connection, Outbox(SOURCE), worker, event_id(signal, "form"), given, signals, town.now)
    for one in signals:
        hear(town, one)


def test_an_answer_about_one_person_says_nothing_of_who_turns_out_to_be_another(town: Town) -> None:
    town.publish(Policy(name="eerst kijken", registers=Registers(residents=RegisterSource.WORKER)))
    shared = {"surname": "Goedhart", "phone": "0612345678", **HERE}
    (father,) = town.bring(a_signal(**shared, initials="J"))
    (son,) = town.bring(a_signal(**shared, initials="J.P."), kind=PartnerKind.ENERGY)
    answered_by_a_worker(town, father, ResidentAnswer.DECEASED)
    assert [became(town, one) for one in (father, son)] == ["deceased", "deceased"], "they were one to all"
    judged(town, father, son, "other-person", Occasion.SPLIT, 1)
    assert [became(town, one) for one in (father, son)] == ["deceased", "in-case"]
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal


def became(town: Town, name: Id) -> str:
    (row,) = town.rows("SELECT disposition FROM disposition WHERE signal_id = %s", name)
    return str(row["disposition"])
