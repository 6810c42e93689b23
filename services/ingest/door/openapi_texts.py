"""The Dutch texts (B1) and examples of the OpenAPI document: one text for every attribute."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from domain.intake.checks.faults import Code, Fault, outward
from domain.intake.checks.findings import FieldFinding, FindingCode, outward_finding
from domain.intake.examples import EXAMPLES
from domain.intake.files.partner_words import JSON_WORDS
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS
from schemas.vocabulary.signals import Outcome

EXAMPLE_UUID: Final = "019cd1a0-7c00-7abc-8def-0123456789ab"
EXAMPLE_SIGNAL: Final[Mapping[str, Any]] = {
    name: example
    for name, example in EXAMPLES.items()
    if "." not in name
    and name not in {"voorvoegsel", "geboortedatum", "burgerservicenummer", "geplandeDatum", "stadium"}
}
"""Of a partner that may send no more than this, with arrears."""
EXAMPLE_CSV: Final = (
    "Gemeente;Kenmerk;Klantnummer;Voorletters;Tussenvoegsel;Achternaam;Geboortedatum;Straatnaam;Huisnr;Toevoeging;"
    "Postcode;Plaats;Telefoon;E-mail;Openstaand bedrag (EUR);Achterstand sinds;Aantal termijnen;Datum signaal;"
    "Soort melding;Geplande datum;Stand;Warme overdracht\n"
    "0363;VB-2026-2;K100201;A.B.;;Voorbeeld;;Voorbeeldstraat;12;A;1000AA;Voorbeeldstad;020 000 0000;"
    "voorbeeld@example.nl;182,50;05-01-2026;2;09-03-2026;Betalingsachterstand;;;\n"
)
"""A file of the mapping `energie-csv`."""
EXAMPLE_ERRORS: Final = outward(Fault("postcode", Code.WRONG_FORM)) | JSON_WORDS.beside("postcode", Code.WRONG_FORM)
EXAMPLE_FINDING: Final = outward_finding(FieldFinding("telefoonnummer", FindingCode.NOT_DIALLED))

INTRODUCTION: Final = (
    "Met deze API geeft u als signaalpartner door dat een huishouden achterloopt met een vaste last. De gemeente "
    "biedt dan hulp aan (Wet gemeentelijke schuldhulpverlening, artikel 3). "
    "Elk signaal krijgt een eigen antwoord: geaccepteerd, dubbel, herzien, achterhaald of geweigerd met alle fouten. "
    "Hetzelfde signaal nog een keer sturen kan geen kwaad: u krijgt hetzelfde nummer terug. "
    "Een signaal is hetzelfde als gemeente, kenmerk en signaaldatum gelijk zijn. "
    "Stuur alleen wat nodig is; een veld dat u niet mag sturen, wordt geweigerd en niet bewaard. "
    "Een oude hoofdversie blijft minstens zes maanden werken nadat een nieuwe er is."
)

OUTCOME_TEXTS: Final[Mapping[Outcome, str]] = MappingProxyType(
    {
        Outcome.ACCEPTED: "Een nieuw signaal.",
        Outcome.DUPLICATE: "Wij hadden precies deze gegevens al.",
        Outcome.REVISED: "Deze gegevens zijn nu de nieuwste van dit signaal.",
        Outcome.SUPERSEDED: "U leverde later iets anders over dit signaal, en dat blijft staan.",
        Outcome.REJECTED: "Wij namen de regel niet aan, om alle fouten die erbij staan.",
    }
)
"""What each outcome means to a partner."""

ATTRIBUTE_TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {one.dutch: one.text for fields in (SIGNAL_FIELDS, ATTESTATION_FIELDS) for one in fields.values()}
    | {
        "signalen": "De signalen.",
        "ontvangstbewijzen": "Het antwoord op elke regel.",
        "leveringId": "Het nummer van de levering.",
        "signaalId": "Het nummer dat wij het signaal gaven.",
        "regel": "De plaats in de lijst, of de regel in het bestand (de kolomnamen zijn regel 1).",
        "uitkomst": "Wat er met de regel gebeurde.",
        "fouten": "Alle fouten.",
        "bevindingen": "Wat wij anders bewaren dan u stuurde. Het signaal is wel aangenomen.",
        "veld": "De naam van het veld; leeg als het over de hele regel gaat.",
        "code": "De soort fout of bevinding.",
        "tekst": "Uitleg.",
        "kolom": "De naam van de kolom in uw bestand.",
        "voorbeeld": "Een voorbeeld van wat wij hier verwachten.",
        "reden": "Waarom wij een bestand niet verder lazen. De regels zonder antwoord zijn dan geweigerd.",
        "kolomindeling": "De kolomindeling waarmee wij het bestand lezen.",
        "status": "Hoe ver het is.",
        "ontvangenOp": "Het moment waarop wij het ontvingen.",
        "aantalRegels": "Hoeveel regels u leverde.",
        "aantalGeaccepteerd": "Hoeveel nieuwe signalen wij aannamen.",
        "aantalDubbel": "Hoeveel signalen wij al hadden.",
        "aantalHerzien": "Hoeveel signalen u wijzigde.",
        "aantalAchterhaald": "Van hoeveel signalen wij al iets nieuwers van u hadden.",
        "aantalGeweigerd": "Hoeveel regels wij weigerden.",
        "herziening": "De hoeveelste versie van het signaal dit is, vanaf 1.",
        "pagina": "Welke pagina dit is.",
        "paginaGrootte": "Hoeveel ontvangstbewijzen op een pagina staan.",
    }
)
