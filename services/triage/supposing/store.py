"""Questions that pages left, answered by deciding again on what a transaction that can only read has read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import Connection, Engine

from domain.cases.act import Unknown
from plumbing.record.connect import transaction
from plumbing.running.clock import Clock
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.vocabulary.supposing import SupposingKind
from services.triage.explain.explanation import what_if_json
from services.triage.explain.read import explain
from services.triage.rehearse.read import Period, rehearse
from services.triage.rehearse.rehearsal import rehearsal_json

UNANSWERED: Final = """
SELECT municipality, id, kind, case_id, question FROM supposing WHERE answered_at IS NULL AND NOT id = ANY(%s::uuid[])
ORDER BY asked_at LIMIT %s
"""
QUESTION_ANSWERED: Final = """
UPDATE supposing SET answer = %s, answered_at = %s WHERE municipality = %s AND id = %s AND answered_at IS NULL
"""
FORGOTTEN: Final = "DELETE FROM supposing WHERE asked_at < %s"
ANSWERS_KEPT: Final = timedelta(days=30)
"""How long an answer is there to be shown again [A]."""


class Supposed(NamedTuple):
    """A question that waits. `case_id`: of which case, where it is about one."""

    municipality: str
    id: Id
    kind: SupposingKind
    case_id: Id | None
    question: Mapping[str, Any]


def waiting_questions(engine: Engine, without: Sequence[Id], most: int) -> list[Supposed]:
    """What no process has answered yet, the oldest first; `without` these, and no more than `most`."""
    with transaction(engine) as connection:
        rows = connection.exec_driver_sql(UNANSWERED, (list(without), most)).all()
    return [Supposed(row.municipality, row.id, SupposingKind(row.kind), row.case_id, row.question) for row in rows]


def answer_question(engine: Engine, clock: Clock, one: Supposed) -> bool:
    """Answer it: what is read cannot write, deciding has no transaction, and the answer alone is written."""
    with engine.connect() as connection:
        answer = ANSWERS[one.kind](connection, one)
    written = orjson.dumps(answer).decode()
    with transaction(engine) as connection:
        connection.exec_driver_sql(QUESTION_ANSWERED, (written, clock(), one.municipality, one.id))
    return True


def forget_answers(engine: Engine, now: datetime) -> int:
    """Remove what was asked long ago."""
    with transaction(engine) as connection:
        return connection.exec_driver_sql(FORGOTTEN, (now - ANSWERS_KEPT,)).rowcount


def _explanation(connection: Connection, one: Supposed) -> Mapping[str, Any]:
    try:
        return what_if_json(explain(connection, one.municipality, one.case_id or ""))
    except Unknown:
        return {}


def _rehearsal(connection: Connection, one: Supposed) -> Mapping[str, Any]:
    asked = one.question
    period = Period(date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"]))
    policy = Policy.model_validate_json(orjson.dumps(asked["policy"]))
    return rehearsal_json(rehearse(connection, one.municipality, policy, period, asked["hoursPerWeek"]))


ANSWERS: Final[Mapping[SupposingKind, Callable[[Connection, Supposed], Mapping[str, Any]]]] = MappingProxyType(
    {SupposingKind.EXPLANATION: _explanation, SupposingKind.REHEARSAL: _rehearsal}
)
"""How each kind of question is answered."""
