"""What a partner delivered in a month and what was wrong with it: counts only, no value of any record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from domain.figures.sheet import Sheet
from domain.intake.checks.faults import TEXTS, Code
from domain.intake.checks.findings import FINDING_TEXTS, FindingCode
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import Outcome
from services.report.partners.supply import Supply

FieldCode = tuple[str, str]
"""The outward name of a field and a code."""


@dataclass(frozen=True)
class PartnerMonth:
    """A partner's deliveries that were received in one calendar month.

    `outcomes`: records by outcome. `refused`, `found`: errors and findings by field and code.
    `repeats`: signals that triage called a repeat. `without_phone`: signals without a telephone number.
    """

    partner_id: Id
    name: str
    kind: PartnerKind
    month: date
    deliveries: int
    outcomes: Mapping[Outcome, int]
    supply: Supply
    refused: Mapping[FieldCode, int] = field(default_factory=dict)
    found: Mapping[FieldCode, int] = field(default_factory=dict)
    repeats: int = 0
    without_phone: int = 0

    @property
    def records(self) -> int:
        """Records that got an answer."""
        return sum(self.outcomes.values())


COUNTS: Final[Mapping[str, str]] = {
    "deliveries": "Leveringen",
    "records": "Regels",
    **{f"outcome:{one}": f"Waarvan {one.dutch}" for one in Outcome},
    "repeats": "Herhaalde meldingen",
    "without_phone": "Signalen zonder telefoonnummer",
}
"""Every count, by name, with what a partner reads of it."""


def counts(one: PartnerMonth) -> dict[str, int]:
    """The counts by name, in the order of `COUNTS`."""
    outcomes = {f"outcome:{outcome}": one.outcomes.get(outcome, 0) for outcome in Outcome}
    return {
        "deliveries": one.deliveries,
        "records": one.records,
        **outcomes,
        "repeats": one.repeats,
        "without_phone": one.without_phone,
    }


def told(one: PartnerMonth) -> list[tuple[str, str, int, str]]:
    """Errors and findings with field, code, count and words; the most frequent first."""
    refused = [(*key, number, _words(TEXTS, Code, key[1])) for key, number in one.refused.items()]
    found = [(*key, number, _words(FINDING_TEXTS, FindingCode, key[1])) for key, number in one.found.items()]
    return sorted(refused, key=_by_count) + sorted(found, key=_by_count)


def _by_count(line: tuple[str, str, int, str]) -> tuple[int, str, str]:
    return -line[2], line[0], line[1]


def _words(texts: Mapping[Any, str], codes: Any, code: str) -> str:
    """The words of a code; one that was retired since has none."""
    return texts.get(codes(code), "") if code in set(codes) else ""


def quality_json(months: list[PartnerMonth]) -> list[dict[str, Any]]:
    """As JSON values."""
    return [
        {"partner": one.partner_id, "name": one.name, "kind": one.kind, "month": f"{one.month:%Y-%m}"}
        | {"counts": counts(one), "supply": _supply_json(one.supply)}
        | {"refused": _coded(one.refused), "findings": _coded(one.found)}
        for one in months
    ]


def _coded(by_code: Mapping[FieldCode, int]) -> list[dict[str, Any]]:
    return [{"field": name, "code": code, "records": number} for (name, code), number in sorted(by_code.items())]


def _supply_json(one: Supply) -> dict[str, Any]:
    days = {name: day.isoformat() if day else None for name, day in _days(one).items()}
    usual = {"least": one.usual.least, "most": one.usual.most} if one.usual else None
    return {"state": one.state, "overdue_days": one.overdue_days, "usual": usual, **days}


def _days(one: Supply) -> dict[str, date | None]:
    return {"last": one.last, "due": one.due, "unusually_small": one.small, "unusually_large": one.large}


def quality_sheet(months: list[PartnerMonth], month: date) -> Sheet:
    """For a person: a row for each partner."""
    headings = ("partner", "deliveries", "records", "refused", "found", "duplicate", "repeats", "no phone", "supply")
    rows = [
        (
            one.name,
            *map(str, (one.deliveries, one.records, one.outcomes.get(Outcome.REJECTED, 0), sum(one.found.values()))),
            *map(str, (one.outcomes.get(Outcome.DUPLICATE, 0), one.repeats, one.without_phone)),
            _said(one.supply),
        )
        for one in months
    ]
    caption = "" if any(one.deliveries for one in months) else "Nothing was delivered in this month."
    return Sheet(f"Deliveries of {month:%Y-%m}", headings, rows, caption=caption)


def _said(one: Supply) -> str:
    unusual = [word for word, day in (("small", one.small), ("large", one.large)) if day]
    late = [f"{one.overdue_days} days late"] if one.overdue_days else []
    return ", ".join([str(one.state), *late, *(f"unusually {word}" for word in unusual)])
