"""Reconciliation: publishes again what stayed undone although its group has nothing left to read.

Same event ids as the first time, so whoever has done the work ignores it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from plumbing.transport.outbox import Outgoing, compose
from plumbing.transport.topics import Progress
from schemas.events import EVENTS, CaseTriaged, SignalAccepted
from schemas.ids import event_id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.partners import PartnerKind

MOST: Final = 10_000
LOST_AFTER: Final = 10.0
LAGGING: Final = 12
UNSETTLED: Final = """
SELECT u.municipality, u.id, u.revision, u.partner_kind FROM unsettled_signal u
WHERE NOT u.stuck AND u.stored_at < clock_timestamp() - make_interval(secs => %s)
ORDER BY u.stored_at LIMIT %s
"""
UNPLANNED: Final = """
SELECT c.municipality, c.id, c.tray, c.urgency, s.signal_id FROM case_file c
JOIN LATERAL (
 SELECT d.signal_id FROM disposition d
 WHERE d.municipality = c.municipality AND d.case_id = c.id ORDER BY d.sequence LIMIT 1
) s ON true
LEFT JOIN task t ON t.municipality = c.municipality AND t.case_id = c.id
WHERE c.closed_at IS NULL AND (
 (t.id IS NULL AND (c.dispatch_at IS NULL OR c.tray = 'crisis'))
 OR (t.tray, t.channel, t.urgency, t.deadline) IS DISTINCT FROM (c.tray, c.channel, c.urgency, c.deadline)
 AND t.id IS NOT NULL
)
AND NOT EXISTS (SELECT 1 FROM stuck k WHERE k.municipality = c.municipality AND k.subject = c.id)
AND EXISTS (
 SELECT 1 FROM signal g WHERE g.municipality = c.municipality AND g.id = s.signal_id
 AND g.stored_at < clock_timestamp() - make_interval(secs => %s)
)
ORDER BY c.number LIMIT %s
"""
Find = Callable[[Connection, float, datetime, str], Sequence[Outgoing]]


def unsettled(connection: Connection, older_than: float, now: datetime, source: str) -> list[Outgoing]:
    """`SignalAccepted` again for signals older than `older_than` seconds without a decision."""
    events = []
    for row in connection.exec_driver_sql(UNSETTLED, (older_than, MOST)):
        data = SignalAccepted(
            municipality=row.municipality,
            signal_id=row.id,
            revision=row.revision,
            partner_kind=PartnerKind(row.partner_kind),
        )
        cause = event_id(row.id, f"revision:{row.revision}")
        events.append(compose(data, cause=cause, subject=row.id, trace=row.id, at=now, source=source))
    return events


def unplanned(connection: Connection, older_than: float, now: datetime, source: str) -> list[Outgoing]:
    """`CaseTriaged` again for open cases that notify never planned, or whose task lags behind what triage decided."""
    events = []
    for row in connection.exec_driver_sql(UNPLANNED, (older_than, MOST)):
        data = CaseTriaged(
            municipality=row.municipality,
            case_id=row.id,
            signal_id=row.signal_id,
            tray=Tray(row.tray),
            urgency=row.urgency,
        )
        cause = event_id(row.signal_id, "revision:1")
        events.append(compose(data, cause=cause, subject=row.id, trace=row.signal_id, at=now, source=source))
    return events


CHECKS: Final[Mapping[str, tuple[str, Find]]] = {
    EVENTS[SignalAccepted].topic: ("triage", unsettled),
    EVENTS[CaseTriaged].topic: ("notify", unplanned),
}
"""Topic that wakes a group, the group, and how to find what it left undone."""


@dataclass
class Pause:
    """A pause between rounds that doubles while rounds find something, up to an hour; in seconds."""

    first: float
    longest: float = 3600.0
    _now: float = field(init=False, default=0.0)

    def after(self, found: int) -> float:
        """Seconds to wait after a round that found `found` events."""
        self._now = min(self.longest, self._now * 2) if found and self._now else self.first
        return self._now


def is_turn(progress: Progress, seconds: float, every: float) -> bool:
    """Whether to look for undone work, `seconds` after the last look. A look reads the whole record.

    A group that still reads is behind and busy: what an hour has passed over can wait for one round in twelve.
    """
    return progress.lost or not progress.lag or seconds >= every * LAGGING


def due(progress: Progress, older_than: float) -> float:
    """Age in seconds from which undone work is published again.

    When the broker lost topic or offsets, nobody will read it by itself: what is a few seconds old goes again.
    A group that still reads gets an hour (12 times `older_than`): one slow partition must not mute the rest for ever.
    """
    if progress.lost:
        return min(LOST_AFTER, older_than)
    return older_than * LAGGING if progress.lag else older_than
