"""Dutch words for the codes on figures: what a panel shows in place of a code."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.figures.classes import CLASSES
from domain.figures.ledger import LEDGER_REASONS
from domain.figures.metrics import OVERRIDDEN_RULES, REFUSALS, STAGES
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind

LABEL_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "partner_kind": {kind.value: kind.dutch for kind in PartnerKind},
        "stage": {stage: one.dutch for stage, one in STAGES.items()},
        "refusal": {name: one.dutch for name, one in REFUSALS.items()},
        "rule": {rule.value: word for rule, word in OVERRIDDEN_RULES.items()},
        "disposition": {code.value: code.said("nl") for code in Disposition},
        "case_class": {name.value: one.dutch for name, one in CLASSES.items()},
        "reason": {reason: one.dutch for reason, one in LEDGER_REASONS.items()},
    }
)
"""Label of a metric -> code -> word, for every label whose codes a panel shows one by one."""
