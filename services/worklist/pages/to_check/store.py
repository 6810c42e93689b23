"""A worker's answer about a resident: kept, and asked of triage for each open signal of theirs."""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection

from domain.cases.acts import Worker
from domain.change import Change
from domain.store import write
from plumbing.record.tables import question, register_answer
from plumbing.record.write import insert
from plumbing.transport.outbox import Batch, Outbox
from schemas.envelope import Told
from schemas.events import QuestionAsked
from schemas.ids import Id, event_id
from schemas.vocabulary.decisions import Occasion
from schemas.vocabulary.registers import DebtHelpAnswer, Register, ResidentAnswer

SENT_TWICE: Final = "ON CONFLICT DO NOTHING"
NOT_CHECKED: Final = frozenset({ResidentAnswer.NOT_CHECKED, DebtHelpAnswer.NOT_CHECKED})


class WorkersAnswer(NamedTuple):
    """What a worker found about a person. Of what was not checked nothing is kept."""

    person_id: Id
    resident: ResidentAnswer
    debt_help: DebtHelpAnswer


def answer(
    connection: Connection,
    outbox: Outbox,
    worker: Worker,
    token: Id,
    given: WorkersAnswer,
    signals: list[Id],
    now: datetime,
) -> Batch | None:
    """Keep it under the form's token, and ask about the signals (one at least); the same form sent twice does nothing.

    It is kept as said of the first of them: it goes where that goes when persons turn out to be one, or two.

    Sent again with an answer beside the first, it keeps that one too, and asks because of it.
    """
    cause = event_id(token, f"answer:{given.person_id}")
    common = {"municipality": worker.municipality, "cause": cause, "signal_id": signals[0]}
    said = {Register.RESIDENTS: given.resident.value, Register.DEBT_HELP: given.debt_help.value}
    kept = [
        common | {"register": register, "answer": found, "worker_id": worker.id, "answered_at": now}
        for register, found in said.items()
        if found not in NOT_CHECKED
    ]
    new = insert(connection, register_answer, kept, conflict=SENT_TWICE, returning="register")
    if not new:
        return None
    heard = "+".join(sorted(row.register for row in new))
    causes = {signal: event_id(cause, f"{heard} asks:{signal}") for signal in signals}
    asked = {"municipality": worker.municipality, "occasion": Occasion.REGISTER_ANSWERED, "asked_at": now}
    rows = [asked | {"cause": name, "signal_id": signal, "worker_id": worker.id} for signal, name in causes.items()]
    about = worker.municipality
    told = [
        Told(QuestionAsked(municipality=about, signal_id=signal), name, signal, signal)
        for signal, name in causes.items()
    ]
    insert(connection, question, rows, conflict=SENT_TWICE)
    return write(connection, outbox, Change(told=told), now)
