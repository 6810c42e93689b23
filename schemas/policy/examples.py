"""Worked examples in a policy: signals in short, and what must come of the last of them.

They are run when the policy is published. They decide nothing, so they are no part of its digest.
"""

from datetime import date, datetime, timedelta
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from schemas.policy.part import PolicyPart
from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.choices import Band, OfferLevel
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.registers import DebtHelpAnswer, ResidentAnswer
from schemas.vocabulary.signals import SignalKind, Stage

EXAMPLE_DAY: Final = date(2026, 3, 17)
"""A Tuesday: when a signal of an example was received, unless it says otherwise."""
MOST_SIGNALS: Final = 12
ARREARS_DAYS: Final = timedelta(days=60)
Euros = Annotated[int, Field(ge=1, le=1_000_000)]


class ExampleSignal(PolicyPart):
    """A signal about one household. `arrears`: the same word in two signals means the same arrears.

    `since`: when the arrears began; without it 60 days before receipt.

    `resident`, `debt_help`: what the registers say of the resident; without them nobody checked.

    `refused_after`: after this signal the resident was offered help and wanted none, and the case was closed.
    """

    partner: PartnerKind
    euros: Euros
    kind: SignalKind = SignalKind.ARREARS
    received: date = EXAMPLE_DAY
    since: date | None = None
    periods: Annotated[int, Field(ge=0, le=120)] = 1
    arrears: Annotated[str, Field(pattern="^[a-z0-9-]{1,20}$")] | None = None
    planned: date | None = None
    stage: Stage | None = None
    warm_handover: bool = False
    resident: ResidentAnswer | None = None
    debt_help: DebtHelpAnswer | None = None
    refused_after: bool = False


class Expected(PolicyPart):
    """What must come of the last signal; what is not named may be anything.

    `queued`: when the case goes to the queue, at once or at a local time. `reason`: one of its reasons.
    """

    disposition: Disposition | None = None
    tray: Tray | None = None
    channel: Channel | None = None
    band: Band | None = None
    points: int | None = None
    urgency: int | None = None
    reason: ReasonCode | None = None
    offer_level: OfferLevel | None = None
    start_by: date | None = None
    first_talk_by: date | None = None
    queued: Literal["at-once"] | datetime | None = None

    @model_validator(mode="after")
    def _expects_something(self) -> "Expected":
        if not self.model_fields_set:
            raise ValueError("say at least one thing that must come of it")
        return self


class WorkedExample(PolicyPart):
    """One worked example of a policy."""

    about: Annotated[str, Field(min_length=1, max_length=120)]
    signals: tuple[ExampleSignal, ...]
    expect: Expected

    @model_validator(mode="after")
    def _in_order_of_receipt(self) -> "WorkedExample":
        if not 1 <= len(self.signals) <= MOST_SIGNALS:
            raise ValueError(f"an example has 1 to {MOST_SIGNALS} signals")
        days = [one.received for one in self.signals]
        if days != sorted(days):
            raise ValueError("signals stand in the order in which they were received")
        return self
