"""A worker's judgement about two signals, and taking it back: kept, and asked of triage where it changes a link."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from domain.cases.acts import Worker
from domain.change import Change
from domain.people.matching.judge import Answer, JudgedBy
from domain.store import write
from plumbing.record.tables import judgement, question
from plumbing.record.write import insert
from plumbing.transport.outbox import Batch, Outbox
from schemas.envelope import Told
from schemas.events import QuestionAsked
from schemas.ids import Id, event_id
from schemas.vocabulary.decisions import Occasion
from services.worklist.pages.pairs.read import JudgedPair

KEPT_ONCE: Final = "ON CONFLICT DO NOTHING"
ASKED_FOR: Final[Mapping[Answer, Occasion | None]] = MappingProxyType(
    {
        Answer.SAME_PERSON: Occasion.MERGED,
        Answer.SAME_HOUSEHOLD: Occasion.MERGED,
        Answer.OTHER_PERSON: Occasion.SPLIT,
        Answer.OTHER_HOUSEHOLD: Occasion.SPLIT,
        Answer.CANNOT_TELL: None,
    }
)
"""On which occasion triage decides anew for an answer; None: nothing changes."""
WHEN_UNDONE: Final = MappingProxyType({Occasion.MERGED: Occasion.SPLIT, Occasion.SPLIT: Occasion.MERGED})
"""Likewise when an answer is taken back."""


class GivenAnswer(NamedTuple):
    """What a worker found about two signals, the smaller id first, and on what that rests."""

    one: Id
    other: Id
    answer: Answer
    reason: JudgedBy


def cause_of(token: Id, one: Id, other: Id) -> Id:
    """The id of a judgement: that of a form which is sent twice is the same."""
    return event_id(token, f"judged:{one}:{other}")


def undo_of(judged: Id) -> Id:
    """The id of taking a judgement back, whoever does it and how often."""
    return event_id(judged, "taken-back")


def keep_judgement(
    connection: Connection, outbox: Outbox, worker: Worker, cause: Id, given: GivenAnswer, now: datetime
) -> Batch | None:
    """Keep a judgement, and ask triage to decide anew on its first signal."""
    row = {"one": given.one, "other": given.other, "answer": given.answer, "reason": given.reason}
    return _kept(connection, outbox, worker, row | {"cause": cause}, given.one, ASKED_FOR[given.answer], now)


def undo(connection: Connection, outbox: Outbox, worker: Worker, judged: JudgedPair, now: datetime) -> Batch | None:
    """Have a judgement in force no more, and ask the same of triage: of a signal that was not taken back itself."""
    row = {"one": judged.one, "other": judged.other, "answer": None, "reason": None, "cause": undo_of(judged.cause)}
    asked = ASKED_FOR[judged.answer]
    return _kept(connection, outbox, worker, row, judged.standing[0], WHEN_UNDONE[asked] if asked else None, now)


def _kept(
    connection: Connection,
    outbox: Outbox,
    worker: Worker,
    row: Mapping[str, Any],
    about: Id,
    occasion: Occasion | None,
    now: datetime,
) -> Batch | None:
    code, cause = worker.municipality, row["cause"]
    said = {**row, "municipality": code, "worker_id": worker.id, "judged_at": now}
    if not insert(connection, judgement, [said], conflict=KEPT_ONCE, returning="cause") or occasion is None:
        return None
    asked = {"municipality": code, "cause": cause, "signal_id": about, "occasion": occasion}
    insert(connection, question, [asked | {"asked_at": now, "worker_id": worker.id}], conflict=KEPT_ONCE)
    told = Told(QuestionAsked(municipality=code, signal_id=about), cause, about, about)
    return write(connection, outbox, Change(told=[told]), now)
