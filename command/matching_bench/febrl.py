"""The public sets of FEBRL as signals: no households and English names, so a floor against decline and no more."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from command.matching_bench.matched import BENCH_KEY
from command.matching_bench.scores import Score
from domain.people.matching import Features, Weights, features_of
from domain.people.matching.block import Blocks, block_keys
from domain.people.matching.learn import Truth, learn
from domain.people.matching.score import Scorer

AS_LIKELY_AS_NOT: Final = 0.5
LEARNT_FROM: Final = ("febrl1", "febrl2")
Record = Mapping[str, str]


def febrl_score(records: Sequence[Record], learnt_from: Sequence[Record]) -> Score:
    """Pairs of one entity that block and score as one, by weights learnt from the other sets: FEBRL is not Dutch."""
    scorer, blocks = Scorer(_learnt(learnt_from)), Blocks()
    known = _features(records)
    for one in known:
        scorer.put(one)
    judged: list[bool] = []
    for place, one in enumerate(known):
        keys = block_keys(one)
        judged += (
            records[other]["entity"] == records[place]["entity"]
            for other in blocks.beside(keys)
            if scorer.edge(other, place, known[other], one).person >= AS_LIKELY_AS_NOT
        )
        blocks.put(place, keys)
    return Score(sum(judged) / len(judged), sum(judged) / _pairs_of_one_entity(records))


def _pairs_of_one_entity(records: Sequence[Record]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(one["entity"] for one in records).values())


def _learnt(records: Sequence[Record]) -> Weights:
    entities = {entity: number for number, entity in enumerate({one["entity"] for one in records}, 1)}
    truths = [
        Truth(features, entities[one["entity"]], entities[one["entity"]])
        for one, features in zip(records, _features(records), strict=True)
    ]
    return Weights(learn(truths, "febrl"))


def _features(records: Iterable[Record]) -> list[Features]:
    return [_with_street(features_of(_as_signal(one), BENCH_KEY), one) for one in records]


def _with_street(features: Features, one: Record) -> Features:
    """Street and place stand where a signal has its phone and e-mail: as values that seldom are the same."""
    street = {f"{one['street_number']} {one['address_1']}", f"{one['address_1']} {one['suburb']}"}
    place = {f"{one['address_2']} {one['suburb']}"} if one["address_2"] else set[str]()
    return features._replace(phones=_tokens(street), emails=_tokens(place))


def _tokens(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int.from_bytes(sha256(text.encode()).digest()[:8], "big", signed=True) for text in texts)


def _as_signal(one: Record) -> dict[str, Any]:
    """A record with our names. Given name and surname are one double name, as the sets swap them."""
    born = one["date_of_birth"]
    whole = len(born) == 8 and born.isdecimal()
    return {
        "partner_id": "",
        "partner_kind": "",
        "customer_number": "0",
        "initials": one["given_name"],
        "surname": f"{one['surname']} {one['given_name']}".strip(),
        "birth_date": f"{born[:4]}-{born[4:6]}-{born[6:]}" if whole else None,
        "house_number": one["street_number"] or "0",
        "postcode": one["postcode"],
        "phone": None,
        "email": None,
    }
