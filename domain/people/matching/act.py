"""What may be done on a link: whom it lets contact, what is only probable, and what a worker is asked about."""

from collections.abc import Iterator

from domain.people.matching.cluster import Matcher
from domain.people.matching.judge import MUST_HOUSEHOLD, Answer
from domain.people.matching.partition import component
from domain.people.matching.score import Edge
from domain.people.matching.weights import reaches_one
from schemas.ids import Id


def rests_on_address(edge: Edge) -> bool:
    """Whether nothing but name and address says that two records are one person: no birth date, phone or e-mail."""
    levels = edge.levels
    return not (levels.birth or levels.contract == "same" or reaches_one(levels))


def is_only_probable(matcher: Matcher, name: Id) -> bool:
    """Whether a record is *probably* about the person it is linked to: then nobody acts on that link."""
    number = matcher.number_of[name]
    others = [one for one in matcher.person_ids.members[matcher.person_ids.of[number]] if one != number]
    return bool(others) and not any(is_firm(matcher, number, other) for other in others)


def is_firm(matcher: Matcher, one: int, other: int) -> bool:
    """Whether two numbers of one person are linked by more than name and address, or by a worker."""
    answer = matcher.judgements.answer(one, other)
    edge = matcher.graph.edge(one, other)
    scored = edge.person >= matcher.thresholds.person and not rests_on_address(edge)
    return answer is Answer.SAME_PERSON or scored


def contactable(matcher: Matcher, name: Id) -> frozenset[Id]:
    """The records of a household that are sure enough to contact somebody else of it about this one."""
    home = matcher.household_ids.members[matcher.household_ids.of[matcher.number_of[name]]]
    beside = {one: [other for other in home if other != one and _is_sure(matcher, one, other)] for one in home}
    return frozenset(one for number in component(matcher.number_of[name], beside) for one in matcher.names[number])


def _is_sure(matcher: Matcher, one: int, other: int) -> bool:
    answer = matcher.judgements.answer(one, other)
    edge = matcher.graph.edges[one].get(other)
    return answer in MUST_HOUSEHOLD or (edge is not None and edge.together >= matcher.thresholds.contact)


def to_review(matcher: Matcher) -> Iterator[Edge]:
    """Pairs that a worker is asked about: in doubt, apart today, and judged by nobody. The surest first."""
    found = (edge for one, edges in matcher.graph.edges.items() for other, edge in edges.items() if one < other)
    asked = [edge for edge in found if _is_asked(matcher, edge)]
    yield from sorted(asked, key=lambda edge: (-edge.person, -edge.together, edge.one, edge.other))


def _is_asked(matcher: Matcher, edge: Edge) -> bool:
    if matcher.judgements.answer(edge.one, edge.other) is not None:
        return False
    least = matcher.thresholds.review
    persons, homes = matcher.person_ids.of, matcher.household_ids.of
    as_person = edge.person >= least and persons[edge.one] != persons[edge.other]
    return as_person or (edge.together >= least and homes[edge.one] != homes[edge.other])
