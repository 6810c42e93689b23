"""The next step on a case: which, when at the earliest and the latest, and why."""

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.law.calendar import is_working_day, local_date
from domain.planning.case_to_plan import CaseToPlan, Wish
from domain.planning.norm import NORM
from schemas.vocabulary.contacts import APPROACHES, Channel, PartOfDay
from schemas.vocabulary.planning import CareMark, ContactStep, MeetingPlace, PlanReason
from tests.architecture.checkout import ROOT
from tests.domain.planning.builders import (
    AFTERNOON,
    EVENING,
    FRIDAY,
    LETTER,
    MONDAY,
    MORNING,
    PHONE,
    THURSDAY,
    TUESDAY,
    VISIT,
    WEDNESDAY,
    a_case,
    a_crisis,
    an_appointment,
    at,
    planned,
    tried,
    wishing,
)

TWO, NO_VISIT = frozenset({CareMark.TWO_PERSONS}), frozenset({CareMark.DO_NOT_VISIT})


def test_a_household_with_a_number_is_called_before_it_is_written_to() -> None:
    plan = planned(a_case())
    assert (plan.step, plan.channel, plan.chain) == (ContactStep.TRY, PHONE, (PHONE, PHONE, PHONE, LETTER))
    assert PlanReason.THERE_IS_A_NUMBER in plan.reasons


def test_without_a_number_a_letter_takes_the_place_of_a_call_and_another_way_is_found() -> None:
    plan = planned(a_case(can_call=False))
    assert plan.chain == (LETTER, LETTER, LETTER, VISIT)
    assert PlanReason.NO_NUMBER in plan.reasons


def test_where_the_policy_begins_with_a_letter_the_call_follows() -> None:
    assert planned(a_case(channel=LETTER)).chain == (LETTER, PHONE, PHONE, LETTER)


def test_an_ordinary_case_has_time_between_two_attempts() -> None:
    plan = planned(a_case())
    assert (plan.from_day, plan.apart) == (MONDAY, (2, 2, 2))
    assert plan.end_from == date(2026, 6, 23), "three times two days, and five to answer the letter"


def test_the_latest_day_is_counted_back_from_the_end_of_the_clock() -> None:
    assert planned(a_case()).by == date(2026, 7, 2), "a day between two calls, a letter on the day of the last"
    assert planned(a_crisis()).by == WEDNESDAY, "a visit, and the day after a call, a visit and a letter"


def test_a_clock_that_ends_in_a_weekend_is_counted_back_from_friday() -> None:
    assert planned(a_case(deadline=date(2026, 7, 5))).by == planned(a_case(deadline=date(2026, 7, 3))).by


def test_a_crisis_leaves_less_time_between_attempts() -> None:
    plan = planned(a_crisis())
    assert plan.apart == (1, 0, 0)
    assert plan.reasons[0] is PlanReason.CRISIS_CLOCK
    assert PlanReason.TIME_IS_SHORT in plan.reasons


def test_a_crisis_signal_in_a_case_that_keeps_its_tray_has_the_crisis_clock() -> None:
    assert planned(a_case(deadline=THURSDAY)).reasons[0] is PlanReason.CRISIS_CLOCK
    assert planned(a_case()).reasons[0] is PlanReason.FOUR_WEEKS


def test_a_clock_that_no_plan_can_keep_is_begun_at_once() -> None:
    plan = planned(a_crisis(deadline=MONDAY))
    assert (plan.from_day, plan.by) == (MONDAY, FRIDAY.replace(day=5)), "it should have begun last Friday"
    assert PlanReason.TOO_LATE in plan.reasons


def test_after_a_call_the_resident_gets_time_to_answer() -> None:
    plan = planned(a_case(tried=(tried(PHONE, MONDAY),)), at(TUESDAY, 8))
    assert plan.from_day == WEDNESDAY
    assert PlanReason.TIME_TO_ANSWER in plan.reasons


def test_the_part_of_the_day_varies_until_all_were_tried() -> None:
    calls = [tried(PHONE, MONDAY, MORNING), tried(PHONE, TUESDAY, AFTERNOON), tried(PHONE, WEDNESDAY, EVENING)]
    parts = [planned(a_case(tried=tuple(calls[:number])), at(FRIDAY, 6)).part for number in range(3)]
    assert parts == [MORNING, AFTERNOON, EVENING]


def test_a_part_of_the_day_that_has_passed_waits_for_tomorrow() -> None:
    plan = planned(a_case(), at(MONDAY, 11))
    assert (plan.from_day, plan.part) == (TUESDAY, MORNING)
    assert PlanReason.NEXT_WORKING_DAY in plan.reasons


def test_on_the_latest_day_any_part_to_come_is_better_than_tomorrow() -> None:
    plan = planned(a_crisis(deadline=TUESDAY), at(MONDAY, 11))
    assert (plan.from_day, plan.by, plan.part) == (MONDAY, MONDAY, AFTERNOON)


def test_nothing_is_planned_on_a_day_that_is_no_working_day() -> None:
    saturday = date(2026, 6, 13)
    assert planned(a_case(), at(saturday, 8)).from_day == date(2026, 6, 15)


def test_a_case_that_is_not_in_the_queue_yet_waits_for_it() -> None:
    plan = planned(a_case(opens_on=WEDNESDAY))
    assert plan.from_day == WEDNESDAY
    assert PlanReason.WAITS_FOR_OPENING in plan.reasons


def test_nobody_is_given_up_before_the_least_number_and_ways() -> None:
    calls = tuple(tried(PHONE, day, part) for day, part in ((MONDAY, MORNING), (TUESDAY, AFTERNOON), (FRIDAY, EVENING)))
    late = date(2026, 6, 22)
    assert planned(a_case(tried=calls), at(late, 8)).channel is LETTER
    fourth = (*calls, tried(PHONE, date(2026, 6, 15)))
    plan = planned(a_case(tried=fourth), at(late, 8))
    assert plan.channel is LETTER, "four calls are one way"
    assert PlanReason.ANOTHER_WAY in plan.reasons
    assert planned(a_case(tried=(*fourth, tried(LETTER, FRIDAY))), at(late, 8)).step is ContactStep.END


def test_four_attempts_in_one_part_of_the_day_ask_for_another_part() -> None:
    days = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    mornings = tuple(tried(channel, day) for channel, day in zip((PHONE, PHONE, VISIT, LETTER), days, strict=True))
    plan = planned(a_case(tried=mornings), at(date(2026, 6, 22), 8))
    assert (plan.channel, plan.part) == (PHONE, AFTERNOON)
    assert PlanReason.OTHER_PART in plan.reasons


def test_two_calls_in_one_part_of_a_day_are_one_attempt() -> None:
    twice = (tried(PHONE, MONDAY), tried(PHONE, MONDAY))
    assert planned(a_case(tried=twice), at(WEDNESDAY, 8)).chain == (PHONE, PHONE, LETTER)


def test_a_card_and_what_is_written_down_count_for_nothing() -> None:
    cards = (tried(Channel.CARD, MONDAY), tried(Channel.ADMINISTRATIVE, MONDAY))
    assert planned(a_case(tried=cards)).chain == planned(a_case()).chain


def test_what_was_tried_for_an_earlier_clock_counts_for_nothing() -> None:
    before = (tried(PHONE, date(2026, 5, 4)), tried(LETTER, date(2026, 5, 6)))
    assert planned(a_case(tried=before)).chain == planned(a_case()).chain


def test_nobody_was_reached_is_defended_once_the_last_attempt_had_time_to_be_answered() -> None:
    days = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY)
    tries = zip((PHONE, PHONE, PHONE, LETTER), days, (MORNING, AFTERNOON, EVENING, MORNING), strict=True)
    case = a_case(tried=tuple(tried(channel, day, part) for channel, day, part in tries))
    plan = planned(case, at(FRIDAY, 8))
    assert (plan.step, plan.from_day) == (ContactStep.END, date(2026, 6, 18))
    assert plan.reasons == (PlanReason.ENOUGH_TRIED, PlanReason.TIME_TO_ANSWER)


def test_who_was_spoken_with_gets_the_first_talk_before_the_clock_ends() -> None:
    plan = planned(a_case(tried=(tried(PHONE, MONDAY, reached=True),)))
    assert (plan.step, plan.channel, plan.by) == (ContactStep.TALK, PHONE, date(2026, 7, 6))
    assert plan.reasons[:2] == (PlanReason.SPOKEN, PlanReason.FOUR_WEEKS)


def test_after_the_first_talk_no_clock_runs() -> None:
    assert planned(a_case(talked=True)).reasons == (PlanReason.TALKED,)
    assert planned(a_case(closed=True)).reasons == (PlanReason.CLOSED,)


def test_an_appointment_goes_before_everything_but_only_until_it_was() -> None:
    case = a_case(appointment=an_appointment())
    plan = planned(case)
    assert (plan.step, plan.from_day, plan.by, plan.part) == (ContactStep.APPOINTMENT, WEDNESDAY, WEDNESDAY, MORNING)
    assert planned(case, at(THURSDAY, 8)).step is ContactStep.TRY


def test_two_go_where_a_mark_says_so_but_one_calls() -> None:
    assert planned(a_crisis(marks=TWO)).people == 2
    assert PlanReason.TWO_PERSONS in planned(a_crisis(marks=TWO)).reasons
    assert planned(a_case(marks=TWO)).people == 1
    at_home = planned(a_case(marks=TWO, appointment=an_appointment()))
    at_hall = planned(a_case(marks=TWO, appointment=an_appointment(place=MeetingPlace.TOWN_HALL)))
    assert (at_home.people, at_hall.people) == (2, 1)


def test_nobody_goes_where_a_mark_says_not_to() -> None:
    plan = planned(a_crisis(marks=NO_VISIT))
    assert plan.chain == (PHONE, PHONE, PHONE, LETTER)
    assert PlanReason.DO_NOT_VISIT in plan.reasons
    only_letters = planned(a_crisis(marks=NO_VISIT, can_call=False))
    assert set(only_letters.chain) == {LETTER}
    assert PlanReason.NO_OTHER_WAY in only_letters.reasons
    moved = planned(a_case(marks=NO_VISIT, appointment=an_appointment()))
    assert (moved.channel, moved.place) == (Channel.APPOINTMENT, MeetingPlace.TOWN_HALL)


def test_the_way_that_the_resident_wishes_goes_first_and_is_not_the_only_one() -> None:
    plan = planned(wishing(channel=Channel.MAIL))
    assert plan.chain == (Channel.MAIL, Channel.MAIL, PHONE, PHONE)
    assert PlanReason.WISHED_CHANNEL in plan.reasons


def test_the_time_that_the_resident_wishes_is_kept() -> None:
    plan = planned(wishing(part=EVENING, weekdays=frozenset({3})))
    assert (plan.from_day, plan.part) == (THURSDAY, EVENING)
    assert PlanReason.WISHED_TIME in plan.reasons


def test_a_wished_day_beyond_the_clock_is_not_waited_for() -> None:
    plan = planned(a_crisis(wish=Wish(weekdays=frozenset({4}))))
    assert plan.from_day <= WEDNESDAY
    assert PlanReason.WISHED_TIME not in plan.reasons


def test_who_wants_to_meet_elsewhere_is_not_visited_and_talks_there() -> None:
    wish = Wish(place=MeetingPlace.TOWN_HALL)
    assert VISIT not in planned(a_crisis(wish=wish)).chain
    talk = planned(a_case(wish=wish, tried=(tried(PHONE, MONDAY, reached=True),)))
    assert (talk.channel, talk.place) == (Channel.APPOINTMENT, MeetingPlace.TOWN_HALL)
    assert PlanReason.WISHED_PLACE in talk.reasons


def test_the_planner_tries_as_often_as_the_minimum_approach_asks() -> None:
    profile = yaml.safe_load((ROOT / "deploy/profiles/minimum.yaml").read_text(encoding="utf-8"))
    assert profile["attempts"] == {"at_least": NORM.at_least, "channels_at_least": NORM.ways_at_least}
    assert all(len(ladder) >= NORM.at_least for ladder in NORM.ladders.values())
    assert set(NORM.ladders) == set(APPROACHES)


@pytest.mark.parametrize("codes", [PlanReason, ContactStep, CareMark, MeetingPlace])
def test_every_code_says_something_in_both_languages(codes: Any) -> None:
    assert all(one.said("nl") and one.said("en") and one.said("nl") != one.said("en") for one in codes)


@st.composite
def any_case(draw: st.DrawFn) -> CaseToPlan:
    """Any open case of which nobody was reached, with anything that was tried and wished."""
    days = st.sampled_from([MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, date(2026, 6, 13)])
    tries = st.builds(tried, st.sampled_from(list(Channel)), days, st.sampled_from(list(PartOfDay)))
    wish = st.builds(
        Wish,
        st.none() | st.sampled_from(list(Channel)),
        st.none() | st.sampled_from(list(PartOfDay)),
        st.frozensets(st.integers(0, 6)),
        st.none() | st.sampled_from(list(MeetingPlace)),
    )
    return a_case(
        channel=draw(st.sampled_from(sorted(APPROACHES))),
        deadline=draw(st.dates(MONDAY, date(2026, 7, 10))),
        can_call=draw(st.booleans()),
        tried=tuple(draw(st.lists(tries, max_size=7))),
        marks=draw(st.frozensets(st.sampled_from(list(CareMark)))),
        wish=draw(wish),
    )


moments = st.builds(at, st.dates(MONDAY, date(2026, 6, 20)), st.integers(0, 21))


@given(any_case(), moments)
def test_every_step_is_one_that_can_be_taken(case: CaseToPlan, now: Any) -> None:
    plan = planned(case, now)
    assert plan.step in {ContactStep.TRY, ContactStep.END}
    assert plan.from_day >= local_date(now)
    assert plan.reasons
    if plan.step is ContactStep.TRY:
        assert is_working_day(plan.from_day)
        assert case.can_call or PHONE not in plan.chain
        assert not (VISIT in plan.chain and CareMark.DO_NOT_VISIT in case.marks)


@given(any_case())
def test_a_clock_that_the_plan_can_keep_is_kept_by_whoever_follows_it(case: CaseToPlan) -> None:
    case = case._replace(tried=())
    plan = planned(case)
    assume(PlanReason.TOO_LATE not in plan.reasons)
    while plan.step is ContactStep.TRY:
        assert plan.channel
        assert PlanReason.TOO_LATE not in plan.reasons
        assert plan.by
        assert plan.from_day <= plan.by <= case.case.deadline
        done = tried(plan.channel, plan.from_day, plan.part or MORNING)
        case = case._replace(tried=(*case.tried, done))
        plan = planned(case, at(plan.from_day, 6))


@given(any_case(), moments)
def test_whoever_follows_the_plan_has_tried_enough_and_is_then_told_to_end(case: CaseToPlan, now: Any) -> None:
    day = now
    for _ in range(12):
        plan = planned(case, day)
        if plan.step is ContactStep.END:
            break
        assert plan.channel
        done = tried(plan.channel, plan.from_day, plan.part or MORNING)
        assert done not in case.tried, "the same is never done twice in one part of a day"
        case, day = case._replace(tried=(*case.tried, done)), at(plan.from_day, 8)
    else:
        raise AssertionError("it never ends")
    counted = {(one.channel, one.held_on, one.part) for one in case.tried if one.channel in NORM.apart}
    assert len(counted) >= NORM.at_least
    ways = {channel for channel, _, _ in counted}
    assert len(ways) >= NORM.ways_at_least or (ways == {LETTER} and not case.can_call)
