"""What a worker does on a case, as plain commands, and the three ways in which one is turned down."""

from dataclasses import dataclass
from datetime import date

from domain.cases.refusals import Refusal
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind


class Refused(Exception):
    """A rule does not allow this now. The page says why and keeps what was typed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class Stale(Exception):
    """The case changed since the page was shown."""


class Unknown(Exception):
    """No such case in this municipality."""


@dataclass(frozen=True)
class Worker:
    """Who acts. `name` is shown to colleagues, never logged."""

    municipality: str
    id: Id
    name: str


@dataclass(frozen=True)
class Seen:
    """The version of the case that the page showed: the header that triage keeps, and the work."""

    header: int
    work: int


@dataclass(frozen=True, kw_only=True)
class Act:
    """Every command: `token` (the form's) is its cause, so a second submit records nothing.

    `seen` None: whoever acts without a page accepts the case as it is.
    """

    token: Id
    case_id: Id
    seen: Seen | None = None


@dataclass(frozen=True, kw_only=True)
class RecordAttempt(Act):
    """A try to reach `person_id`, who is on a signal of the case (None: not one person, e.g. a card)."""

    kind: Channel
    reached: bool
    held_on: date
    part_of_day: PartOfDay
    person_id: Id | None = None


@dataclass(frozen=True, kw_only=True)
class RecordOffer(Act):
    """A specific offer, and what the resident said to it that day."""

    kind: OfferKind
    made_on: date
    answer: OfferAnswer = OfferAnswer.OPEN


@dataclass(frozen=True, kw_only=True)
class AnswerOffer(Act):
    """The answer to an offer that was open."""

    offer_id: Id
    answer: OfferAnswer
    answered_on: date


@dataclass(frozen=True, kw_only=True)
class RecordTalk(Act):
    """The first talk: it stops the clock of Wgs art. 4."""

    held_on: date


@dataclass(frozen=True, kw_only=True)
class EstablishPlan(Act):
    """*Plan van aanpak vastgesteld* (Wgs art. 4a): the trajectory has started."""

    held_on: date


@dataclass(frozen=True, kw_only=True)
class CloseCase(Act):
    """The end result (DDAS section 3.2); the case is closed."""

    result: EndResult
