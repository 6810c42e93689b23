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
"""Seconds for which balances may pass over a topic that is there, before a member leaves to join as another process."""
BALANCE_ENDS: Final = 20.0
"""Seconds after the rebalance timeout in which a balance comes to its end. So long a group waits for a busy member; who
leaves meanwhile makes it wait anew.
"""


@dataclass
class Membership:
    """The place of one process in its group. Told by Faust and aiokafka, asked by `/readyz`; `monotonic` in seconds.

    A topic counts as placed when the group's last balance gave its partitions away, to this member or to another; while
    the group balances none is. `rebalance_timeout` in seconds.
    """

    topics: Collection[str]
    rebalance_timeout: float
    monotonic: Callable[[], float] = time.monotonic
    _heard_at: float = field(default=-inf, init=False)
    _known: frozenset[str] = field(default=frozenset(), init=False)
    _placed: frozenset[str] = field(default=frozenset(), init=False)
    _balancing: bool = field(default=True, init=False)
    _balancing_since: float = field(default=inf, init=False)
    _passed_over_since: float = field(default=inf, init=False)

    def heard(self, cluster: Any) -> None:
        """Take in metadata that the broker sent (aiokafka's ClusterMetadata)."""
        if self._silent():
            self._balancing_since = inf  # No group comes to its balance without its broker.
        self._heard_at = self.monotonic()
        self._known = frozenset(topic for topic in self.topics if cluster.partitions_for_topic(topic))
        self._mark()

    def balanced(self, placed: Collection[str]) -> None:
        """Take in the topics whose partitions the group gave away."""
        self._balancing, self._placed = False, frozenset(placed) & frozenset(self.topics)
        self._mark()

    def revoked(self) -> None:
        """Take in that the group balances anew: this member has no place until it has heard of one."""
        self._balancing, self._placed = True, frozenset()
        self._mark()

    def why_not(self) -> list[str]:
        """Why the group does not read every topic now; nothing when it does."""
        if self._silent():
            return ["no answer from Kafka"]
        absent = [f"no topic {topic}" for topic in sorted(set(self.topics) - self._known)]
        return absent + [f"no partitions of {topic}" for topic in sorted(self._known - self._placed)]

    def stands_still(self) -> bool:
        """Whether this member has waited in vain for a place on topics that are there."""
        if self._balancing:
            since, patience = self._balancing_since, self.rebalance_timeout + BALANCE_ENDS
        else:
            since, patience = self._passed_over_since, PATIENCE
        return not self._silent() and self.monotonic() - since > patience

    def _silent(self) -> bool:
        return self.monotonic() - self._heard_at > SILENT_AFTER

    def _mark(self) -> None:
        waiting, now = bool(self._known - self._placed), self.monotonic()
        if self._balancing:
            self._balancing_since = min(self._balancing_since, now) if waiting else inf
        else:
            self._balancing_since = inf
            self._passed_over_since = min(self._passed_over_since, now) if waiting else inf
