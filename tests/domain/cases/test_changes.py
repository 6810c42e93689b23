"""What each act changes, decided on plain values; on the record: test_performing.py."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from domain.cases.acts import Act
from domain.cases.perform import events_of
from domain.cases.task import LEASE, CaseTask
from domain.change import Change, Row
from schemas.vocabulary.cases import CaseEventKind, EndResult, MilestoneKind, TaskState
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.offers import OfferAnswer
from tests.domain.cases.builders import (
    JOOST,
    ON_SIGNAL,
    SAMIRA,
    a_plan,
    a_return,
    a_take,
    a_talk,
    a_try,
    an_answer,
    an_end,
    an_offer,
    asked,
    changed,
    made,
)
from tests.services.triage.builders import CASE
from tests.services.worklist.builders import NOW, TODAY

BEFORE = date(2026, 3, 9)
QUEUED = CaseTask(TaskState.QUEUED)
OF_JOOST = CaseTask(TaskState.TAKEN, JOOST.id)
YES, NO = made(OfferAnswer.ACCEPTED, answered_on=TODAY), made(OfferAnswer.DECLINED, answered_on=TODAY)


def case_row(change: Change) -> Row:
    (row,) = change.updates["case_file"]
    return row


def task_of(change: Change) -> CaseTask | None:
    rows = change.updates.get("task", [])
    return CaseTask(*(rows[0][name] for name in CaseTask._fields)) if rows else None


def counted(change: Change) -> list[str]:
    return [fact.kind for fact in change.facts]


def test_an_act_counts_on_its_case_and_the_first_worker_stays_coordinator() -> None:
    first = case_row(changed(asked(a_try())))
    assert (first["work_version"], first["touched_at"], first["coordinator"]) == (1, NOW, SAMIRA.id)
    earlier = NOW - timedelta(days=2)
    later = case_row(changed(asked(a_try(), version=4, touched_at=earlier, coordinator=JOOST.id)))
    assert (later["work_version"], later["touched_at"], later["coordinator"]) == (5, earlier, JOOST.id)


@pytest.mark.parametrize(
    ("touched", "act", "events"),
    [
        (True, a_try(), []),
        (False, a_try(), [(7, CaseEventKind.TOUCHED)]),
        (False, a_talk(), [(7, CaseEventKind.TOUCHED), (8, CaseEventKind.TALKED)]),
        (True, a_talk(), [(7, CaseEventKind.TALKED)]),
        (False, an_end(), [(7, CaseEventKind.TOUCHED), (8, CaseEventKind.CLOSED)]),
        (True, an_offer(answer=OfferAnswer.DECLINED), [(7, CaseEventKind.DECLINED)]),
        (True, an_offer(answer=OfferAnswer.ACCEPTED), []),
        (True, an_offer(), []),
    ],
)
def test_the_first_touch_a_talk_a_no_and_the_end_take_numbers_in_that_order(
    touched: bool, act: Act, events: list[tuple[int, CaseEventKind]]
) -> None:
    it = asked(act, case={"touched": touched}, first=7)
    assert [(row["sequence"], row["kind"]) for row in changed(it).rows["case_event"]] == events
    assert events_of(it) == [kind for _, kind in events]


def test_the_number_of_a_talk_stays_with_its_case() -> None:
    row = case_row(changed(asked(a_talk(held_on=date(2026, 3, 12)), first=7)))
    assert (row["talked_on"], row["talked_sequence"]) == (date(2026, 3, 12), 8)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, None),
        (QUEUED, CaseTask(TaskState.TAKEN, SAMIRA.id)),
        (CaseTask(TaskState.TAKEN, SAMIRA.id, NOW + LEASE), CaseTask(TaskState.TAKEN, SAMIRA.id)),
        (CaseTask(TaskState.TAKEN, JOOST.id, NOW), CaseTask(TaskState.TAKEN, SAMIRA.id)),
        (CaseTask(TaskState.TAKEN, JOOST.id, NOW + LEASE), None),
        (CaseTask(TaskState.TAKEN, SAMIRA.id), None),
        (CaseTask(TaskState.DONE, JOOST.id), None),
    ],
    ids=["no task", "queued", "taken", "a colleague's time passed", "a colleague's", "kept before", "done"],
)
def test_a_task_stays_with_who_recorded_something_unless_a_colleague_holds_it(
    before: CaseTask | None, after: CaseTask | None
) -> None:
    assert task_of(changed(asked(a_try(), task=before))) == after


def test_the_task_of_a_closed_case_is_done_and_whoever_held_it_last_stays_known() -> None:
    assert task_of(changed(asked(an_end(), task=QUEUED))) == CaseTask(TaskState.DONE, SAMIRA.id)
    assert task_of(changed(asked(an_end(), task=OF_JOOST))) == CaseTask(TaskState.DONE, JOOST.id)


def test_what_is_taken_is_held_for_a_while_and_what_is_given_back_waits() -> None:
    assert task_of(changed(asked(a_take(), task=QUEUED))) == CaseTask(TaskState.TAKEN, SAMIRA.id, NOW + LEASE)
    mine = CaseTask(TaskState.TAKEN, SAMIRA.id, NOW + LEASE)
    assert task_of(changed(asked(a_return(), task=mine))) == QUEUED
    assert changed(asked(a_take(), task=QUEUED)).told == []


@pytest.mark.parametrize(
    ("act", "work", "facts"),
    [
        (a_try(), {}, [FactKind.CONTACT_ATTEMPTED]),
        (a_try(reached=True), {}, [FactKind.CONTACT_ATTEMPTED, FactKind.CASE_REACHED]),
        (a_try(reached=True), {"talked_on": TODAY}, [FactKind.CONTACT_ATTEMPTED]),
        (an_offer(), {}, [FactKind.OFFER_MADE, FactKind.CASE_LED_TO_OFFER, FactKind.SIGNAL_LED_TO_OFFER]),
        (an_offer(), {"offers": (NO,)}, [FactKind.OFFER_MADE, FactKind.SIGNAL_LED_TO_OFFER]),
        (
            an_offer(answer=OfferAnswer.ACCEPTED),
            {"offers": (NO,)},
            [FactKind.OFFER_MADE, FactKind.SIGNAL_LED_TO_OFFER, FactKind.OFFER_ACCEPTED],
        ),
        (
            an_offer(answer=OfferAnswer.ACCEPTED),
            {"offers": (YES,)},
            [FactKind.OFFER_MADE, FactKind.SIGNAL_LED_TO_OFFER],
        ),
        (an_answer(made().id), {"offers": (made(),)}, [FactKind.OFFER_ACCEPTED]),
        (an_answer(made().id), {"offers": (made(), YES)}, []),
        (an_answer(made().id, answer=OfferAnswer.DECLINED), {"offers": (made(),)}, []),
        (a_talk(), {}, [FactKind.FIRST_TALK_HELD, FactKind.CASE_REACHED]),
        (a_talk(), {"reached_by_attempt": True}, [FactKind.FIRST_TALK_HELD]),
        (a_talk(), {"talked_on": BEFORE}, []),
        (a_plan(), {}, [FactKind.CASE_LED_TO_TRAJECTORY, FactKind.SIGNAL_LED_TO_TRAJECTORY]),
        (an_end(), {}, [FactKind.CASE_CLOSED]),
        (a_take(), {}, []),
        (a_return(), {}, []),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Act) else None,
)
def test_each_stage_of_the_funnel_is_counted_once(act: Act, work: Mapping[str, Any], facts: list[FactKind]) -> None:
    assert counted(changed(asked(act, **work))) == facts


def test_a_signal_leads_to_an_offer_once_for_ever_and_counts_for_the_day_it_came_in() -> None:
    fact = next(one for one in changed(asked(an_offer())).facts if one.kind is FactKind.SIGNAL_LED_TO_OFFER)
    assert (fact.once, fact.cohort_date, fact.partner_kind) == (ON_SIGNAL.id, ON_SIGNAL.received_on, "water")


def test_an_offer_that_is_answered_the_same_day_has_that_day() -> None:
    (row,) = changed(asked(an_offer(answer=OfferAnswer.DECLINED))).rows["offer"]
    assert (row["answer"], row["answered_on"]) == (OfferAnswer.DECLINED, TODAY)
    assert changed(asked(an_offer())).rows["offer"][0]["answered_on"] is None


def test_what_is_told_names_the_record_the_case_and_the_first_signal() -> None:
    act = a_try()
    (told,) = changed(asked(act)).told
    assert (told.cause, told.subject, told.trace) == (act.token, CASE, ON_SIGNAL.id)
    assert vars(told.data)["record_id"] == act.record
    (answered,) = changed(asked(an_answer(made().id), offers=(made(),))).told
    assert vars(answered.data)["record_id"] == made().id
    (ended,) = changed(asked(an_end(), signals=())).told
    assert (type(ended.data).__name__, ended.trace) == ("CaseClosed", CASE)


def test_the_end_is_a_milestone_with_its_result() -> None:
    change = changed(asked(an_end(result=EndResult.DECEASED)))
    (row,) = change.rows["milestone"]
    assert (row["kind"], row["held_on"], row["result"]) == (MilestoneKind.CLOSED, TODAY, EndResult.DECEASED)
    assert case_row(change)["closed_at"] == NOW
