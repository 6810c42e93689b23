"""When an act is turned down, and when it was done before: decided on plain values."""

import pkgutil
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.cases import acts
from domain.cases.acts import ACTS, Act, Refused, Seen, Stale
from domain.cases.case import work_of
from domain.cases.perform import turn_down
from domain.cases.refusals import Refusal
from domain.cases.task import CaseTask
from schemas.vocabulary.cases import EndResult, TaskState
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
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
    made,
    refused,
)
from tests.services.triage.builders import CASE, an_open_case
from tests.services.worklist.builders import NOW, TODAY

TOMORROW, YESTERDAY, BEFORE = TODAY + timedelta(days=1), TODAY - timedelta(days=1), date(2026, 3, 9)
QUEUED = CaseTask(TaskState.QUEUED)
OF_JOOST = CaseTask(TaskState.TAKEN, JOOST.id)
YES, NO = made(OfferAnswer.ACCEPTED, answered_on=TODAY), made(OfferAnswer.DECLINED, answered_on=TODAY)
CLOSED: Mapping[str, Any] = {"case": {"closed": True}}


def test_every_act_has_its_entry_and_its_file() -> None:
    assert set(ACTS) == set(Act.__subclasses__())
    assert len(ACTS) == len(list(pkgutil.iter_modules(acts.__path__)))
    assert len({act.what for act in ACTS}) == len(ACTS)


@pytest.mark.parametrize(
    ("act", "work", "refusal"),
    [
        (a_try(), {}, None),
        (a_try(), CLOSED, Refusal.CLOSED),
        (a_try(held_on=TOMORROW), {}, Refusal.FUTURE),
        (a_try(held_on=BEFORE), {}, Refusal.BEFORE_OPENING),
        (a_try(), {"case": {"opened_on": TOMORROW}}, None),
        (a_try(held_on=BEFORE), {"case": {"opened_on": TOMORROW}}, Refusal.BEFORE_OPENING),
        (a_try(person_id=ON_SIGNAL.person_id), {}, None),
        (a_try(person_id=CASE), {}, Refusal.UNKNOWN_PERSON),
        (a_try(kind=Channel.LETTER, reached=True), {}, Refusal.ONLY_SENT),
        (a_try(part_of_day=PartOfDay.EVENING), {}, Refusal.NOT_YET),
        (a_try(part_of_day=PartOfDay.EVENING, held_on=YESTERDAY), {"case": {"opened_on": YESTERDAY}}, None),
        (an_offer(), {}, Refusal.NOT_REACHED),
        (an_offer(), {"reached_by_attempt": True}, None),
        (an_offer(), {"talked_on": TODAY}, None),
        (an_offer(), {"reached_by_attempt": True, **CLOSED}, Refusal.CLOSED),
        (an_offer(made_on=TOMORROW), {"reached_by_attempt": True}, Refusal.FUTURE),
        (an_answer(CASE), {"offers": (made(),)}, Refusal.UNKNOWN_OFFER),
        (an_answer(made().id), {"offers": (made(),)}, None),
        (an_answer(made().id, answer=OfferAnswer.OPEN), {"offers": (made(),)}, Refusal.UNKNOWN_OFFER),
        (an_answer(made().id), {"offers": (NO,)}, Refusal.ALREADY_ANSWERED),
        (an_answer(made().id), {"offers": (made(),), **CLOSED}, Refusal.CLOSED),
        (an_answer(made().id, answered_on=TOMORROW), {"offers": (made(),)}, Refusal.FUTURE),
        (an_answer(made().id, answered_on=date(2026, 3, 16)), {"offers": (made(),)}, Refusal.BEFORE_OFFER),
        (a_talk(), {}, None),
        (a_talk(), {"case": {"talked": True}}, Refusal.ALREADY_TALKED),
        (a_talk(), CLOSED, Refusal.CLOSED),
        (a_talk(held_on=TOMORROW), {}, Refusal.FUTURE),
        (a_plan(), {}, Refusal.NO_ACCEPTED_OFFER),
        (a_plan(), {"offers": (NO,)}, Refusal.NO_ACCEPTED_OFFER),
        (a_plan(), {"offers": (YES,)}, Refusal.NOT_TALKED),
        (a_plan(), {"offers": (YES,), "talked_on": TODAY, **CLOSED}, None),
        (a_plan(), {"offers": (YES,), "talked_on": TODAY, "result": EndResult.SELF_RELIANT}, Refusal.ENDED_OTHERWISE),
        (a_plan(), {"offers": (YES,), "planned": True}, Refusal.ALREADY_PLANNED),
        (a_plan(held_on=BEFORE), {"offers": (YES,), "talked_on": TODAY}, Refusal.BEFORE_OPENING),
        (a_plan(held_on=YESTERDAY), {"offers": (YES,), "talked_on": TODAY}, Refusal.BEFORE_OFFER),
        (an_end(), {}, None),
        (an_end(), CLOSED, Refusal.CLOSED),
        (an_end(result=EndResult.NEVER_REACHED), {}, Refusal.NEVER_TRIED),
        (an_end(result=EndResult.NEVER_REACHED), {"attempts": 1}, None),
        (an_end(result=EndResult.NEVER_REACHED), {"attempts": 1, "talked_on": TODAY}, Refusal.WAS_REACHED),
        (an_end(result=EndResult.SELF_RELIANT), {"attempts": 1}, Refusal.NEEDS_CONTACT),
        (an_end(result=EndResult.SELF_RELIANT), {"reached_by_attempt": True}, None),
        (an_end(result=EndResult.REPEAT), {"offers": (YES,)}, Refusal.WAS_ACCEPTED),
        (an_end(result=EndResult.SELF_RELIANT), {"talked_on": TODAY, "planned": True}, Refusal.WAS_PLANNED),
        (an_end(result=EndResult.FURTHER_HELP), {"talked_on": TODAY}, Refusal.NEEDS_ACCEPTED),
        (a_take(), {}, Refusal.NOT_IN_QUEUE),
        (a_take(), {"task": CaseTask(TaskState.DONE)}, Refusal.NOT_IN_QUEUE),
        (a_take(), {"task": QUEUED}, None),
        (a_take(), {"task": OF_JOOST}, Refusal.HELD_BY_COLLEAGUE),
        (a_take(), {"task": OF_JOOST._replace(taken_until=NOW)}, None),
        (a_return(), {}, None),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Act) else None,
)
def test_the_first_reason_against_an_act(act: Act, work: Mapping[str, Any], refusal: Refusal | None) -> None:
    assert refused(asked(act, **work)) is refusal


def test_a_page_that_shows_another_version_is_stale_whatever_else_is_wrong() -> None:
    shown = asked(a_try(seen=Seen(1, 3)), case={"version": 1}, version=3)
    turn_down(shown, None)
    with pytest.raises(Refused):
        turn_down(shown, Refusal.CLOSED)
    for seen in (Seen(2, 3), Seen(1, 2)):
        with pytest.raises(Stale):
            turn_down(shown._replace(act=a_try(seen=seen)), Refusal.CLOSED)


@pytest.mark.parametrize(
    ("act", "work", "done"),
    [
        (a_try(token=CASE), {}, False),
        (a_try(token=CASE), {"recorded": frozenset({a_try(token=CASE).record})}, True),
        (an_answer(made().id), {"offers": (made(),)}, False),
        (an_answer(made().id), {"offers": (YES,)}, True),
        (an_answer(made().id), {"offers": (NO,)}, False),
        (a_take(), {"task": QUEUED}, False),
        (a_take(), {"task": CaseTask(TaskState.TAKEN, SAMIRA.id)}, True),
        (a_take(), {"task": CaseTask(TaskState.TAKEN, SAMIRA.id, NOW)}, False),
        (a_take(), {"task": OF_JOOST}, False),
        (a_return(), {"task": CaseTask(TaskState.TAKEN, SAMIRA.id, NOW)}, False),
        (a_return(), {"task": OF_JOOST}, True),
        (a_return(), {}, True),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Act) else None,
)
def test_what_was_done_before_is_known(act: Act, work: Mapping[str, Any], done: bool) -> None:
    assert ACTS[type(act)].is_done(asked(act, **work)) is done


@pytest.mark.parametrize(
    ("act", "others"),
    [
        (
            a_try(),
            {
                "kind": Channel.VISIT,
                "reached": True,
                "held_on": TODAY - timedelta(days=1),
                "part_of_day": PartOfDay.AFTERNOON,
                "person_id": CASE,
            },
        ),
        (
            an_offer(),
            {"kind": OfferKind.ADVICE, "made_on": TODAY - timedelta(days=1), "answer": OfferAnswer.ACCEPTED},
        ),
        (a_talk(), {"held_on": TODAY - timedelta(days=1)}),
        (a_plan(), {"held_on": TODAY - timedelta(days=1)}),
        (an_end(), {"result": EndResult.DECEASED}),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, Act) else None,
)
def test_the_same_form_with_any_other_answer_was_not_recorded_before(act: Act, others: Mapping[str, Any]) -> None:
    assert set(others) == {one.name for one in fields(act)} - {"token", "case_id", "seen"}
    recorded = frozenset({act.record})
    assert ACTS[type(act)].is_done(asked(replace(act, seen=Seen(1, 0)), recorded=recorded))
    for name, value in others.items():
        assert not ACTS[type(act)].is_done(asked(replace(act, **{name: value}), recorded=recorded)), name


def test_an_act_on_a_case_without_its_work_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not read"):
        work_of(an_open_case())
