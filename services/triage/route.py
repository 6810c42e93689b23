"""Where a case goes: tray, channel, clock and urgency, for a new case and for one that a signal joins."""

from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from domain.law.calendar import add_working_days
from schemas.policy.form import Policy
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import SEVERAL_KINDS
from schemas.vocabulary.signals import Stage
from services.triage.known import Case, SignalFacts

TRAY_RANK: Final = MappingProxyType({Tray.SINGLE: 0, Tray.SEVERAL: 1, Tray.CRISIS: 2})
CHANNEL_RANK: Final = MappingProxyType({Channel.LETTER: 0, Channel.PHONE: 1, Channel.VISIT: 2})
SOON: Final = timedelta(days=7)
"""A threat planned within this time is as urgent as one carried out [A]."""


def tray_of(*, in_crisis: bool, several: bool) -> Tray:
    """The tray by shape; a crisis goes first."""
    if in_crisis:
        return Tray.CRISIS
    return Tray.SEVERAL if several else Tray.SINGLE


def channel_of(tray: Tray, policy: Policy, *, below: bool) -> Channel:
    """The approach of a tray; a single signal below the threshold gets a letter."""
    return policy.below_threshold_channel if below and tray is Tray.SINGLE else policy.approach[tray]


def deadline_of(signal: SignalFacts, policy: Policy, *, in_crisis: bool) -> date:
    """Last local day for the first talk: working days from when the threat was known, else days from receipt."""
    if in_crisis:
        return add_working_days(signal.known_on, policy.clocks.crisis_working_days)
    return signal.received_on + timedelta(days=policy.clocks.ordinary_days)


def urgency_of(signal: SignalFacts, *, in_crisis: bool, several: bool) -> int:
    """0 (ordinary) to 3 (a threat carried out, planned within a week, or without a date)."""
    if in_crisis:
        near = signal.planned_date is None or signal.planned_date - signal.known_on <= SOON
        return 3 if near or signal.stage is Stage.CARRIED_OUT else 2
    return int(several or signal.warm_handover)


def joined(case: Case, fresh: Case) -> Case:
    """The case after a signal that alone would make `fresh` joins it.

    On a case a person has touched, rules shorten a clock or raise urgency, never change tray or channel.
    The first talk stopped the clocks before it: a signal that comes later starts its own.
    """
    if case.talked:
        clock = (fresh.deadline, fresh.clock_from)
    else:
        clock = min((case.deadline, case.clock_from), (fresh.deadline, fresh.clock_from))
    merged = case._replace(
        urgency=max(case.urgency, fresh.urgency),
        deadline=clock[0],
        clock_from=clock[1],
        several=case.several or fresh.several,
        partner_kind=case.partner_kind if case.partner_kind == fresh.partner_kind else SEVERAL_KINDS,
        talked=False,
    )
    if case.touched:
        return merged
    return merged._replace(
        tray=max(case.tray, fresh.tray, key=TRAY_RANK.__getitem__),
        channel=max(case.channel, fresh.channel, key=CHANNEL_RANK.__getitem__),
    )
