"""A component of records cut into households and persons: the same links give the same cut, in any order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

Apart = Callable[[int, int], bool]
"""Whether two records may not be together."""


class Link(NamedTuple):
    """Two records and how probable it is that they belong together."""

    probability: float
    one: int
    other: int


def joined_by_links(groups: Iterable[Sequence[int]], links: Iterable[Link], apart: Apart) -> list[list[int]]:
    """The groups joined by links, the surest first, as long as no group gets two records that are `apart`.

    `apart` is asked of every two records that a link would bring together. Records in order, as are the groups.
    """
    group_of = {record: group for group in map(list, groups) for record in group}
    for link in sorted(links, key=_surest):
        one, other = group_of[link.one], group_of[link.other]
        if one is other or any(apart(a, b) for a in one for b in other):
            continue
        one.extend(other)
        group_of.update(dict.fromkeys(other, one))
    return sorted(sorted(group) for group in {id(group): group for group in group_of.values()}.values())


def _surest(link: Link) -> tuple[float, int, int]:
    return -link.probability, link.one, link.other


def component(start: int, beside: Mapping[int, Iterable[int]]) -> set[int]:
    """Everybody who can be reached from one record."""
    found, ahead = {start}, [start]
    while ahead:
        for record in beside.get(ahead.pop(), ()):
            if record not in found:
                found.add(record)
                ahead.append(record)
    return found
