"""What can be wrong with a record: one code each, with the Dutch text (B1) a partner reads; never the value."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple


class Code(StrEnum):
    """Why a record is refused; the values are outward."""

    MISSING = "verplicht"
    UNKNOWN_FIELD = "onbekend-veld"
    TOO_MANY_FIELDS = "te-veel-velden"
    AND_MORE = "en-nog-meer"
    NOT_TEXT = "geen-tekst"
    NOT_A_NUMBER = "geen-getal"
    NOT_AN_AMOUNT = "geen-bedrag"
    NOT_A_DATE = "geen-datum"
    NOT_YES_OR_NO = "geen-ja-nee"
    NOT_AN_OBJECT = "geen-object"
    TOO_LONG = "te-lang"
    TOO_LOW = "te-laag"
    TOO_HIGH = "te-hoog"
    WRONG_FORM = "onjuiste-vorm"
    UNKNOWN_WORD = "onbekende-waarde"
    WRONG_COLUMNS = "aantal-kolommen"
    STRAY_QUOTE = "aanhalingsteken"
    ERROR_VALUE = "foutwaarde"
    BECAME_DATE = "datum-geworden"
    DIGITS_LOST = "cijfers-verloren"
    NOT_SPLIT = "niet-te-splitsen"
    HIDDEN_ROW = "verborgen-regel"
    MERGED_CELLS = "samengevoegde-cellen"
    NOT_CALCULATED = "formule-zonder-uitkomst"
    NO_AGREEMENT = "geen-overeenkomst"
    PARTNER_KIND_REFUSED = "soort-partner"
    NOT_ALLOWED = "niet-toegestaan"
    KIND_NOT_ALLOWED = "soort-niet-toegestaan"
    ATTESTATION_MISSING = "verklaring-ontbreekt"
    CONDITION_NOT_MET = "voorwaarde-niet-vervuld"
    OBJECTION = "bezwaar-gemaakt"
    PLACEHOLDER = "invuldatum"
    FILLED_IN = "invulwaarde"
    IN_THE_FUTURE = "datum-in-toekomst"
    TOO_OLD = "te-oud"
    AFTER_SIGNAL_DATE = "na-signaaldatum"
    NOT_WITH_KIND = "hoort-niet-bij-soort"
    STRAY_BSN = "bsn-in-veld"
    CONTRADICTION = "tegenstrijdig"
    OF_ANOTHER = "kenmerk-van-ander"
    CHANNEL_CLOSED = "weg-gesloten"
    NOT_STORED = "niet-verwerkt"
    NOT_JSON = "geen-json"
    TOO_LARGE = "te-groot"
    UNKNOWN_SHAPE = "onbekende-opbouw"


TEXTS: Final[Mapping[Code, str]] = MappingProxyType(
    {
        Code.MISSING: "Dit veld is verplicht. Vul het in.",
        Code.UNKNOWN_FIELD: "Dit veld kennen wij niet. Laat het weg. Bij `aantal` staat hoeveel zulke velden er zijn.",
        Code.TOO_MANY_FIELDS: "Hier staan meer velden dan wij kennen. Wij hebben ze niet gelezen.",
        Code.AND_MORE: "Er zijn nog meer fouten. Bij `aantal` staat hoeveel.",
        Code.NOT_TEXT: "Stuur hier tekst.",
        Code.NOT_A_NUMBER: "Stuur hier een heel getal.",
        Code.NOT_AN_AMOUNT: "Dit is geen bedrag dat wij kunnen lezen. Gebruik hoogstens twee cijfers achter de komma.",
        Code.NOT_A_DATE: "Dit is geen datum die wij kunnen lezen. Controleer de dag, de maand en het jaar.",
        Code.NOT_YES_OR_NO: "Stuur hier alleen ja of nee (in JSON: true of false).",
        Code.NOT_AN_OBJECT: "Stuur hier een object met velden.",
        Code.TOO_LONG: "De tekst is te lang.",
        Code.TOO_LOW: "Het getal is te laag.",
        Code.TOO_HIGH: "Het getal is te hoog.",
        Code.WRONG_FORM: "De vorm klopt niet. Kijk in de beschrijving hoe dit veld eruitziet.",
        Code.UNKNOWN_WORD: "Dit woord kennen wij hier niet. Kijk in de beschrijving welke woorden u kunt kiezen.",
        Code.WRONG_COLUMNS: "Deze regel heeft niet evenveel kolommen als de eerste regel van het bestand.",
        Code.STRAY_QUOTE: "Een aanhalingsteken in deze regel klopt niet. Zet een cel nooit op twee regels.",
        Code.ERROR_VALUE: "Hier staat een fout van uw rekenblad, zoals #N/B. Herstel de cel.",
        Code.BECAME_DATE: "Uw rekenblad maakte hier een datum van. Maak de kolom tekst, en vul de echte waarde in.",
        Code.DIGITS_LOST: "Uw rekenblad kortte dit getal af: 1,23E+11. Maak de kolom tekst en vul alle cijfers in.",
        Code.NOT_SPLIT: "Deze cel heeft niet de vorm die wij met u afspraken, dus kunnen wij haar niet splitsen.",
        Code.HIDDEN_ROW: "Deze regel is verborgen in uw werkblad. Maak de regel zichtbaar of haal hem weg.",
        Code.MERGED_CELLS: "In deze regel zijn cellen samengevoegd. Splits ze en vul elke cel in.",
        Code.NOT_CALCULATED: "Een formule in deze regel heeft geen uitkomst. Sla het bestand opnieuw op.",
        Code.NO_AGREEMENT: "U heeft op deze dag geen afspraak met deze gemeente.",
        Code.PARTNER_KIND_REFUSED: "Deze gemeente neemt op deze dag geen signalen aan van uw soort organisatie.",
        Code.NOT_ALLOWED: "U mag dit veld niet sturen aan deze gemeente. Laat het weg.",
        Code.KIND_NOT_ALLOWED: "U mag dit soort signaal niet sturen.",
        Code.ATTESTATION_MISSING: "Een verhuurder stuurt altijd de verklaring mee. Voeg deze toe.",
        Code.CONDITION_NOT_MET: "Aan deze voorwaarde is niet voldaan. U mag het signaal dan nog niet sturen.",
        Code.OBJECTION: "De huurder heeft bezwaar gemaakt. U mag het signaal dan niet sturen.",
        Code.PLACEHOLDER: "Dit is een datum die een systeem invult, zoals 1 januari 1900. Stuur de echte datum.",
        Code.FILLED_IN: "Dit is een waarde die een systeem invult, zoals 0 of 99999. Stuur de echte waarde.",
        Code.IN_THE_FUTURE: "Deze datum ligt in de toekomst.",
        Code.TOO_OLD: "Deze datum ligt te ver in het verleden.",
        Code.AFTER_SIGNAL_DATE: "Deze datum ligt na de signaaldatum.",
        Code.NOT_WITH_KIND: "Dit veld hoort niet bij dit soort signaal. Laat het weg.",
        Code.STRAY_BSN: "Hier staat een burgerservicenummer. Dat mag alleen in zijn eigen veld.",
        Code.CONTRADICTION: "Dit signaal staat vaker in deze levering, met andere gegevens. Stuur het één keer.",
        Code.OF_ANOTHER: "Dit kenmerk gebruikte u op deze dag al voor iemand anders."
        " Geef elk signaal een eigen kenmerk.",
        Code.CHANNEL_CLOSED: "Wij nemen van u nu geen signalen aan over deze weg. Neem contact met ons op.",
        Code.NOT_STORED: "Wij konden deze regel niet verwerken. Neem contact met ons op.",
        Code.NOT_JSON: "Dit bericht is geen geldige JSON.",
        Code.TOO_LARGE: "Dit bericht is te groot. Verdeel het over meer berichten.",
        Code.UNKNOWN_SHAPE: "Stuur één signaal, of een object met alleen de lijst `signalen` (1 tot 1.000).",
    }
)


BESIDE_ANOTHER: Final = frozenset({Code.CONTRADICTION, Code.OF_ANOTHER})
"""Codes of a record that is right by itself, but for what stands under its natural key."""


class Fault(NamedTuple):
    """One error of a record: the outward name of the field and the code; no value.

    `how_many`: of how many it speaks, where that is not one.
    """

    field: str
    code: Code
    how_many: int | None = None


def outward(fault: Fault) -> dict[str, str | int]:
    """The fault as a partner reads it."""
    told: dict[str, str | int] = {"veld": fault.field, "code": fault.code, "tekst": TEXTS[fault.code]}
    return told | ({"aantal": fault.how_many} if fault.how_many else {})
