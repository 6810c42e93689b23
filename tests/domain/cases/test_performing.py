"""What is recorded on a case: once, only what the rules allow, and with the facts that the figures need."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from domain.cases.acts import Act, Refused, Seen, Stale, Unknown, Worker
from domain.cases.refusals import Refusal
from plumbing.record.connect import lock_lost
from plumbing.record.order import hold_municipalities
from plumbing.record.tables import attempt, case_event, case_file, fact, milestone, offer, task
from plumbing.running.chance import new_id
from schemas.vocabulary.cases import EndResult, Tray
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.offers import OfferAnswer
from tests.domain.cases.builders import a_plan, a_talk, a_try, an_answer, an_end, an_offer, do
from tests.domain.cases.conftest import Scope
from tests.services.worklist.builders import BERGEN, NOW, TODAY, Desk, a_case, a_desk, a_signal


def rows(desk: Desk, table: Any) -> list[Any]:
    with desk.engine.connect() as connection:
        return list(connection.execute(select(table)).all())


def facts(desk: Desk) -> Counter[str]:
    """How often each kind of fact was recorded."""
    found: Counter[str] = Counter()
    for row in rows(desk, fact):
        found[row.kind] += row.amount
    return found


def events(desk: Desk) -> list[tuple[int, str]]:
    """What was numbered, in its order."""
    return sorted((row.sequence, row.kind) for row in rows(desk, case_event))


def refused(work: Scope, worker: Worker, act: Act) -> Refusal:
    with pytest.raises(Refused) as error, work() as connection:
        do(connection, worker, act)
    return error.value.refusal


def test_a_double_submit_records_once(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    act = a_try(case_id, seen=Seen(1, 0))
    with work() as connection:
        first = do(connection, worker, act)
    with work() as connection:
        second = do(connection, worker, act)
    assert (len(first), len(second), len(rows(desk, attempt))) == (1, 0, 1)
    assert facts(desk) == {"contact-attempted": 1}


def test_a_stale_page_records_nothing(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    with work() as connection:
        do(connection, worker, a_try(case_id, seen=Seen(1, 0)))
    with pytest.raises(Stale), work() as connection:
        do(connection, worker, a_try(case_id, seen=Seen(1, 0)))
    assert len(rows(desk, attempt)) == 1


def test_a_case_is_reached_once_however_often_somebody_is_spoken_with(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    for act in (a_try(case_id, reached=True), a_try(case_id, reached=True), a_talk(case_id)):
        with work() as connection:
            do(connection, worker, act)
    assert facts(desk) == {"case-reached": 1, "contact-attempted": 2, "first-talk-held": 1}


def test_nothing_is_recorded_for_tomorrow_or_for_before_the_case(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    tomorrow, long_ago = TODAY + timedelta(days=1), TODAY - timedelta(days=6)
    assert refused(work, worker, a_try(case_id, held_on=tomorrow)) is Refusal.FUTURE
    assert refused(work, worker, a_try(case_id, held_on=long_ago)) is Refusal.BEFORE_OPENING


def test_only_somebody_on_a_signal_of_the_case_is_contacted(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    assert refused(work, worker, a_try(case_id, person_id=new_id())) is Refusal.UNKNOWN_PERSON
    with desk.engine.connect() as connection:
        person = connection.exec_driver_sql("SELECT person_id FROM disposition").scalar_one()
    with work() as connection:
        do(connection, worker, a_try(case_id, person_id=person))
    assert [row.person_id for row in rows(desk, attempt)] == [person]


def test_an_offer_without_contact_is_refused(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    assert refused(work, worker, an_offer(case_id)) is Refusal.NOT_REACHED
    assert facts(desk) == {}


def test_case_and_signals_lead_to_an_offer_once_and_signals_that_joined_later_with_the_second(
    desk: Desk, work: Scope
) -> None:
    worker, case_id = desk.worker(), a_case(desk, signals=2)
    with work() as connection:
        do(connection, worker, a_try(case_id, reached=True), an_offer(case_id))
    assert facts(desk)["signal-led-to-offer"] == 2
    a_signal(desk, case_id)
    with work() as connection:
        do(connection, worker, an_offer(case_id, OfferAnswer.ACCEPTED))
    assert facts(desk) == {
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
        do(connection, worker, a_try(case_id, reached=True), an_offer(case_id))
    name = rows(desk, offer)[0].id
    yes = an_answer(name, case_id)
    with work() as connection:
        assert len(do(connection, worker, yes)) == 1
        assert do(connection, worker, yes) == []
    no = an_answer(name, case_id, answer=OfferAnswer.DECLINED)
    assert refused(work, worker, no) is Refusal.ALREADY_ANSWERED
    assert [(row.answer, row.answered_on) for row in rows(desk, offer)] == [("accepted", TODAY)]
    assert facts(desk)["offer-accepted"] == 1


def test_the_first_talk_stops_the_clock_and_is_numbered(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk, tray=Tray.CRISIS)
    with work() as connection:
        do(connection, worker, a_talk(case_id))
    (case,) = rows(desk, case_file)
    assert (case.talked_on, case.talked_sequence) == (TODAY, 3)
    assert events(desk) == [(2, "touched"), (3, "talked")]
    assert refused(work, worker, a_talk(case_id, TODAY - timedelta(days=1))) is Refusal.ALREADY_TALKED


def test_a_signal_after_the_talk_starts_a_clock_that_another_talk_stops(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    with work() as connection:
        do(connection, worker, a_talk(case_id, TODAY - timedelta(days=2)))
    with desk.engine.begin() as connection:
        connection.execute(case_file.update().values(clock_sequence=99))
    with work() as connection:
        do(connection, worker, a_talk(case_id))
    assert rows(desk, case_file)[0].talked_on == TODAY
    assert facts(desk)["first-talk-held"] == 1


def test_a_case_nobody_was_reached_on_cannot_end_in_contact_nor_the_reverse(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    never, paid = an_end(case_id, EndResult.NEVER_REACHED), an_end(case_id, EndResult.ALREADY_PAID)
    assert refused(work, worker, never) is Refusal.NEVER_TRIED
    assert refused(work, worker, paid) is Refusal.NEEDS_CONTACT
    with work() as connection:
        do(connection, worker, a_try(case_id, reached=True))
    assert refused(work, worker, never) is Refusal.WAS_REACHED


def test_closing_ends_the_task_and_takes_a_number(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    act = an_end(case_id, EndResult.NOT_RESIDENT)
    with work() as connection:
        told = do(connection, worker, act)
        assert do(connection, worker, act) == []
    assert [event.topic for event in told] == ["vroegsignaal.case-closed"]
    assert rows(desk, case_file)[0].closed_at == NOW
    assert rows(desk, task)[0].state == "done"
    assert events(desk) == [(2, "touched"), (3, "closed")]
    assert facts(desk) == {"case-closed": 1}
    assert refused(work, worker, a_try(case_id)) is Refusal.CLOSED


def test_a_plan_may_be_decided_after_the_case_is_closed(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk, signals=2)
    plan = a_plan(case_id)
    assert refused(work, worker, plan) is Refusal.NO_ACCEPTED_OFFER
    with work() as connection:
        do(connection, worker, a_try(case_id, reached=True), an_offer(case_id, OfferAnswer.ACCEPTED))
    assert refused(work, worker, plan) is Refusal.NOT_TALKED
    with work() as connection:
        do(connection, worker, a_talk(case_id), an_end(case_id, EndResult.FURTHER_HELP_FINANCIAL), plan)
        assert do(connection, worker, plan) == []
    assert facts(desk)["case-led-to-trajectory"] == 1
    assert facts(desk)["signal-led-to-trajectory"] == 2
    assert {row.kind for row in rows(desk, milestone)} == {"first-talk", "closed", "plan-established"}


def test_every_act_counts_on_the_case_and_its_first_worker_coordinates(desk: Desk, work: Scope) -> None:
    first, second, case_id = desk.worker(), desk.worker("Joost Veenstra"), a_case(desk)
    with work() as connection:
        do(connection, first, a_try(case_id))
        do(connection, second, a_try(case_id), now=NOW + timedelta(hours=1))
    (case,) = rows(desk, case_file)
    assert (case.work_version, case.touched_at, case.coordinator) == (2, NOW, first.id)


def impatiently(work: Scope, worker: Worker, act: Act) -> None:
    """Perform it, or lose the lock."""
    with work() as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = 50")
        do(connection, worker, act)


def test_only_what_is_numbered_waits_for_the_order_of_its_municipality(desk: Desk, work: Scope) -> None:
    worker, touched, untouched = desk.worker(), a_case(desk), a_case(desk, house_number="15")
    with work() as connection:
        do(connection, worker, a_try(touched))
    with desk.engine.begin() as holder:
        hold_municipalities(holder, [desk.municipality])
        for act in (a_try(untouched), a_talk(touched), an_end(touched)):
            with pytest.raises(OperationalError) as error:
                impatiently(work, worker, act)
            assert lock_lost(error.value)
        impatiently(work, worker, a_try(touched))
    assert len(rows(desk, attempt)) == 2


def test_a_case_of_the_neighbour_is_unknown(desk: Desk, work: Scope) -> None:
    theirs = a_case(a_desk(desk.engine, BERGEN, "Bergen"))
    with pytest.raises(Unknown), work() as connection:
        do(connection, desk.worker(), a_try(theirs))


def test_the_trace_of_what_is_told_is_the_first_signal(desk: Desk, work: Scope) -> None:
    case_id = a_case(desk, signals=0)
    first, _ = a_signal(desk, case_id), a_signal(desk, case_id)
    with work() as connection:
        (event,) = do(connection, desk.worker(), a_try(case_id))
    assert event.trace_id == first.replace("-", "")


def test_facts_carry_the_cohort_of_the_signal_and_no_person(desk: Desk, work: Scope) -> None:
    worker, case_id = desk.worker(), a_case(desk)
    a_signal(desk, case_id, at=NOW - timedelta(days=1))
    with work() as connection:
        do(connection, worker, a_try(case_id, reached=True), an_offer(case_id))
    opened_on, joined_on = TODAY - timedelta(days=5), TODAY - timedelta(days=1)
    cohorts: dict[str, list[date]] = {}
    for row in rows(desk, fact):
        cohorts.setdefault(row.kind, []).append(row.cohort_date)
    assert sorted(cohorts.pop(FactKind.SIGNAL_LED_TO_OFFER)) == [opened_on, joined_on]
    assert {day for days in cohorts.values() for day in days} == {opened_on}
