"""What would have changed a case, in sentences: each says one changed input and what came of it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from schemas.reason_entry import Bilingual
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from schemas.vocabulary.supposing import WhatIf
from services.worklist.words.wording import Wording

WHAT_IF_SENTENCES: Final[Mapping[WhatIf, Bilingual]] = MappingProxyType(
    {
        WhatIf.AMOUNT: Bilingual(
            "Was het bedrag {wouldBe} in plaats van {was} ({partner}), dan was het zo: {after}.",
            "Had the amount been {wouldBe} instead of {was} ({partner}), it would be: {after}.",
        ),
        WhatIf.FEWER: Bilingual(
            "Was dit signaal er niet ({partner}), dan was het zo: {after}.",
            "Without this signal ({partner}), it would be: {after}.",
        ),
        WhatIf.MORE: Bilingual(
            "Kwam er nog een signaal van een ander soort bedrijf ({partner}, {wouldBe}), dan was het zo: {after}.",
            "With one more signal from another kind of company ({partner}, {wouldBe}), it would be: {after}.",
        ),
        WhatIf.KIND: Bilingual(
            "Ging het om: {wouldBe}, en niet om: {was} ({partner}), dan was het zo: {after}.",
            "Had it been about: {wouldBe}, and not about: {was} ({partner}), it would be: {after}.",
        ),
        WhatIf.THRESHOLD: Bilingual(
            "Was de grens van de gemeente {wouldBe} in plaats van {was}, dan was het zo: {after}.",
            "Had the limit of the municipality been {wouldBe} instead of {was}, it would be: {after}.",
        ),
    }
)
"""By the changed input."""
NO_CASE: Final = Bilingual("er was geen zaak", "there would be no case")
CASE_WOULD_BE: Final = Bilingual(
    "bakje {tray}, begin met {channel}, haast {urgency} van 3, eerste gesprek uiterlijk {deadline}",
    "tray {tray}, begin with {channel}, urgency {urgency} of 3, first talk at the latest {deadline}",
)


def what_if_sentence(wording: Wording, told: Mapping[str, Any]) -> str:
    """One sentence of what would have changed the case, as `services.triage.explain` tells it in JSON."""
    kind = told["partnerKind"]
    return wording.messages.about(WHAT_IF_SENTENCES[WhatIf(told["what"])]).format(
        partner=wording.messages.about(PartnerKind(kind)).lower() if kind else "",
        was=_value(wording, told["was"]),
        wouldBe=_value(wording, told["wouldBe"]),
        after=outcome_words(wording, told["after"]),
    )


def outcome_words(wording: Wording, after: Mapping[str, Any] | None) -> str:
    """What a case would be, or that there would be none."""
    if after is None:
        return wording.messages.about(NO_CASE)
    return wording.messages.about(CASE_WOULD_BE).format(
        tray=wording.messages.word(Tray(after["tray"])),
        channel=wording.messages.about(Channel(after["channel"])).lower(),
        urgency=after["urgency"],
        deadline=wording.full_day(date.fromisoformat(after["deadline"])),
    )


def _value(wording: Wording, value: int | str | None) -> str:
    if isinstance(value, str):
        return wording.messages.about(SignalKind(value)).lower()
    return "" if value is None else wording.euros(value)
