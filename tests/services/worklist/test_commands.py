"""What is recorded on a case: once, only what the rules allow, and with the facts that the figures need."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from domain.cases.acts import (
    AnswerOffer,
    CloseCase,
    EstablishPlan,
    RecordAttempt,
    RecordOffer,
    RecordTalk,
    Refused,
    Seen,
    Stale,
    Unknown,
    Worker,
)
from domain.cases.commands import (
    answer_offer,
    close_case,
    establish_plan,
    record_attempt,
    record_offer,
    record_talk,
)
from domain.cases.refusals import Refusal
from plumbing.record.tables import attempt, case_event, case_file, fact, milestone, offer, task
from plumbing.running.chance import new_id
from schemas.events import CaseClosed
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult, Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from tests.services.worklist.builders import BERGEN, NOW, TODAY, Desk, a_case, a_desk, a_signal

Scope = Callable[[], AbstractContextManager[Connection]]


def a_try(case_id: Id, *, reached: bool = False, held_on: date = TODAY, **more: Any) -> RecordAttempt:
    token = more.pop("token", None) or new_id()
    what = {"kind": Channel.PHONE, "part_of_day": PartOfDay.MORNING} | more
    return RecordAttempt(token=token, case_id=case_id, reached=reached, held_on=held_on, **what)


def an_offer(case_id: Id, answer: OfferAnswer = OfferAnswer.OPEN) -> RecordOffer:
    return RecordOffer(token=new_id(), case_id=case_id, kind=OfferKind.DEBT_HELP, made_on=TODAY, answer=answer)


def rows(desk: Desk, table: Any) -> list[Any]:
    with desk.engine.connect() as connection:
        return list(connection.execute(select(table)).all())


def facts(desk: Desk) -> list[str]:
    return sorted(row.kind for row in rows(desk, fact))


def refused(work: Scope, command: Any, worker: Worker, act: Any) -> Refusal:
    with pytest.raises(Refused) as error, work() as connection:
        command(connection, worker, act, NOW)
    return error.value.refusal


def test_a_double_submit_records_once(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    act = a_try(case_id, seen=Seen(1, 0))
    with work() as connection:
        first = record_attempt(connection, worker, act, NOW)
    with work() as connection:
        second = record_attempt(connection, worker, act, NOW)
    assert (len(first), len(second), len(rows(desk, attempt))) == (1, 0, 1)
    assert facts(desk) == ["contact-attempted"]


def test_a_stale_page_records_nothing(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    with work() as connection:
        record_attempt(connection, worker, a_try(case_id, seen=Seen(1, 0)), NOW)
    with pytest.raises(Stale), work() as connection:
        record_attempt(connection, worker, a_try(case_id, seen=Seen(1, 0)), NOW)
    assert len(rows(desk, attempt)) == 1


def test_a_case_is_reached_once_however_often_somebody_is_spoken_with(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    for _ in range(2):
        with work() as connection:
            record_attempt(connection, worker, a_try(case_id, reached=True), NOW)
    with work() as connection:
        record_talk(connection, worker, RecordTalk(token=new_id(), case_id=case_id, held_on=TODAY), NOW)
    assert facts(desk) == ["case-reached", "contact-attempted", "contact-attempted", "first-talk-held"]


def test_nothing_is_recorded_for_tomorrow_or_for_before_the_case(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    tomorrow, long_ago = TODAY + timedelta(days=1), TODAY - timedelta(days=6)
    assert refused(work, record_attempt, worker, a_try(case_id, held_on=tomorrow)) is Refusal.FUTURE
    assert refused(work, record_attempt, worker, a_try(case_id, held_on=long_ago)) is Refusal.BEFORE_OPENING


def test_only_somebody_on_a_signal_of_the_case_is_contacted(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    assert refused(work, record_attempt, worker, a_try(case_id, person_id=new_id())) is Refusal.UNKNOWN_PERSON


def test_an_offer_without_contact_is_refused(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    assert refused(work, record_offer, worker, an_offer(case_id)) is Refusal.NOT_REACHED
    assert facts(desk) == []


def test_case_and_signals_lead_to_an_offer_once_and_signals_that_joined_later_with_the_second(
    desk: Desk, work: Scope
) -> None:
    worker, case_id = desk.worker(), a_case(desk, signals=2)
    with work() as connection:
        record_attempt(connection, worker, a_try(case_id, reached=True), NOW)
        record_offer(connection, worker, an_offer(case_id), NOW)
    assert facts(desk).count("signal-led-to-offer") == 2
    a_signal(desk, case_id)
    with work() as connection:
        record_offer(connection, worker, an_offer(case_id, OfferAnswer.ACCEPTED), NOW)
    found = facts(desk)
    assert {kind: found.count(kind) for kind in set(found)} == {
        "contact-attempted": 1,
        "case-reached": 1,
        "offer-made": 2,
        "case-led-to-offer": 1,
        "signal-led-to-offer": 3,
        "offer-accepted": 1,
    }


def test_an_open_offer_is_answered_once(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    with work() as connection:
        record_attempt(connection, worker, a_try(case_id, reached=True), NOW)
        record_offer(connection, worker, an_offer(case_id), NOW)
    made = rows(desk, offer)[0].id
    answer = {"case_id": case_id, "offer_id": made, "answered_on": TODAY}
    yes = AnswerOffer(token=new_id(), answer=OfferAnswer.ACCEPTED, **answer)
    with work() as connection:
        answer_offer(connection, worker, yes, NOW)
        assert answer_offer(connection, worker, yes, NOW) == []
    no = AnswerOffer(token=new_id(), answer=OfferAnswer.DECLINED, **answer)
    assert refused(work, answer_offer, worker, no) is Refusal.ALREADY_ANSWERED
    assert facts(desk).count("offer-accepted") == 1


def test_the_first_talk_stops_the_clock_and_is_numbered(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk, tray=Tray.CRISIS)
    with work() as connection:
        record_talk(connection, worker, RecordTalk(token=new_id(), case_id=case_id, held_on=TODAY), NOW)
    assert rows(desk, case_file)[0].talked_on == TODAY
    events = [(row.kind, row.sequence) for row in rows(desk, case_event)]
    assert events == [("touched", 2), ("talked", 3)]
    again = RecordTalk(token=new_id(), case_id=case_id, held_on=TODAY - timedelta(days=1))
    assert refused(work, record_talk, worker, again) is Refusal.ALREADY_TALKED


def test_a_signal_after_the_talk_starts_a_clock_that_another_talk_stops(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    before = RecordTalk(token=new_id(), case_id=case_id, held_on=TODAY - timedelta(days=2))
    with work() as connection:
        record_talk(connection, worker, before, NOW)
    with desk.engine.begin() as connection:
        connection.execute(case_file.update().values(clock_sequence=99))
    with work() as connection:
        record_talk(connection, worker, RecordTalk(token=new_id(), case_id=case_id, held_on=TODAY), NOW)
    assert rows(desk, case_file)[0].talked_on == TODAY
    assert facts(desk).count("first-talk-held") == 1


def test_a_case_nobody_was_reached_on_cannot_end_in_contact_nor_the_reverse(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    never = CloseCase(token=new_id(), case_id=case_id, result=EndResult.NEVER_REACHED)
    paid = CloseCase(token=new_id(), case_id=case_id, result=EndResult.ALREADY_PAID)
    assert refused(work, close_case, worker, never) is Refusal.NEVER_TRIED
    assert refused(work, close_case, worker, paid) is Refusal.NEEDS_CONTACT
    with work() as connection:
        record_attempt(connection, worker, a_try(case_id, reached=True), NOW)
    assert refused(work, close_case, worker, never) is Refusal.WAS_REACHED


def test_closing_ends_the_task_and_takes_a_number(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    act = CloseCase(token=new_id(), case_id=case_id, result=EndResult.NOT_RESIDENT)
    with work() as connection:
        events = close_case(connection, worker, act, NOW)
        assert close_case(connection, worker, act, NOW) == []
    assert [type(told.data) for told in events] == [CaseClosed]
    assert rows(desk, case_file)[0].closed_at == NOW
    assert rows(desk, task)[0].state == "done"
    assert [row.kind for row in rows(desk, case_event)] == ["touched", "closed"]
    assert facts(desk) == ["case-closed"]
    assert refused(work, record_attempt, worker, a_try(case_id)) is Refusal.CLOSED


def test_a_plan_may_be_decided_after_the_case_is_closed(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk, signals=2)
    plan = EstablishPlan(token=new_id(), case_id=case_id, held_on=TODAY)
    assert refused(work, establish_plan, worker, plan) is Refusal.NO_ACCEPTED_OFFER
    with work() as connection:
        record_attempt(connection, worker, a_try(case_id, reached=True), NOW)
        record_offer(connection, worker, an_offer(case_id, OfferAnswer.ACCEPTED), NOW)
        ending = CloseCase(token=new_id(), case_id=case_id, result=EndResult.FURTHER_HELP_FINANCIAL)
        close_case(connection, worker, ending, NOW)
        establish_plan(connection, worker, plan, NOW)
        assert establish_plan(connection, worker, plan, NOW) == []
    assert facts(desk).count("case-led-to-trajectory") == 1
    assert facts(desk).count("signal-led-to-trajectory") == 2
    assert {row.kind for row in rows(desk, milestone)} == {"closed", "plan-established"}


def test_a_case_of_the_neighbour_is_unknown(desk: Desk, work: Scope) -> None:
    theirs = a_case(a_desk(desk.engine, BERGEN, "Bergen"))
    with pytest.raises(Unknown), work() as connection:
        record_attempt(connection, desk.worker(), a_try(theirs), NOW)


def test_facts_carry_the_cohort_of_the_signal_and_no_person(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    a_signal(desk, case_id, at=NOW - timedelta(days=1))
    with work() as connection:
        record_attempt(connection, worker, a_try(case_id, reached=True), NOW)
        record_offer(connection, worker, an_offer(case_id), NOW)
    cohorts = {kind: {row.cohort_date for row in rows(desk, fact) if row.kind == kind} for kind in facts(desk)}
    assert cohorts.pop("signal-led-to-offer") == {TODAY - timedelta(days=5), TODAY - timedelta(days=1)}
    assert set().union(*cohorts.values()) == {TODAY - timedelta(days=5)}
