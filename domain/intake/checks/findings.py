"""What we say of a record that we accept: a value that cannot be so is kept out, and the partner reads which and why.

One code each, with the Dutch text (B1); never the value.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from domain.intake.checks.dates import UNKNOWN_PART
from domain.intake.checks.permissions import Sender
from domain.intake.spelling import has_letter
from domain.intake.stray_bsn import bsns_in, is_bsn_for_phone, without_bsn
from domain.people import telephone
from domain.people.address import UNKNOWN_DOOR
from domain.people.birth_date import known_part
from domain.people.customer import says_nothing
from domain.people.email import domain_in_small
from schemas.signals import SIGNAL_FIELDS, Signal


class FindingCode(StrEnum):
    """What we found in a record that we accept; the values are outward."""

    UNKNOWN_DATE = "datum-onbekend"
    NOT_DIALLED = "niet-te-bellen"
    SEVERAL_NUMBERS = "meer-nummers"
    MORE_THAN_A_NUMBER = "meer-dan-een-nummer"
    EMPTY = "leeg"
    TIDIED = "opgeschoond"
    UNREADABLE = "niet-leesbaar"
    TOO_LONG = "te-lang"
    UNKNOWN_WORD = "onbekend-woord"
    INVALID_BSN = "geen-geldig-bsn"
    PARTLY_KNOWN = "datum-deels-bekend"
    FULL_NAMES = "voornamen"
    DOOR_UNKNOWN = "toevoeging-onleesbaar"
    SEVERAL_ADDRESSES = "meer-adressen"
    MORE_THAN_AN_ADDRESS = "meer-dan-een-adres"
    # What reading a row of a file repaired or left out.
    READ_AS_NOTHING = "als-leeg-gelezen"
    ERROR_VALUE = "foutwaarde-weggelaten"
    NOT_READ = "niet-gelezen"
    ZERO_ADDED = "nul-aangevuld"
    WORD_LEFT_OUT = "woord-weggelaten"
    ODD_SPACES = "vreemde-spaties"
    CUT_OFF = "regel-afgebroken"
    READ_AS_UTF8 = "gelezen-als-utf-8"
    NOT_KEPT = "niet-bewaard"
    NOT_ANNOUNCED = "geen-eerder-signaal"
    STRAY_BSN = "bsn-weggehaald"
    NO_CUSTOMER = "geen-klantnummer"


FINDING_TEXTS: Final[Mapping[FindingCode, str]] = MappingProxyType(
    {
        FindingCode.UNKNOWN_DATE: "Deze datum kan niet kloppen. Wij doen alsof u geen datum stuurde.",
        FindingCode.NOT_DIALLED: "Dit nummer kunnen wij niet bellen. Kijk het na.",
        FindingCode.SEVERAL_NUMBERS: "Hier staan meer telefoonnummers. Wij bellen het eerste.",
        FindingCode.MORE_THAN_A_NUMBER: "Hier staat meer dan een telefoonnummer. Wij bewaren alleen het nummer.",
        FindingCode.EMPTY: "Dit veld is leeg. Laat het dan liever weg.",
        FindingCode.TIDIED: "Hier stonden tekens te veel, zoals spaties. Wij hebben ze weggehaald.",
        FindingCode.UNREADABLE: "Dit konden wij niet lezen. Wij doen alsof u dit veld niet stuurde.",
        FindingCode.TOO_LONG: "Deze tekst is te lang. Wij doen alsof u dit veld niet stuurde.",
        FindingCode.UNKNOWN_WORD: "Dit woord kennen wij hier niet. Wij doen alsof u dit veld niet stuurde.",
        FindingCode.INVALID_BSN: "Dit is geen geldig burgerservicenummer. Wij bewaren het niet.",
        FindingCode.PARTLY_KNOWN: "Van deze datum weten wij alleen het jaar, of het jaar en de maand.",
        FindingCode.FULL_NAMES: "Hier staan voornamen. Wij bewaren alleen de voorletters.",
        FindingCode.DOOR_UNKNOWN: "Deze toevoeging konden wij niet lezen. Wij weten nu niet welke deur het is.",
        FindingCode.SEVERAL_ADDRESSES: "Hier staan meer e-mailadressen. Wij bewaren het eerste.",
        FindingCode.MORE_THAN_AN_ADDRESS: "Hier staat meer dan een e-mailadres. Wij bewaren alleen het adres.",
        FindingCode.READ_AS_NOTHING: "Hier staat een woord voor niets, zoals NULL of geen. Wij lezen dit als leeg.",
        FindingCode.ERROR_VALUE: "Hier staat een fout van uw rekenblad, zoals #N/B. Wij laten het veld weg.",
        FindingCode.NOT_READ: "Dit konden wij niet lezen. Wij laten het veld weg.",
        FindingCode.ZERO_ADDED: "Hier ontbrak een nul vooraan. Wij vulden die aan.",
        FindingCode.WORD_LEFT_OUT: "Bij dit getal stond een woord. Wij bewaren alleen het getal.",
        FindingCode.ODD_SPACES: "In deze regel stonden vreemde of onzichtbare spaties. Wij haalden die weg.",
        FindingCode.CUT_OFF: "Deze regel is korter dan de eerste regel. De cellen die ontbreken, lezen wij als leeg.",
        FindingCode.READ_AS_UTF8: "Het bestand is geschreven in UTF-8, anders dan afgesproken. Zo lazen wij het ook.",
        FindingCode.NOT_ANNOUNCED: "U stopt met leveren, maar u gaf deze klant niet eerder aan ons door.",
        FindingCode.STRAY_BSN: "Hier staat een burgerservicenummer. Dat hoort hier niet. Wij haalden het weg.",
        FindingCode.NO_CUSTOMER: "Dit nummer is van niemand. Wij zien niet of twee signalen over één klant gaan.",
        FindingCode.NOT_KEPT: "Dit gegeven bewaarden wij niet toen wij de regel weigerden. Het ontbreekt nu.",
    }
)


class FieldFinding(NamedTuple):
    """Something about one field of an accepted record: the outward name of the field and the code; no value."""

    field: str
    code: FindingCode


NAMES_NOBODY: Final = FieldFinding(SIGNAL_FIELDS["customer_number"].dutch, FindingCode.NO_CUSTOMER)
NOUGHT: Final = "-00"
"""Stands for a day or month that is not known."""
Tidied = tuple[Any, FindingCode | None]
"""What is kept of a value, and what the partner is told of it."""


def outward_finding(finding: FieldFinding) -> dict[str, str]:
    """The finding as a partner reads it."""
    return {"veld": finding.field, "code": finding.code, "tekst": FINDING_TEXTS[finding.code]}


def kept_of_phone(text: str) -> Tidied:
    """The numbers alone (docs/decisions/0022), and no BSN that stood among them."""
    numbers, kept = telephone.read(text)
    says_more = telephone.says_more(text)
    if kept and (says_more or not numbers) and is_bsn_for_phone(text, kept, numbers):
        return None, FindingCode.STRAY_BSN
    if not numbers:
        return kept, FindingCode.NOT_DIALLED
    if len(numbers) > 1:
        return kept, FindingCode.SEVERAL_NUMBERS
    return kept, FindingCode.MORE_THAN_A_NUMBER if says_more else None


def _phone(text: str, _: Sender) -> Tidied:
    return kept_of_phone(text)


def _email(address: str, _: Sender) -> Tidied:
    return (address if address.islower() else domain_in_small(address)), None


def _birth_date(born: str, sender: Sender) -> Tidied:
    """As far as it is known; a day without its month says nothing."""
    first, last = sender.births
    if first <= born <= last and NOUGHT not in born:
        return born, None
    known = known_part(born)
    if not first[: len(known)] <= known <= last[: len(known)]:
        return None, FindingCode.UNKNOWN_DATE
    return known + UNKNOWN_PART[len(known) :], None if known == born else FindingCode.PARTLY_KNOWN


def _planned_date(day: date, sender: Sender) -> Tidied:
    """Unknown counts as most urgent: `services.triage.rules.crisis`."""
    first, last = sender.measures
    return (day, None) if first <= day <= last else (None, FindingCode.UNKNOWN_DATE)


TIDY: Final[Mapping[str, Callable[[Any, Sender], Tidied]]] = MappingProxyType(
    {"phone": _phone, "email": _email, "birth_date": _birth_date, "planned_date": _planned_date}
)
"""The fields that may be kept otherwise than they were sent; all of them optional, so that nothing may be kept."""
TIDIERS: Final = tuple(TIDY.items())
DOORS: Final = frozenset({"house_letter", "house_number_addition"})
OPTIONAL_TEXTS: Final = frozenset({"initials", "prefix", "street", "town"})
PLAIN_TEXTS: Final = ("surname", *sorted(OPTIONAL_TEXTS | DOORS))
"""Texts in which no number of nine digits belongs. An e-mail address may have one."""
DIGIT: Final = re.compile(r"\d")


def _plain_texts(sent: Mapping[str, Any]) -> str:
    """`PLAIN_TEXTS` as one text, for one look at a record: nearly none has a digit."""
    doors = f"{sent['house_letter']} {sent['house_number_addition']}"
    return f"{sent['surname']} {sent['street']} {sent['town']} {sent['initials']} {sent['prefix']} {doors}"


def _without_bsn(sent: dict[str, Any]) -> Iterator[FieldFinding]:
    """Take a BSN out of texts that are kept in plain; a surname that says nothing else is refused by a rule."""
    for name in PLAIN_TEXTS:
        text = sent[name]
        if text is None or not bsns_in(text):
            continue
        rest = without_bsn(text)
        if name in DOORS:
            sent[name] = UNKNOWN_DOOR
        elif has_letter(rest):
            sent[name] = rest
        elif name in OPTIONAL_TEXTS:
            sent[name] = None
        else:
            continue
        yield FieldFinding(SIGNAL_FIELDS[name].dutch, FindingCode.STRAY_BSN)


def tidied(signal: Signal, sender: Sender) -> tuple[Signal, tuple[FieldFinding, ...]]:
    """The signal as it is kept, and what the partner is told of it.

    Changes the signal that was just read: a copy would cost as much as half of reading it. A customer number that names
    nobody stays as it was sent, and is compared with no other.
    """
    sent = vars(signal)
    findings = [NAMES_NOBODY] if says_nothing(sent["customer_number"]) else []
    if DIGIT.search(_plain_texts(sent)):
        findings += _without_bsn(sent)
    for name, tidy in TIDIERS:
        value = sent[name]
        if value is not None:
            kept, code = tidy(value, sender)
            sent[name] = kept
            if code:
                findings.append(FieldFinding(SIGNAL_FIELDS[name].dutch, code))
    return signal, tuple(findings)
