"""A case as its page shows it: plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.cases.case import Case
from schemas.ids import Id
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage
from services.worklist.history import Entry
from services.worklist.read.lines import Line
from services.worklist.read.people import PersonView
from services.worklist.words.reasons import Reason


@dataclass(frozen=True)
class SignalLine:
    """What a company reported. Amount in euro cents."""

    id: Id
    partner: str
    partner_kind: PartnerKind
    name: str
    periods: int
    arrears_since: date
    cents: int
    received_on: date
    kind: SignalKind
    planned_on: date | None
    stage: Stage | None
    revised: bool


@dataclass(frozen=True)
class OfferLine:
    """An offer and its answer."""

    id: Id
    kind: OfferKind
    made_on: date
    answer: OfferAnswer


@dataclass(frozen=True)
class DecisionLine:
    """The decision on one signal, as it was stored."""

    partner: str
    sequence: int
    decided_for: datetime
    policy_version: int
    matcher_version: str
    definitions_version: str
    digest: str
    reasons: list[Reason]


@dataclass(frozen=True)
class CaseView:
    """A case with its surroundings."""

    line: Line
    state: Case
    signals: list[SignalLine]
    people: list[PersonView]
    offers: list[OfferLine]
    decisions: list[DecisionLine]
    history: list[Entry]

    @property
    def contacts(self) -> list[PersonView]:
        """Those who are on a signal of this case: nobody else is contacted."""
        return [found for found in self.people if found.on_case]

    @property
    def open_offers(self) -> list[OfferLine]:
        """Offers that wait for an answer."""
        return [found for found in self.offers if found.answer is OfferAnswer.OPEN]
