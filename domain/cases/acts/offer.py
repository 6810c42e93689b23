"""A specific offer to a resident who was reached: the case and its signals then led to an offer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.cases.act import Act, Recording
from domain.cases.perform import completed, new_row, numbered
from domain.cases.refusals import Refusal, date_refusal, offer_refusal
from domain.cases.tell import case_fact, signal_facts
from domain.change import Change
from domain.figures.facts import Fact
from schemas.vocabulary.cases import CaseEventKind
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.offers import OfferAnswer, OfferKind


@dataclass(frozen=True, kw_only=True)
class RecordOffer(Act):
    """A specific offer, and what the resident said to it that day."""

    what: ClassVar = "offer"

    kind: OfferKind
    made_on: date
    answer: OfferAnswer = OfferAnswer.OPEN

    @property
    def binds(self) -> CaseEventKind | None:
        """A resident who wants no help is known by it (`refused_before` of a policy)."""
        return CaseEventKind.DECLINED if self.answer is OfferAnswer.DECLINED else None


def refusal(asked: Recording[RecordOffer]) -> Refusal | None:
    """On an open case of which somebody was reached, on a day of it."""
    return offer_refusal(asked.case) or date_refusal(asked.act.made_on, asked.case, asked.today)


def change(asked: Recording[RecordOffer]) -> Change:
    """The offer, open or with its answer."""
    act = asked.act
    answered_on = None if act.answer is OfferAnswer.OPEN else act.made_on
    row = new_row(asked, kind=act.kind, made_on=act.made_on, answer=act.answer, answered_on=answered_on)
    said_no = [numbered(asked, CaseEventKind.DECLINED, act.made_on)] if act.binds else []
    return completed(asked, Change(rows={"offer": [row], "case_event": said_no}, facts=list(_facts(asked))))


def _facts(asked: Recording[RecordOffer]) -> Iterator[Fact]:
    act = asked.act
    yield case_fact(asked, FactKind.OFFER_MADE, act.made_on, act.kind)
    if not asked.work.offers:
        yield case_fact(asked, FactKind.CASE_LED_TO_OFFER, act.made_on)
    yield from signal_facts(asked, FactKind.SIGNAL_LED_TO_OFFER, act.made_on)
    if act.answer is OfferAnswer.ACCEPTED and not asked.work.accepted:
        yield case_fact(asked, FactKind.OFFER_ACCEPTED, act.made_on)
