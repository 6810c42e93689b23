"""The Dutch texts (B1) and examples of the OpenAPI document: one text for every attribute."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from domain.intake.checks.faults import Code, Fault, outward
from domain.intake.checks.findings import FieldFinding, FindingCode, outward_finding
from domain.intake.examples import EXAMPLES
from domain.intake.files.partner_words import JSON_WORDS
from schemas.signals import ATTESTATION_FIELDS, SIGNAL_FIELDS
from schemas.vocabulary.quarantine import Settlement
from schemas.vocabulary.signals import Outcome

EXAMPLE_UUID: Final = "019cd1a0-7c00-7abc-8def-0123456789ab"
NOT_IN_THE_EXAMPLE: Final = frozenset(
    {
        "voorvoegsel",
        "geboortedatum",
        "burgerservicenummer",
        "huisletter",
        "aanduidingBijHuisnummer",
        "geplandeDatum",
        "stadium",
    }
)
EXAMPLE_SIGNAL: Final[Mapping[str, Any]] = {
    name: example for name, example in EXAMPLES.items() if "." not in name and name not in NOT_IN_THE_EXAMPLE
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

IDEMPOTENCY_TEXT: Final = (
    "Een sleutel die u zelf verzint, voor elk verzoek een andere (een UUID bijvoorbeeld, geen gegevens van mensen). "
    "Stuurt u hetzelfde verzoek nog eens met dezelfde sleutel, dan gebeurt er niets en krijgt u het eerste antwoord "
    "opnieuw. Zo kunt u na een storing altijd veilig herhalen. Een ander verzoek met dezelfde sleutel weigeren wij "
    "(422). Is het eerste verzoek nog bezig, dan krijgt u 409. Wij onthouden een sleutel 30 dagen."
)
TRYOUT_TEXT: Final = (
    "`ja`: een proef. Wij controleren alles en antwoorden zoals wij echt zouden antwoorden, maar bewaren niets."
)
INTRODUCTION: Final = (
    "Met deze API geeft u als signaalpartner door dat een huishouden achterloopt met een vaste last. De gemeente "
    "biedt dan hulp aan (Wet gemeentelijke schuldhulpverlening, artikel 3). "
    "Elk signaal krijgt een eigen antwoord: geaccepteerd, dubbel, herzien, achterhaald of geweigerd met alle fouten. "
    "Hetzelfde signaal nog een keer sturen kan geen kwaad: u krijgt hetzelfde nummer terug. "
    "Een oud verzoek herhalen zet oude gegevens terug, tenzij u een Idempotency-Key meestuurt. "
    "Het ontvangstbewijs zegt altijd welke gegevens nu staan. "
    "Een signaal is hetzelfde als gemeente, kenmerk en signaaldatum gelijk zijn. "
    "Een veld dat niet verplicht is, houdt een signaal niet tegen: wat wij niet kunnen lezen, laten wij weg. Dat "
    "staat dan in de bevindingen. "
    "Stuur alleen wat nodig is; een veld dat u niet mag sturen, wordt geweigerd en niet bewaard. "
    "Een geweigerde regel bewaren wij 30 dagen, zonder burgerservicenummer, zodat u of de gemeente die kan verbeteren. "
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

SETTLEMENT_TEXTS: Final[Mapping[Settlement, str]] = MappingProxyType(
    {
        Settlement.RESENT: "U stuurde de regel opnieuw.",
        Settlement.CORRECTED: "De gemeente verbeterde de regel.",
        Settlement.PUT_ASIDE: "De gemeente doet niets met deze regel.",
        Settlement.REPLAYED: "Wij konden de regel later wel aannemen.",
        Settlement.WITHDRAWN: "U nam de regel terug.",
        Settlement.EXPIRED: "De regel is na 30 dagen verwijderd.",
    }
)
"""What each end of a refused record means to a partner."""

ATTRIBUTE_TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {one.dutch: one.text for fields in (SIGNAL_FIELDS, ATTESTATION_FIELDS) for one in fields.values()}
    | {
        "signalen": "De signalen.",
        "ontvangstbewijzen": "Het antwoord op elke regel.",
        "leveringId": "Het nummer van de levering.",
        "signaalId": "Het nummer dat wij het signaal gaven.",
        "regel": "De plaats in de lijst, of de regel in het bestand (de kolomnamen zijn regel 1).",
        "uitkomst": "Wat er met de regel gebeurde.",
        "fouten": "Alle fouten, hoogstens 20 bij een regel en 1.000 bij een verzoek.",
        "bevindingen": "Wat wij anders bewaren dan u stuurde. Het signaal is wel aangenomen.",
        "veld": "De naam van het veld; leeg als het over de hele regel gaat.",
        "code": "De soort fout of bevinding.",
        "tekst": "Uitleg.",
        "aantal": "Over hoeveel fouten of velden dit gaat, als dat er niet één is.",
        "kolom": "De naam van de kolom in uw bestand.",
        "voorbeeld": "Een voorbeeld van wat wij hier verwachten.",
        "reden": "Waarom wij een bestand niet verder lazen. De regels zonder antwoord zijn dan geweigerd.",
        "kolomindeling": "De kolomindeling waarmee wij het bestand lezen.",
        "status": "Hoe ver het is.",
        "ontvangenOp": "Het moment waarop wij het ontvingen.",
        "leveringen": "De leveringen.",
        "proef": "Of dit een proef was. Dan is niets bewaard en bestaan de nummers in het antwoord niet.",
        "vervangt": "Alleen bij `herzien`: wanneer wij de gegevens ontvingen die nu zijn vervangen.",
        "geldigSinds": "Alleen bij `achterhaald`: wanneer wij de gegevens ontvingen die blijven staan.",
        "dag": "De dag waarop wij de levering ontvingen.",
        "aantalRegels": "Hoeveel regels u leverde.",
        "aantalGeaccepteerd": "Hoeveel nieuwe signalen wij aannamen.",
        "aantalDubbel": "Hoeveel signalen wij al hadden.",
        "aantalHerzien": "Hoeveel signalen u wijzigde.",
        "aantalAchterhaald": "Van hoeveel signalen wij al iets nieuwers van u hadden.",
        "aantalGeweigerd": "Hoeveel regels wij weigerden.",
        "intrekkingen": "De signalen die u terugneemt, of het antwoord op elk daarvan.",
        "bewaardTot": "Tot en met deze dag bewaren wij de geweigerde regel, zodat u of de gemeente die kan verbeteren.",
        "afhandeling": "Wat er later kwam van een geweigerde regel.",
        "wijze": "Hoe het afliep.",
        "afgehandeldOp": "Het moment waarop het afliep.",
        "herziening": "De hoeveelste versie van het signaal dit is, vanaf 1.",
        "pagina": "Welke pagina dit is.",
        "paginaGrootte": "Hoeveel ontvangstbewijzen op een pagina staan.",
    }
)
