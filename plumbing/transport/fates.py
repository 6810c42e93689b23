"""The fates of a message: done, stuck (a bug on this one), unreadable, or the process stops without acknowledging.

A batch that fails is tried again in smaller parts, so that one signal or one busy municipality never stops the rest.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, NamedTuple

import structlog

from plumbing.record.connect import lock_lost, passing, unavailable
from plumbing.transport.outbox import Batch
from schemas.envelope import CloudEvent

Work = Callable[[Sequence[CloudEvent]], Batch | None]
MarkStuck = Callable[[CloudEvent, BaseException], bool]
log = structlog.get_logger(__name__)

LOCK_TRIES: Final = 20
PATIENCE: Final = 40.0
"""Seconds from the beginning of a batch within which what met a lock is tried again. With the longest statement of a
consumer after it (`BY_KEY_IN_A_BATCH`) that is less than the rebalance timeout: a member that takes longer is expelled,
and another does the same work again.
"""
MOST_STUCK: Final = 10
"""More than this many stuck in a minute is no bug on one signal any more: the worker stops unacknowledged."""
MINUTE: Final = 60.0


class Unavailable(Exception):
    """The record is away, or too much goes wrong: stop, and let the messages come again."""


class Met(NamedTuple):
    """What became of a batch: how many events got stuck, and how many could not even be marked as stuck."""

    stuck: int = 0
    unreadable: int = 0


@dataclass
class Fates:
    """Runs the work of one consumer and decides what becomes of a batch that fails."""

    work: Work
    submit: Callable[[Batch | None], None]
    mark_stuck: MarkStuck
    monotonic: Callable[[], float] = time.monotonic
    _bugs: "Bugs" = field(init=False)

    def __post_init__(self) -> None:
        self._bugs = Bugs(self.monotonic)

    def meet(self, events: Sequence[CloudEvent]) -> Met:
        """Do the work of `events`; gives what became of those that failed. Raises Unavailable to stop unacknowledged.

        Parts that met a lock come again after all others had their turn, until PATIENCE is at its end. From then on
        what belongs to a municipality that is locked is stuck without another try, and the rest is still done.
        """
        until = self.monotonic() + PATIENCE
        parts = deque([(events, LOCK_TRIES)])
        locks: dict[str, Exception] = {}
        found = Met()
        while parts:
            part, tries = parts.popleft()
            town = _municipality(part[0])
            lock = locks.pop(town, None)
            given_up = lock if self.monotonic() >= until else None
            error = given_up or self._tried(part)
            if error is None:
                continue
            smaller = [] if given_up else _smaller(part, error)
            if lock_lost(error) and len(smaller) < 2:
                locks[town] = error
            if len(smaller) > 1 or (smaller and tries and self.monotonic() < until):
                parts.extend((one, tries - 1) for one in smaller)
            else:
                found = _sum([found, *(self._stick(event, error) for event in part)])
        return found

    def _tried(self, events: Sequence[CloudEvent]) -> Exception | None:
        """Do the work of a part; gives what went wrong, when that is a fault of the part."""
        try:
            batch = self.work(events)
        except Unavailable:
            raise
        except Exception as error:
            if unavailable(error):
                raise Unavailable from error
            return error
        self.submit(batch)  # Outside: what is committed is done, whatever becomes of handing it over.
        return None

    def _stick(self, event: CloudEvent, error: Exception) -> Met:
        """Mark as stuck. What cannot be marked, while the record answers, is as good as unreadable and passed by."""
        try:
            if self.mark_stuck(event, error) and not lock_lost(error):  # A locked municipality is no bug.
                self._bugs.count(error)
        except Unavailable:
            raise
        except Exception as failure:
            if passing(failure):
                raise Unavailable from failure
            log.error("not-marked", error=type(failure).__name__)
            return Met(unreadable=1)
        return Met(stuck=1)


@dataclass
class Bugs:
    """How many messages lately failed on a bug.

    Only what is newly stuck is counted: after a restart the same messages must not stop the worker for ever.
    """

    monotonic: Callable[[], float] = time.monotonic
    _recent: deque[float] = field(default_factory=deque)

    def count(self, error: Exception) -> None:
        """Count one. Raises Unavailable when there are too many for a bug on single messages."""
        now = self.monotonic()
        self._recent.append(now)
        while self._recent and self._recent[0] < now - MINUTE:
            self._recent.popleft()
        if len(self._recent) > MOST_STUCK:
            raise Unavailable from error


def _smaller(events: Sequence[CloudEvent], error: Exception) -> list[Sequence[CloudEvent]]:
    """What to try next: each municipality apart after a lock, each event apart after a bug; none after a bug on one."""
    if lock_lost(error):
        groups = [list(group) for _, group in groupby(sorted(events, key=_municipality), key=_municipality)]
        log.warning("try-again", municipalities=len(groups), error=type(error).__name__)
        return [*groups]
    return [[event] for event in events] if len(events) > 1 else []


def _sum(parts: Iterable[Met]) -> Met:
    return Met(*map(sum, zip(*parts, strict=True)))


def _municipality(event: CloudEvent) -> str:
    return str(event.data["municipality"])
