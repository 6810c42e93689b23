"""The ledger: what partners delivered against what became of it, counted from both ends (DESIGN, principle 2).

`delivered = accepted + duplicate + revised + rejected` and `accepted - accounted = 0` when at rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from rich.table import Table
from sqlalchemy import Connection, Engine, Row, text

REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unread": "lines of a stored delivery that have no receipt yet",
        "unanswered": "finished deliveries: lines without a receipt, or receipts without a line",
        "mismatch": "a signal and its accepted receipt that are not one to one, or a decision without its signal",
        "waiting": "signals without a disposition for their current revision, on their way",
        "stuck": "signals on which deciding failed; an operator must look",
        "stuck-case": "cases on which a later step failed; an operator must look",
        "undispatched": "open cases whose moment has come and that have no task yet",
    }
)
"""Why something delivered is not accounted for."""

ON_THEIR_WAY: Final = ("unread", "waiting", "undispatched")

LINES: Final = text(
    """
    SELECT coalesce(sum(d.lines), 0)::bigint AS delivered,
           coalesce(sum(r.accepted), 0)::bigint AS accepted,
           coalesce(sum(r.duplicate), 0)::bigint AS duplicate,
           coalesce(sum(r.revised), 0)::bigint AS revised,
           coalesce(sum(r.rejected), 0)::bigint AS rejected,
           coalesce(sum(abs(d.lines - coalesce(r.answered, 0))) FILTER (WHERE d.state <> 'done'), 0)::bigint AS unread,
           coalesce(sum(abs(d.lines - coalesce(r.answered, 0))) FILTER (WHERE d.state = 'done'), 0)::bigint
               AS unanswered
    FROM delivery d
    LEFT JOIN (
        SELECT delivery_id, count(*) AS answered,
               count(*) FILTER (WHERE outcome = 'accepted') AS accepted,
               count(*) FILTER (WHERE outcome = 'duplicate') AS duplicate,
               count(*) FILTER (WHERE outcome = 'revised') AS revised,
               count(*) FILTER (WHERE outcome = 'rejected') AS rejected
        FROM receipt GROUP BY delivery_id
    ) r ON r.delivery_id = d.id
    """
)
# By id, not by number: one too many and one too few must not make zero.
MISMATCHES: Final = text(
    """
    SELECT count(*) FROM signal s
    FULL JOIN (
        SELECT signal_id, count(*) AS times FROM receipt WHERE outcome = 'accepted' GROUP BY signal_id
    ) r ON r.signal_id = s.id
    WHERE s.id IS NULL OR r.times IS DISTINCT FROM 1
    """
)
SIGNALS: Final = text(
    """
    SELECT coalesce(s.municipality, d.municipality) AS municipality, count(s.id) AS accepted,
           count(*) FILTER (WHERE d.cause = s.asked) AS accounted,
           count(*) FILTER (WHERE s.id IS NULL) AS unfounded
    FROM signal s FULL JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id
    GROUP BY 1 ORDER BY 1
    """
)
UNSETTLED: Final = text(
    "SELECT count(DISTINCT id) FILTER (WHERE NOT stuck) AS waiting, count(DISTINCT id) FILTER (WHERE stuck) AS stuck "
    "FROM unsettled_signal"
)
STUCK_CASES: Final = text(
    "SELECT count(*) FROM (SELECT DISTINCT municipality, subject FROM stuck WHERE service <> 'triage') later"
)

UNDISPATCHED: Final = text(
    """
    SELECT count(*) FROM undispatched_case
    WHERE NOT stuck
    AND (dispatch_at IS NULL OR dispatch_at <= coalesce((SELECT now FROM simulated_clock), clock_timestamp()))
    """
)


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
    """Counts of delivered lines (`delivered`, by outcome) and of signals (`accounted`); `unaccounted` by reason."""

    delivered: int
    accepted: int
    duplicate: int
    revised: int
    rejected: int
    accounted: int
    unaccounted: Mapping[str, int]
    municipalities: Mapping[str, Accounted] = field(default_factory=dict)

    @property
    def difference(self) -> int:
        """Everything unaccounted together: 0 when at rest and well. Reasons never cancel each other out."""
        return sum(self.unaccounted.values())

    @property
    def at_rest(self) -> bool:
        """Whether nothing is on its way: a difference that is left then is an error, not work."""
        return not any(self.unaccounted[reason] for reason in ON_THEIR_WAY)


def ledger(engine: Engine) -> Ledger:
    """Count the whole record in one snapshot, as role `report`. Reads every receipt and signal: not for each scrape."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        lines = connection.execute(LINES).one()
        signals = connection.execute(SIGNALS).all()
        unaccounted = _unaccounted(connection, lines, sum(row.unfounded for row in signals))
    municipalities = {row.municipality: Accounted(row.accepted, row.accounted) for row in signals}
    return Ledger(
        delivered=lines.delivered,
        accepted=lines.accepted,
        duplicate=lines.duplicate,
        revised=lines.revised,
        rejected=lines.rejected,
        accounted=sum(each.accounted for each in municipalities.values()),
        unaccounted=unaccounted,
        municipalities=municipalities,
    )


def _unaccounted(connection: Connection, lines: Row[Any], unfounded: int) -> Mapping[str, int]:
    unsettled = connection.execute(UNSETTLED).one()
    counts = {
        "unread": lines.unread,
        "unanswered": lines.unanswered,
        "mismatch": connection.execute(MISMATCHES).scalar_one() + unfounded,
        "waiting": unsettled.waiting,
        "stuck": unsettled.stuck,
        "stuck-case": connection.execute(STUCK_CASES).scalar_one(),
        "undispatched": connection.execute(UNDISPATCHED).scalar_one(),
    }
    return {reason: int(counts[reason]) for reason in REASONS}


def as_json(ledger: Ledger) -> dict[str, Any]:
    """The ledger as JSON values; exit code 0 belongs to `difference` 0 only."""
    return {
        "delivered": ledger.delivered,
        "accepted": ledger.accepted,
        "duplicate": ledger.duplicate,
        "revised": ledger.revised,
        "rejected": ledger.rejected,
        "accounted": ledger.accounted,
        "difference": ledger.difference,
        "unaccounted": dict(ledger.unaccounted),
        "at_rest": ledger.at_rest,
        "municipalities": {
            code: {"accepted": each.accepted, "accounted": each.accounted, "difference": each.difference}
            for code, each in ledger.municipalities.items()
        },
    }


def as_table(ledger: Ledger) -> Table:
    """The ledger for a person at a terminal."""
    table = Table("", "signals", title="Ledger")
    for name in ("delivered", "accepted", "duplicate", "revised", "rejected", "accounted", "difference"):
        table.add_row(name, str(getattr(ledger, name)))
    for reason, number in ledger.unaccounted.items():
        if number:
            table.add_row(f"unaccounted: {reason}", str(number))
    return table
