"""The resident's answer to an open offer; an answer given once is not changed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.cases.act import Act, Recording
from domain.cases.perform import completed, numbered
from domain.cases.refusals import Refusal, closed_refusal, date_refusal
from domain.cases.tell import case_fact
from domain.cases.work import OfferMade
from domain.change import Change
from schemas.ids import Id
from schemas.vocabulary.cases import CaseEventKind
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.offers import OfferAnswer


@dataclass(frozen=True, kw_only=True)
class AnswerOffer(Act):
    """The answer to an offer that was open."""

    what: ClassVar = "answer"

    offer_id: Id
    answer: OfferAnswer
    answered_on: date

    @property
    def binds(self) -> CaseEventKind | None:
        """As with an offer that is declined at once."""
        return CaseEventKind.DECLINED if self.answer is OfferAnswer.DECLINED else None

    @property
    def record(self) -> Id:
        """The offer: its row gets the answer."""
        return self.offer_id


def is_done(asked: Recording[AnswerOffer]) -> bool:
    """Whether the offer has this answer already."""
    made, act = _offer(asked), asked.act
    return made is not None and (made.answer, made.answered_on) == (act.answer, act.answered_on)


def refusal(asked: Recording[AnswerOffer]) -> Refusal | None:
    """To an open offer of an open case, not before it was made."""
    made, act = _offer(asked), asked.act
    if made is None or act.answer is OfferAnswer.OPEN:
        return Refusal.UNKNOWN_OFFER
    answered = None if made.answer is OfferAnswer.OPEN else Refusal.ALREADY_ANSWERED
    too_early = Refusal.BEFORE_OFFER if act.answered_on < made.made_on else None
    return closed_refusal(asked.case) or answered or date_refusal(act.answered_on, asked.case, asked.today) or too_early


def change(asked: Recording[AnswerOffer]) -> Change:
    """The answer; the first that accepts counts the case."""
    act = asked.act
    key = {"municipality": asked.worker.municipality, "id": act.offer_id}
    row = key | {"answer": act.answer, "answered_on": act.answered_on}
    first = act.answer is OfferAnswer.ACCEPTED and not asked.work.accepted
    facts = [case_fact(asked, FactKind.OFFER_ACCEPTED, act.answered_on)] if first else []
    said_no = [numbered(asked, CaseEventKind.DECLINED, act.answered_on)] if act.binds else []
    return completed(asked, Change(rows={"case_event": said_no}, updates={"offer": [row]}, facts=facts))


def _offer(asked: Recording[AnswerOffer]) -> OfferMade | None:
    return next((made for made in asked.work.offers if made.id == asked.act.offer_id), None)
