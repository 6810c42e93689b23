"""A naive case book in memory: enough of triage and worklist to measure what the simulation brings about."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from domain.cases.clock import ordinary_deadline
from domain.law.partner_kinds import PARTNER_TYPES
from schemas.policy.form import DEFAULT
from schemas.vocabulary.cases import CaseShape, Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.offers import OfferAnswer
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import CRISIS_KINDS, NEVER_STOPPED, SignalKind
from simulation.approach import SENT
from simulation.casework import Attempt, Close, FirstTalk, Offer, PlanEstablished, WorkersView
from simulation.days import after_working_days, month_number
from simulation.stream import Delivery
from simulation.workers import day_of_work, next_day

DeliveredRecord = dict[str, Any]
Address = tuple[str, ...]
LOOK_BACK = 6
KINDS = {kind.dutch: kind for kind in SignalKind}
RAISED = {Tray.SINGLE: 0, Tray.SEVERAL: 1, Tray.END_OF_CONTRACT: 2, Tray.CRISIS: 3}


@dataclass
class Case:
    """A case of one address; `view` is what the worker sees, `due` when there is something to do."""

    address: Address
    view: WorkersView
    due: date | None = None

    def reached(self) -> bool:
        return any(attempt.reached for attempt in self.view.attempts)

    def accepted(self) -> bool:
        return any(offer.answer is OfferAnswer.ACCEPTED for offer in self.view.offers)

    def sought(self, *kinds: Channel) -> bool:
        """Whether a worker tried so; a resident who calls back after a letter was not sought by phone."""
        made = self.view.attempts
        calls_back = len(made) > 1 and made[-2].kind in SENT and made[-1].reached and made[-1].kind is Channel.PHONE
        return any(attempt.kind in kinds for attempt in (made[:-1] if calls_back else made))


@dataclass
class CaseBook:
    """One municipality: signals by address and month, cases by address, work by day."""

    seed: int
    signals: Counter[tuple[int, PartnerKind, SignalKind]] = field(default_factory=Counter)
    months: dict[Address, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    cases: list[Case] = field(default_factory=list)
    _seen: set[tuple[PartnerKind, str, str]] = field(default_factory=set)
    _picked_up: dict[tuple[PartnerKind, str], tuple[int, int]] = field(default_factory=dict)
    _open: dict[Address, Case] = field(default_factory=dict)
    _due: dict[date, list[Case]] = field(default_factory=lambda: defaultdict(list))

    def receive(self, delivery: Delivery) -> None:
        """Every valid record that was not there yet becomes a signal and, if there is work in it, part of a case."""
        for place, record in enumerate(delivery.records):
            key = delivery.partner.kind, record["kenmerk"], record["signaaldatum"]
            if place in delivery.spoilt or key in self._seen:
                continue
            self._seen.add(key)
            kind = KINDS[record["soort"]]
            address = _address(record)
            self.months[address][month_number(delivery.day)] += 1
            self.signals[month_number(delivery.day), delivery.partner.kind, kind] += 1
            if self._is_work(delivery.partner.kind, kind, delivery.day, record):
                self._pick_up(address, kind, delivery.day, record)

    def shapes(self, case: Case) -> set[CaseShape]:
        """Shapes of a case by `domain.law.definitions`: signals on the address in its month, and in the six before."""
        month = month_number(case.view.opened_on)
        months = self.months[case.address]
        shapes = {CaseShape.SEVERAL} if months[month] >= 2 else set()
        if any(months[earlier] for earlier in range(month - LOOK_BACK, month)):
            shapes.add(CaseShape.SUCCESSIVE)
        return shapes or {CaseShape.SINGLE}

    def work(self, day: date, most: int) -> None:
        """What the workers do on one day; what they have no time for waits until the next."""
        waiting = {case.view.key: case for case in self._due.pop(day, []) if case.due and case.due <= day}
        done = day_of_work((case.view for case in waiting.values()), day, self.seed, most)
        for view, actions in done:
            case = waiting.pop(view.key)
            for action in actions:
                case.view = RECORDED[type(action)](case.view, action)
            if case.view.closed and self._open.get(case.address) is case:
                del self._open[case.address]
            self._plan(case, day)
        self._due[day + timedelta(days=1)] += waiting.values()

    def _is_work(self, partner: PartnerKind, kind: SignalKind, day: date, record: DeliveredRecord) -> bool:
        key, amount, month = (partner, record["kenmerk"]), record["bedragInCenten"], month_number(day)
        age = (day - date.fromisoformat(record["ontstaansdatum"])).days
        rules = PARTNER_TYPES[partner]
        in_window = (rules.least_days or 0) <= age <= (rules.most_days or 10_000)
        before, since = self._picked_up.get(key, (0, 0))
        is_repeat = before >= amount and month - since <= LOOK_BACK
        if is_repeat or not (in_window or kind in NEVER_STOPPED):
            return False
        self._picked_up[key] = amount, month
        return True

    def _pick_up(self, address: Address, kind: SignalKind, day: date, record: DeliveredRecord) -> None:
        case = self._open.get(address)
        tray = self._tray(address, kind, day)
        if case is None:
            light = record["bedragInCenten"] < DEFAULT.threshold_cents and tray is Tray.SINGLE
            channel = Channel.LETTER if light else DEFAULT.first_approach(tray)
            deadline = after_working_days(day, 3) if tray is Tray.CRISIS else ordinary_deadline(day, 28)
            key = "/".join((*address, day.isoformat()))
            shape = CaseShape.SUCCESSIVE if self._earlier(address, day) else CaseShape.SINGLE
            case = Case(address, WorkersView(key, tray, channel, day, deadline, shape))
            self.cases.append(case)
            self._open[address] = case
        elif not case.view.attempts and RAISED[tray] > RAISED[case.view.tray]:
            case.view = replace(case.view, tray=tray, channel=DEFAULT.first_approach(tray))
        self._plan(case, day)

    def _tray(self, address: Address, kind: SignalKind, day: date) -> Tray:
        if kind in CRISIS_KINDS:
            return Tray.CRISIS
        if kind is SignalKind.END_OF_CONTRACT:
            return Tray.END_OF_CONTRACT
        return Tray.SEVERAL if self.months[address][month_number(day)] >= 2 else Tray.SINGLE

    def _earlier(self, address: Address, day: date) -> bool:
        month = month_number(day)
        return any(self.months[address][earlier] for earlier in range(month - LOOK_BACK, month))

    def _plan(self, case: Case, day: date) -> None:
        case.due = next_day(case.view, self.seed)
        if case.due:
            self._due[max(case.due, day + timedelta(days=1))].append(case)


RECORDED: dict[type, Callable[[WorkersView, Any], WorkersView]] = {
    Attempt: lambda view, attempt: replace(view, attempts=(*view.attempts, attempt)),
    Offer: lambda view, offer: replace(view, offers=(*view.offers, offer)),
    FirstTalk: lambda view, talk: replace(view, first_talk=talk.day),
    PlanEstablished: lambda view, plan: replace(view, plan=plan.day),
    Close: lambda view, close: replace(view, closed=close.day),
}


def _address(record: DeliveredRecord) -> Address:
    behind = record.get("huisletter", "") + record.get("huisnummertoevoeging", "")
    parts = (record["postcode"], record["huisnummer"], behind)
    return tuple(part.replace(" ", "").upper() for part in parts)
