"""The fates of a message that a partner pushed: taken in, set aside, or left unacknowledged."""

from collections.abc import Callable
from typing import Final

import structlog

from plumbing.record.connect import passing
from plumbing.running.logging import code_location
from plumbing.running.metrics import MESSAGES
from plumbing.transport.fates import Bugs, Unavailable
from schemas.topics import Pushed

log = structlog.get_logger(__name__)
FEED_FATES: Final = ("done", "again", "unreadable", "stuck")


TakeIn = Callable[[Pushed], str]
"""Takes one message in, commits, and says what became of it (one of FEED_FATES). Blocks."""


class FeedFates:
    """Takes messages in one by one, so that a bug on one of them holds up no other."""

    def __init__(self, group: str, take_in: TakeIn, set_aside: TakeIn) -> None:
        """`set_aside`: records a message that `take_in` fails on, without its value."""
        self._group, self._take_in, self._set_aside, self._bugs = group, take_in, set_aside, Bugs()

    def meet(self, pushed: Pushed) -> None:
        """Take a message in, or set it aside. Raises what says that the record is away, or Unavailable."""
        try:
            fate = self._take_in(pushed)
        except Unavailable:
            raise
        except Exception as error:
            if passing(error):
                raise
            self._bugs.count(error)
            log.error("set-aside", topic=pushed.topic, error=type(error).__name__, location=code_location(error))
            self._set_aside(pushed)
            fate = "stuck"
        MESSAGES.labels(self._group, pushed.topic, fate).inc()
