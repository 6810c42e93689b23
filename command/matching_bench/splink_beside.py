"""Splink on the same signals: the same forms, labels of a tuning seed to learn from, the best threshold there."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from command.matching_bench.apart import EnvironmentApart
from command.matching_bench.arriving import Arrival
from command.matching_bench.matched import person_of, scored
from command.matching_bench.scores import Score
from domain.people.address import Address
from domain.people.matching.normalise import door_number, fold, initials_of, surname_parts
from domain.people.telephone import dialled
from schemas.ids import Id

SplinkRecord = dict[str, Any]


class BesideOurs(NamedTuple):
    """What Splink made of it, at the threshold that was best on the signals it learnt from."""

    score: Score
    threshold: float


def splink_persons(apart: EnvironmentApart, learn: Mapping[Id, Arrival], judge: Mapping[Id, Arrival]) -> BesideOurs:
    """Persons of `judge` by a model learnt from `learn`. Raises NotInstalledError."""
    towns = {"learn": learn, "judge": judge}
    records = {which: _records(town) for which, town in towns.items()}
    answered = apart.compared("splink", {which: list(town.values()) for which, town in records.items()})
    scores = {
        float(threshold): {
            which: scored(towns[which], _found(records[which], found), person_of) for which, found in clusters.items()
        }
        for threshold, clusters in answered.items()
    }
    best = max(scores, key=lambda threshold: scores[threshold]["learn"].f1)
    return BesideOurs(scores[best]["judge"], best)


def _records(town: Mapping[Id, Arrival]) -> dict[Id, SplinkRecord]:
    """One record for what is equal in everything but its month, by the name of each signal."""
    equal: dict[str, SplinkRecord] = {}
    return {name: _equal(equal, _known(one), one) for name, one in town.items() if one.truth.person}


def _equal(equal: dict[str, SplinkRecord], known: SplinkRecord, one: Arrival) -> SplinkRecord:
    found = equal.setdefault(f"{one.truth.contract} {known}", known)
    found.setdefault("unique_id", str(len(equal)))
    return found


def _found(records: Mapping[Id, SplinkRecord], clusters: Mapping[str, str]) -> dict[Id, str]:
    return {name: clusters[one["unique_id"]] for name, one in records.items()}


def _known(one: Arrival) -> SplinkRecord:
    fields = one.fields
    parts = surname_parts(fields["surname"])
    sounds = [fold(part) for part in parts]
    initials = initials_of(fields["initials"] or "")
    number, behind = door_number(
        Address(fields["postcode"], fields["house_number"], fields["house_number_addition"], fields["house_letter"])
    )
    born = fields["birth_date"] or ""
    return {
        "label": str(one.truth.person),
        "surname": " ".join(parts),
        "sounds": sounds,
        "sound": sounds[0] if sounds else "",
        "initials": initials,
        "initial": initials[:1],
        "birth_date": "" if "-00" in born else born,
        "postcode": fields["postcode"],
        "area": fields["postcode"][:4],
        "number_there": f"{fields['postcode']} {number}",
        "door": f"{fields['postcode']} {number} {' '.join(behind)}",
        "phone": dialled(fields["phone"] or "") or "",
        "email": (fields["email"] or "").lower(),
    }
