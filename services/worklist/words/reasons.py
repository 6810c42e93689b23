"""Reasons of a decision in sentences: which question a step answers, and what it found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from schemas.reasons import ReasonCode
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.signals import SignalKind
from services.worklist.words.wording import Wording

R = ReasonCode

QUESTION: Final[Mapping[ReasonCode, str]] = MappingProxyType(
    {
        R.NEW_ARREARS: "new",
        R.REPEAT: "new",
        R.HIGHER_THAN_BEFORE: "new",
        R.NOT_STOPPED: "limits",
        R.AGE_FITS: "age",
        R.AGE_OUTSIDE: "age",
        R.ABOVE_THRESHOLD: "threshold",
        R.BELOW_THRESHOLD: "threshold",
        R.OPENS_CASE: "case",
        R.JOINS_CASE: "case",
        R.FOLLOWS_CASE: "case",
        R.STAYS_IN_CASE: "case",
        R.SEVERAL: "shape",
        R.SUCCESSIVE: "shape",
        R.SINGLE: "shape",
        R.CRISIS: "haste",
        R.PLANNED_DATE_MISSING: "haste",
        R.NO_CRISIS: "haste",
        R.WORKED_ON: "tray",
        R.TRAY: "tray",
        R.CLOCK: "clock",
    }
)
"""The question of each step, `question.<name>` in the catalogues."""

WEIGHT: Final = (
    R.CRISIS,
    R.PLANNED_DATE_MISSING,
    R.SEVERAL,
    R.SUCCESSIVE,
    R.HIGHER_THAN_BEFORE,
    R.FOLLOWS_CASE,
    R.BELOW_THRESHOLD,
    R.SINGLE,
    R.TRAY,
)
"""What a worker must know first; the rest stands on the page with the whole explanation."""

MOST: Final = 3


@dataclass(frozen=True)
class Reason:
    """One stored step of a decision: a code with its facts."""

    code: ReasonCode
    facts: Mapping[str, Any]


def read_reasons(stored: Iterable[Mapping[str, Any]]) -> list[Reason]:
    """The steps as triage stored them; a code that this version does not know is left out."""
    known = set(ReasonCode)
    return [Reason(ReasonCode(step["code"]), step.get("details", {})) for step in stored if step["code"] in known]


def main_reasons(decisions: Iterable[list[Reason]]) -> list[Reason]:
    """At most three reasons of a case, the weightiest first, newest decision first, each code once."""
    first: dict[ReasonCode, Reason] = {}
    for reasons in decisions:
        for reason in reasons:
            first.setdefault(reason.code, reason)
    if R.SEVERAL in first:
        first.pop(R.SINGLE, None)
    chosen = [first[code] for code in WEIGHT if code in first]
    return chosen[:MOST]


def sentence(wording: Wording, reason: Reason) -> str:
    """One full sentence with the facts in it."""
    facts = {name: _said(wording, name, value) for name, value in reason.facts.items()}
    return wording.messages(f"reason.{_variant(reason)}", **facts)


def by_question(reasons: Iterable[Reason]) -> list[tuple[str, list[Reason]]]:
    """The steps in their order, each question once with what was found; the same finding is said once."""
    groups: dict[str, list[Reason]] = {}
    for reason in reasons:
        found = groups.setdefault(QUESTION[reason.code], [])
        if reason not in found:
            found.append(reason)
    return list(groups.items())


def _variant(reason: Reason) -> str:
    fact = VARIANTS.get(reason.code)
    if fact is None:
        return reason.code.value
    return f"{reason.code}.{'with' if reason.facts.get(fact) is not None else 'without'}"


VARIANTS: Final = MappingProxyType({R.CRISIS: "plannedDate", R.CLOCK: "workingDays"})
"""Reasons with a second sentence for when a fact does not apply."""


def _said(wording: Wording, name: str, value: Any) -> str:
    return WORDS[name](wording, value) if name in WORDS and value is not None else str(value)


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


WORDS: Final[Mapping[str, Callable[[Wording, Any], str]]] = MappingProxyType(
    {
        "amountCents": _euros,
        "beforeCents": _euros,
        "thresholdCents": _euros,
        "earlierOn": _day,
        "plannedDate": _day,
        "deadline": _day,
        "kind": _threat,
        "tray": _tray,
        "channel": _channel,
    }
)
"""How each fact is said; counts are said as they are."""
