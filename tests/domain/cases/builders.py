"""Small builders of acts: what a worker does, on a case in memory or on one in the record."""

from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from domain.cases.act import Act, Recording, Worker
from domain.cases.acts import (
    ACTS,
    AnswerOffer,
    CloseCase,
    EstablishPlan,
    GiveBackCase,
    RecordAttempt,
    RecordOffer,
    RecordTalk,
    TakeCase,
)
from domain.cases.refusals import Refusal
from domain.cases.store import perform
from domain.cases.work import OfferMade, SignalOfCase, WorkDone
from domain.change import Change
from plumbing.record.connect import transaction
from plumbing.running.chance import new_id
from plumbing.transport.outbox import Outbox
from schemas.envelope import Outgoing
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from schemas.vocabulary.partners import PartnerKind
from tests.builders import Town, events_of
from tests.services.triage.builders import CASE, an_open_case
from tests.services.worklist.builders import NOW, SOURCE, TODAY, WATERDAL

A = TypeVar("A", bound=Act)
SAMIRA = Worker(WATERDAL, "00000000-0000-4000-8000-00000000000a", "Samira el Idrissi")
JOOST = Worker(WATERDAL, "00000000-0000-4000-8000-00000000000b", "Joost Veenstra")
ON_SIGNAL = SignalOfCase(
    "01980000-0000-7000-8000-000000000001",
    "00000000-0000-5000-8000-0000000000d1",
    PartnerKind.WATER,
    date(2026, 3, 10),
)
"""The signal of the case in memory."""


def a_try(case_id: Id = CASE, **changes: Any) -> RecordAttempt:
    """A telephone call this morning that reached nobody."""
    what: dict[str, Any] = {"kind": Channel.PHONE, "part_of_day": PartOfDay.MORNING, "reached": False, "held_on": TODAY}
    return RecordAttempt(**({"token": new_id(), "case_id": case_id} | what | changes))


def an_offer(case_id: Id = CASE, answer: OfferAnswer = OfferAnswer.OPEN, **changes: Any) -> RecordOffer:
    """Debt help, offered today."""
    what: dict[str, Any] = {"kind": OfferKind.DEBT_HELP, "made_on": TODAY, "answer": answer}
    return RecordOffer(**({"token": new_id(), "case_id": case_id} | what | changes))


def an_answer(offer_id: Id, case_id: Id = CASE, **changes: Any) -> AnswerOffer:
    """Yes, today."""
    what: dict[str, Any] = {"answer": OfferAnswer.ACCEPTED, "answered_on": TODAY}
    return AnswerOffer(**({"token": new_id(), "case_id": case_id, "offer_id": offer_id} | what | changes))


def a_talk(case_id: Id = CASE, held_on: date = TODAY) -> RecordTalk:
    """The first talk."""
    return RecordTalk(token=new_id(), case_id=case_id, held_on=held_on)


def a_plan(case_id: Id = CASE, held_on: date = TODAY) -> EstablishPlan:
    """The plan of approach."""
    return EstablishPlan(token=new_id(), case_id=case_id, held_on=held_on)


def an_end(case_id: Id = CASE, result: EndResult = EndResult.OTHER_REASON) -> CloseCase:
    """The end."""
    return CloseCase(token=new_id(), case_id=case_id, result=result)


def a_take(case_id: Id = CASE, token: Id = CASE) -> TakeCase:
    """Taking the case."""
    return TakeCase(token=token, case_id=case_id)


def a_return(case_id: Id = CASE) -> GiveBackCase:
    """Giving it back."""
    return GiveBackCase(token=new_id(), case_id=case_id)


def made(answer: OfferAnswer = OfferAnswer.OPEN, made_on: date = TODAY, answered_on: date | None = None) -> OfferMade:
    """An offer that was made before."""
    return OfferMade("00000000-0000-5000-8000-0000000000f0", OfferKind.DEBT_HELP, made_on, answer, answered_on)


def asked(act: A, *, case: dict[str, Any] | None = None, first: int = 0, **work: Any) -> Recording[A]:
    """`act` of Samira on a case in memory, with one signal and `work`; the first number that it takes is `first`."""
    done = WorkDone(**({"signals": (ON_SIGNAL,)} | work))
    done = done._replace(first_signal=next((one.id for one in done.signals), None))
    return Recording(SAMIRA, act, an_open_case(work=done, **(case or {})), NOW, first)


def refused(of: Recording[A]) -> Refusal | None:
    """The first reason against it."""
    return ACTS[type(of.act)].refusal(of)


def changed(by: Recording[A]) -> Change:
    """What it brings about."""
    return ACTS[type(by.act)].change(by)


def do(connection: Connection, worker: Worker, *acts: Act, now: datetime = NOW) -> list[Outgoing]:
    """Perform acts one after another; gives the events."""
    return [event for act in acts for event in events_of(perform(connection, Outbox(SOURCE), worker, act, now))]


def in_town(town: Town, *acts: Act, now: datetime | None = None) -> list[Outgoing]:
    """Let Anna of municipality 9901 perform acts now, each in a transaction of its own; gives the events."""
    (anna,) = town.rows("SELECT id, name FROM worker WHERE municipality = '9901' AND name = 'Anna'")
    worker = Worker("9901", str(anna["id"]), str(anna["name"]))
    told: list[Outgoing] = []
    for act in acts:
        with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
            told += do(connection, worker, act, now=now or town.now)
    return told
