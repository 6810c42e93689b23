"""Reasons of a decision as pages tell them: the weightiest, all by question, and each in a sentence."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from types import MappingProxyType
from typing import Any, Final

from schemas.reason_entry import Bilingual
from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.choices import Band, OfferLevel
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from services.worklist.words.wording import Wording

REASONS_SHOWN_AT_MOST: Final = 3


@dataclass(frozen=True)
class StoredReason:
    """One stored step of a decision: a code with its details."""

    code: ReasonCode
    details: Mapping[str, Any]


def read_reasons(stored: Iterable[Mapping[str, Any]]) -> list[StoredReason]:
    """The steps as triage stored them; a code that this version does not know is left out."""
    known = set(ReasonCode)
    return [StoredReason(ReasonCode(step["code"]), step["details"]) for step in stored if step["code"] in known]


def main_reasons(decisions: Iterable[list[StoredReason]]) -> list[StoredReason]:
    """At most three reasons of a case, the weightiest first; of a code the first in `decisions` (newest first)."""
    first: dict[ReasonCode, StoredReason] = {}
    for reasons in decisions:
        for reason in reasons:
            first.setdefault(reason.code, reason)
    if ReasonCode.SEVERAL in first:
        first.pop(ReasonCode.SINGLE, None)
    weighty = [reason for reason in first.values() if reason.code.entry.weight]
    return sorted(weighty, key=lambda reason: -reason.code.entry.weight)[:REASONS_SHOWN_AT_MOST]


def by_question(reasons: Iterable[StoredReason]) -> list[tuple[Bilingual, list[StoredReason]]]:
    """The steps in their order, each question once with what was found; the same finding is said once."""
    groups: dict[Bilingual, list[StoredReason]] = {}
    for reason in reasons:
        found = groups.setdefault(reason.code.entry.question, [])
        if reason not in found:
            found.append(reason)
    return list(groups.items())


def sentence(wording: Wording, reason: StoredReason) -> str:
    """One full sentence with the details in it."""
    details = {name: _said(wording, name, value) for name, value in reason.details.items()}
    return wording.messages.about(_form(reason)).format(**details)


def _form(reason: StoredReason) -> Bilingual:
    """The sentence of the reason, or its other one when a detail in the first does not apply."""
    entry = reason.code.entry
    named = {name for _, name, _, _ in Formatter().parse(entry.nl) if name}
    applies = all(reason.details.get(name) is not None for name in named)
    return Bilingual(entry.nl, entry.en) if applies or entry.otherwise is None else entry.otherwise


def _said(wording: Wording, name: str, value: Any) -> str:
    return DETAIL_WORDS[name](wording, value) if name in DETAIL_WORDS and value is not None else str(value)


def _euros(wording: Wording, cents: int) -> str:
    return wording.euros(cents)


def _day(wording: Wording, day: str) -> str:
    return wording.full_day(date.fromisoformat(day))


def _threat(wording: Wording, kind: str) -> str:
    return wording.messages.about(SignalKind(kind)).lower()


def _tray(wording: Wording, tray: str) -> str:
    return wording.messages.word(Tray(tray))


def _channel(wording: Wording, channel: str) -> str:
    return wording.messages.about(Channel(channel)).lower()


def _partner_kind(wording: Wording, kind: str) -> str:
    return wording.messages.about(PartnerKind(kind))


def _months(wording: Wording, months: int) -> str:
    return wording.messages.counted("reasons.months", months)


def _points(wording: Wording, points: int) -> str:
    return wording.messages.counted("reasons.points", points)


def _band(wording: Wording, band: str) -> str:
    return wording.messages.word(Band(band)).lower()


def _offer_level(wording: Wording, level: str) -> str:
    return wording.messages.about(OfferLevel(level))


DETAIL_WORDS: Final[Mapping[str, Callable[[Wording, Any], str]]] = MappingProxyType(
    {
        "amountCents": _euros,
        "beforeCents": _euros,
        "thresholdCents": _euros,
        "totalCents": _euros,
        "earlierOn": _day,
        "plannedDate": _day,
        "beforeDate": _day,
        "deadline": _day,
        "until": _day,
        "kind": _threat,
        "tray": _tray,
        "channel": _channel,
        "startBy": _day,
        "partnerKind": _partner_kind,
        "monthsBehind": _months,
        "points": _points,
        "band": _band,
        "offerLevel": _offer_level,
    }
)
"""How each detail is said; counts are said as they are."""
