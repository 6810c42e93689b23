"""How patient the relay is with work that stays undone: when it looks, how old work has to be, how long it pauses."""

from dataclasses import dataclass, field
from math import inf
from typing import Final

LOST_AFTER: Final = 10.0
AFTERMATH: Final = 300.0
LAGGING_ROUNDS: Final = 12


@dataclass
class Memory:
    """What the broker was last seen to remember of one topic and its group; times in seconds of one clock.

    Once the group has read anything again the broker looks as if nothing had happened, but what was younger than
    LOST_AFTER at the first look is still undone: so a loss counts for AFTERMATH after it was seen. The first look
    counts as one: a relay that begins does not know what the broker forgot while there was none.
    """

    looked: bool = False
    topic_id: str = ""
    lost: bool = False
    forgot_at: float = -inf

    def look(self, *, lost: bool, topic_id: str, now: float) -> bool:
        """Take in what was seen; says whether it may have forgotten since the last one. `topic_id`: "" when unknown."""
        another = bool(self.topic_id) and topic_id not in ("", self.topic_id)
        fresh = another or not self.looked or (lost and not self.lost)
        self.looked, self.lost, self.topic_id = True, lost, topic_id or self.topic_id
        self.forgot_at = now if fresh else self.forgot_at
        return fresh

    def lately(self, now: float) -> bool:
        """Whether the broker forgot not long ago."""
        return now - self.forgot_at < AFTERMATH


@dataclass
class Pause:
    """A pause between rounds that doubles while rounds find something, up to an hour; in seconds.

    A round that found all it may says that there is more to come, not that it was in vain.
    """

    first: float
    longest: float = 3600.0
    _now: float = field(init=False, default=0.0)

    def after(self, found: int, *, most: float = inf) -> float:
        """Seconds to wait after a round that found `found` events and could find `most`."""
        self._now = min(self.longest, self._now * 2) if 0 < found < most and self._now else self.first
        return self._now


def is_turn(*, lost: bool, lag: int, seconds: float, every: float) -> bool:
    """Whether to look for undone work, `seconds` after the last look. A look reads the whole record.

    A group that still reads is behind and busy: what an hour has passed over can wait for one round in twelve.
    """
    return lost or not lag or seconds >= every * LAGGING_ROUNDS


def least_age(*, lost: bool, lag: int, older_than: float) -> float:
    """Age in seconds from which undone work is published again.

    When the broker lost topic or offsets, nobody will read it by itself: what is a few seconds old goes again.
    A group that still reads gets an hour (12 times `older_than`): one slow partition must not mute the rest for ever.
    """
    if lost:
        return min(LOST_AFTER, older_than)
    return older_than * LAGGING_ROUNDS if lag else older_than
