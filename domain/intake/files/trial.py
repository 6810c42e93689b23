"""A file read and judged without keeping anything: how rows are read, what is told, what is wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from domain.intake.checks.faults import TEXTS, Fault
from domain.intake.checks.findings import FINDING_TEXTS, FieldFinding, FindingCode
from domain.intake.checks.judge import judge
from domain.intake.checks.permissions import Agreement, Sender
from domain.intake.files.mapping import ColumnMapping
from domain.intake.files.partner_words import PartnerWords, partner_words
from domain.intake.files.sheets import Numbered
from domain.intake.files.writing import ATTESTATION_NAME
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind

ROWS_TOLD: Final = 5
ERRORS_SHOWN: Final = 50


@dataclass
class Trial:
    """What became of the rows so far. `rows`: the first as they were read; `findings`: how often each was told."""

    words: PartnerWords
    read: int = 0
    refused: int = 0
    with_findings: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    findings: Counter[tuple[str, FindingCode]] = field(default_factory=Counter)

    def count(self, line: int, record: Any, faults: Sequence[Fault], findings: Sequence[FieldFinding]) -> None:
        """Take in one row."""
        self.read += 1
        self.refused += bool(faults)
        self.with_findings += bool(findings)
        self.findings.update((one.field, one.code) for one in findings)
        if len(self.rows) < ROWS_TOLD:
            self.rows.append({"regel": line, "gelezen": dict(record)})
        for one in faults[: ERRORS_SHOWN - len(self.errors)]:
            told = {"regel": line, "veld": one.field, "code": one.code, "tekst": TEXTS[one.code]}
            self.errors.append(told | self.words.beside(one.field, one.code))

    def as_dict(self) -> dict[str, Any]:
        """Everything that is told, as JSON values."""
        told = [
            {"veld": name, "code": code, "tekst": FINDING_TEXTS[code], "aantal": times} | self.words.beside(name, code)
            for (name, code), times in self.findings.most_common()
        ]
        counts = {"gelezen": self.read, "geweigerd": self.refused, "metBevindingen": self.with_findings}
        return {"aantallen": counts, "regels": self.rows, "bevindingen": told, "fouten": self.errors}


def try_chunks(
    chunks: Iterable[Sequence[Numbered]], mapping: ColumnMapping, today: date, kind: PartnerKind | None = None
) -> Trial:
    """Judge the rows of a file as if its partner had an agreement with every municipality, with every legal basis.

    `kind`: what partner sends it; without it a landlord when the file has the statement that landlords send along.
    """
    attests = any(name.startswith(f"{ATTESTATION_NAME}.") for name in mapping.headings_of())
    sends = kind or (PartnerKind.LANDLORD if attests else PartnerKind.ENERGY)
    trial = Trial(partner_words(mapping))
    for chunk in chunks:
        checked = judge([candidate for _, candidate in chunk], _anywhere(chunk, sends, today))
        for (line, candidate), one in zip(chunk, checked, strict=True):
            faults = () if isinstance(one.verdict, Signal) else one.verdict
            trial.count(line, candidate.record, faults, one.findings)
    return trial


def _anywhere(chunk: Sequence[Numbered], kind: PartnerKind, today: date) -> Sender:
    codes = {candidate.record.get("gemeentecode") for _, candidate in chunk}
    agreements = {
        code: Agreement(code, date.min, bsn_allowed=True, birth_date_allowed=True)
        for code in codes
        if isinstance(code, str)
    }
    return Sender(kind, agreements, today)
