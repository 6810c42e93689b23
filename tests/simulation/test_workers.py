"""Simulated workers do the right thing next, and the same thing whatever they did on other cases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.cases.follows import MAY_REACH, RESULT_RULES, Recorded
from schemas.vocabulary.cases import CaseShape, EndResult, Tray
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from simulation.approach import CHANCES, SENT
from simulation.casework import Attempt, Close, FirstTalk, Offer, PlanEstablished, WorkersView
from simulation.workers import capacity, day_of_work, next_actions, next_day, planned
from tests.simulation.casebook import RECORDED

MONDAY = date(2025, 3, 3)
SEED = 7


def a_case(key: str = "one", tray: Tray = Tray.SINGLE, channel: Channel = Channel.PHONE) -> WorkersView:
    return WorkersView(key, tray, channel, MONDAY, MONDAY + timedelta(days=28), CaseShape.SINGLE)


def a_reached_case(key: str = "one", answer: OfferAnswer = OfferAnswer.ACCEPTED) -> WorkersView:
    reached = Attempt(Channel.PHONE, True, MONDAY, PartOfDay.MORNING)
    offer = Offer(OfferKind.DEBT_HELP, answer, MONDAY)
    return replace(a_case(key), attempts=(reached,), offers=(offer,))


def worked(case: WorkersView, days: int = 120) -> WorkersView:
    for number in range(days):
        day = MONDAY + timedelta(days=number)
        while actions := next_actions(case, day, SEED):
            for action in actions:
                case = RECORDED[type(action)](case, action)
    return case


CASES = [
    a_case(f"{tray}-{number}", tray, channel)
    for tray, channel in (
        (Tray.SINGLE, Channel.PHONE),
        (Tray.SINGLE, Channel.LETTER),
        (Tray.SEVERAL, Channel.VISIT),
        (Tray.CRISIS, Channel.VISIT),
    )
    for number in range(100)
]


def end_result(case: WorkersView, days: int = 120) -> EndResult:
    for number in range(days):
        day = MONDAY + timedelta(days=number)
        while actions := next_actions(case, day, SEED):
            for action in actions:
                if isinstance(action, Close):
                    return action.result
                case = RECORDED[type(action)](case, action)
    raise AssertionError("the case never ended")


def test_the_order_in_which_cases_are_asked_changes_nothing() -> None:
    forward = [worked(case) for case in CASES]
    backward = [worked(case) for case in reversed(CASES)]
    assert forward == backward[::-1]


def test_another_seed_reaches_others() -> None:
    day = MONDAY + timedelta(days=7)
    assert [next_actions(case, day, 1) for case in CASES] != [next_actions(case, day, 2) for case in CASES]


def test_nobody_works_in_the_weekend() -> None:
    saturday = MONDAY + timedelta(days=12)
    assert next_actions(a_case(), saturday, SEED) == ()


@pytest.mark.parametrize("case", CASES[::40], ids=lambda case: str(case.key))
def test_there_is_something_to_do_on_the_next_day_and_not_before(case: WorkersView) -> None:
    due = next_day(case, SEED)
    assert due
    assert next_actions(case, due, SEED)
    assert not next_actions(case, due - timedelta(days=1), SEED)


def test_every_case_is_closed_in_the_end() -> None:
    assert all(worked(case).closed for case in CASES)


def test_only_a_reached_resident_gets_an_offer() -> None:
    for case in map(worked, CASES):
        if case.offers:
            assert any(attempt.reached and attempt.day <= case.offers[0].day for attempt in case.attempts)


def test_nobody_is_approached_again_after_being_reached() -> None:
    for case in map(worked, CASES):
        assert not any(attempt.reached for attempt in case.attempts[:-1])


def test_end_results_agree_with_what_was_recorded() -> None:
    for case in [*CASES, *(a_reached_case(f"{answer}-{n}", answer) for answer in OfferAnswer for n in range(20))]:
        done = worked(case)
        stands = {
            Recorded.TRIED: done.attempts,
            Recorded.REACHED: any(attempt.reached for attempt in done.attempts),
            Recorded.ACCEPTED: any(offer.answer is OfferAnswer.ACCEPTED for offer in done.offers),
            Recorded.PLANNED: done.plan,
        }
        rule, recorded = RESULT_RULES[end_result(case)], {one for one, holds in stands.items() if holds}
        assert rule.needs <= recorded
        assert not rule.never_after & recorded
        assert done.first_talk or not done.plan


def test_what_is_sent_reaches_nobody_and_who_answers_it_is_spoken_with_by_phone() -> None:
    attempts = [attempt for case in map(worked, CASES) for attempt in case.attempts]
    assert all(MAY_REACH[attempt.kind] for attempt in attempts if attempt.reached)
    assert {kind for kind in CHANCES if not MAY_REACH[kind]} == SENT
    light = [worked(case) for case in CASES if case.channel is Channel.LETTER]
    answered = [case for case in light if case.attempts[-1].reached]
    assert 0 < len(answered) < len(light) / 4
    assert {tuple(attempt.kind for attempt in case.attempts) for case in answered} == {(Channel.LETTER, Channel.PHONE)}


def test_who_was_never_reached_is_closed_within_some_weeks() -> None:
    unreached = [case for case in map(worked, CASES) if not any(attempt.reached for attempt in case.attempts)]
    assert unreached
    assert all(case.closed and 10 <= (case.closed - MONDAY).days <= 56 for case in unreached)


def test_a_crisis_is_approached_within_three_working_days() -> None:
    crises = [worked(case) for case in CASES if case.tray is Tray.CRISIS]
    assert all((case.attempts[0].day - MONDAY).days <= 3 for case in crises)
    assert all(case.attempts[0].kind in {Channel.PHONE, Channel.VISIT} for case in crises)


def test_below_the_threshold_there_is_one_letter() -> None:
    light = [worked(case) for case in CASES if case.channel is Channel.LETTER]
    assert {tuple(attempt.kind for attempt in case.attempts if not attempt.reached) for case in light} == {
        (Channel.LETTER,)
    }


def test_accepted_help_brings_the_first_talk_before_the_close() -> None:
    case = worked(a_reached_case())
    assert case.first_talk
    assert case.closed
    assert MONDAY <= case.first_talk < case.closed


def test_a_declined_offer_ends_without_talk_or_plan() -> None:
    case = worked(a_reached_case(answer=OfferAnswer.DECLINED))
    assert case.closed
    assert case.first_talk is None
    assert case.plan is None


def test_some_plans_come_two_to_six_weeks_after_the_offer_also_on_a_closed_case() -> None:
    cases = [worked(a_reached_case(f"help-{number}")) for number in range(100)]
    plans = [case.plan for case in cases if case.plan]
    assert 40 < len(plans) < 80
    assert all(14 <= (plan - MONDAY).days <= 44 for plan in plans)
    assert any(case.plan and case.closed and case.plan > case.closed for case in cases)


def test_a_day_of_work_takes_the_earliest_deadlines_and_no_more_than_there_is_time_for() -> None:
    late = replace(a_case("late"), deadline=MONDAY + timedelta(days=3))
    done = day_of_work([*CASES, late], MONDAY + timedelta(days=7), SEED, most=5)
    assert len(done) == 5
    assert done[0][0] == late


def test_capacity_follows_the_residents() -> None:
    assert capacity(30_000) == 20
    assert capacity(1) == 1


def test_actions_carry_the_day_on_which_they_are_done() -> None:
    day = MONDAY + timedelta(days=8)
    actions = [action for case in CASES for action in next_actions(case, day, SEED)]
    assert {type(action) for action in actions} >= {Attempt, Offer}
    assert all(action.day == day for action in actions)
    assert isinstance(next_actions(a_reached_case(), day, SEED)[0], FirstTalk)
    assert PlanEstablished in RECORDED


def test_a_channel_that_is_no_first_approach_is_not_taken_for_another() -> None:
    with pytest.raises(KeyError, match="mail"):
        planned(a_case(channel=Channel.MAIL), SEED)
