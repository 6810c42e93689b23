"""The plan of a team: who does what when, what does not fit and which clocks break."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.planning.capacity import Away, Capacity, WorkingHours, capacity_of
from domain.planning.case_to_plan import CaseToPlan, Wish
from domain.planning.norm import NORM
from domain.planning.team_plan import PlannedContact, TeamPlan, horizon, plan_team
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import APPROACHES, Channel
from schemas.vocabulary.planning import CareMark, ContactStep, MissedBecause
from tests.domain.planning.builders import (
    FRIDAY,
    MONDAY,
    NOW,
    PHONE,
    THURSDAY,
    TUESDAY,
    VISIT,
    WEDNESDAY,
    a_case,
    a_crisis,
    an_appointment,
    tried,
)

TWO = frozenset({CareMark.TWO_PERSONS})
REACHED = (tried(PHONE, MONDAY, reached=True),)


def hours(*minutes: int, away: tuple[Away, ...] = (), cases: tuple[CaseToPlan, ...] = ()) -> Capacity:
    """Workers "0", "1"... with so many minutes on each working day."""
    weeks = [WorkingHours(str(number), (each,) * 5 + (0, 0)) for number, each in enumerate(minutes)]
    return capacity_of(weeks, away, horizon(cases, NOW), NOW)


def the_plan(*cases: CaseToPlan, minutes: tuple[int, ...] = (480,), away: tuple[Away, ...] = ()) -> TeamPlan:
    return plan_team(cases, hours(*minutes, away=away, cases=cases), NORM, NOW)


def of(plan: TeamPlan, case: CaseToPlan) -> PlannedContact:
    return next(one for one in plan.contacts if one.case == case)


def test_a_case_is_planned_on_the_first_day_that_can_be_defended_and_has_the_hands() -> None:
    case = a_case()
    contact = of(the_plan(case), case)
    assert (contact.day, contact.workers, contact.handed_over) == (MONDAY, ("0",), False)


def test_with_enough_hours_no_clock_breaks() -> None:
    plan = the_plan(*(a_case(number) for number in range(8)), a_crisis(9))
    assert (plan.broken, plan.broken_at_least, plan.proven) == ((), 0, True)


def test_without_hours_every_clock_breaks_and_that_is_told() -> None:
    plan = the_plan(a_crisis(1), a_case(2), minutes=(0,))
    assert [one.because for one in plan.broken] == [MissedBecause.HANDS] * 2
    assert [one.crisis for one in plan.broken] == [True, False], "crises first"
    assert all(one.day is None for one in plan.contacts)
    assert plan.broken_at_least == 2


def test_a_clock_that_is_too_short_is_told_apart_from_one_without_hands_and_is_done_soon() -> None:
    late = a_crisis(deadline=MONDAY)
    plan = the_plan(late)
    assert [one.because for one in plan.broken] == [MissedBecause.TIME]
    assert of(plan, late).day == MONDAY


def test_a_visit_of_two_that_one_alone_cannot_make_says_so() -> None:
    assert the_plan(a_crisis(marks=TWO)).broken[0].because is MissedBecause.SECOND_PERSON
    two = the_plan(a_crisis(marks=TWO), minutes=(480, 480))
    assert len(two.contacts[0].workers) == 2
    assert two.broken == ()


def test_two_calls_of_a_case_that_is_marked_are_made_by_one() -> None:
    assert len(the_plan(a_case(marks=TWO), minutes=(480, 480)).contacts[0].workers) == 1


def test_of_an_ill_colleague_appointments_are_handed_over_and_go_first() -> None:
    sick = Away("0", MONDAY, None)
    met = a_case(1, appointment=an_appointment(on=TUESDAY, worker="0"))
    others = [a_crisis(number, can_call=False) for number in range(2, 9)]
    plan = the_plan(met, *others, minutes=(480, 60), away=(sick,))
    contact = of(plan, met)
    assert (contact.day, contact.workers, contact.handed_over) == (TUESDAY, ("1",), True)
    assert plan.broken


def test_an_appointment_that_nobody_can_keep_is_no_appointment_on_another_day() -> None:
    met = a_case(1, appointment=an_appointment(on=TUESDAY, worker="0"))
    plan = the_plan(met, minutes=(60,), away=(Away("0", TUESDAY, TUESDAY),))
    assert of(plan, met).day is None
    assert [(one.case, one.deadline) for one in plan.broken] == [(met, TUESDAY)]


def test_who_agreed_an_appointment_keeps_it() -> None:
    met = a_case(1, appointment=an_appointment(on=TUESDAY, worker="1"))
    assert of(the_plan(met, minutes=(480, 480)), met).workers == ("1",)


def test_an_appointment_in_the_evening_of_a_saturday_stands_and_takes_no_hours() -> None:
    saturday = date(2026, 6, 13)
    met = a_case(1, appointment=an_appointment(on=saturday, worker="0"))
    plan = the_plan(met, minutes=(0,))
    assert (of(plan, met).day, of(plan, met).workers, plan.broken) == (saturday, ("0",), ())


def test_visits_of_one_neighbourhood_go_together() -> None:
    areas = ("1234", "5678", "1234")
    cases = [a_case(number, channel=VISIT, neighbourhood=area) for number, area in enumerate(areas)]
    plan = the_plan(*cases, minutes=(120, 120))
    first, other, second = (of(plan, one) for one in cases)
    assert (first.day, first.workers) == (second.day, second.workers)
    assert other.workers != first.workers


def test_what_does_not_fit_this_week_is_listed_though_its_clock_holds() -> None:
    cases = [a_case(number, tried=REACHED) for number in range(8)]
    plan = the_plan(*cases, minutes=(60,))
    assert plan.broken == ()
    assert len(plan.later_than(FRIDAY)) == 3


def test_a_case_without_work_takes_no_hours() -> None:
    talked = a_case(1, talked=True)
    plan = the_plan(talked, a_case(2, tried=REACHED, deadline=MONDAY), minutes=(60,))
    assert (of(plan, talked).workers, plan.broken) == ((), ())


def test_the_more_urgent_goes_first_where_not_all_fit() -> None:
    calm, urgent = (a_case(number, tried=REACHED, deadline=MONDAY, urgency=number) for number in (0, 1))
    plan = the_plan(calm, urgent, minutes=(60,))
    assert [one.case for one in plan.broken] == [calm]


def test_the_horizon_has_every_clock_in_it() -> None:
    assert horizon([a_case(deadline=date(2026, 7, 6))], NOW)[-1] == date(2026, 7, 6)
    assert horizon([], NOW) == (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)


@st.composite
def any_team(draw: st.DrawFn) -> tuple[tuple[CaseToPlan, ...], Capacity]:
    """Some cases with marks, wishes and appointments, and a few workers who are not always there."""
    number = draw(st.integers(1, 6))
    cases = tuple(_any_case(draw, one) for one in range(number))
    workers = draw(st.lists(st.sampled_from([0, 60, 120, 480]), min_size=1, max_size=3))
    ill = tuple(
        Away(str(one), MONDAY, draw(st.sampled_from([MONDAY, FRIDAY, None])))
        for one in range(len(workers))
        if draw(st.booleans())
    )
    return cases, hours(*workers, away=ill, cases=cases)


def _any_case(draw: st.DrawFn, number: int) -> CaseToPlan:
    changes: dict[str, Any] = {
        "tray": draw(st.sampled_from(list(Tray))),
        "channel": draw(st.sampled_from(sorted(APPROACHES))),
        "deadline": draw(st.dates(MONDAY, date(2026, 6, 26))),
        "urgency": draw(st.integers(0, 2)),
        "can_call": draw(st.booleans()),
        "marks": draw(st.frozensets(st.sampled_from(list(CareMark)))),
        "wish": Wish(weekdays=draw(st.frozensets(st.integers(0, 4), max_size=2))),
        "neighbourhood": draw(st.sampled_from(["", "1234", "5678"])),
        "worker": draw(st.sampled_from([None, "0", "2"])),
        "tried": draw(st.sampled_from([(), REACHED])),
        "appointment": draw(st.none() | st.builds(an_appointment, on=st.dates(MONDAY, date(2026, 6, 14)))),
    }
    return a_case(number, **changes)


@settings(deadline=None)
@given(any_team())
def test_every_plan_can_be_worked(team: tuple[tuple[CaseToPlan, ...], Capacity]) -> None:
    cases, hands = team
    plan = plan_team(cases, hands, NORM, NOW)
    assert [one.case for one in sorted(plan.contacts, key=lambda one: one.case.case.id)] == list(cases)
    broken = {one.case.case.id for one in plan.broken}
    assert plan.proven
    assert plan.broken_at_least == len(broken)
    for one in plan.contacts:
        assert one.day is None or one.day >= one.plan.from_day
        assert one.case.case.id in broken or one.day is not None, "what keeps its clock has a day"
        assert not (one.plan.channel is Channel.VISIT and CareMark.DO_NOT_VISIT in one.case.marks)
        if one.workers and one.plan.step is not ContactStep.APPOINTMENT:
            assert len(one.workers) == one.plan.people
        for worker in one.workers:
            at_work = hands.minutes[hands.workers.index(worker)] if worker in hands.workers else ()
            assert one.day not in hands.days or at_work[hands.days.index(one.day)] > 0


@settings(deadline=None, max_examples=20)
@given(any_team(), st.randoms(use_true_random=False))
def test_a_plan_does_not_depend_on_the_order_in_which_cases_are_read(
    team: tuple[tuple[CaseToPlan, ...], Capacity], dice: Any
) -> None:
    cases, hands = team
    mixed = list(cases)
    dice.shuffle(mixed)
    assert {one.case.case.id for one in plan_team(mixed, hands, NORM, NOW).broken} == {
        one.case.case.id for one in plan_team(cases, hands, NORM, NOW).broken
    }


def test_more_hours_never_break_more_clocks() -> None:
    cases = [*(a_crisis(number) for number in range(3)), *(a_case(number, deadline=FRIDAY) for number in range(3, 9))]
    broken = [len(the_plan(*cases, minutes=(each, each)).broken) for each in (0, 60, 120, 240, 480)]
    assert broken == sorted(broken, reverse=True)
    assert (broken[0], broken[-1]) == (9, 0)


def test_a_crisis_before_thursday_is_worked_before_it() -> None:
    crisis = a_crisis()
    day = of(the_plan(crisis, *(a_case(number) for number in range(1, 12)), minutes=(90,)), crisis).day
    assert day is not None
    assert day < THURSDAY
