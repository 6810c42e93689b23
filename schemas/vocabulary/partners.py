"""Kinds of signal partners (DDAS Vroegsignalering 1.2, section 5)."""

from enum import StrEnum
from typing import Final


class PartnerKind(StrEnum):
    """Kind of signal partner (DDAS EnumSignaalpartner)."""

    ENERGY = "energy"
    WATER = "water"
    HEALTH_INSURER = "health-insurer"
    LANDLORD = "landlord"
    CAK_HEALTH_INSURANCE = "cak-health-insurance"
    CAK_OWN_CONTRIBUTION = "cak-own-contribution"
    TAX_OFFICE = "tax-office"
    BENEFITS_OFFICE = "benefits-office"
    STUDENT_FINANCE = "student-finance"
    MORTGAGE = "mortgage"
    OTHER = "other"


SEVERAL_KINDS: Final = "several"
"""Label of the partner kind of a case with signals of more than one kind."""
