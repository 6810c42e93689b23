"""A case as its page shows it: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.cases.case import Case
from domain.cases.refusals import Refusal, closed_refusal, offer_refusal, plan_refusal, result_refusal, talk_refusal
from domain.cases.work import OfferMade
from domain.law.calendar import local_date
from domain.people.names import full_name
from domain.planning.contact_plan import ContactPlan
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.offers import OfferAnswer
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage, WithdrawalReason
from services.worklist.pages.case.history import Happening
from services.worklist.pages.case.people import PersonLine
from services.worklist.pages.shared.case_line import CaseLine
from services.worklist.words.reasons import StoredReason


@dataclass(frozen=True)
class SignalLine:
    """What a company reported. Amount in euro cents.

    `withdrawn`: why the company took it back; `to_check`: nobody has found out yet whether there are arrears.
    """

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
    withdrawn: WithdrawalReason | None
    to_check: bool


class NotNow(NamedTuple):
    """Why something cannot be recorded on the case now; None where it can. `results`: the possible ones first."""

    offer: Refusal | None
    override: Refusal | None
    talk: Refusal | None
    plan: Refusal | None
    results: Mapping[EndResult, Refusal | None]


class CaseLink(NamedTuple):
    """Another case, and its number as pages write it."""

    case_id: Id
    number: str


@dataclass(frozen=True)
class CasePage:
    """A case with its surroundings. `version`: what it was when the page was shown; every form of the page carries it.

    `reached`: a resident was spoken with. `goes_on_in`: the case that has its signals since households merged or
    parted. `plan`: the next step, of an open case.
    """

    line: CaseLine
    version: str
    reached: bool
    refused: NotNow
    result: EndResult | None
    goes_on_in: CaseLink | None
    reasons: list[StoredReason]
    signals: list[SignalLine]
    people: list[PersonLine]
    offers: list[OfferMade]
    history: list[Happening]
    plan: ContactPlan | None = None

    @property
    def contacts(self) -> list[PersonLine]:
        """Those who are on a signal of this case: nobody else is contacted."""
        return [found for found in self.people if found.on_case]

    @property
    def to_check(self) -> list[SignalLine]:
        """Signals that a company took back while somebody works on the case: nobody has asked yet."""
        return [] if self.line.closed_at else [found for found in self.signals if found.to_check]

    @property
    def open_offers(self) -> list[OfferMade]:
        """Offers that wait for an answer."""
        return [found for found in self.offers if found.answer is OfferAnswer.OPEN]


def not_now(case: Case) -> NotNow:
    """What the rules do not allow on this case."""
    refused = {result: result_refusal(result, case) for result in EndResult}
    possible_first = sorted(refused, key=lambda result: refused[result] is not None)
    results = {result: refused[result] for result in possible_first}
    return NotNow(offer_refusal(case), closed_refusal(case), talk_refusal(case), plan_refusal(case), results)


def _must_be_checked(row: Any, asked_at: Mapping[Id, datetime]) -> bool:
    """As `domain.cases.read.MUST_BE_CHECKED`."""
    if not row.withdrawn or row.disposition != Disposition.IN_CASE:
        return False
    return row.id not in asked_at or asked_at[row.id] < row.withdrawn_at


def signal_line(row: Any, asked_at: Mapping[Id, datetime]) -> SignalLine:
    """A row of `signal` with the name of its partner. `asked_at`: when somebody last asked about it (UTC)."""
    return SignalLine(
        id=row.id,
        partner=row.partner_name,
        partner_kind=PartnerKind(row.partner_kind),
        name=full_name(row),
        periods=row.periods_missed,
        arrears_since=row.arrears_since,
        cents=row.amount_cents,
        received_on=local_date(row.received_at),
        kind=SignalKind(row.kind),
        planned_on=row.planned_date,
        stage=Stage(row.stage) if row.stage else None,
        revised=row.revision > 1,
        withdrawn=WithdrawalReason(row.withdrawn) if row.withdrawn else None,
        to_check=_must_be_checked(row, asked_at),
    )
