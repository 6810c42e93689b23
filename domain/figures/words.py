"""Dutch words for the codes on figures: what a panel shows in place of a code."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.figures.ledger import LEDGER_REASONS
from domain.figures.metrics import STAGES
from schemas.glossary import dutch
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import SEVERAL_KINDS, PartnerKind

DISPOSITION_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Disposition.IN_CASE: "Opgepakt in een zaak",
        Disposition.PARKED: "Wacht tot een datum",
        Disposition.REPEAT: "Herhaalde melding",
        Disposition.UNJUSTIFIED: "Onterecht signaal",
        Disposition.OTHER_REASON: "Andere reden",
        Disposition.DECEASED: "Inwoner is overleden",
        Disposition.NOT_RESIDENT: "Geen inwoner (meer)",
        Disposition.KNOWN_AT_DEBT_HELP: "Al bekend bij schuldhulp",
        Disposition.WITHDRAWN: "Ingetrokken door de partner",
        Disposition.ERASED: "Gewist op verzoek",
        Disposition.IMPORTED: "Overgenomen uit een ander systeem",
    }
)

LABEL_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "partner_kind": {kind.value: dutch(kind) for kind in PartnerKind} | {SEVERAL_KINDS: "Meer dan één soort"},
        "stage": {stage: one.dutch for stage, one in STAGES.items()},
        "disposition": {code.value: DISPOSITION_WORDS[code] for code in Disposition},
        "reason": {reason: one.dutch for reason, one in LEDGER_REASONS.items()},
    }
)
"""Label of a metric -> code -> word, for every label whose codes a panel shows one by one."""
