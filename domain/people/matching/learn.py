"""The weights of a model learnt from records whose truth is known: shares of levels, then what fields say together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from domain.people.matching.block import Blocks, block_keys
from domain.people.matching.compare import Levels
from domain.people.matching.correct import Patterns, corrected
from domain.people.matching.features import Features
from domain.people.matching.score import Scorer
from domain.people.matching.weights import Weights, reaches_one, said

PERSON, HOUSEHOLD, UNRELATED = range(3)
SMOOTHING: Final = 0.5
"""Pairs that every level is taken to have been seen with, of every class."""
CONTRACT: Final = {
    "same": (0.98, 0.9, 0.0005),
    "other-contract": (0.02, 0.05, 0.10),
    "same-kind": (0.10, 0.25, 0.35),
}
"""m, h and u of contracts: supposed [A], not learnt. The truth of a pair within one contract is never asked; and in
made-up towns nobody has two creditors of a kind, while people do change theirs."""


class Truth(NamedTuple):
    """A record with the numbers of its person (0: a business, nobody knows whose) and household."""

    features: Features
    person: int
    household: int


def learn(towns: Iterable[Iterable[Truth]], version: str, steps: int = 120, pull: float = 2.0) -> dict[str, Any]:
    """The document of `Weights` for the records of some towns; no pair is made of two towns.

    `steps` of correcting; `pull`: how strongly corrections are held to zero, in pairs.
    """
    patterns: dict[tuple[Levels, int], list[float]] = {}
    shares: list[float] = []
    for town in towns:
        records = list(dict.fromkeys(town))
        shares.append(_usual_share(records))
        _add_patterns(patterns, records, shares[0])
    return corrected(_counted(patterns, version, shares[0]), patterns, steps, pull)


def _add_patterns(found: dict[tuple[Levels, int], list[float]], records: Sequence[Truth], usual_share: float) -> None:
    """Count the pairs that blocking lets meet, but for those of one contract; shared values as they are at last."""
    scorer, blocks = Scorer(_blank(usual_share)), Blocks()
    for one in records:
        scorer.put(one.features)
    for number, one in enumerate(records):
        keys = block_keys(one.features)
        for other in blocks.beside(keys):
            edge = scorer.edge(other, number, records[other].features, one.features)
            if edge.levels.contract != "same" and not (_is_nobody(one, records[other]) and reaches_one(edge.levels)):
                seen = found.setdefault((edge.levels, round(edge.rare)), [0.0, 0.0, 0.0])
                seen[_class(one, records[other])] += 1
        blocks.put(number, keys)


def _is_nobody(one: Truth, other: Truth) -> bool:
    """Whether nobody knows if two records are one person."""
    return 0 in {one.person, other.person}


def _class(one: Truth, other: Truth) -> int:
    if one.household == other.household:
        return PERSON if one.person == other.person != 0 else HOUSEHOLD
    return PERSON if one.person == other.person != 0 else UNRELATED


def _usual_share(records: Sequence[Truth]) -> float:
    """How probable it is that two records have one surname."""
    sounds = Counter(sound for one in records for sound in one.features.sounds)
    return sum((count / len(records)) ** 2 for count in sounds.values())


def _blank(usual_share: float) -> Weights:
    return Weights(
        {"version": "", "prior": (1, 1, 1), "levels": {}, "corrected": {}, "rarity": 1, "usual_share": usual_share}
    )


def _counted(patterns: Patterns, version: str, usual_share: float) -> dict[str, Any]:
    prior, levels = [SMOOTHING] * 3, dict[str, dict[str, list[float]]]()
    for (seen, _), counts in patterns.items():
        prior = [before + count for before, count in zip(prior, counts, strict=True)]
        for field, level in said(seen):
            shown = levels.setdefault(field, {}).setdefault(level, [SMOOTHING] * 3)
            shown[:] = [before + count for before, count in zip(shown, counts, strict=True)]
    shares = {field: _shares(of_field) for field, of_field in levels.items()}
    shares["contract"] = {level: list(known) for level, known in CONTRACT.items()}
    return {
        "version": version,
        "prior": [_rounded(count / sum(prior)) for count in prior],
        "levels": shares,
        "corrected": {},
        "rarity": 0.5,
        "usual_share": _rounded(usual_share),
    }


def _rounded(share: float) -> float:
    """To six digits: what follows was never measured."""
    return float(f"{share:.6g}")


def _shares(levels: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    totals = [sum(counts[one] for counts in levels.values()) for one in range(3)]
    return {
        level: [_rounded(n / total) for n, total in zip(counts, totals, strict=True)]
        for level, counts in levels.items()
    }
