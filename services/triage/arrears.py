"""Which signals are about the same arrears, and what rules see of them, by version of the rules.

Until `2026.2` arrears were known by their reference alone, exactly as sent. Since then also by the debt: a partner that
numbers anew, or loses zeros, reports no second debt (docs/decisions/0033).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.ids import Id
from schemas.signals import reference_key
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.triage.known import Decided, OpenArrears, Pickup, SignalView

ArrearsByReference = tuple[Id, str, SignalKind]
"""Partner, reference without case, and kind."""
Debt = tuple[int, SignalKind, date]
"""Contract (partner and customer number), kind, and the day on which it began."""


class At(NamedTuple):
    """The household that a signal is about, and the door that its partner named."""

    household: Id
    door: int


class Beside(NamedTuple):
    """Other arrears that are open on the household, and in cents the signal's own where they were reported since."""

    others: tuple[OpenArrears, ...] = ()
    own_cents: int | None = None


class Looks(NamedTuple):
    """How rules of a version look at arrears.

    `pickup`: of the decided signals that may be the same arrears, the last that was picked up; it is given the signal,
    where it is and the case that is open. `dates`: what counts of the signals that were picked up on the household;
    it is given the signal and its contract. `kinds`: the other kinds of partner among them this month.
    `beside`: what of those that are parked there or in its open case is open beside the signal; it is given the signal,
    its contract, and the number of its own last decision (None: there is none).
    """

    pickup: Callable[[Sequence[Decided], SignalView, At, Id | None], Pickup | None]
    dates: Callable[[Sequence[Decided], SignalView, int], tuple[date, ...]]
    kinds: Callable[[Sequence[Decided], SignalView], tuple[PartnerKind, ...]]
    beside: Callable[[Sequence[Decided], SignalView, int, int | None], Beside] | None = None


def reference_of(one: SignalView | Decided) -> ArrearsByReference:
    """The arrears by their reference."""
    return one.partner_id, reference_key(one.reference), one.kind


def debt_of(one: SignalView | Decided, contract: int) -> Debt:
    """The arrears by what is owed."""
    return contract, one.kind, one.arrears_since


def _last(found: Iterable[Decided]) -> Decided | None:
    return max((one for one in found if one.stands), key=lambda one: one.sequence, default=None)


def _pickup_by_reference(same: Sequence[Decided], signal: SignalView, _: At, __: Id | None) -> Pickup | None:
    last = _last(one for one in same if one.reference == signal.reference)
    return Pickup(last.amount_cents, last.received_on) if last else None


def _dates_of_signals(near: Sequence[Decided], _: SignalView, __: int) -> tuple[date, ...]:
    return tuple(sorted(one.received_on for one in near))


def _pickup_by_debt(same: Sequence[Decided], signal: SignalView, at: At, running: Id | None) -> Pickup | None:
    """The last on this household at this door, else the last elsewhere.

    Who is known to have moved was perhaps approached where nobody lived any more. A threat that was only said again is
    no pick-up: the look-back runs from when it last changed.
    """
    if not same:
        return None
    news = [one for one in same if not one.says_it_again]
    last = _last(one for one in news if (one.household, one.door) == at) or _last(news)
    if last is None:
        return None
    taken_back = any(one.withdrawn and one.sequence > last.sequence for one in same)
    return Pickup(
        last.amount_cents,
        last.received_on,
        last.planned_date,
        last.stage,
        in_this_case=last.case_id == running and not taken_back,
        other_reference=reference_of(last) != reference_of(signal),
        elsewhere=(last.household, last.door) != at,
        warm_handover=last.warm_handover,
    )


def _dates_of_arrears(near: Sequence[Decided], signal: SignalView, contract: int) -> tuple[date, ...]:
    """Of other arrears the last day in this month and the last before it; of the signal's own the last before it."""
    if not near:
        return ()
    month = signal.received_on.replace(day=1)
    counted = [one for one in near if not one.says_it_again]
    arrears = Same((reference_of(signal), debt_of(signal, contract)))
    for one in counted:
        arrears.join(reference_of(one), debt_of(one, one.contract))
    own = arrears.name(reference_of(signal))
    days: dict[tuple[ArrearsByReference | Debt, bool], date] = {}
    for one in counted:
        name, this_month = arrears.name(reference_of(one)), one.received_on >= month
        if name != own or not this_month:
            days[name, this_month] = max(one.received_on, days.get((name, this_month), date.min))
    return tuple(sorted(days.values()))


def _open_arrears(near: Sequence[Decided], signal: SignalView, contract: int, number: int | None) -> Beside:
    """Each arrears as they were reported last, so that together they are the same from wherever one looks."""
    if not near:
        return Beside()
    arrears = Same((reference_of(signal), debt_of(signal, contract)))
    for one in near:
        arrears.join(reference_of(one), debt_of(one, one.contract))
    newest = {arrears.name(reference_of(one)): one for one in sorted(near, key=_reported)}
    own = newest.pop(arrears.name(reference_of(signal)), None)
    others = tuple(
        OpenArrears(one.partner_kind, one.kind, one.amount_cents) for one in sorted(newest.values(), key=_reported)
    )
    since = own is not None and _is_since(own, signal, number)
    return Beside(others, own.amount_cents if own and since else None)


def _is_since(one: Decided, signal: SignalView, number: int | None) -> bool:
    """Whether it was reported after the signal was last; on one day the order of decisions tells.

    A new word of a partner is the last: only who decides anew for another reason looks at what came after.
    """
    if one.known_on != signal.known_on:
        return one.known_on > signal.known_on
    return number is not None and signal.occasion is not None and one.sequence > number


def _reported(one: Decided) -> tuple[date, int]:
    return one.known_on, one.sequence


class Same:
    """Names for the same arrears, joined as signals bear both: each set of names is known by one of them."""

    def __init__(self, own: tuple[ArrearsByReference, Debt]) -> None:
        self._known_as: dict[ArrearsByReference | Debt, ArrearsByReference | Debt] = {}
        self.join(*own)

    def join(self, reference: ArrearsByReference, debt: Debt) -> None:
        """Note that one signal bears both."""
        self._known_as[self.name(debt)] = self.name(reference)

    def name(self, one: ArrearsByReference | Debt) -> ArrearsByReference | Debt:
        """The one name of all that are joined with this."""
        while (known_as := self._known_as.get(one, one)) != one:
            one = known_as
        return one


def _no_kinds(_: Sequence[Decided], __: SignalView) -> tuple[PartnerKind, ...]:
    return ()


def _other_kinds(near: Sequence[Decided], signal: SignalView) -> tuple[PartnerKind, ...]:
    month = signal.received_on.replace(day=1)
    kinds = {one.partner_kind for one in near if one.received_on >= month and not one.says_it_again}
    return tuple(sorted(kinds - {signal.partner_kind}))


BY_REFERENCE: Final = Looks(_pickup_by_reference, _dates_of_signals, _no_kinds)
BY_DEBT: Final = Looks(_pickup_by_debt, _dates_of_arrears, _no_kinds)
TODAY: Final = BY_DEBT._replace(kinds=_other_kinds, beside=_open_arrears)
EARLIER: Final[Mapping[str, Looks]] = MappingProxyType(
    {"2026.1": BY_REFERENCE, "2026.2": BY_REFERENCE, "2026.3": BY_DEBT}
)
"""Versions of the rules that look otherwise than those of today."""


def looks_of(rules: str) -> Looks:
    """How rules of this version look at arrears."""
    return EARLIER.get(rules, TODAY)
