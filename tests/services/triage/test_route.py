"""Tray, channel, clock and urgency of a case, and what a joining signal may change."""

from datetime import date

import pytest

from schemas.policy.form import DEFAULT, Clocks, Policy
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Stage
from services.triage.known import Case, SignalFacts
from services.triage.route import channel_of, deadline_of, joined, tray_of, urgency_of
from tests.services.triage.builders import an_open_case, crisis_facts, decided, facts, known

FRESH = an_open_case(
    tray=Tray.CRISIS,
    channel=Channel.VISIT,
    urgency=3,
    deadline=date(2026, 3, 20),
    clock_from=date(2026, 3, 17),
)
"""What a crisis that comes in on 17 March would be by itself."""
LATER = an_open_case(deadline=date(2026, 4, 14), clock_from=date(2026, 3, 17))
"""What an ordinary signal of 17 March would be by itself."""


@pytest.mark.parametrize(
    ("in_crisis", "several", "tray"),
    [
        (False, False, Tray.SINGLE),
        (False, True, Tray.SEVERAL),
        (True, False, Tray.CRISIS),
        (True, True, Tray.CRISIS),
    ],
)
def test_a_crisis_goes_before_several_and_several_before_single(in_crisis: bool, several: bool, tray: Tray) -> None:
    assert tray_of(in_crisis=in_crisis, several=several) is tray


@pytest.mark.parametrize(
    ("tray", "below", "channel"),
    [
        (Tray.SINGLE, False, Channel.PHONE),
        (Tray.SINGLE, True, Channel.LETTER),
        (Tray.SEVERAL, False, Channel.VISIT),
        (Tray.SEVERAL, True, Channel.VISIT),
        (Tray.CRISIS, True, Channel.VISIT),
    ],
)
def test_only_a_single_signal_below_the_threshold_gets_a_letter(tray: Tray, below: bool, channel: Channel) -> None:
    assert channel_of(tray, DEFAULT, below=below) is channel


@pytest.mark.parametrize(
    ("signal", "several", "urgency"),
    [
        (facts(), False, 0),
        (facts(), True, 1),
        (facts(warm_handover=True), False, 1),
        (facts(warm_handover=True), True, 1),
        (crisis_facts(), False, 2),
        (crisis_facts(), True, 2),
        (crisis_facts(planned_date=date(2026, 3, 25)), False, 2),
        (crisis_facts(planned_date=date(2026, 3, 24)), False, 3),
        (crisis_facts(planned_date=date(2026, 3, 1)), False, 3),
        (crisis_facts(planned_date=None), False, 3),
        (crisis_facts(stage=Stage.ANNOUNCED), False, 2),
        (crisis_facts(stage=Stage.CARRIED_OUT), False, 3),
    ],
)
def test_urgency_is_a_table(signal: SignalFacts, several: bool, urgency: int) -> None:
    in_crisis = signal.kind != "arrears"
    assert urgency_of(signal, in_crisis=in_crisis, several=several) == urgency


def test_an_ordinary_clock_is_four_weeks_from_receipt() -> None:
    assert deadline_of(facts(known_on=date(2026, 3, 25)), DEFAULT, in_crisis=False) == date(2026, 4, 14)


def test_a_crisis_clock_is_three_working_days_from_when_the_threat_was_known() -> None:
    assert deadline_of(facts(known_on=date(2026, 4, 2)), DEFAULT, in_crisis=True) == date(2026, 4, 9)


def test_a_municipality_may_be_quicker() -> None:
    quick = Policy(name="vlot", clocks=Clocks(crisis_working_days=1, ordinary_days=14))
    assert deadline_of(facts(), quick, in_crisis=True) == date(2026, 3, 18)
    assert deadline_of(facts(), quick, in_crisis=False) == date(2026, 3, 31)


def test_a_crisis_raises_a_case_that_nobody_has_touched() -> None:
    case = joined(an_open_case(), FRESH)
    assert (case.tray, case.channel, case.urgency, case.deadline, case.clock_from) == (
        Tray.CRISIS,
        Channel.VISIT,
        3,
        date(2026, 3, 20),
        date(2026, 3, 17),
    )


def test_nothing_lowers_a_case() -> None:
    case = joined(FRESH, LATER)
    assert (case.tray, case.channel, case.urgency, case.deadline) == (
        Tray.CRISIS,
        Channel.VISIT,
        3,
        date(2026, 3, 20),
    )


def test_a_case_that_a_person_touched_keeps_tray_and_channel_but_gets_the_shorter_clock() -> None:
    case = joined(an_open_case(touched=True), FRESH)
    assert (case.tray, case.channel) == (Tray.SINGLE, Channel.PHONE)
    assert (case.urgency, case.deadline, case.clock_from) == (3, date(2026, 3, 20), date(2026, 3, 17))
    assert case.touched


def test_a_clock_is_the_earliest_of_its_signals() -> None:
    assert joined(an_open_case(), LATER).deadline == date(2026, 4, 7)
    assert joined(an_open_case(), LATER).clock_from == date(2026, 3, 10)


def test_the_first_talk_stops_the_clock_and_a_later_signal_starts_its_own() -> None:
    case = joined(an_open_case(touched=True, talked=True), LATER)
    assert (case.deadline, case.clock_from, case.talked) == (date(2026, 4, 14), date(2026, 3, 17), False)


def test_after_that_the_earliest_clock_counts_again() -> None:
    restarted = joined(an_open_case(touched=True, talked=True), LATER)
    again = joined(restarted, an_open_case(deadline=date(2026, 4, 20), clock_from=date(2026, 3, 23)))
    assert again.deadline == date(2026, 4, 14)


@pytest.mark.parametrize(
    ("kinds", "label"),
    [
        ((PartnerKind.WATER, PartnerKind.WATER), PartnerKind.WATER),
        ((PartnerKind.WATER, PartnerKind.ENERGY), "several"),
        (("several", PartnerKind.WATER), "several"),
    ],
)
def test_a_case_of_several_kinds_says_several(kinds: tuple[str, str], label: str) -> None:
    assert joined(an_open_case(partner_kind=kinds[0]), an_open_case(partner_kind=kinds[1])).partner_kind == label


@pytest.mark.parametrize(("case", "fresh"), [(False, True), (True, False), (True, True)])
def test_several_once_is_several_for_good(case: bool, fresh: bool) -> None:
    assert joined(an_open_case(several=case), an_open_case(several=fresh)).several


def test_what_a_case_is_called_stays_when_a_signal_joins() -> None:
    made = decided(around=known(case=an_open_case(), picked_up=(date(2026, 3, 10),)))
    assert isinstance(made.case, Case)
    assert (made.case.id, made.case.opened_on, made.opens) == (an_open_case().id, date(2026, 3, 10), False)
