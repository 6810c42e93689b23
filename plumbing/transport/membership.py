"""What a member of a consumer group knows of its place: whether the broker answers, and whether each topic is read."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final

METADATA_EVERY: Final = 3.0
"""Seconds between two looks at topics and partitions (aiokafka's own default is five minutes, and so long did a worker
stand still that had joined before its topics were there, or a new partition go unread).
"""
SILENT_AFTER: Final = 10.0
"""Seconds without an answer after which a broker counts as away."""
PATIENCE: Final = 30.0
"""Seconds without a place before a member leaves, to join anew as another process."""


@dataclass
class Membership:
    """The place of one process in its group. Told by Faust and aiokafka, asked by `/readyz`; `monotonic` in seconds.

    A topic counts as placed when the group's last balance gave its partitions away, to this member or to another.
    """

    topics: Collection[str]
    monotonic: Callable[[], float] = time.monotonic
    _heard_at: float = field(default=-inf, init=False)
    _known: frozenset[str] = field(default=frozenset(), init=False)
    _placed: frozenset[str] = field(default=frozenset(), init=False)
    _unplaced_since: float = field(default=inf, init=False)

    def heard(self, cluster: Any) -> None:
        """Take in metadata that the broker sent (aiokafka's ClusterMetadata)."""
        self._heard_at = self.monotonic()
        self._known = frozenset(topic for topic in self.topics if cluster.partitions_for_topic(topic))
        self._mark()

    def balanced(self, placed: Collection[str]) -> None:
        """Take in the topics whose partitions the group gave away."""
        self._placed = frozenset(placed) & frozenset(self.topics)
        self._mark()

    def why_not(self) -> list[str]:
        """Why the group does not read every topic now; nothing when it does."""
        if self._silent():
            return ["no answer from Kafka"]
        absent = [f"no topic {topic}" for topic in sorted(set(self.topics) - self._known)]
        return absent + [f"no partitions of {topic}" for topic in sorted(self._known - self._placed)]

    def stands_still(self) -> bool:
        """Whether this member has waited in vain for a place on topics that are there."""
        return not self._silent() and self.monotonic() - self._unplaced_since > PATIENCE

    def _silent(self) -> bool:
        return self.monotonic() - self._heard_at > SILENT_AFTER

    def _mark(self) -> None:
        waiting = bool(self._known - self._placed)
        self._unplaced_since = min(self._unplaced_since, self.monotonic()) if waiting else inf
