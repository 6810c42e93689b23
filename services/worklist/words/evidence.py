"""What puts signals on one household, in words: the fields of the surest link of each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from domain.people.matching.explain import FIELDS, FINDINGS, TOGETHER, Said
from schemas.vocabulary.supposing import HouseholdGround
from services.worklist.words.catalogue import LANGUAGES


class SaidEvidence(NamedTuple):
    """Why one signal belongs to the household; `found`: fields with what was found, where that is a link."""

    ground: HouseholdGround
    found: tuple[Said, ...] = ()


def evidence_said(household: Iterable[Mapping[str, Any]], language: str) -> list[SaidEvidence]:
    """The evidence as triage worked it out (`HouseholdEvidence` in JSON)."""
    return [SaidEvidence(HouseholdGround(one["ground"]), tuple(_all_found(one, language))) for one in household]


def _all_found(one: Mapping[str, Any], language: str) -> Iterator[Said]:
    place = list(LANGUAGES).index(language)
    for it in one["found"]:
        found = TOGETHER if it["field"] == "together" else FINDINGS[it["field"], it["level"]]
        yield FIELDS[it["field"]][place], found[place]
