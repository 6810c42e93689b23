"""*Plan van aanpak vastgesteld* (Wgs art. 4a): the trajectory has started, also when the case is closed."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.cases.act import Act, Recording
from domain.cases.perform import completed, new_row
from domain.cases.refusals import Refusal, date_refusal, plan_refusal
from domain.cases.tell import case_fact, signal_facts
from domain.change import Change
from schemas.vocabulary.cases import MilestoneKind
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.offers import OfferAnswer


@dataclass(frozen=True, kw_only=True)
class EstablishPlan(Act):
    """The plan of approach was decided."""

    what: ClassVar = MilestoneKind.PLAN_ESTABLISHED

    held_on: date


def refusal(asked: Recording[EstablishPlan]) -> Refusal | None:
    """Once, after a first talk and an accepted offer, on a day since that offer was made."""
    held_on = asked.act.held_on
    made_on = (offer.made_on for offer in asked.work.offers if offer.answer is OfferAnswer.ACCEPTED)
    too_early = Refusal.BEFORE_OFFER if held_on < min(made_on, default=held_on) else None
    return plan_refusal(asked.case) or date_refusal(held_on, asked.case, asked.today) or too_early


def change(asked: Recording[EstablishPlan]) -> Change:
    """The plan: case and signals led to a trajectory."""
    held_on = asked.act.held_on
    row = new_row(asked, kind=MilestoneKind.PLAN_ESTABLISHED, held_on=held_on)
    facts = [
        case_fact(asked, FactKind.CASE_LED_TO_TRAJECTORY, held_on),
        *signal_facts(asked, FactKind.SIGNAL_LED_TO_TRAJECTORY, held_on),
    ]
    return completed(asked, Change(rows={"milestone": [row]}, facts=facts))
