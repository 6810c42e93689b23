"""Why two signals are linked, in codes with the bits each field adds: what a page and a command show."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row

from domain.people.matching.explain import FIELDS
from domain.people.matching.kept import levels_kept
from domain.people.matching.read import weights_of


def found_of(link: Row[Any]) -> Iterator[dict[str, Any]]:
    """The fields of a link that say something, with their level and the bits they add for one household."""
    for part in weights_of(link.model).parts(levels_kept(link.levels)):
        if part.field in FIELDS and part.field != "prior":
            yield {"field": part.field, "level": part.level, "bits": round(part.bits.household, 1)}
