"""What a decision looks at and what it says: plain values, no persons."""

from datetime import date
from typing import Any, NamedTuple

from schemas.ids import Id
from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage


class SignalFacts(NamedTuple):
    """A signal as far as rules may look: amounts in euro cents, local dates.

    `received_on`: first receipt. `known_on`: receipt of this revision, from which a crisis clock runs.
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


class Pickup(NamedTuple):
    """The last time that the same arrears (partner, reference, kind) were picked up."""

    amount_cents: int
    received_on: date


class Case(NamedTuple):
    """An open case: its header as triage keeps it, and what a worker did that binds the rules."""

    id: Id
    opened_on: date
    tray: Tray
    channel: Channel
    urgency: int
    deadline: date
    clock_from: date
    several: bool
    successive: bool
    partner_kind: str
    touched: bool
    talked: bool


class Own(NamedTuple):
    """The disposition that an earlier revision of the same signal got."""

    disposition: Disposition
    amount_cents: int
    case_id: Id | None
    case_open: bool


class Known(NamedTuple):
    """What is known around a signal. `picked_up`: receipt dates of other signals on the household in the look-back."""

    pickup: Pickup | None
    picked_up: tuple[date, ...]
    case: Case | None
    previous_case: Id | None
    own: Own | None


class Reason(NamedTuple):
    """One step of the decision, with the facts that `schemas.reasons.FACTS` names."""

    code: ReasonCode
    facts: dict[str, Any]


class Decision(NamedTuple):
    """The outcome for one signal. `case`: the case's header from now on; `opens`: it is a new case."""

    disposition: Disposition
    reasons: tuple[Reason, ...]
    case: Case | None = None
    opens: bool = False
