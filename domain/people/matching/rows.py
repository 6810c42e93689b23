"""All that a matcher knows as rows, as the record keeps them, and the matcher that they make again."""

from collections.abc import Sequence
from typing import NamedTuple

from domain.people.matching.cluster import Matcher
from domain.people.matching.features import Features
from domain.people.matching.judge import Judgement
from domain.people.matching.weights import Thresholds, Weights
from schemas.ids import Id


class RecordRow(NamedTuple):
    """A signal: its number (in order of arrival; equal signals of one contract have one), features, and groups."""

    name: Id
    number: int
    features: Features
    person: Id
    household: Id


class EdgeRow(NamedTuple):
    """A pair by numbers: its levels, the bits of its rare name, and the version of the model that scored it."""

    one: int
    other: int
    levels: tuple[str, ...]
    rare: float
    version: str


class FoundedRow(NamedTuple):
    """An id of a kind (*person*, *household*) that a record founded or inherited."""

    kind: str
    number: int
    name: Id


class AliasRow(NamedTuple):
    """An id that merged into another."""

    kind: str
    was: Id
    now: Id


class MatcherRows(NamedTuple):
    """The state of one municipality."""

    records: Sequence[RecordRow]
    edges: Sequence[EdgeRow]
    judgements: Sequence[Judgement]
    founded: Sequence[FoundedRow]
    aliases: Sequence[AliasRow]


def matcher_of(rows: MatcherRows, weights: Weights, thresholds: Thresholds) -> Matcher:
    """The matcher that has this state. Edges of an older version of the weights are scored by these.

    A judgement about a record that is gone says nothing.
    """
    matcher = Matcher(weights, thresholds)
    features = {row.number: row.features for row in rows.records}
    matcher.restore(features, ((row.one, row.other, row.rare) for row in rows.edges))
    for record in rows.records:
        matcher.number_of[record.name] = record.number
        matcher.names[record.number][record.name] = None
        matcher.key_version = record.features.key_version
    for judgement in rows.judgements:
        one, other = (matcher.number_of.get(name) for name in judgement[:2])
        if one is not None and other is not None and one != other:
            matcher.judgements.put(one, other, judgement)
    for ids in (matcher.person_ids, matcher.household_ids):
        for row in rows.founded:
            if row.kind == ids.kind:
                ids.inherits(row.number, row.name)
    matcher.regroup()
    for ids in (matcher.person_ids, matcher.household_ids):
        ids.aliases.update({row.was: row.now for row in rows.aliases if row.kind == ids.kind})
        ids.regrouped.clear()
    return matcher
