"""Precision and recall of groups, by pairs of signals of two contracts: one contract is linked by its number alone."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple


class Placed(NamedTuple):
    """A signal: its contract, the group it is in by the truth, and the one it was put in."""

    contract: int
    truth: Hashable
    found: Hashable


class Score(NamedTuple):
    """Shares from 0 to 1; 1 where there was nothing to find."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Calibrated(NamedTuple):
    """A pair's probability and whether it is true."""

    probability: float
    is_true: bool


def score(placed: Iterable[Placed]) -> Score:
    """Pairs that are together by both, of those found together and of those that belong together."""
    known = list(placed)
    both = _pairs((one.contract, (one.truth, one.found)) for one in known)
    found = _pairs((one.contract, one.found) for one in known)
    true = _pairs((one.contract, one.truth) for one in known)
    return Score(both / found if found else 1.0, both / true if true else 1.0)


def _pairs(members: Iterable[tuple[int, Hashable]]) -> int:
    """Pairs in one group and of two contracts."""
    by_both = Counter(members)
    groups: Counter[Hashable] = Counter()
    within = 0
    for (_, group), count in by_both.items():
        groups[group] += count
        within += count * (count - 1) // 2
    return sum(count * (count - 1) // 2 for count in groups.values()) - within


def calibration_error(pairs: Sequence[Calibrated], bins: int = 10) -> float:
    """Expected calibration error: how far probabilities lie from what came true, in bins of one width."""
    sums: dict[int, list[float]] = {}
    for probability, is_true in pairs:
        bin_ = sums.setdefault(min(bins - 1, int(probability * bins)), [0.0, 0.0])
        bin_[0] += probability
        bin_[1] += is_true
    return sum(abs(said - came) for said, came in sums.values()) / len(pairs) if pairs else 0.0


def range_of(figures: Sequence[float]) -> float:
    """From the least to the most."""
    return max(figures) - min(figures)


def groups_of(found: Mapping[str, Hashable]) -> dict[Hashable, list[str]]:
    """Names by the group they are in."""
    groups: dict[Hashable, list[str]] = {}
    for name, group in found.items():
        groups.setdefault(group, []).append(name)
    return groups
