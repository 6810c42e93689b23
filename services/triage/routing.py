"""Where a case goes: tray, approach, clock and urgency of the case that a signal alone would make."""

from collections.abc import Iterator, Set
from datetime import date, timedelta
from typing import Final, NamedTuple

from domain.cases.case import Case
from domain.cases.clock import crisis_deadline, ordinary_deadline
from domain.law.calendar import NEWEST, Calendar, add_working_days
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.policy.points import BandStart
from schemas.policy.trays import TrayLine
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


class RulesFound(NamedTuple):
    """What the rules found of a signal that goes into a case; `band` where the policy gives points."""

    marks: Marks
    band: BandStart | None = None


def case_of(signal: SignalView, found: RulesFound, policy: Policy, name: Id, calendar: Calendar = NEWEST) -> Case:
    """The case that the signal alone would make, under the id `name`."""
    marks, band = found
    tray = tray_of(marks)
    return Case(
        id=name,
        opened_on=signal.asked_on,
        tray=tray,
        channel=channel_of(tray, marks, policy, band),
        urgency=max(urgency_of(signal, marks), band.urgency if band else 0),
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


def tray_line(tray: Tray, policy: Policy, band: BandStart | None) -> TrayLine | None:
    """The line of the policy that fits, if one does."""
    return policy.line_for(tray, band.band if band else None)


def channel_of(tray: Tray, marks: Marks, policy: Policy, band: BandStart | None = None) -> Channel:
    """The approach of a tray; a single signal below the threshold gets a letter, unless its band has a line.

    A small amount may be many months behind: what the policy says of a band is said of all that is in it. A contract
    that ends beside other arrears is approached no lighter than those would be without it.
    """
    line = tray_line(tray, policy, band)
    if Mark.BELOW_THRESHOLD in marks and tray is Tray.SINGLE and not (line and line.from_band):
        return policy.below_threshold_channel
    approach = _approach(tray, policy, band)
    if tray is Tray.END_OF_CONTRACT and Mark.SEVERAL in marks:
        return max(approach, _approach(Tray.SEVERAL, policy, band), key=APPROACHES.__getitem__)
    return approach


def _approach(tray: Tray, policy: Policy, band: BandStart | None) -> Channel:
    line = tray_line(tray, policy, band)
    return line.channel if line else policy.first_approach(tray)


def clock_from(signal: SignalView, marks: Marks) -> date:
    """The day from which the clock runs: of waking, of the revision with a threat or a clock, else of receipt."""
    if Mark.WOKEN in marks:
        return signal.asked_on
    return signal.known_on if marks & FROM_REVISION else signal.received_on


def deadline_of(signal: SignalView, marks: Marks, policy: Policy, calendar: Calendar = NEWEST) -> date:
    """Last local day for the first talk: working days from when the threat was known, else days."""
    return deadline_from(clock_from(signal, marks), policy, calendar, in_crisis=Mark.CRISIS in marks)


def deadline_from(start: date, policy: Policy, calendar: Calendar, *, in_crisis: bool) -> date:
    """The same, of a clock that runs from `start`."""
    if in_crisis:
        return crisis_deadline(start, policy.clocks.crisis_working_days, calendar)
    return ordinary_deadline(start, policy.clocks.ordinary_days, calendar)


def urgency_of(signal: SignalView, marks: Marks) -> int:
    """0 (ordinary) to 3 (a threat carried out, planned within a week, or without a date)."""
    if Mark.CRISIS in marks:
        near = signal.planned_date is None or signal.planned_date - signal.known_on <= SOON
        return 3 if near or signal.stage is Stage.CARRIED_OUT else 2
    return int(bool(marks & DAILY) or signal.warm_handover)


def routing_reasons(
    signal: SignalView, case: Case, found: RulesFound, policy: Policy, calendar: Calendar = NEWEST
) -> tuple[Reason, ...]:
    """Why the case is where it is, with which help and how soon a worker begins, and until when."""
    clock = _clock_reason(case, found.marks, policy)
    if case.touched:
        return Reason(ReasonCode.WORKED_ON, {"tray": case.tray}), clock
    tray = Reason(ReasonCode.TRAY, {"tray": case.tray, "channel": case.channel})
    line = tray_line(case.tray, policy, found.band)
    return tray, *_beginning(signal, case, line, calendar), clock


def _beginning(signal: SignalView, case: Case, line: TrayLine | None, calendar: Calendar) -> Iterator[Reason]:
    """What a line says beside the approach; never later than the first talk must be."""
    if line and line.offer_level:
        yield Reason(ReasonCode.OFFER_LEVEL, {"offerLevel": line.offer_level})
    if line and line.lead_working_days is not None:
        day = add_working_days(signal.asked_on, line.lead_working_days, calendar)
        yield Reason(ReasonCode.START_BY, {"startBy": min(day, case.deadline)})


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
