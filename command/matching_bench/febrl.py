"""The public sets of FEBRL as signals: no households and English names, so a floor against decline and no more."""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from command.matching_bench.matched import BENCH_KEY
from command.matching_bench.scores import Placed, Score, score
from domain.people.matching import Features, Weights, features_of
from domain.people.matching.block import Blocks, block_keys
from domain.people.matching.learn import Truth, learn
from domain.people.matching.normalise import near_forms
from domain.people.matching.partition import Link, joined_by_links
from domain.people.matching.score import Scorer

FEBRL_THRESHOLDS: Final = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
_NO_LETTER: Final = re.compile("[^a-z]+")
LEARNT_FROM, JUDGED = ("febrl1", "febrl2"), ("febrl3", "febrl4")
FebrlRecord = Mapping[str, str]
FebrlFile = Sequence[FebrlRecord]


class _Linked(NamedTuple):
    """A set with its links; `file_of`: the file that each record is in, the same for all where doubles are wanted."""

    records: FebrlFile
    file_of: Sequence[int]
    links: Sequence[Link]

    def in_one_file(self, one: int, other: int) -> bool:
        """Whether two records are in one file."""
        return self.file_of[one] == self.file_of[other]


def febrl_scores(sets: Mapping[str, Sequence[FebrlFile]]) -> dict[str, Score]:
    """FEBRL 3 and 4 by weights learnt from 1 and 2, and at the threshold that is best there.

    The clusters of `Matcher` are not asked: they hold members of a household apart, of whom FEBRL has none.
    """
    weights = Weights(learn([_truths(file) for name in LEARNT_FROM for file in sets[name]], "febrl"))
    known = [_linked(sets[name], weights) for name in LEARNT_FROM]
    best = max(FEBRL_THRESHOLDS, key=lambda threshold: sum(_score(one, threshold).f1 for one in known))
    return {name: _score(_linked(sets[name], weights), best) for name in JUDGED}


def _linked(files: Sequence[FebrlFile], weights: Weights) -> _Linked:
    """`files`: one, in which records are doubled, or two, each of which has an entity once."""
    records = [one for file in files for one in file]
    file_of = [number for number, file in enumerate(files) for _ in file]
    return _Linked(records, file_of, _likely(_features(records), weights))


def _score(one: _Linked, threshold: float) -> Score:
    """Pairs of one entity that block, score and are joined as one."""
    places = range(len(one.records))
    links = [link for link in one.links if link.probability >= threshold]
    groups = joined_by_links([[place] for place in places], links, one.in_one_file if one.file_of[-1] else _never)
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    return score(Placed(place, one.records[place]["entity"], group_of[place]) for place in places)


def _never(_one: int, _other: int) -> bool:
    return False


def _likely(known: Sequence[Features], weights: Weights) -> list[Link]:
    scorer, blocks = Scorer(weights), Blocks()
    for one in known:
        scorer.put(one)
    found: list[Link] = []
    for place, one in enumerate(known):
        keys = block_keys(one)
        edges = (scorer.edge(other, place, known[other], one) for other in blocks.beside(keys))
        found += (Link(edge.person, edge.one, edge.other) for edge in edges if edge.person >= FEBRL_THRESHOLDS[0])
        blocks.put(place, keys)
    return found


def _truths(records: FebrlFile) -> list[Truth]:
    entities = {entity: number for number, entity in enumerate({one["entity"] for one in records}, 1)}
    return [
        Truth(features, entities[one["entity"]], entities[one["entity"]])
        for one, features in zip(records, _features(records), strict=True)
    ]


def _features(records: Iterable[FebrlRecord]) -> list[Features]:
    return [_with_street(features_of(_as_signal(one), BENCH_KEY), one) for one in records]


def _with_street(features: Features, one: FebrlRecord) -> Features:
    """Street lines and place stand where a signal has its phones and e-mail, with one slip, as a surname is compared.

    Both lines of a street are phones: the sets exchange them.
    """
    street, more, place = (_NO_LETTER.sub("", one[part]) for part in ("address_1", "address_2", "suburb"))
    lines = _tokens(near_forms(street)) | _tokens(near_forms(more))
    return features._replace(phones=lines, emails=_tokens(near_forms(place)))


def _tokens(texts: Iterable[str]) -> frozenset[int]:
    return frozenset(int.from_bytes(sha256(text.encode()).digest()[:8], "big", signed=True) for text in texts if text)


def _as_signal(one: FebrlRecord) -> dict[str, Any]:
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
