"""The three fates of a message: done, stuck (a bug on this one), or the process stops without acknowledging.

A batch that fails is tried again in smaller parts, so that one signal or one busy municipality never stops the rest.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

import structlog
from sqlalchemy.exc import DBAPIError

from plumbing.record.connect import lock_lost, unavailable
from plumbing.transport.outbox import Batch
from schemas.envelope import CloudEvent

Work = Callable[[Sequence[CloudEvent]], Batch | None]
MarkStuck = Callable[[CloudEvent, BaseException], bool]
log = structlog.get_logger(__name__)

LOCK_TRIES: Final = 20
MOST_STUCK: Final = 10
"""More than this many stuck in a minute is no bug on one signal any more: the worker stops unacknowledged."""
MINUTE: Final = 60.0


class Unavailable(Exception):
    """The record is away, or too much goes wrong: stop, and let the messages come again."""


@dataclass
class Fates:
    """Runs the work of one consumer and decides what becomes of a batch that fails."""

    work: Work
    submit: Callable[[Batch | None], None]
    mark_stuck: MarkStuck
    monotonic: Callable[[], float] = time.monotonic
    _recent: deque[float] = field(default_factory=deque)

    def meet(self, events: Sequence[CloudEvent]) -> int:
        """Do the work of `events`; gives the number that got stuck. Raises Unavailable to stop unacknowledged."""
        return self._try(events, LOCK_TRIES)

    def _try(self, events: Sequence[CloudEvent], tries: int) -> int:
        try:
            self.submit(self.work(events))
            return 0
        except Unavailable:
            raise
        except DBAPIError as error:
            if lock_lost(error):
                return self._smaller(events, tries, error)
            if unavailable(error):
                raise Unavailable from error
            return self._one_by_one(events, error)
        except Exception as error:  # noqa: BLE001 - the one place where a bug is turned into a stuck signal
            return self._one_by_one(events, error)

    def _smaller(self, events: Sequence[CloudEvent], tries: int, error: DBAPIError) -> int:
        groups = [list(group) for _, group in groupby(sorted(events, key=_municipality), key=_municipality)]
        log.warning("lock-timeout", municipalities=len(groups), tries_left=tries)
        if tries == 0:
            return sum(self._stick(event, error, count=0) for event in events)
        return sum(self._try(group, tries - 1) for group in groups)

    def _one_by_one(self, events: Sequence[CloudEvent], error: Exception) -> int:
        if len(events) > 1:
            return sum(self._try([event], LOCK_TRIES) for event in events)
        return self._stick(events[0], error, count=1)

    def _stick(self, event: CloudEvent, error: Exception, count: int) -> int:
        """MarkStuck as stuck. `count` 0: a locked municipality says nothing of a bug and never stops the worker."""
        try:
            if self.mark_stuck(event, error) and count:
                self._count_stuck(error)
        except DBAPIError as away:
            raise Unavailable from away
        return 1

    def _count_stuck(self, error: Exception) -> None:
        """Count what is newly stuck: after a restart the same messages must not stop the worker for ever."""
        now = self.monotonic()
        self._recent.append(now)
        while self._recent and self._recent[0] < now - MINUTE:
            self._recent.popleft()
        if len(self._recent) > MOST_STUCK:
            raise Unavailable from error


def _municipality(event: CloudEvent) -> str:
    return str(event.data["municipality"])
