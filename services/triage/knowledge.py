"""What triage knows of one municipality while it decides, in memory and in the order of the sequence.

Loaded from the record for one batch, or built up from nothing by a replay: the same answers either way.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from domain.cases.case import Case
from domain.law.definitions import Definitions
from schemas.ids import Id
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.signals import SignalKind
from services.triage.known import Decided, Decision, Earlier, Known, Pickup, SignalView
from services.triage.rules.shape import look_back

Arrears = tuple[Id, str, SignalKind]


@dataclass
class Knowledge:
    """Decided signals and cases of one municipality, by household."""

    decided: dict[Id, Decided] = field(default_factory=dict)
    cases: dict[Id, Case] = field(default_factory=dict)
    closed: set[Id] = field(default_factory=set)
    _household: dict[Id, dict[Id, None]] = field(default_factory=lambda: defaultdict(dict))
    _arrears: dict[Arrears, dict[Id, None]] = field(default_factory=lambda: defaultdict(dict))
    _cases_of: dict[Id, list[Id]] = field(default_factory=lambda: defaultdict(list))

    def household_that_stays(self, signal_id: Id) -> Id | None:
        """Where a revised signal is: with its open case until a person moves it; None when its address decides."""
        own = self.decided.get(signal_id)
        stays = own is not None and own.case_id is not None and own.case_id not in self.closed
        return own.household if own and stays else None

    def around(self, signal: SignalView, household: Id, definitions: Definitions) -> Known:
        """What is known around `signal`, itself left out."""
        cases = self._cases_of.get(household, [])
        running = next((case for case in cases if case not in self.closed), None)
        return Known(
            pickup=self._pickup(signal),
            picked_up=self._picked_up(signal, household, definitions),
            case=self.cases[running] if running else None,
            previous_case=next((case for case in reversed(cases) if case in self.closed), None),
            own=self._own(signal.id),
            alone=signal.withdrawn and self._is_alone(signal.id),
        )

    def remember(self, signal: SignalView, household: Id, decision: Decision, sequence: int) -> Decided:
        """Keep a decision; a later one on the same signal replaces it."""
        own = self.decided.get(signal.id)
        if decision.case:
            self.open(decision.case, household)
        if decision.closes:
            self.close(decision.closes)
        case_id = decision.case.id if decision.case else own.case_id if own else None
        decided = Decided(
            signal_id=signal.id,
            sequence=sequence,
            household=household,
            disposition=decision.disposition,
            case_id=case_id,
            partner_id=signal.partner_id,
            partner_kind=signal.partner_kind,
            reference=signal.reference,
            kind=signal.kind,
            amount_cents=signal.amount_cents,
            received_on=signal.received_on,
        )
        self.add(decided)
        return decided

    def add(self, decided: Decided) -> None:
        """Enter a decided signal."""
        before = self.decided.get(decided.signal_id)
        if before:
            del self._household[before.household][before.signal_id]
            del self._arrears[before.partner_id, before.reference, before.kind][before.signal_id]
        self.decided[decided.signal_id] = decided
        self._household[decided.household][decided.signal_id] = None
        self._arrears[decided.partner_id, decided.reference, decided.kind][decided.signal_id] = None

    def open(self, case: Case, household: Id) -> None:
        """Enter a case, or its new header."""
        if case.id not in self.cases:
            self._cases_of[household].append(case.id)
        self.cases[case.id] = case

    def close(self, case_id: Id) -> None:
        """Note that a worker closed a case."""
        self.closed.add(case_id)

    def touch(self, case_id: Id) -> None:
        """Note that a person works on a case."""
        self.cases[case_id] = self.cases[case_id]._replace(touched=True)

    def talk(self, case_id: Id) -> None:
        """Note that the first talk was held."""
        self.cases[case_id] = self.cases[case_id]._replace(touched=True, talked=True)

    def _pickup(self, signal: SignalView) -> Pickup | None:
        same = self._arrears.get((signal.partner_id, signal.reference, signal.kind))
        if not same:
            return None
        found = [self.decided[one] for one in same if one != signal.id]
        last = max((one for one in found if one.case_id), key=lambda one: one.sequence, default=None)
        return Pickup(last.amount_cents, last.received_on) if last else None

    def _picked_up(self, signal: SignalView, household: Id, definitions: Definitions) -> tuple[date, ...]:
        there = self._household.get(household)
        if not there:
            return ()
        first = look_back(signal.received_on, definitions)
        near = (self.decided[one] for one in there if one != signal.id)
        return tuple(sorted(one.received_on for one in near if one.case_id and one.received_on >= first))

    def _is_alone(self, signal_id: Id) -> bool:
        own = self.decided.get(signal_id)
        if own is None or own.case_id is None:
            return False
        there = (self.decided[one] for one in self._household[own.household] if one != signal_id)
        return not any(one.case_id == own.case_id and one.disposition is Disposition.IN_CASE for one in there)

    def _own(self, signal_id: Id) -> Earlier | None:
        before = self.decided.get(signal_id)
        if before is None:
            return None
        return Earlier(before.disposition, before.amount_cents, before.case_id, before.case_id not in self.closed)
