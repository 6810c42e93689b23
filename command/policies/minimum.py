"""A policy against a minimum-approach profile: what it makes of many situations is looked at, not what it is called."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from command.policies.deciding import came_of
from domain.law.calendar import add_working_days
from domain.law.partner_kinds import PARTNER_TYPES
from schemas.policy.examples import EXAMPLE_DAY, ExampleSignal
from schemas.policy.form import Policy
from schemas.policy.minimum import MinimumAnswer, MinimumApproach, MinimumBar
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind

MET, NOT_MET, NOT_SAID = MinimumAnswer
IN_EUROS: Final = (1, 20, 50, 75, 100, 640, 5_000)
MISSED_PERIODS: Final = (1, 2, 4, 12)
EARLIER_THIS_MONTH: Final = EXAMPLE_DAY.replace(day=9)
CameOut = Mapping[str, Any]


class Situations(NamedTuple):
    """What a policy makes of new signals: of one alone, and of one beside others in the same month."""

    alone: Sequence[CameOut]
    beside: Sequence[CameOut]

    @property
    def cases(self) -> list[CameOut]:
        """What became a case."""
        return [one for one in (*self.alone, *self.beside) if one["tray"]]


def held_against(profile: MinimumApproach, policy: Policy) -> dict[MinimumBar, MinimumAnswer]:
    """The answer to each thing that the profile asks."""
    seen = Situations(
        [came_of(policy, (one,)) for one in _new_signals()],
        [came_of(policy, (*others, one)) for others in _others() for one in _new_signals(IN_EUROS[-2:])],
    )
    return {bar: ask(profile, policy, seen) for bar, ask in MINIMUM_ANSWERS.items()}


def _new_signals(euros: Sequence[int] = IN_EUROS) -> Iterator[ExampleSignal]:
    """A signal of every kind of partner and of all that it may report, small and large, old enough to be sent."""
    for kind, terms in PARTNER_TYPES.items():
        since = EXAMPLE_DAY - timedelta(days=max(60, terms.least_days or 0))
        for reported, amount, periods in product(sorted(terms.signal_kinds), euros, MISSED_PERIODS):
            yield ExampleSignal(partner=kind, kind=reported, euros=amount, periods=periods, since=since)


def _others() -> Iterator[tuple[ExampleSignal, ...]]:
    """Signals that came earlier in the month."""
    there = [
        ExampleSignal(partner=kind, kind=SignalKind.ARREARS, euros=90, received=EARLIER_THIS_MONTH)
        for kind in (PartnerKind.ENERGY, PartnerKind.WATER)
    ]
    yield tuple(there[:1])
    yield tuple(there)


def _approach(profile: MinimumApproach, _: Policy, seen: Situations) -> MinimumAnswer:
    left_alone = [one for one in (*seen.alone, *seen.beside) if one["channel"] is None]
    return NOT_MET if left_alone and profile.every_signal_an_approach else MET


def _first_approach(profile: MinimumApproach, _: Policy, seen: Situations) -> MinimumAnswer:
    enough = profile.first_approach
    return MET if all(one["channel"] in enough.get(one["tray"], ()) for one in seen.cases) else NOT_MET


def _crisis_term(profile: MinimumApproach, policy: Policy, _: Situations) -> MinimumAnswer:
    return MET if policy.clocks.crisis_working_days <= profile.crisis_working_days else NOT_MET


def _ordinary_term(profile: MinimumApproach, policy: Policy, _: Situations) -> MinimumAnswer:
    return MET if policy.clocks.ordinary_days <= profile.ordinary_days else NOT_MET


def _begins_in_time(profile: MinimumApproach, _: Policy, seen: Situations) -> MinimumAnswer:
    days: list[date | None] = [one["start_by"] for one in seen.cases]
    last = add_working_days(EXAMPLE_DAY, profile.begins_within_working_days)
    if any(day is not None and day > last for day in days):
        return NOT_MET
    return NOT_SAID if None in days else MET


def _attempts(_: MinimumApproach, __: Policy, ___: Situations) -> MinimumAnswer:
    """No policy says it: nothing plans a second attempt yet, and a setting that nothing reads would be for show."""
    return NOT_SAID


MINIMUM_ANSWERS: Final[Mapping[MinimumBar, Callable[[MinimumApproach, Policy, Situations], MinimumAnswer]]] = (
    MappingProxyType(
        {
            MinimumBar.EVERY_SIGNAL_AN_APPROACH: _approach,
            MinimumBar.FIRST_APPROACH: _first_approach,
            MinimumBar.CRISIS_TERM: _crisis_term,
            MinimumBar.ORDINARY_TERM: _ordinary_term,
            MinimumBar.BEGINS_IN_TIME: _begins_in_time,
            MinimumBar.ATTEMPTS: _attempts,
        }
    )
)
