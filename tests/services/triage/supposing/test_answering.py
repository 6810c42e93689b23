"""Pages leave questions; triage answers them beside its work, and a question on which it fails waits."""

from datetime import timedelta
from typing import Any

from plumbing.record.connect import transaction
from plumbing.record.tables import supposing
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.policy.form import DEFAULT
from schemas.vocabulary.supposing import SupposingKind
from services.triage.supposing.process import SupposingWorker
from services.triage.supposing.store import ANSWERS
from tests.builders import Town, a_signal
from tests.services.triage.test_settle import cases


def ask(town: Town, kind: SupposingKind, case: object = None, **question: Any) -> Id:
    name = new_id()
    row = {
        "municipality": "9901",
        "id": name,
        "kind": kind,
        "case_id": case,
        "worker_id": new_id(),
        "question": question,
        "asked_at": town.now,
    }
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        insert(connection, supposing, [row])
    return name


def answering(town: Town) -> SupposingWorker:
    return SupposingWorker(town.record.engine("triage"), lambda: town.now)


def answer_of(town: Town, name: Id) -> Any:
    return town.rows("SELECT answer FROM supposing WHERE id = %s", name)[0]["answer"]


def test_every_kind_of_question_has_its_answer() -> None:
    assert set(ANSWERS) == set(SupposingKind)


def test_what_would_have_changed_a_case_is_answered_once(town: Town) -> None:
    town.bring(a_signal())
    name = ask(town, SupposingKind.EXPLANATION, cases(town)[0]["id"])
    worker = answering(town)
    assert (worker.round(), worker.round()) == (1, 0)
    answer = answer_of(town, name)
    assert answer["sameAgain"]
    assert {one["what"] for one in answer["whatIf"]} >= {"amount", "one-signal-more", "threshold"}


def test_a_rehearsal_is_answered_with_counts(town: Town) -> None:
    town.bring(*(a_signal(amount_cents=6_000) for _ in range(6)))
    body = DEFAULT.model_copy(update={"threshold_cents": 7_500}).model_dump(mode="json")
    name = ask(town, SupposingKind.REHEARSAL, policy=body, first="2026-03-01", last="2026-03-31", hoursPerWeek=40)
    assert answering(town).round() == 1
    answer = answer_of(town, name)
    assert (answer["before"]["approaches"]["phone"], answer["after"]["approaches"]["letter"]) == (6, 6)


def test_a_case_that_is_not_there_supposes_nothing(town: Town) -> None:
    name = ask(town, SupposingKind.EXPLANATION, new_id())
    answering(town).round()
    assert answer_of(town, name) == {}


def test_a_question_on_which_it_fails_does_not_stop_the_next(town: Town) -> None:
    town.bring(a_signal())
    broken = ask(town, SupposingKind.REHEARSAL, policy={"name": ""}, first="2026-03-01", last="", hoursPerWeek=1)
    good = ask(town, SupposingKind.EXPLANATION, cases(town)[0]["id"])
    worker = answering(town)
    assert (worker.round(), worker.round()) == (1, 0)
    assert (answer_of(town, broken), answer_of(town, good) is not None) == (None, True)


def test_an_answer_is_forgotten_after_a_month(town: Town) -> None:
    ask(town, SupposingKind.EXPLANATION, new_id())
    answering(town).round()
    town.now += timedelta(days=31)
    answering(town).round()
    assert town.rows("SELECT count(*) AS n FROM supposing") == [{"n": 0}]
