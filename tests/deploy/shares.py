"""Divisions in the queries of the dashboard, as the facts that they divide."""

import re
from typing import Final, NamedTuple

from domain.figures.metrics import REFUSALS, STAGES, UNITS, counted_in
from schemas.vocabulary.figures import FactKind

SUM: Final = r"(sum(?: by \(\w+\) )?\(vroegsignaal_(?:funnel|refusals|indicator)\{[^}]*\}\))"
DIVISION: Final = re.compile(rf"{SUM} / \({SUM} > 0\)")
LABEL: Final = re.compile(r'(\w+)="([\w-]+)"')


class Division(NamedTuple):
    """What a query divides by what, and what else each side asks for."""

    part: FactKind
    whole: FactKind
    is_of_the_same: bool


def division(query: str) -> Division | None:
    """The division of a query; None where it divides nothing. Raises ValueError for one that may divide by zero."""
    if "/" not in query:
        return None
    found = DIVISION.fullmatch(query)
    if found is None:
        raise ValueError(f"no sum / (sum > 0): {query}")
    part, whole = found.groups()
    return Division(_kind(part), _kind(whole), _without_stage(part) == _without_stage(whole))


def _kind(side: str) -> FactKind:
    labels = dict(LABEL.findall(side))
    for label, counted in (("stage", STAGES), ("refusal", REFUSALS)):
        if label in labels:
            return counted[labels[label]].kind
    (unit,) = (one for one in UNITS if one == labels["unit"])
    return counted_in(unit)[labels["indicator"]].kind


def _without_stage(side: str) -> str:
    return re.sub(r'(stage|refusal|indicator)="[\w-]+"', "", side)
