"""What a topic brings to its group: bytes are read as events, their work is done, and every fate is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from pydantic import ValidationError

from plumbing.running.metrics import BATCH_SECONDS, FATES, MESSAGES
from plumbing.transport.fates import Fates
from schemas.envelope import CloudEvent
from schemas.events import TOPIC_OF

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reading:
    """One group that reads one topic. Blocks on the database: call it in a thread."""

    group: str
    topic: str
    fates: Fates

    def meet(self, values: Sequence[bytes]) -> None:
        """Do the work of the events among `values`. Raises Unavailable to stop unacknowledged."""
        events = [event for event in map(read_event, values) if event is not None]
        self._count("unreadable", len(values) - len(events))
        if not events:
            return
        with BATCH_SECONDS.labels(self.group).time():
            stuck = self.fates.meet(events)
        self._count("stuck", stuck)
        self._count("done", len(events) - stuck)

    def count_from_zero(self) -> None:
        """The figures of a process that has had no message yet are 0, not absent."""
        BATCH_SECONDS.labels(self.group)
        for fate in FATES:
            self._count(fate, 0)

    def _count(self, fate: str, number: int) -> None:
        MESSAGES.labels(self.group, self.topic, fate).inc(number)


def read_event(value: bytes) -> CloudEvent | None:
    """The event, or None for bytes that are none of ours: they are counted and passed by."""
    try:
        event = CloudEvent.model_validate_json(value)
    except ValidationError as error:
        log.warning("unreadable", errors=error.error_count())
        return None
    if event.type in TOPIC_OF and isinstance(event.data.get("municipality"), str):
        return event
    log.warning("unreadable", errors=1)
    return None
