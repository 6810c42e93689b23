"""Recording work on a case: each command locks the case, checks it, writes rows and facts, and returns its events.

The caller opens the transaction (scope: the worker's municipality) and writes the events to the outbox in it.
All raise Unknown, Stale or Refused; a token that was recorded before changes nothing and returns no events.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from domain.cases.acts import (
    AnswerOffer,
    CloseCase,
    EstablishPlan,
    RecordAttempt,
    RecordOffer,
    RecordTalk,
    Refused,
    Worker,
)
from domain.cases.case_row import CLOSED, FIRST_TALK, PLAN, check_seen, hold_municipality, number, number_talk
from domain.cases.recording import (
    begin,
    contact_recorded,
    finish,
    has_offer,
    insert_record,
    is_on_signal,
    is_recorded,
    refuse,
    trace,
)
from domain.cases.refusals import (
    Refusal,
    attempt_refusal,
    close_refusal,
    date_refusal,
    offer_refusal,
    plan_refusal,
    talk_refusal,
)
from domain.cases.tasks import finish_task
from domain.cases.tell import case_fact, signal_facts
from domain.figures.facts import Fact
from plumbing.record.tables import attempt, milestone, offer
from schemas.envelope import Told
from schemas.events import CaseClosed
from schemas.ids import event_id
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.offers import OfferAnswer


def record_attempt(connection: Connection, worker: Worker, act: RecordAttempt, now: datetime) -> list[Told]:
    """Record one contact attempt (DDAS section 3.4); the first that reaches somebody counts the case as reached."""
    step = begin(connection, worker, act, now)
    record = event_id(act.token, "attempt")
    if is_recorded(step, attempt, record):
        return []
    work = step.case.work
    check_seen(step.case, act)
    refuse(attempt_refusal(work), date_refusal(act.held_on, work, step.today))
    if act.person_id and not is_on_signal(step, act.person_id):
        raise Refused(Refusal.UNKNOWN_PERSON)
    what = {"kind": act.kind, "reached": act.reached, "part_of_day": act.part_of_day, "person_id": act.person_id}
    insert_record(step, attempt, record, held_on=act.held_on, **what)
    facts = [case_fact(FactKind.CONTACT_ATTEMPTED, step, act.held_on, act.kind)]
    if act.reached and not work.reached:
        facts.append(case_fact(FactKind.CASE_REACHED, step, act.held_on))
    finish(step, facts)
    return contact_recorded(step, record)


def record_offer(connection: Connection, worker: Worker, act: RecordOffer, now: datetime) -> list[Told]:
    """Record a specific offer to a resident who was reached; case and signals then led to an offer."""
    step = begin(connection, worker, act, now)
    record = event_id(act.token, "offer")
    if is_recorded(step, offer, record):
        return []
    work = step.case.work
    check_seen(step.case, act)
    refuse(offer_refusal(work), date_refusal(act.made_on, work, step.today))
    facts = [case_fact(FactKind.OFFER_MADE, step, act.made_on, act.kind)]
    if not has_offer(step):
        facts.append(case_fact(FactKind.CASE_LED_TO_OFFER, step, act.made_on))
    facts += signal_facts(FactKind.SIGNAL_LED_TO_OFFER, step, act.made_on)
    if act.answer is OfferAnswer.ACCEPTED and not work.accepted:
        facts.append(case_fact(FactKind.OFFER_ACCEPTED, step, act.made_on))
    answered_on = None if act.answer is OfferAnswer.OPEN else act.made_on
    what = {"kind": act.kind, "made_on": act.made_on, "answer": act.answer, "answered_on": answered_on}
    insert_record(step, offer, record, **what)
    finish(step, facts)
    return contact_recorded(step, record)


def answer_offer(connection: Connection, worker: Worker, act: AnswerOffer, now: datetime) -> list[Told]:
    """Record the resident's answer to an open offer; an answer given once is not changed."""
    step = begin(connection, worker, act, now)
    mine = (offer.c.municipality == worker.municipality) & (offer.c.id == act.offer_id)
    found = connection.execute(select(offer).where(mine & (offer.c.case_id == act.case_id))).one_or_none()
    if found is None or act.answer is OfferAnswer.OPEN:
        raise Refused(Refusal.UNKNOWN_OFFER)
    if (found.answer, found.answered_on) == (act.answer, act.answered_on):
        return []
    work = step.case.work
    check_seen(step.case, act)
    refuse(
        Refusal.CLOSED if work.closed else None,
        Refusal.ALREADY_ANSWERED if found.answer != OfferAnswer.OPEN else None,
        date_refusal(act.answered_on, work, step.today),
        Refusal.BEFORE_OFFER if act.answered_on < found.made_on else None,
    )
    connection.execute(offer.update().where(mine).values(answer=act.answer, answered_on=act.answered_on))
    first_accepted = act.answer is OfferAnswer.ACCEPTED and not work.accepted
    finish(step, [case_fact(FactKind.OFFER_ACCEPTED, step, act.answered_on)] if first_accepted else [])
    return contact_recorded(step, act.offer_id)


def record_talk(connection: Connection, worker: Worker, act: RecordTalk, now: datetime) -> list[Told]:
    """Record the first talk; it stops the clock (Wgs art. 4). A clock that a later signal starts is stopped anew."""
    hold_municipality(connection, worker.municipality)
    step = begin(connection, worker, act, now)
    work = step.case.work
    record = event_id(act.token, FIRST_TALK)
    if is_recorded(step, milestone, record):
        return []
    check_seen(step.case, act)
    refuse(talk_refusal(work), date_refusal(act.held_on, work, step.today))
    insert_record(step, milestone, record, kind=FIRST_TALK, held_on=act.held_on)
    facts: list[Fact] = []
    if work.talked_on is None:
        facts.append(case_fact(FactKind.FIRST_TALK_HELD, step, act.held_on))
    if not work.reached:
        facts.append(case_fact(FactKind.CASE_REACHED, step, act.held_on))
    finish(step, facts, talked_on=act.held_on)
    number_talk(connection, worker, act.case_id, act.held_on)
    return contact_recorded(step, record)


def establish_plan(connection: Connection, worker: Worker, act: EstablishPlan, now: datetime) -> list[Told]:
    """Record that the plan of approach was decided: the trajectory has started, also when the case is closed."""
    step = begin(connection, worker, act, now)
    record = event_id(act.token, PLAN)
    if is_recorded(step, milestone, record):
        return []
    check_seen(step.case, act)
    refuse(plan_refusal(step.case.work), date_refusal(act.held_on, step.case.work, step.today))
    insert_record(step, milestone, record, kind=PLAN, held_on=act.held_on)
    facts = [case_fact(FactKind.CASE_LED_TO_TRAJECTORY, step, act.held_on)]
    finish(step, facts + list(signal_facts(FactKind.SIGNAL_LED_TO_TRAJECTORY, step, act.held_on)))
    return contact_recorded(step, record)


def close_case(connection: Connection, worker: Worker, act: CloseCase, now: datetime) -> list[Told]:
    """Close the case today with its end result (DDAS section 3.2) and finish its task."""
    hold_municipality(connection, worker.municipality)
    step = begin(connection, worker, act, now)
    record = event_id(act.token, CLOSED)
    if is_recorded(step, milestone, record):
        return []
    check_seen(step.case, act)
    refuse(close_refusal(act.result, step.case.work))
    insert_record(step, milestone, record, kind=CLOSED, held_on=step.today, result=act.result)
    finish(step, [case_fact(FactKind.CASE_CLOSED, step, step.today, act.result)], closed_at=now)
    number(connection, worker, act.case_id, CLOSED, step.today)
    finish_task(connection, worker, act.case_id)
    closed = CaseClosed(municipality=worker.municipality, case_id=act.case_id)
    return [Told(closed, act.token, act.case_id, trace(step))]
