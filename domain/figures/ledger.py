"""The ledger: what partners delivered against what became of it, counted from both ends.

`delivered = accepted + duplicate + revised + superseded + rejected` and `accepted - accounted = 0` when at rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from domain.figures.sheet import Sheet


class Unaccounted(NamedTuple):
    """Why something delivered is not accounted for. `on_its_way`: work, and not an error while it lasts."""

    meaning: str
    dutch: str
    on_its_way: bool = False


LEDGER_REASONS: Final[Mapping[str, Unaccounted]] = MappingProxyType(
    {
        "unread": Unaccounted(
            "lines of a stored delivery that have no receipt yet", "Regel nog niet gelezen", on_its_way=True
        ),
        "typed": Unaccounted(
            "signals that a worker typed and ingest has not taken yet", "Ingevoerd, nog niet verwerkt", on_its_way=True
        ),
        "unanswered": Unaccounted(
            "finished deliveries: lines without a receipt, or receipts without a line", "Regel zonder ontvangstbewijs"
        ),
        "mismatch": Unaccounted(
            "a signal and its accepted receipt that are not one to one, or a decision without its signal",
            "Signaal past niet bij ontvangstbewijs of besluit",
        ),
        "waiting": Unaccounted(
            "signals without a disposition for their current revision, on their way",
            "Signaal onderweg",
            on_its_way=True,
        ),
        "stuck": Unaccounted("signals on which deciding failed; an operator must look", "Signaal vastgelopen"),
        "stuck-case": Unaccounted("cases on which a later step failed; an operator must look", "Zaak vastgelopen"),
        "overdue-parked": Unaccounted(
            "parked signals whose day has come and that were not decided on anew",
            "Wachttijd voorbij, nog niet beoordeeld",
            on_its_way=True,
        ),
        "undispatched": Unaccounted(
            "open cases whose moment has come and that have no task yet", "Zaak wacht op een taak", on_its_way=True
        ),
    }
)


UNDONE_REASONS: Final = tuple(reason for reason, one in LEDGER_REASONS.items() if one.on_its_way)
"""Work on its way: not an error while it lasts, and one when it lasts."""


@dataclass(frozen=True)
class Accounted:
    """Signals of one municipality, and how many of them have a disposition for their current revision."""

    accepted: int
    accounted: int

    @property
    def difference(self) -> int:
        """Signals without a current disposition."""
        return self.accepted - self.accounted


@dataclass(frozen=True)
class Ledger:
    """Counts of delivered lines (`delivered`, by outcome) and of signals (`accounted`); `unaccounted` by reason.

    `received_ahead`: deliveries whose moment of receipt lies in the record's future: a clock was ahead.
    `undone_seconds`: for each reason that is work on its way, how long the oldest of it waits; 0 when nothing does.
    """

    delivered: int
    accepted: int
    duplicate: int
    revised: int
    superseded: int
    rejected: int
    accounted: int
    unaccounted: Mapping[str, int]
    municipalities: Mapping[str, Accounted] = field(default_factory=dict)
    received_ahead: int = 0
    undone_seconds: Mapping[str, int] = field(default_factory=dict)

    @property
    def difference(self) -> int:
        """Everything unaccounted together: 0 when at rest and well. Reasons never cancel each other out."""
        return sum(self.unaccounted.values())

    @property
    def at_rest(self) -> bool:
        """Whether nothing is on its way: a difference that is left then is an error, not work."""
        return not any(self.unaccounted[reason] for reason in UNDONE_REASONS)


def ledger_json(ledger: Ledger) -> dict[str, Any]:
    """The ledger as JSON values; exit code 0 belongs to `difference` 0 only."""
    return {
        "delivered": ledger.delivered,
        "accepted": ledger.accepted,
        "duplicate": ledger.duplicate,
        "revised": ledger.revised,
        "superseded": ledger.superseded,
        "rejected": ledger.rejected,
        "accounted": ledger.accounted,
        "difference": ledger.difference,
        "unaccounted": dict(ledger.unaccounted),
        "at_rest": ledger.at_rest,
        "received_ahead": ledger.received_ahead,
        "undone_seconds": dict(ledger.undone_seconds),
        "municipalities": {
            code: {"accepted": each.accepted, "accounted": each.accounted, "difference": each.difference}
            for code, each in ledger.municipalities.items()
        },
    }


COUNTS_SHOWN: Final = (
    "delivered",
    "accepted",
    "duplicate",
    "revised",
    "superseded",
    "rejected",
    "accounted",
    "difference",
)


def ledger_sheet(ledger: Ledger) -> Sheet:
    """The ledger for a person: every count, and the reasons that something is unaccounted for."""
    counts = [(name, str(getattr(ledger, name))) for name in COUNTS_SHOWN]
    reasons = [(f"unaccounted: {reason}", str(number)) for reason, number in ledger.unaccounted.items() if number]
    return Sheet("Ledger", ("", "signals"), [*counts, *reasons])
