"""What may be done with an agreement that is there: ending it and withdrawing a legal ground."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

GROUNDS: Final = ("bsn_basis", "birth_date_basis")
"""Legal grounds of an agreement that can be withdrawn (Wgs art. 8c; Bgs art. 2)."""


class AgreementRefusal(StrEnum):
    """Why an agreement is left as it is."""

    ENDED_BEFORE = "ended-before"
    NO_GROUND = "no-ground"


def ended(row: Mapping[str, Any], on: date) -> dict[str, Any] | AgreementRefusal:
    """The columns that end an agreement, so that nothing may be sent from the day `on`; never later than it ends now.

    What was accepted stays. An agreement that ends on its first day was never in force.
    """
    last = on - timedelta(days=1)
    if row["valid_to"] is not None and row["valid_to"] <= last:
        return AgreementRefusal.ENDED_BEFORE
    return {"valid_to": last}


def withdrawn(row: Mapping[str, Any], ground: str) -> dict[str, Any] | AgreementRefusal:
    """The columns that withdraw one of `GROUNDS`. It holds at once, as the ground is asked for at every delivery."""
    return {ground: None} if row[ground] else AgreementRefusal.NO_GROUND
