"""What we say of a record that we accept: a value that cannot be so is kept out, and the partner reads which and why.

One code each, with the Dutch text (B1); never the value.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from domain.intake.checks.dates import is_placeholder
from domain.intake.checks.permissions import Sender
from domain.people import telephone
from schemas.signals import SIGNAL_FIELDS, Signal


class FindingCode(StrEnum):
    """What we found in a record that we accept; the values are outward."""

    UNKNOWN_DATE = "datum-onbekend"
    NOT_DIALLED = "niet-te-bellen"
    SEVERAL_NUMBERS = "meer-nummers"
    MORE_THAN_A_NUMBER = "meer-dan-een-nummer"
    # What reading a row of a file repaired or left out.
    READ_AS_NOTHING = "als-leeg-gelezen"
    ERROR_VALUE = "foutwaarde-weggelaten"
    NOT_READ = "niet-gelezen"
    ZERO_ADDED = "nul-aangevuld"
    WORD_LEFT_OUT = "woord-weggelaten"
    ODD_SPACES = "vreemde-spaties"
    CUT_OFF = "regel-afgebroken"
    READ_AS_UTF8 = "gelezen-als-utf-8"


FINDING_TEXTS: Final[Mapping[FindingCode, str]] = MappingProxyType(
    {
        FindingCode.UNKNOWN_DATE: "Deze datum kan niet kloppen. Wij doen alsof u geen datum stuurde.",
        FindingCode.NOT_DIALLED: "Dit nummer kunnen wij niet bellen. Kijk het na.",
        FindingCode.SEVERAL_NUMBERS: "Hier staan meer telefoonnummers. Wij bellen het eerste.",
        FindingCode.MORE_THAN_A_NUMBER: "Hier staat meer dan een telefoonnummer. Wij bewaren alleen het nummer.",
        FindingCode.READ_AS_NOTHING: "Hier staat een woord voor niets, zoals NULL of geen. Wij lezen dit als leeg.",
        FindingCode.ERROR_VALUE: "Hier staat een fout van uw rekenblad, zoals #N/B. Wij laten het veld weg.",
        FindingCode.NOT_READ: "Dit konden wij niet lezen. Wij laten het veld weg.",
        FindingCode.ZERO_ADDED: "Hier ontbrak een nul vooraan. Wij vulden die aan.",
        FindingCode.WORD_LEFT_OUT: "Bij dit getal stond een woord. Wij bewaren alleen het getal.",
        FindingCode.ODD_SPACES: "In deze regel stonden vreemde of onzichtbare spaties. Wij haalden die weg.",
        FindingCode.CUT_OFF: "Deze regel is korter dan de eerste regel. De cellen die ontbreken, lezen wij als leeg.",
        FindingCode.READ_AS_UTF8: "Het bestand is geschreven in UTF-8, anders dan afgesproken. Zo lazen wij het ook.",
    }
)


class FieldFinding(NamedTuple):
    """Something about one field of an accepted record: the outward name of the field and the code; no value."""

    field: str
    code: FindingCode


Tidied = tuple[Any, FindingCode | None]
"""What is kept of a value, and what the partner is told of it."""


def outward_finding(finding: FieldFinding) -> dict[str, str]:
    """The finding as a partner reads it."""
    return {"veld": finding.field, "code": finding.code, "tekst": FINDING_TEXTS[finding.code]}


def _phone(text: str, _: Sender) -> Tidied:
    """The numbers alone (docs/decisions/0022)."""
    numbers, kept = telephone.read(text)
    if not numbers:
        return kept, FindingCode.NOT_DIALLED
    if len(numbers) > 1:
        return kept, FindingCode.SEVERAL_NUMBERS
    return kept, FindingCode.MORE_THAN_A_NUMBER if telephone.says_more(text) else None


def _birth_date(day: date, sender: Sender) -> Tidied:
    """A coming day is refused, as nobody fills that in for want of a better one."""
    first, last = sender.births
    unknown = not first <= day <= last and (day <= sender.today or is_placeholder(day))
    return (None, FindingCode.UNKNOWN_DATE) if unknown else (day, None)


def _planned_date(day: date, sender: Sender) -> Tidied:
    """Unknown counts as most urgent: `services.triage.rules.crisis`."""
    first, last = sender.measures
    return (day, None) if first <= day <= last else (None, FindingCode.UNKNOWN_DATE)


TIDY: Final[Mapping[str, Callable[[Any, Sender], Tidied]]] = MappingProxyType(
    {"phone": _phone, "birth_date": _birth_date, "planned_date": _planned_date}
)
"""The fields that may be kept otherwise than they were sent; all of them optional, so that nothing may be kept."""


def tidied(signal: Signal, sender: Sender) -> tuple[Signal, tuple[FieldFinding, ...]]:
    """The signal as it is kept, and what the partner is told of it.

    Changes the signal that was just read: a copy would cost as much as half of reading it.
    """
    sent = vars(signal)
    findings: list[FieldFinding] = []
    for name, tidy in TIDY.items():
        value = sent[name]
        if value is not None:
            kept, code = tidy(value, sender)
            sent[name] = kept
            if code:
                findings.append(FieldFinding(SIGNAL_FIELDS[name].dutch, code))
    return signal, tuple(findings)
