"""Pages leave questions; triage answers them beside its work, and a question on which it fails waits."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from plumbing.record.connect import transaction
from plumbing.record.tables import supposing
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from plumbing.running.settings import Settings
from schemas.ids import Id
from schemas.policy.form import DEFAULT
from schemas.vocabulary.supposing import SupposingKind
from services.triage.supposing import store
from services.triage.supposing.process import PAUSE_AFTER_BUG_SECONDS, SupposingWorker, answering_beside
from services.triage.supposing.store import ANSWERS, Supposed
from tests.builders import Town, a_signal
from tests.running import until
from tests.services.triage.deciding import transactions_while_deciding
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
    (fails,) = broken(town)
    good = ask(town, SupposingKind.EXPLANATION, cases(town)[0]["id"])
    worker = answering(town)
    assert (worker.round(), worker.round()) == (1, 0)
    assert (answer_of(town, fails), answer_of(town, good) is not None) == (None, True)


def test_what_would_have_changed_a_case_is_decided_in_no_transaction(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.bring(a_signal())
    ask(town, SupposingKind.EXPLANATION, cases(town)[0]["id"])
    opened = transactions_while_deciding(town, monkeypatch)
    assert (answering(town).round(), set(opened)) == (1, {0})


def broken(town: Town, number: int = 1) -> list[Id]:
    """Questions on which answering fails."""
    no_day: dict[str, Any] = {"policy": {"name": ""}, "first": "2026-03-01", "last": "", "hoursPerWeek": 1}
    return [ask(town, SupposingKind.REHEARSAL, **no_day) for _ in range(number)]


def test_however_many_questions_fail_the_next_is_answered(town: Town) -> None:
    broken(town, 45)
    town.bring(a_signal())
    town.later(minutes=1)
    good = ask(town, SupposingKind.EXPLANATION, cases(town)[0]["id"])
    worker = answering(town)
    assert sum(worker.round() for _ in range(4)) == 1
    assert answer_of(town, good)


def test_what_failed_is_tried_again_one_by_one_when_nothing_else_waits_and_ever_more_seldom(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing, now, tried = broken(town, 3), [0.0], list[Id]()
    worker = SupposingWorker(town.record.engine("triage"), lambda: town.now, lambda: now[0])

    def fails(_connection: Connection, one: Supposed) -> Mapping[str, Any]:
        tried.append(one.id)
        raise ValueError

    monkeypatch.setattr(
        store,
        "ANSWERS",
        {SupposingKind.REHEARSAL: fails, SupposingKind.EXPLANATION: ANSWERS[SupposingKind.EXPLANATION]},
    )

    def tries(rounds: int) -> int:
        tried.clear()
        assert sum(worker.round() for _ in range(rounds)) == 0
        return len(tried)

    assert (tries(1), set(tried)) == (3, set(failing))
    assert tries(2) == 0
    now[0] += PAUSE_AFTER_BUG_SECONDS
    assert (tries(1), tries(3)) == (1, 2)
    now[0] += PAUSE_AFTER_BUG_SECONDS
    assert tries(3) == 0
    now[0] += PAUSE_AFTER_BUG_SECONDS
    good = ask(town, SupposingKind.EXPLANATION, new_id())
    assert (worker.round(), answer_of(town, good)) == (1, {})
    assert tries(4) == 3


def test_questions_are_answered_without_the_hints_that_the_live_path_has(town: Town, tmp_path: Path) -> None:
    """They read whole histories: by key that takes many times as long."""
    settings = Settings(postgres_url=town.record.url("triage"), home=tmp_path)
    planned: list[str] = []

    def look(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement == store.UNANSWERED:
            cursor = connection.connection.cursor()
            for name in ("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "statement_timeout"):
                cursor.execute(f"SHOW {name}")
                planned.append(cursor.fetchall()[0][0])
            cursor.close()

    event.listen(Engine, "before_cursor_execute", look)
    try:
        name = ask(town, SupposingKind.EXPLANATION, new_id())
        with answering_beside(settings, lambda: town.now):
            until(lambda: answer_of(town, name) == {})
    finally:
        event.remove(Engine, "before_cursor_execute", look)
    assert planned[:4] == ["on", "on", "on", "1min"]


def test_an_answer_is_forgotten_after_a_month(town: Town) -> None:
    ask(town, SupposingKind.EXPLANATION, new_id())
    answering(town).round()
    town.now += timedelta(days=31)
    answering(town).round()
    assert town.rows("SELECT count(*) AS n FROM supposing") == [{"n": 0}]
