"""What a tried policy cannot touch: there what was decided stands, and is not decided again.

Signals meet on a household, by a reference and by a contract. Where each of those that meet was decided by the rules of
today, and neither policy reads anything of it that the other reads otherwise, every one comes out as it did. What was
parked is decided again by the same policy too. Of what is left out the days stay: whoever waits wakes by them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from schemas.ids import Id
from schemas.policy.form import Policy
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.registers import UNCLEAR, ResidentAnswer
from schemas.vocabulary.signals import SignalKind
from services.triage.rehearse.rehearsal import DayReached, RehearsedPlace

SAYS_NOTHING: Final = frozenset({"name", "examples", "dispatch_window", "registers"})
"""What no decision depends on but in its reasons; registers are taken as they answered then."""
ROUTES: Final = frozenset({"threshold_cents", "approach", "clocks"})
"""What says where a case goes, as long as nothing waits and no points are given."""
READ_IN_PART: Final = ROUTES | {"parking"}
"""Of these `_Difference` says which signals they touch; any other touches all."""


class StandingDecision(NamedTuple):
    """A decision of the period, and what says whether it may come out otherwise.

    `names`: by what its signal may meet others on another household: itself, its contract, its reference. `is_plain`:
    its signal is held, was received once, never revised, moved or asked of again, and decided by the rules of today.
    `several`, `clock_from`: of its case as it is then.
    """

    sequence: int
    place: RehearsedPlace
    names: tuple[Id, int, tuple[Id, str | None]]
    policy: int
    kind: SignalKind
    amount_cents: int
    resident: ResidentAnswer | None
    opens: bool
    several: bool
    clock_from: date | None
    is_plain: bool


Touches = Callable[[StandingDecision], bool]


def _slept(one: StandingDecision) -> bool:
    """What was parked: its day may be one of the period and yet to come, and then it wakes by the same policy too."""
    return one.place.disposition is Disposition.PARKED


class _Difference(NamedTuple):
    """Two policies that differ only in what is read in part."""

    least_cents: int
    most_cents: int
    parks: bool
    trays: frozenset[Tray]

    def touches(self, one: StandingDecision) -> bool:
        return self._another_side(one) or (self.parks and one.resident in UNCLEAR) or self._goes_elsewhere(one)

    def _another_side(self, one: StandingDecision) -> bool:
        """Between the thresholds; where either parks, below the higher: what is small may wait, or add up."""
        return one.amount_cents < self.most_cents and (self.parks or one.amount_cents >= self.least_cents)

    def _goes_elsewhere(self, one: StandingDecision) -> bool:
        tray = one.place.tray
        return bool(self.trays) and tray is not None and (not one.opens or tray in self.trays)


def touched_by(stood: Policy, tried: Policy) -> Touches:
    """Which decisions of the policy that stood may come out otherwise by the one that is tried, or touch others."""
    different = _different(stood, tried)
    if not different:
        return _slept
    banded = any(one.points or one.trays for one in (stood, tried))
    if banded or not different <= READ_IN_PART:
        return lambda _: True
    thresholds = (stood.threshold_cents, tried.threshold_cents)
    parks = stood.parking is not None or tried.parking is not None
    return _Difference(min(thresholds), max(thresholds), parks, frozenset(_trays(stood, tried))).touches


def _only_routes(stood: Policy, tried: Policy) -> bool:
    """Whether what differs says where cases go, and nothing of what becomes of signals."""
    policies = (stood, tried)
    return _different(*policies) <= ROUTES and not any(one.parking or one.points or one.trays for one in policies)


def _different(stood: Policy, tried: Policy) -> frozenset[str]:
    return (
        frozenset(name for name in Policy.model_fields if getattr(stood, name) != getattr(tried, name)) - SAYS_NOTHING
    )


def _trays(stood: Policy, tried: Policy) -> Iterable[Tray]:
    """The trays of which a case gets another approach or another clock."""
    for tray in Tray:
        name = "crisis_working_days" if tray is Tray.CRISIS else "ordinary_days"
        other_clock = getattr(stood.clocks, name) != getattr(tried.clocks, name)
        if other_clock or stood.first_approach(tray) != tried.first_approach(tray):
            yield tray
            if tray is Tray.SEVERAL:  # a contract that ends beside other arrears is approached as those
                yield Tray.END_OF_CONTRACT


def reached(
    decisions: Sequence[StandingDecision],
    policies: Mapping[int, Policy],
    tried: Policy,
    elsewhere: Callable[[Collection[Id]], Iterable[tuple[Id, Id]]],
) -> frozenset[Id]:
    """The households on which something may come out otherwise, with all that meet them.

    Not so where a case of one decision only goes elsewhere: `reroute` says where.
    `policies`: by version. `elsewhere`: of signals that were said more than once or moved, which households they are
    or came on beside.
    """
    tests = {number: touched_by(one, tried) for number, one in policies.items()}
    routes = {number for number, one in policies.items() if _only_routes(one, tried)}
    in_case = Counter(one.place.case for one in decisions)
    start = {
        one.place.household
        for one in decisions
        if not one.is_plain
        or one.policy not in tests
        or (tests[one.policy](one) and not (one.policy in routes and one.opens and in_case[one.place.case] == 1))
    }
    return _with_all_that_meet(start, _links(decisions, elsewhere)) if start else frozenset()


def days_left_out(decisions: Sequence[StandingDecision], homes: Collection[Id]) -> Iterator[DayReached]:
    """The days of the decisions beside these households, in the order of deciding.

    A day that is not later than one before it in a run tells nothing: between what is left out nobody falls asleep.
    """
    latest = date.min
    for one in decisions:
        if one.place.household in homes:
            latest = date.min
        elif one.place.decided_on > latest:
            latest = one.place.decided_on
            yield DayReached(one.sequence, latest)


def _links(
    decisions: Sequence[StandingDecision], elsewhere: Callable[[Collection[Id]], Iterable[tuple[Id, Id]]]
) -> Mapping[object, set[object]]:
    """Households that are linked by a name, both ways."""
    links: defaultdict[object, set[object]] = defaultdict(set)
    home_of: dict[object, Id] = {}
    for one in decisions:
        home = one.place.household
        for name in one.names:
            other = home_of.setdefault(name, home)
            if other != home:
                _link(links, home, other)
    asked_again = {one.place.signal for one in decisions if not one.is_plain}
    for signal, door in elsewhere(asked_again) if asked_again else ():
        if home_of[signal] != door:
            _link(links, home_of[signal], door)
    return links


def _link(links: Mapping[object, set[object]], one: object, other: object) -> None:
    links[one].add(other)
    links[other].add(one)


def _with_all_that_meet(start: Iterable[Id], links: Mapping[object, set[object]]) -> frozenset[Id]:
    found: set[object] = set()
    ahead: list[object] = list(start)
    while ahead:
        home = ahead.pop()
        if home not in found:
            found.add(home)
            ahead += links.get(home, ())
    return frozenset(one for one in found if isinstance(one, str))
