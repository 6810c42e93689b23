"""Tray, channel, clock and urgency of the case that a signal alone would make."""

from datetime import date

import pytest

from domain.cases.case import Case
from schemas.policy.form import DEFAULT, Clocks, Policy
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.signals import Stage
from services.triage.known import SignalView
from services.triage.routing import Marks, channel_of, deadline_of, tray_of, urgency_of
from services.triage.rules.finding import Mark
from tests.reference import reference
from tests.services.triage.builders import an_open_case, crisis_view, decided, known, view


def marks(*, in_crisis: bool = False, several: bool = False, below: bool = False) -> Marks:
    there = {Mark.CRISIS: in_crisis, Mark.SEVERAL: several, Mark.BELOW_THRESHOLD: below}
    return {mark for mark, holds in there.items() if holds}


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
    assert tray_of(marks(in_crisis=in_crisis, several=several)) is tray


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
    assert channel_of(tray, marks(below=below), DEFAULT) is channel


@pytest.mark.parametrize(
    ("signal", "several", "urgency"),
    [
        (view(), False, 0),
        (view(), True, 1),
        (view(warm_handover=True), False, 1),
        (view(warm_handover=True), True, 1),
        (crisis_view(), False, 2),
        (crisis_view(), True, 2),
        (crisis_view(planned_date=date(2026, 3, 25)), False, 2),
        (crisis_view(planned_date=date(2026, 3, 24)), False, 3),
        (crisis_view(planned_date=date(2026, 3, 1)), False, 3),
        (crisis_view(planned_date=None), False, 3),
        (crisis_view(stage=Stage.ANNOUNCED), False, 2),
        (crisis_view(stage=Stage.CARRIED_OUT), False, 3),
    ],
)
def test_urgency_is_a_table(signal: SignalView, several: bool, urgency: int) -> None:
    in_crisis = signal.kind != "arrears"
    assert urgency_of(signal, marks(in_crisis=in_crisis, several=several)) == urgency


def test_an_ordinary_clock_is_four_weeks_from_receipt() -> None:
    assert deadline_of(view(known_on=date(2026, 3, 25)), marks(in_crisis=False), DEFAULT) == date(2026, 4, 14)


def naive_deadline(received: date) -> date:
    """The clock of an ordinary signal as the reference has it."""
    signal = view()._asdict() | {"happening": "signal", "received": received, "household": "h", "case": "c"}
    deadline: date = reference([signal])[1]["c"]["deadline"]
    return deadline


def test_an_ordinary_clock_that_ends_on_a_holiday_runs_on_to_a_working_day() -> None:
    for received, ends in ((date(2026, 11, 27), date(2026, 12, 28)), (date(2027, 2, 26), date(2027, 3, 30))):
        assert deadline_of(view(received_on=received), marks(in_crisis=False), DEFAULT) == ends
        assert naive_deadline(received) == ends


def test_a_crisis_clock_is_three_working_days_from_when_the_threat_was_known() -> None:
    assert deadline_of(view(known_on=date(2026, 4, 2)), marks(in_crisis=True), DEFAULT) == date(2026, 4, 9)


def test_a_municipality_may_be_quicker() -> None:
    quick = Policy(name="vlot", clocks=Clocks(crisis_working_days=1, ordinary_days=14))
    assert deadline_of(view(), marks(in_crisis=True), quick) == date(2026, 3, 18)
    assert deadline_of(view(), marks(in_crisis=False), quick) == date(2026, 3, 31)


def test_what_a_case_is_called_stays_when_a_signal_joins() -> None:
    made = decided(around=known(case=an_open_case(), picked_up=(date(2026, 3, 10),)))
    assert isinstance(made.case, Case)
    assert (made.case.id, made.case.opened_on, made.opens) == (an_open_case().id, date(2026, 3, 10), False)
