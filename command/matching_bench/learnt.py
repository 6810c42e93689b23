"""The weights of the matcher learnt from made-up towns: the same seeds, households and code give the same file."""

import json
import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any, Final

from command.matching_bench.arriving import arrivals
from command.matching_bench.matched import BENCH_KEY
from domain.people.matching import features_of
from domain.people.matching.learn import Truth, learn
from simulation.error_table import ERROR_TABLE
from simulation.seeds import EVALUATION_SEEDS

ERROR_SCALES: Final = (1.0, 1.0, 2.0)
"""How many times as likely errors are in the towns, turn by turn: nobody knows how often real partners err."""

_LIST: Final = re.compile(r"\[[^\[\]]*\]")


class EvaluationSeedError(ValueError):
    """Seeds to learn from that figures are taken from: that would measure memory."""


def learnt_document(seeds: Sequence[int], households: int, version: str) -> dict[str, Any]:
    """The document of `Weights` with what it was learnt from. Raises EvaluationSeedError."""
    if not set(seeds).isdisjoint(EVALUATION_SEEDS):
        raise EvaluationSeedError("figures are taken from these seeds: learn from others")
    scales = [ERROR_SCALES[place % len(ERROR_SCALES)] for place in range(len(seeds))]
    towns = (list(_truths(seed, households, scale)) for seed, scale in zip(seeds, scales, strict=True))
    document = learn(towns, version)
    source = {"seeds": list(seeds), "error_scales": scales, "households": households, "generator": generator_version()}
    return {"version": version, "learnt_from": source} | document


def written(document: dict[str, Any]) -> str:
    """The file of a model: in alphabetical order, a level a line."""
    return (
        _LIST.sub(lambda found: f"[{' '.join(found[0][1:-1].split())}]", json.dumps(document, indent=1, sort_keys=True))
        + "\n"
    )


def generator_version() -> str:
    """Which error table the towns were made with: the first letters of its digest."""
    told = {name: {"source": one.source, "error": one.error, **one.chances} for name, one in ERROR_TABLE.items()}
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def _truths(seed: int, households: int, error_scale: float) -> Iterator[Truth]:
    """Every signal as it stands at last, with who it is about."""
    for one in {one.name: one for one in arrivals(seed, households, error_scale).kept}.values():
        yield Truth(features_of(one.fields, BENCH_KEY), one.truth.person, one.truth.household)
