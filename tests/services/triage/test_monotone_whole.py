"""Where signals wait and points weigh: more is never less, whatever happened before."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.cases.case import Case
from domain.cases.clock import clock_runs
from domain.cases.header import TRAY_RANK
from schemas.ids import Id
from schemas.vocabulary.contacts import APPROACHES
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind
from tests.services.triage.happening import Chronicle, Happening, Sent, sent_signals, stories

ANY = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
one_signal = sent_signals(1, [PartnerKind.WATER, PartnerKind.ENERGY])


def after(story: list[Happening]) -> Chronicle:
    told = Chronicle()
    for one in story:
        told.tell(one)
    return told


def open_cases(told: Chronicle) -> dict[Id, Case]:
    there = told.around.knowledge
    return {name: case for name, case in there.cases.items() if name not in there.closed}


def assert_no_less(case: Case, before: Case) -> None:
    """It is as urgent at least, and its approach no lighter."""
    assert case.urgency >= before.urgency
    assert TRAY_RANK[case.tray] >= TRAY_RANK[before.tray]
    assert APPROACHES[case.channel] >= APPROACHES[before.channel]


@ANY
@given(stories(), one_signal)
def test_a_signal_more_never_removes_a_clock_nor_makes_a_case_less_urgent(story: list[Happening], more: Sent) -> None:
    before, now = open_cases(after(story)), open_cases(after([*story, more]))
    assert set(before) <= set(now)
    for name, case in before.items():
        assert_no_less(now[name], case)
        if clock_runs(case):
            assert clock_runs(now[name])
            assert now[name].deadline <= case.deadline


@ANY
@given(stories(), one_signal)
def test_a_signal_more_never_puts_to_sleep_or_out_of_its_case_what_was_picked_up(
    story: list[Happening], more: Sent
) -> None:
    before, now = after(story).around.knowledge.decided, after([*story, more]).around.knowledge.decided
    for name, one in before.items():
        if one.disposition is Disposition.IN_CASE:
            assert now[name].disposition is Disposition.IN_CASE
            assert now[name].case_id == one.case_id


@ANY
@given(stories(), one_signal, st.integers(1, 20_000))
def test_higher_arrears_are_never_less_urgent_nor_approached_more_lightly(
    story: list[Happening], last: Sent, more: int
) -> None:
    told, higher = after([*story, last]), after([*story, last._replace(cents=last.cents + more)])
    name = told.newest
    was, now = told.around.knowledge.decided[name], higher.around.knowledge.decided[name]
    if was.disposition is Disposition.IN_CASE:
        assert now.disposition is Disposition.IN_CASE
        cases, others = open_cases(told), open_cases(higher)
        assert was.case_id
        assert now.case_id
        assert_no_less(others[now.case_id], cases[was.case_id])
