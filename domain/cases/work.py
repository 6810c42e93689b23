"""What was done on a case, as far as acts look at it and change it."""

from datetime import date, datetime
from typing import NamedTuple

from domain.cases.task import CaseTask
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.offers import OfferAnswer, OfferKind


class OfferMade(NamedTuple):
    """An offer, and the answer as it is now. Dates are local."""

    id: Id
    kind: OfferKind
    made_on: date
    answer: OfferAnswer = OfferAnswer.OPEN
    answered_on: date | None = None


class SignalOfCase(NamedTuple):
    """A signal that is in the case now. `received_on`: local date."""

    id: Id
    person_id: Id
    partner_kind: str
    received_on: date


class WorkDone(NamedTuple):
    """The work on a case. `version`: how often somebody did something; `touched_at` (UTC): the first time.

    `signals`: those that are in it, in the order in which they were decided on. `first_signal`: of all that ever were.
    `recorded`: what the act that is asked for recorded before.
    """

    version: int = 0
    coordinator: Id | None = None
    touched_at: datetime | None = None
    talked_on: date | None = None
    attempts: int = 0
    reached_by_attempt: bool = False
    offers: tuple[OfferMade, ...] = ()
    planned: bool = False
    result: EndResult | None = None
    signals: tuple[SignalOfCase, ...] = ()
    first_signal: Id | None = None
    recorded: frozenset[Id] = frozenset()
    task: CaseTask | None = None

    @property
    def reached(self) -> bool:
        """Whether a resident was spoken with: a reached attempt or a first talk."""
        return self.reached_by_attempt or self.talked_on is not None

    @property
    def accepted(self) -> bool:
        """Whether an offer was accepted."""
        return any(offer.answer is OfferAnswer.ACCEPTED for offer in self.offers)
