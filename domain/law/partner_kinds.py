"""What each kind of partner may send: window in days, signal kinds, and fields that need a legal basis.

Which kinds a municipality takes signals of is data: by default the four of the law, and what it says itself besides.

Sources: DDAS Vroegsignalering 1.2 section 5 (scope in days), Bgs art. 2 (landlords), Wgs art. 8c (BSN) and 10 (kinds).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind

A, E = SignalKind.ARREARS, SignalKind.END_OF_CONTRACT


@dataclass(frozen=True)
class PartnerType:
    """Rules of one partner kind.

    `least_days` and `most_days`: age of the arrears on the signal date, both inclusive; None is no limit.
    `birth_date_needs_basis`: a birth date is refused unless the agreement names a legal basis.
    A BSN always needs one (Wgs art. 8c).
    """

    signal_kinds: frozenset[SignalKind]
    least_days: int | None = None
    most_days: int | None = None
    birth_date_needs_basis: bool = False
    attestation: bool = False


PARTNER_TYPES: Final[Mapping[PartnerKind, PartnerType]] = MappingProxyType(
    {
        PartnerKind.ENERGY: PartnerType(frozenset({A, E, SignalKind.DISCONNECTION}), least_days=30),
        PartnerKind.WATER: PartnerType(frozenset({A, SignalKind.DISCONNECTION}), least_days=30),
        PartnerKind.HEALTH_INSURER: PartnerType(
            frozenset({A, SignalKind.INSURANCE_ENDED}), least_days=30, most_days=100
        ),
        PartnerKind.LANDLORD: PartnerType(
            frozenset({A, SignalKind.EVICTION}), least_days=30, birth_date_needs_basis=True, attestation=True
        ),
        PartnerKind.CAK_HEALTH_INSURANCE: PartnerType(frozenset({A}), least_days=183),
        PartnerKind.CAK_OWN_CONTRIBUTION: PartnerType(frozenset({A})),
        PartnerKind.TAX_OFFICE: PartnerType(frozenset({A})),
        PartnerKind.BENEFITS_OFFICE: PartnerType(frozenset({A})),
        PartnerKind.STUDENT_FINANCE: PartnerType(frozenset({A})),
        PartnerKind.MORTGAGE: PartnerType(frozenset({A, SignalKind.EVICTION})),
        PartnerKind.OTHER: PartnerType(frozenset({A})),
    }
)

BY_LAW_SINCE: Final = date(2021, 1, 1)
BY_LAW: Final = frozenset({PartnerKind.ENERGY, PartnerKind.WATER, PartnerKind.HEALTH_INSURER, PartnerKind.LANDLORD})
"""Kinds that every municipality takes signals of since that day, unless it says otherwise (Wgs art. 3(1)(b))."""


class AcceptedKind(NamedTuple):
    """When a municipality takes signals of a kind; both days are included, no last day means open-ended."""

    municipality: str
    kind: PartnerKind
    valid_from: date
    valid_to: date | None = None


def is_accepted(kind: PartnerKind, municipality: str, day: date, said: Iterable[AcceptedKind]) -> bool:
    """Whether a municipality takes signals of this kind on a day. What it says of a kind replaces the default."""
    own = [one for one in said if (one.municipality, one.kind) == (municipality, kind)]
    if own:
        return any(one.valid_from <= day <= (one.valid_to or date.max) for one in own)
    return kind in BY_LAW and day >= BY_LAW_SINCE
