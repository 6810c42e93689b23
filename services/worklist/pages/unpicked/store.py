"""Overturning a refusal: a question on the signal, which triage answers by picking it up."""

from datetime import date, datetime

from sqlalchemy import Connection

from domain.cases.acts import Worker
from domain.change import Change
from domain.figures.facts import Fact
from domain.store import write
from plumbing.record.tables import question
from plumbing.record.write import insert
from plumbing.transport.outbox import Batch, Outbox
from schemas.envelope import Told
from schemas.events import QuestionAsked
from schemas.ids import event_id
from schemas.vocabulary.decisions import Occasion, OverturnReason
from schemas.vocabulary.figures import FactKind
from services.worklist.pages.unpicked.read import RefusedSignal

ASKED_ONCE = "ON CONFLICT DO NOTHING"


def overturn(
    connection: Connection,
    outbox: Outbox,
    worker: Worker,
    refused: RefusedSignal,
    reason: OverturnReason,
    now: datetime,
    today: date,
) -> Batch | None:
    """Ask to pick it up, once for each refusal, whoever clicks and how often; counted as a fact without a person."""
    cause = event_id(refused.cause, "overturned")
    row = {"municipality": worker.municipality, "cause": cause, "signal_id": refused.id, "occasion": Occasion.BY_HAND}
    asked = row | {"asked_at": now, "worker_id": worker.id, "reason": reason}
    if not insert(connection, question, [asked], conflict=ASKED_ONCE, returning="cause"):
        return None
    fact = Fact(
        cause,
        worker.municipality,
        FactKind.REFUSAL_OVERTURNED,
        partner_kind=refused.partner_kind,
        cohort_date=refused.received_on,
        held_on=today,
        code=refused.disposition,
    )
    told = Told(QuestionAsked(municipality=worker.municipality, signal_id=refused.id), cause, refused.id, refused.id)
    return write(connection, outbox, Change(facts=[fact], told=[told]), now)
