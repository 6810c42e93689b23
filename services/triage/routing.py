"""Where a case goes: tray, approach, clock and urgency of the case that a signal alone would make."""

from collections.abc import Set
from datetime import date, timedelta
from typing import Final

from domain.cases.case import Case
from domain.cases.clock import crisis_deadline, ordinary_deadline
from domain.law.calendar import NEWEST, Calendar
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import APPROACHES, Channel
from schemas.vocabulary.signals import Stage
from services.triage.known import Reason, SignalView
from services.triage.rules.finding import Mark

Marks = Set[Mark]
SOON: Final = timedelta(days=7)
"""A threat planned within this time is as urgent as one carried out [A]."""
TRAY_OF_MARK: Final = (
    (Mark.CRISIS, Tray.CRISIS),
    (Mark.CONTRACT_ENDS, Tray.END_OF_CONTRACT),
    (Mark.SEVERAL, Tray.SEVERAL),
)
"""The first that holds; a crisis goes first."""
DAILY: Final = frozenset({Mark.SEVERAL, Mark.CONTRACT_ENDS})
"""Marks that go before what is ordinary with the same clock."""
FROM_REVISION: Final = frozenset({Mark.CRISIS, Mark.STARTS_A_CLOCK})
"""Marks by which a clock runs from the receipt of this revision."""


def case_of(signal: SignalView, marks: Marks, policy: Policy, name: Id, calendar: Calendar = NEWEST) -> Case:
    """The case that the signal alone would make, under the id `name`."""
    tray = tray_of(marks)
    return Case(
        id=name,
        opened_on=signal.asked_on,
        tray=tray,
        channel=channel_of(tray, marks, policy),
        urgency=urgency_of(signal, marks),
        deadline=deadline_of(signal, marks, policy, calendar),
        clock_from=clock_from(signal, marks),
        several=Mark.SEVERAL in marks,
        successive=Mark.SUCCESSIVE in marks,
        partner_kind=signal.partner_kind,
        talked=Mark.STARTS_NO_CLOCK in marks,
    )


def tray_of(marks: Marks) -> Tray:
    """The tray by shape."""
    return next((tray for mark, tray in TRAY_OF_MARK if mark in marks), Tray.SINGLE)


def channel_of(tray: Tray, marks: Marks, policy: Policy) -> Channel:
    """The approach of a tray; a single signal below the threshold gets a letter.

    A contract that ends beside other arrears is approached no lighter than those would be without it.
    """
    if Mark.BELOW_THRESHOLD in marks and tray is Tray.SINGLE:
        return policy.below_threshold_channel
    approach = policy.first_approach(tray)
    if tray is Tray.END_OF_CONTRACT and Mark.SEVERAL in marks:
        return max(approach, policy.first_approach(Tray.SEVERAL), key=APPROACHES.__getitem__)
    return approach


def clock_from(signal: SignalView, marks: Marks) -> date:
    """The day from which the clock runs: of waking, of the revision with a threat or a clock, else of receipt."""
    if Mark.WOKEN in marks:
        return signal.asked_on
    return signal.known_on if marks & FROM_REVISION else signal.received_on


def deadline_of(signal: SignalView, marks: Marks, policy: Policy, calendar: Calendar = NEWEST) -> date:
    """Last local day for the first talk: working days from when the threat was known, else days."""
    if Mark.CRISIS in marks:
        return crisis_deadline(clock_from(signal, marks), policy.clocks.crisis_working_days, calendar)
    return ordinary_deadline(clock_from(signal, marks), policy.clocks.ordinary_days, calendar)


def urgency_of(signal: SignalView, marks: Marks) -> int:
    """0 (ordinary) to 3 (a threat carried out, planned within a week, or without a date)."""
    if Mark.CRISIS in marks:
        near = signal.planned_date is None or signal.planned_date - signal.known_on <= SOON
        return 3 if near or signal.stage is Stage.CARRIED_OUT else 2
    return int(bool(marks & DAILY) or signal.warm_handover)


def routing_reasons(case: Case, marks: Marks, policy: Policy) -> tuple[Reason, Reason]:
    """Why the case is where it is, and until when."""
    clock = _clock_reason(case, marks, policy)
    if case.touched:
        return Reason(ReasonCode.WORKED_ON, {"tray": case.tray}), clock
    return Reason(ReasonCode.TRAY, {"tray": case.tray, "channel": case.channel}), clock


def _clock_reason(case: Case, marks: Marks, policy: Policy) -> Reason:
    if case.talked:
        return Reason(ReasonCode.NO_NEW_CLOCK if Mark.SAYS_IT_AGAIN in marks else ReasonCode.TALKED_ABOUT, {})
    in_crisis, terms = Mark.CRISIS in marks, policy.clocks
    clock = {
        "deadline": case.deadline,
        "workingDays": terms.crisis_working_days if in_crisis else None,
        "days": None if in_crisis else terms.ordinary_days,
    }
    return Reason(ReasonCode.CLOCK, clock)
