"""Sums of all facts as the exporter keeps them in memory, and how what was committed since is added to them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from schemas.vocabulary.figures import FactKind

KIND_BY_DISPOSITION: Final = FactKind.SIGNAL_SETTLED
KIND_BY_RULE: Final = FactKind.CASE_OVERRIDDEN
KIND_BY_DEFINITION: Final = FactKind.CASE_CLASSED
"""The kind whose code and definition are labels: all its facts count, each under the definition that it names."""
KINDS_BY_CODE: Final = (KIND_BY_DISPOSITION, KIND_BY_RULE, KIND_BY_DEFINITION)
"""Kinds whose code is a label."""


class Sum(NamedTuple):
    """What one sum is of; `code` only for `KINDS_BY_CODE`, `definition` only for classes of cases."""

    municipality: str
    kind: str
    partner_kind: str
    code: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Totals:
    """The sums of the facts of every transaction below `horizon`. Never changed: any thread may read one."""

    horizon: int = 0
    sums: Counter[Sum] = field(default_factory=Counter)


def add_facts(totals: Totals, added: Mapping[Sum, int], horizon: int) -> Totals:
    """The totals with the facts of the transactions from theirs up to the new horizon."""
    if not added:
        return replace(totals, horizon=horizon)
    sums = totals.sums.copy()
    sums.update(added)
    return Totals(horizon, sums)
