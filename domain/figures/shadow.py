"""What a shadow would have said otherwise, by day and by difference; small numbers are held back."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from domain.figures.suppress import parts_told, told_or_held_back


class ShadowPair(NamedTuple):
    """How often on a day the policy in force said `live` while the shadow said `shadow`."""

    decided_on: date
    live: str
    shadow: str
    signals: int


class ShadowRun(NamedTuple):
    """A shadow with what was counted of it. `number`: of the shadow in its municipality."""

    number: int
    policy: str
    starts_on: date
    pairs: Sequence[ShadowPair]


def shadow_json(run: ShadowRun) -> dict[str, Any]:
    """What may be told of a shadow: numbers from one to four are null."""
    total, other = Counter[date](), Counter[date]()
    differences = Counter[tuple[str, str]]()
    for one in run.pairs:
        total[one.decided_on] += one.signals
        if one.live != one.shadow:
            other[one.decided_on] += one.signals
            differences[one.live, one.shadow] += one.signals
    other_by_day = parts_told({day: other[day] for day in total})
    told = parts_told(differences)
    return {
        "number": run.number,
        "policy": run.policy,
        "startsOn": run.starts_on.isoformat(),
        "signals": told_or_held_back(total.total()),
        "different": told_or_held_back(other.total()),
        "days": [
            {"day": day.isoformat(), "signals": signals, "different": other_by_day[day]}
            for day, signals in sorted(parts_told(total).items())
        ],
        "differences": [
            {"live": live, "shadow": shadow, "signals": told[live, shadow]}
            for (live, shadow), _ in differences.most_common()
        ],
    }
