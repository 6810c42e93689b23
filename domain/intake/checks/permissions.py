"""Who sends, and what it agreed with each municipality: what the checks need to know of a partner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from domain.intake.checks.dates import Days, births, measures
from domain.law.calendar import months_before
from domain.law.partner_kinds import PARTNER_TYPES, AcceptedKind, PartnerType, is_accepted
from schemas.ids import Id
from schemas.signals import SIGNAL_FIELDS
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryChannel

OLDEST_ARREARS_YEARS: Final = 25
SUSPENDED: Final = "Wij nemen nu niets van u aan: uw aansluiting staat stil. Neem contact met ons op."
CHANNEL_CLOSED: Final = "U levert niet langs deze weg. Wij spraken een andere weg met u af. Neem contact met ons op."
ALWAYS_SENT: Final = frozenset(one.dutch for one in SIGNAL_FIELDS.values() if one.required)
"""Without these there is no signal, so no list of allowed fields leaves them out."""
MAY_BE_CLOSED: Final = {name: one.dutch for name, one in SIGNAL_FIELDS.items() if not one.required}
"""Fields that a partner need not be allowed to send, with their outward names."""


@dataclass(frozen=True)
class Agreement:
    """A partner's agreement with one municipality; both days are included, no last day means open-ended.

    `bsn_allowed`, `birth_date_allowed`: a legal basis was entered (Wgs art. 8c; Bgs art. 2 for landlords).
    """

    municipality: str
    valid_from: date
    valid_to: date | None = None
    bsn_allowed: bool = False
    birth_date_allowed: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the agreement is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Sender:
    """A partner on the local day on which it delivers: data may be shared when the agreement holds on that day.

    `refusing`: municipalities that take no signals of its kind on that day. `fields`: outward names of what it may
    send besides what every signal has; None is all.
    """

    kind: PartnerKind
    agreements: Mapping[str, Agreement]
    today: date
    refusing: frozenset[str] = frozenset()
    fields: frozenset[str] | None = None

    @cached_property
    def rules(self) -> PartnerType:
        """What this kind of partner may send."""
        return PARTNER_TYPES[self.kind]

    @cached_property
    def closed_fields(self) -> tuple[tuple[str, str], ...]:
        """Inward and outward name of each field that it may not send. A landlord's statement is never one of them."""
        if self.fields is None:
            return ()
        needed = {"verklaring"} if self.rules.attestation else set[str]()
        return tuple(one for one in MAY_BE_CLOSED.items() if one[1] not in self.fields | needed)

    @cached_property
    def oldest(self) -> date:
        """The oldest signal date that is still taken: one year ago."""
        return months_before(self.today, 12)

    @cached_property
    def oldest_arrears(self) -> date:
        """Arrears that began before this day are a date that went wrong, not a debt."""
        return months_before(self.today, 12 * OLDEST_ARREARS_YEARS)

    @cached_property
    def births(self) -> tuple[str, str]:
        """Between which days (yyyy-mm-dd) its customers were born."""
        return births(self.today)

    @cached_property
    def measures(self) -> Days:
        """Between which days the measures lie that it announces."""
        return measures(self.today)

    def agreement(self, municipality: str) -> Agreement | None:
        """The agreement in force with this municipality."""
        return self.agreements.get(municipality)


@dataclass(frozen=True)
class Partner:
    """A partner with all its agreements, also those of the past.

    `accepted`: what municipalities say of its kind. `channels`, `fields`: what it may use and send; None is all.
    """

    id: Id
    kind: PartnerKind
    agreements: tuple[Agreement, ...]
    accepted: tuple[AcceptedKind, ...] = ()
    channels: frozenset[DeliveryChannel] | None = None
    fields: frozenset[str] | None = None
    suspended: bool = False

    def on(self, day: date) -> Sender:
        """The partner as a sender on a local day."""
        in_force = {one.municipality: one for one in self.agreements if one.holds_on(day)}
        refusing = frozenset(code for code in in_force if not is_accepted(self.kind, code, day, self.accepted))
        return Sender(self.kind, in_force, day, refusing, self.fields)

    def why_closed(self, channel: DeliveryChannel) -> str:
        """Why it may not deliver over this channel, in outward Dutch; empty when it may."""
        if self.suspended:
            return SUSPENDED
        return "" if self.channels is None or channel in self.channels else CHANNEL_CLOSED

    def open_municipalities(self, day: date) -> frozenset[str]:
        """Every municipality with which it has an agreement that is in force on `day`, or will be."""
        return frozenset(one.municipality for one in self.agreements if day <= (one.valid_to or date.max))

    def municipalities(self) -> tuple[str, ...]:
        """Every municipality the partner has or had an agreement with."""
        return tuple(sorted({one.municipality for one in self.agreements}))
