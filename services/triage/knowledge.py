"""What triage knows of one municipality while it decides, in memory and in the order of the sequence.

Loaded from the record for one batch, or built up from nothing by a replay: the same answers either way.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from domain.cases.case import Case
from domain.law.definitions import Definitions, look_back
from schemas.ids import Id
from schemas.vocabulary.decisions import STAYS_WITH_A_CASE, Disposition, Occasion
from services.triage.arrears import TODAY, ArrearsByReference, At, Beside, Debt, Looks, debt_of, reference_of
from services.triage.known import Decided, Decision, Earlier, Known, Owed, Place, SignalView, Undecided

MAY_LEAVE: Final = frozenset({Occasion.REGISTER_ANSWERED, Occasion.MERGED, Occasion.SPLIT})
"""Occasions of others than its partner on which a signal may leave its case."""


@dataclass
class Knowledge:
    """Decided signals and cases of one municipality, by household."""

    decided: dict[Id, Decided] = field(default_factory=dict)
    cases: dict[Id, Case] = field(default_factory=dict)
    closed: set[Id] = field(default_factory=set)
    declined: set[Id] = field(default_factory=set)
    _household: dict[Id, dict[Id, None]] = field(default_factory=lambda: defaultdict(dict))
    _references: dict[ArrearsByReference, dict[Id, None]] = field(default_factory=lambda: defaultdict(dict))
    _debts: dict[Debt, dict[Id, None]] = field(default_factory=lambda: defaultdict(dict))
    household_of: dict[Id, Id] = field(default_factory=dict)
    _cases_of: dict[Id, list[Id]] = field(default_factory=lambda: defaultdict(list))
    _of_case: dict[Id, dict[Id, None]] = field(default_factory=lambda: defaultdict(dict))
    _opened: dict[Id, int] = field(default_factory=dict)

    def household_that_stays(self, signal_id: Id) -> Id | None:
        """Where a revised signal is: with its open case until a person moves it; None when its address decides."""
        own = self.decided.get(signal_id)
        stays = own is not None and own.disposition is Disposition.IN_CASE and own.case_id not in self.closed
        return own.household if own and stays else None

    def around(
        self,
        undecided: Undecided,
        household: Id,
        definitions: Definitions,
        looks: Looks = TODAY,
        *,
        parks: bool = False,
    ) -> Known:
        """What is known around a signal, itself left out, as rules of a version look.

        `parks`: signals may wait, so that what else is open on the household counts.
        """
        signal, contract = undecided.signal, undecided.contract
        cases, running = self._cases_of.get(household, []), self.running(household)
        same, near = self._same(signal, contract), self._picked_up(signal, household, definitions)
        beside = (
            self._beside(signal, household, contract, looks, running) if parks or self._sleeps(signal.id) else Beside()
        )
        return Known(
            pickup=looks.pickup(same, signal, At(household, undecided.door), running),
            picked_up=looks.dates(near, signal, contract),
            case=self.cases[running] if running else None,
            previous_case=next((case for case in reversed(cases) if case in self.closed), None),
            own=self._own(undecided, household),
            alone=(signal.withdrawn or signal.occasion in MAY_LEAVE) and self._is_alone(signal.id),
            reported_again=signal.withdrawn and _is_reported_again(same, household),
            other_kinds=looks.kinds(near, signal),
            open_arrears=beside.others,
            own_cents=beside.own_cents,
        )

    def sleepers(self, household: Id) -> list[Decided]:
        """The parked signals of a household, in the order in which they were parked."""
        there = (self.decided[one] for one in self._household.get(household, ()))
        return sorted((one for one in there if one.sleep), key=lambda one: one.sequence)

    def owed(self, signal: SignalView, household: Id, definitions: Definitions, periods: int) -> Owed:
        """What points look at beside `around`."""
        near = self._picked_up(signal, household, definitions)
        kinds = {one.partner_kind for one in near if not one.withdrawn} - {signal.partner_kind}
        refused = not self.declined.isdisjoint(self._cases_of.get(household, ()))
        return Owed(periods, tuple(sorted(kinds)), refused)

    def remember(self, undecided: Undecided, household: Id, decision: Decision, sequence: int) -> Decided:
        """Keep a decision; a later one on the same signal replaces it."""
        signal = undecided.signal
        own = self.decided.get(signal.id)
        if decision.case:
            self.open(decision.case, household)
        if decision.closes:
            self.close(decision.closes)
        kept = own.case_id if own and decision.disposition in STAYS_WITH_A_CASE else None
        case_id = decision.case.id if decision.case else kept
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
            known_on=signal.known_on,
            person=undecided.place.person,
            contract=undecided.contract,
            door=undecided.door,
            arrears_since=signal.arrears_since,
            planned_date=signal.planned_date,
            stage=signal.stage,
            warm_handover=signal.warm_handover,
            says_it_again=decision.says_it_again,
            withdrawn=signal.withdrawn or (signal.occasion is not None and own is not None and own.withdrawn),
            sleep=decision.sleep,
        )
        self.add(decided)
        return decided

    def add(self, decided: Decided) -> None:
        """Enter a decided signal."""
        before = self.decided.get(decided.signal_id)
        if before:
            del self._household[before.household][before.signal_id]
            del self._references[reference_of(before)][before.signal_id]
            del self._debts[debt_of(before, before.contract)][before.signal_id]
            if before.case_id:
                del self._of_case[before.case_id][before.signal_id]
        name = decided.signal_id
        self.decided[name] = decided
        self._household[decided.household][name] = None
        self._references[reference_of(decided)][name] = None
        self._debts[debt_of(decided, decided.contract)][name] = None
        if decided.case_id:
            self._of_case[decided.case_id][name] = None

    def move(self, signal_id: Id, place: Place) -> bool:
        """Note that a signal is about somebody else by now; whether that is news."""
        own = self.decided.get(signal_id)
        if own is None or (own.household, own.person) == place:
            return False
        self.add(own._replace(household=place.household, person=place.person))
        return True

    def move_case(self, case_id: Id, household: Id) -> None:
        """Note that the household of a case is known by another id by now."""
        self._cases_of[self.household_of[case_id]].remove(case_id)
        self.household_of[case_id] = household
        self._cases_of[household].append(case_id)
        self._cases_of[household].sort(key=self._opened.__getitem__)

    def cases_of(self, household: Id) -> list[Id]:
        """The cases of a household, in the order in which they were opened."""
        return list(self._cases_of.get(household, ()))

    def running(self, household: Id) -> Id | None:
        """The open case of a household; of two that merged the one that a person works on, else the oldest."""
        there = [case for case in self._cases_of.get(household, ()) if case not in self.closed]
        return min(there, key=lambda case: (not self.cases[case].touched, self._opened[case]), default=None)

    def members(self, household: Id) -> list[Id]:
        """The decided signals of a household."""
        return list(self._household.get(household, ()))

    def misplaced(self, households: Iterable[Id]) -> list[Id]:
        """Signals of these households in an open case which is not that of their household, oldest first."""
        there = [self.decided[name] for home in households for name in self._household.get(home, ())]
        wrong = [one for one in there if self._is_misplaced(one)]
        return [one.signal_id for one in sorted(wrong, key=lambda one: one.sequence)]

    def _is_misplaced(self, one: Decided) -> bool:
        in_open_case = one.disposition is Disposition.IN_CASE and one.case_id not in self.closed
        return in_open_case and one.case_id != self.running(one.household)

    def open(self, case: Case, household: Id) -> None:
        """Enter a case, or its new header."""
        if case.id not in self.cases:
            self._opened[case.id] = len(self._opened)
            self.household_of[case.id] = household
            self._cases_of[household].append(case.id)
        self.cases[case.id] = case

    def close(self, case_id: Id) -> None:
        """Note that a worker closed a case."""
        self.closed.add(case_id)

    def decline(self, case_id: Id) -> None:
        """Note that the resident was offered help and wanted none."""
        self.declined.add(case_id)

    def touch(self, case_id: Id) -> None:
        """Note that a person works on a case."""
        self.cases[case_id] = self.cases[case_id]._replace(touched=True)

    def talk(self, case_id: Id) -> None:
        """Note that the first talk was held."""
        self.cases[case_id] = self.cases[case_id]._replace(touched=True, talked=True)

    def _same(self, signal: SignalView, contract: int) -> list[Decided]:
        """Other decided signals under the same reference, or of the same debt."""
        named = self._references.get(reference_of(signal))
        owed = self._debts.get(debt_of(signal, contract))
        if not (named or owed):
            return []
        return [self.decided[one] for one in {**(named or {}), **(owed or {})} if one != signal.id]

    def _picked_up(self, signal: SignalView, household: Id, definitions: Definitions) -> list[Decided]:
        """Other signals on the household that were picked up in the look-back."""
        there = self._household.get(household)
        if not there:
            return []
        first = look_back(signal.received_on, definitions.successive)
        near = (self.decided[one] for one in there if one != signal.id)
        return [one for one in near if one.disposition is Disposition.IN_CASE and one.received_on >= first]

    def _sleeps(self, signal_id: Id) -> bool:
        own = self.decided.get(signal_id)
        return own is not None and own.sleep is not None

    def _beside(self, signal: SignalView, household: Id, contract: int, looks: Looks, running: Id | None) -> Beside:
        if looks.beside is None:
            return Beside()
        own = self.decided.get(signal.id)
        return looks.beside(self._open(signal, household, running), signal, contract, own.sequence if own else None)

    def _open(self, signal: SignalView, household: Id, running: Id | None) -> list[Decided]:
        """Other signals on the household that are parked, or picked up in its open case."""
        there = (self.decided[one] for one in self._household.get(household, ()) if one != signal.id)
        return [one for one in there if one.sleep or (running and one.case_id == running and one.stands)]

    def _is_alone(self, signal_id: Id) -> bool:
        own = self.decided.get(signal_id)
        if own is None or own.case_id is None:
            return False
        there = (self.decided[one] for one in self._of_case[own.case_id] if one != signal_id)
        return not any(one.disposition is Disposition.IN_CASE for one in there)

    def _own(self, undecided: Undecided, household: Id) -> Earlier | None:
        signal = undecided.signal
        before = self.decided.get(signal.id)
        if before is None:
            return None
        case = self.cases.get(before.case_id) if before.case_id else None
        return Earlier(
            before.disposition,
            before.amount_cents,
            before.case_id,
            case_open=before.case_id not in self.closed,
            withdrawn=before.withdrawn,
            sleep=before.sleep,
            never_met=(before.household, before.door) != (household, undecided.door)
            and case is not None
            and not case.talked,
            talked=signal.occasion is Occasion.MERGED and case is not None and case.talked,
        )


def _is_reported_again(same: Iterable[Decided], household: Id) -> bool:
    """Whether of the same arrears only repeats stand here: nobody is approached for those."""
    here = [one for one in same if one.household == household]
    return any(one.disposition is Disposition.REPEAT for one in here) and not any(one.stands for one in here)
