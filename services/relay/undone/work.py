"""Work that stays undone although its group has nothing left to read: how it is found, and what wakes it again."""

from collections.abc import Callable
from typing import Any, NamedTuple

from schemas.envelope import Told


class UndoneWork(NamedTuple):
    """`topic` wakes `group`. `found`: SQL with two places, the least age in seconds and the most rows.

    What was stored in what is the future by now counts as old: the record's clock was ahead.

    `told` gives the same event id as the first time, so whoever has done the work ignores it.
    """

    topic: str
    group: str
    found: str
    told: Callable[[Any], Told]
