"""Figures in the record: facts, appended and never changed, and the ledger, counted in one snapshot."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine, text

from domain.figures.facts import Fact, by_repetition, fact_rows
from domain.figures.ledger import LEDGER_REASONS, UNDONE_REASONS, Accounted, Ledger
from domain.figures.shadow import ShadowPair, ShadowRun
from plumbing.record.tables import fact
from plumbing.record.tables.intake import IS_AHEAD
from plumbing.record.tables.transport import NOW
from plumbing.record.write import insert

DELIVERED_LINES: Final = text(
    f"""
    SELECT coalesce(sum(d.lines), 0)::bigint AS delivered,
           coalesce(sum(r.accepted), 0)::bigint AS accepted,
           coalesce(sum(r.duplicate), 0)::bigint AS duplicate,
           coalesce(sum(r.revised), 0)::bigint AS revised,
           coalesce(sum(r.superseded), 0)::bigint AS superseded,
           (coalesce(sum(r.rejected), 0) + coalesce(sum(d.refused_lines), 0))::bigint AS rejected,
           coalesce(sum(abs(d.lines - d.refused_lines - coalesce(r.answered, 0)))
               FILTER (WHERE d.state <> 'done'), 0)::bigint AS unread,
           coalesce(sum(abs(d.lines - d.refused_lines - coalesce(r.answered, 0)))
               FILTER (WHERE d.state = 'done'), 0)::bigint AS unanswered,
           count(*) FILTER (WHERE {IS_AHEAD}) AS received_ahead,
           max(abs(extract(epoch FROM {NOW} - d.received_at)))
               FILTER (WHERE d.state <> 'done' AND p.suspended_at IS NULL) AS "unread since"
    FROM delivery d JOIN partner p ON p.id = d.partner_id
    LEFT JOIN (
        SELECT delivery_id, count(*) AS answered,
               count(*) FILTER (WHERE outcome = 'accepted') AS accepted,
               count(*) FILTER (WHERE outcome = 'duplicate') AS duplicate,
               count(*) FILTER (WHERE outcome = 'revised') AS revised,
               count(*) FILTER (WHERE outcome = 'superseded') AS superseded,
               count(*) FILTER (WHERE outcome = 'rejected') AS rejected
        FROM receipt GROUP BY delivery_id
    ) r ON r.delivery_id = d.id
    """
)
TYPED: Final = text(
    """
    SELECT count(*) FILTER (WHERE kind IN ('typed', 'corrected')) AS typed,
           count(*) FILTER (WHERE kind IN ('typed', 'corrected')) AS delivered,
           max(abs(extract(epoch FROM clock_timestamp() - stored_at))) AS "typed since"
    FROM hand_entry
    """
)
# By id, not by number: one too many and one too few must not make zero.
MISMATCHES: Final = text(
    """
    SELECT count(*) AS mismatch FROM signal s
    FULL JOIN (
        SELECT signal_id, count(*) AS times FROM receipt WHERE outcome = 'accepted' GROUP BY signal_id
    ) r ON r.signal_id = s.id
    WHERE s.id IS NULL OR r.times IS DISTINCT FROM 1
    """
)
UNSETTLED_SIGNALS: Final = text(
    """
    SELECT count(DISTINCT id) FILTER (WHERE NOT stuck) AS waiting, count(DISTINCT id) FILTER (WHERE stuck) AS stuck,
           max(abs(extract(epoch FROM clock_timestamp() - stored_at))) FILTER (WHERE NOT stuck) AS "waiting since"
    FROM unsettled_signal
    """
)
STUCK_CASES: Final = text(
    'SELECT count(*) AS "stuck-case" '
    "FROM (SELECT DISTINCT municipality, subject FROM stuck WHERE service <> 'triage') later"
)
UNDISPATCHED: Final = text(
    f"""
    SELECT count(*) AS undispatched, max(abs(extract(epoch FROM
        CASE WHEN c.dispatch_at IS NULL THEN clock_timestamp() - (
            SELECT max(s.stored_at) FROM disposition d
            JOIN signal s ON s.municipality = d.municipality AND s.id = d.signal_id
            WHERE d.municipality = c.municipality AND d.case_id = c.id
        ) ELSE {NOW} - c.dispatch_at END
    ))) AS "undispatched since"
    FROM undispatched_case c
    WHERE NOT c.stuck AND (c.dispatch_at IS NULL OR c.dispatch_at <= {NOW})
    """
)
OVERDUE_PARKED: Final = text(
    f"""
    SELECT count(*) AS "overdue-parked", max(abs(extract(epoch FROM {NOW} - due_at))) AS "overdue-parked since"
    FROM parking WHERE ended_by IS NULL AND due_at <= {NOW}
    """
)
LEDGER_COUNTS: Final = (
    DELIVERED_LINES,
    TYPED,
    MISMATCHES,
    UNSETTLED_SIGNALS,
    STUCK_CASES,
    OVERDUE_PARKED,
    UNDISPATCHED,
)
"""One row each; a column has the name of the count or of the reason in `LEDGER_REASONS`.

`... since`: how many seconds the oldest of that reason waits, by the moment at which the database wrote it where there
is one. A moment that lies ahead hides nothing: it counts as far as it is away. Files of a suspended partner are counted
and have no age: nobody has to read them now.
"""

SIGNALS_BY_MUNICIPALITY: Final = text(
    f"""
    SELECT coalesce(s.municipality, d.municipality) AS municipality, count(s.id) AS accepted,
           count(*) FILTER (WHERE s.id = d.signal_id AND u.id IS NULL) AS accounted,
           count(*) FILTER (WHERE s.id IS NULL) AS unfounded
    FROM signal s FULL JOIN disposition d ON d.municipality = s.municipality AND d.signal_id = s.id
    LEFT JOIN (
        SELECT municipality, id FROM unsettled_signal
        UNION SELECT municipality, signal_id FROM parking WHERE ended_by IS NULL AND due_at <= {NOW}
    ) u ON u.municipality = s.municipality AND u.id = s.id
    GROUP BY 1 ORDER BY 1
    """
)


def record(connection: Connection, facts: Iterable[Fact], at: datetime) -> None:
    """Append facts at `at` (UTC). Those that count once (`Fact.once`) and stand there already stay as they are."""
    sorted_out = by_repetition(facts)
    insert(connection, fact, fact_rows(sorted_out[False], at))
    insert(connection, fact, fact_rows(sorted_out[True], at), conflict="ON CONFLICT DO NOTHING")


def count_ledger(engine: Engine) -> Ledger:
    """Count the whole record in one snapshot, as role `report`. Reads every receipt and signal: not for each scrape."""
    counts: Counter[str] = Counter()
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        for query in LEDGER_COUNTS:
            counts.update({name: int(count or 0) for name, count in connection.execute(query).mappings().one().items()})
        signals = connection.execute(SIGNALS_BY_MUNICIPALITY).all()
    counts["mismatch"] += sum(row.unfounded for row in signals)
    municipalities = {row.municipality: Accounted(row.accepted, row.accounted) for row in signals}
    return Ledger(
        delivered=counts["delivered"],
        accepted=counts["accepted"],
        duplicate=counts["duplicate"],
        revised=counts["revised"],
        superseded=counts["superseded"],
        rejected=counts["rejected"],
        accounted=sum(each.accounted for each in municipalities.values()),
        unaccounted={reason: counts[reason] for reason in LEDGER_REASONS},
        municipalities=municipalities,
        received_ahead=counts["received_ahead"],
        undone_seconds={reason: counts[f"{reason} since"] for reason in UNDONE_REASONS},
    )


NEWEST_SHADOW: Final = """
SELECT number, starts_on, body->>'name' AS name FROM shadow_policy
WHERE municipality = %s AND body IS NOT NULL ORDER BY number DESC LIMIT 1
"""
SHADOW_PAIRS: Final = """
SELECT decided_on, live, shadow, sum(signals)::int AS signals FROM shadow_day
WHERE municipality = %s AND number = %s GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def read_shadow(connection: Connection, municipality: str) -> ShadowRun | None:
    """The newest shadow of a municipality with what was counted of it; None where there never was one."""
    row = connection.exec_driver_sql(NEWEST_SHADOW, (municipality,)).one_or_none()
    if row is None:
        return None
    pairs = connection.exec_driver_sql(SHADOW_PAIRS, (municipality, row.number)).all()
    return ShadowRun(row.number, row.name, row.starts_on, [ShadowPair(*pair) for pair in pairs])
