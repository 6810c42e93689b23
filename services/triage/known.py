"""What a decision looks at and what it says: plain values, no persons."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple

from domain.cases.case import Case
from domain.law.calendar import local_date
from domain.people.address import Address
from domain.people.matching.features import Features
from schemas.ids import Id, as_bytes
from schemas.policy.published import Published
from schemas.reasons import ReasonCode
from schemas.vocabulary.decisions import Disposition, Occasion, ParkedFor
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from schemas.vocabulary.signals import SignalKind, Stage

TOLD_TO_RULES: Final = frozenset(
    {Occasion.WOKEN, Occasion.MERGED, Occasion.SPLIT, Occasion.REGISTER_ANSWERED, Occasion.BY_HAND}
)
"""Occasions that rules look at: not what its partner said, of which the content tells."""


MOST_CONTRACT: Final = 2**62 - 1


class SignalView(NamedTuple):
    """A signal as far as rules may look: amounts in euro cents, local dates.

    `received_on`: first receipt. `known_on`: receipt of this revision, from which a crisis clock runs.
    `asked_on`: the day that is decided for; another than `known_on` when a later moment asks again.
    `withdrawn`: the partner took it back. `occasion`: why it is decided on anew, where no word of its partner says so.
    `resident`, `debt_help`: what registers answered; None: not checked.
    """

    id: Id
    revision: int
    partner_id: Id
    partner_kind: PartnerKind
    reference: str
    kind: SignalKind
    amount_cents: int
    arrears_since: date
    signal_date: date
    planned_date: date | None
    stage: Stage | None
    warm_handover: bool
    received_on: date
    known_on: date
    asked_on: date
    withdrawn: bool = False
    occasion: Occasion | None = None
    resident: ResidentAnswer | None = None
    debt_help: DebtHelpAnswer | None = None


class Question(NamedTuple):
    """Why a signal is decided on: what caused it, on which occasion, and the moment it is decided for (UTC)."""

    cause: Id
    occasion: Occasion
    asked_at: datetime


class Place(NamedTuple):
    """Who a signal is about: the ids of a household, and of the person as far as somebody may act on it."""

    household: Id
    person: Id


NOWHERE: Final = Place("", "")
"""Of a signal that was not matched yet."""


class Undecided(NamedTuple):
    """A signal to decide on, with what telling it needs beside what rules see; of `periods_missed` see `Owed`.

    `contract`: of partner and customer number; its own where no number says who. `door`: of its whole
    address. `features`: what the matcher compares.
    """

    municipality: str
    signal: SignalView
    address: Address
    contract: int
    salt: bytes
    question: Question
    periods_missed: int = 1
    place: Place = NOWHERE
    door: int = 0
    features: Features | None = None

    def asked(self, question: Question) -> "Undecided":
        """The same signal, asked another question."""
        view = self.signal._replace(
            asked_on=local_date(question.asked_at),
            withdrawn=question.occasion is Occasion.WITHDRAWN,
            occasion=question.occasion if question.occasion in TOLD_TO_RULES else None,
        )
        return self._replace(signal=view, question=question)

    def answered(self, resident: ResidentAnswer | None, debt_help: DebtHelpAnswer | None) -> "Undecided":
        """With what registers said of its resident; None: not checked."""
        return self._replace(signal=self.signal._replace(resident=resident, debt_help=debt_help))


def own_contract(signal_id: Id) -> int:
    """The contract of a signal whose number names no customer: two of those are not one."""
    return int.from_bytes(as_bytes(signal_id)[-8:], "big") & MOST_CONTRACT


class Pickup(NamedTuple):
    """The last time that the same arrears were picked up: of one reference, or of one debt (partner, customer, start).

    `in_this_case`: in the case that is open for the household now, and not taken back there since. `elsewhere`: only on
    another household, of which nobody knows whether it moved here. All but the first two say nothing to rules before
    `2026.3`.
    """

    amount_cents: int
    received_on: date
    planned_date: date | None = None
    stage: Stage | None = None
    in_this_case: bool = False
    other_reference: bool = False
    elsewhere: bool = False
    warm_handover: bool = False


class Sleep(NamedTuple):
    """Why a parked signal waits, and the local day on which it is decided on anew at the latest."""

    parked_for: ParkedFor
    until: date


class OpenArrears(NamedTuple):
    """Other arrears on the household that are parked or in its open case, with the amount reported last (cents)."""

    partner_kind: PartnerKind
    kind: SignalKind
    amount_cents: int


class Earlier(NamedTuple):
    """The disposition that the same signal got before.

    `withdrawn`: the last that its partner said of it is that it is taken back, whatever that settled.
    `never_met`: it is about another household or door now, and on its case there was no talk. `talked`: there was
    one on the case that merges into another.
    """

    disposition: Disposition
    amount_cents: int
    case_id: Id | None
    case_open: bool
    withdrawn: bool = False
    never_met: bool = False
    talked: bool = False
    sleep: Sleep | None = None


class Owed(NamedTuple):
    """What only points look at, so it is gathered for a policy that names points alone.

    `periods`: how many the partner says were missed. `other_kinds`: kinds of other partners among the signals that were
    picked up on the household in the look-back. `refused`: somebody of the household was offered help and wanted none.
    """

    periods: int
    other_kinds: tuple[PartnerKind, ...] = ()
    refused: bool = False


class Known(NamedTuple):
    """What is known around a signal.

    `picked_up`: receipt dates of other signals on the household in the look-back; from rules `2026.3` on of other
    arrears, once a month each, and of the signal's own arrears before this month.
    `alone`: of one that was withdrawn, whether no other signal is in its case. `reported_again`: of such a one, whether
    the same arrears stand in a later signal that was settled as a repeat of it.
    `other_kinds`: kinds of partner, other than its own, of which a signal was picked up on the household this month;
    from rules `2026.4` on.
    `open_arrears`: only where a policy parks, or the signal is parked; `own_cents`: there, its own arrears as another
    signal reported them since.
    """

    pickup: Pickup | None
    picked_up: tuple[date, ...]
    case: Case | None
    previous_case: Id | None
    own: Earlier | None
    alone: bool = False
    reported_again: bool = False
    other_kinds: tuple[PartnerKind, ...] = ()
    open_arrears: tuple[OpenArrears, ...] = ()
    owed: Owed | None = None
    own_cents: int | None = None


class Reason(NamedTuple):
    """One step of the decision, with the details that `schemas.reasons` promises for its code."""

    code: ReasonCode
    details: dict[str, Any]


class Decision(NamedTuple):
    """The outcome for one signal. `case`: the case's header from now on; `opens`: it is a new case.

    `closes`: the case that ends because nothing is left in it.
    `says_it_again`: a threat that is in the case already and did not change; it counts as no other signal.
    `sleep`: of one that is parked.
    """

    disposition: Disposition
    reasons: tuple[Reason, ...]
    case: Case | None = None
    opens: bool = False
    closes: Id | None = None
    says_it_again: bool = False
    sleep: Sleep | None = None


class Decided(NamedTuple):
    """A signal that was decided on, as it was then. `sequence` orders decisions within the municipality.

    `received_on`: first receipt; `known_on`: receipt of the revision that was decided on. `household` and `person` are
    as they are by now. `contract`, `door`: see `Undecided`. `withdrawn`: its partner took it back, and sent it no more
    since; what others ask of it meanwhile does not change that.
    """

    signal_id: Id
    sequence: int
    household: Id
    disposition: Disposition
    case_id: Id | None
    partner_id: Id
    partner_kind: PartnerKind
    reference: str
    kind: SignalKind
    amount_cents: int
    received_on: date
    known_on: date
    person: Id
    contract: int
    door: int
    arrears_since: date
    planned_date: date | None
    stage: Stage | None
    warm_handover: bool
    says_it_again: bool = False
    withdrawn: bool = False
    sleep: Sleep | None = None

    @property
    def stands(self) -> bool:
        """Whether it was picked up, and its partner did not take it back."""
        return self.disposition is Disposition.IN_CASE and not self.withdrawn


class Versions(NamedTuple):
    """What a decision was made with: the steps of the rules, the matcher and the definitions."""

    rules: str
    matcher: str
    definitions: str


class Settled(NamedTuple):
    """One decision with its place in the order, and the household it is about; `ended`: the case that it ends."""

    undecided: Undecided
    sequence: int
    household: Id
    known: Known
    policy: Published
    decision: Decision
    before: Decided | None
    after: Decided
    ended: Case | None = None
