"""Groups of records compared as wholes: what one record lacks another may tell.

A water bill without a birth date fits one signal by its phone and another by its e-mail; of a person who has both it
is more probable than of either signal.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import Final

from domain.people.matching.compare import NO_EVIDENCE, Levels
from domain.people.matching.rivals import contested
from domain.people.matching.score import Edge
from domain.people.matching.weights import Bits, Weights, probabilities

WORTH_A_LOOK: Final = 0.25
"""Probability of one person that some pair of two groups has, before the groups are compared."""
Records = list[int]


def joined_as_wholes(
    groups: Sequence[Records],
    edge_of: Callable[[int, int], Edge],
    apart: Callable[[int, int], bool],
    weights: Weights,
    least: float,
) -> list[Records]:
    """The groups, joined as long as two of them are one person with probability `least`, the surest first."""
    left = list(groups)
    while len(left) > 1:
        best = max(_candidates(left, edge_of, apart, weights), default=(0.0, 0, 0))
        if best[0] < least:
            break
        one, other = left[-best[1]], left[-best[2]]
        left = sorted([*(group for group in left if group not in (one, other)), sorted(one + other)])
    return left


def _candidates(
    groups: Sequence[Records],
    edge_of: Callable[[int, int], Edge],
    apart: Callable[[int, int], bool],
    weights: Weights,
) -> Iterable[tuple[float, int, int]]:
    """Probability, as rivals leave it, and places counted from the end, of pairs that may be one person."""
    persons: dict[int, dict[int, float]] = {place: {} for place in range(len(groups))}
    never: set[tuple[int, int]] = set()
    for one, other in combinations(range(len(groups)), 2):
        pairs = [(a, b) for a in groups[one] for b in groups[other]]
        edges = [edge_of(a, b) for a, b in pairs]
        if any(apart(a, b) for a, b in pairs):
            never |= {(one, other), (other, one)}
        elif max(edge.person for edge in edges) >= WORTH_A_LOOK:
            persons[one][other] = persons[other][one] = probability_of_whole(edges, weights)
    for one, other in combinations(range(len(groups)), 2):
        if other in persons[one]:
            left = contested(one, other, persons, lambda a, b: (a, b) in never)
            yield left, len(groups) - one, len(groups) - other


def probability_of_whole(edges: Sequence[Edge], weights: Weights) -> float:
    """Of one person, when every field counts by the pair that speaks most for it; a birth date by the one against."""
    levels = Levels(*(_strongest(field, [edge.levels[at] for edge in edges], weights) for at, field in _FIELDS))
    total, rare = weights.total(levels), max(edge.rare for edge in edges)
    return probabilities(Bits(total.person + rare, total.household + rare))[0]


_FIELDS: Final = tuple(enumerate(Levels._fields))


def _strongest(field: str, levels: Sequence[str], weights: Weights) -> str:
    said = {level for level in levels if level != NO_EVIDENCE}
    if field == "birth" and "other" in said:
        return "other"
    return max(sorted(said), key=lambda level: weights.tells_apart(field, level), default=NO_EVIDENCE)
