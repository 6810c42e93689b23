"""What may be done with an agreement that is there: ending it and withdrawing a legal ground."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any, Final

GROUNDS: Final = ("bsn_basis", "birth_date_basis")
"""Legal grounds of an agreement that can be withdrawn (Wgs art. 8c; Bgs art. 2)."""


def narrowed(row: Mapping[str, Any], on: date | None, grounds: Collection[str] = ()) -> dict[str, Any]:
    """The columns that change so that nothing may be sent from the day `on`, and no longer on these `grounds`.

    Empty when nothing of it is left to do: an agreement never ends later than it did. What was accepted stays. One that
    ends on its first day was never in force.
    """
    last = on - timedelta(days=1) if on else date.max
    ends = {"valid_to": last} if last < (row["valid_to"] or date.max) else {}
    return ends | {name: None for name in grounds if row[name]}
