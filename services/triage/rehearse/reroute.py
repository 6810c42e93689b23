"""Where the case of a lone signal goes by another policy, without deciding on it again.

A threshold, an approach and a clock say where a case goes, and never what becomes of a signal, as long as nothing waits
and no points are given. Its header follows from what the stored decision says of it, by the functions of `routing`.
"""

from collections.abc import Collection, Iterable, Iterator

from domain.law.definitions import CURRENT
from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.signals import NEVER_STOPPED
from services.triage.rehearse.reach import StandingDecision
from services.triage.rehearse.rehearsal import RehearsedPlace
from services.triage.routing import channel_of, deadline_from
from services.triage.rules.finding import Mark


def rerouted_by(policy: Policy, decisions: Iterable[StandingDecision], but: Collection[Id]) -> Iterator[RehearsedPlace]:
    """The places that are others by `policy`, but those on the households `but`, which are decided on again.

    None by a policy with more: the stored decision tells neither the band of a signal nor what it added up with.
    """
    if policy.parking or policy.points or policy.trays:
        return
    for one in decisions:
        if one.opens and one.place.household not in but:
            place = rerouted(one, policy)
            if place != one.place:
                yield place


def rerouted(one: StandingDecision, policy: Policy) -> RehearsedPlace:
    """Its place by `policy`; of a signal that opened no case the same."""
    tray, started = one.place.tray, one.clock_from
    if tray is None or started is None or not one.opens:
        return one.place
    below = one.amount_cents < policy.threshold_cents and one.kind not in NEVER_STOPPED
    marks = {mark for mark, holds in ((Mark.BELOW_THRESHOLD, below), (Mark.SEVERAL, one.several)) if holds}
    deadline = deadline_from(started, policy, CURRENT.calendar, in_crisis=tray is Tray.CRISIS)
    return one.place._replace(channel=channel_of(tray, marks, policy), deadline=deadline)
