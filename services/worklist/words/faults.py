"""What pages say of an error or a finding of a record: to a worker, not to the partner who sent it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.intake.checks.faults import TEXTS as PARTNER_TEXTS
from domain.intake.checks.faults import Code
from domain.intake.checks.findings import FINDING_TEXTS, FindingCode

DUTCH: Final[Mapping[str, str]] = MappingProxyType(
    {
        Code.MISSING: "Vul dit in.",
        Code.NOT_A_NUMBER: "Vul een heel getal in, bijvoorbeeld 2.",
        Code.NOT_AN_AMOUNT: "Vul een bedrag in euro's in, bijvoorbeeld 182,50.",
        Code.NOT_A_DATE: "Vul een dag in die bestaat, bijvoorbeeld 14-05-2026.",
        Code.NOT_YES_OR_NO: "Kies ja of nee.",
        Code.WRONG_FORM: "Dit ziet er anders uit dan wij hier verwachten. Kijk het na.",
        Code.UNKNOWN_WORD: "Kies een van de mogelijkheden.",
        Code.UNKNOWN_FIELD: "Dit veld kennen wij niet.",
        Code.NO_AGREEMENT: "Deze partner heeft op de dag van ontvangst geen afspraak met de gemeente.",
        Code.NOT_ALLOWED: "De partner mag dit aan deze gemeente niet doorgeven.",
        Code.KIND_NOT_ALLOWED: "De partner mag dit soort signaal niet doorgeven.",
        Code.ATTESTATION_MISSING: "Een verhuurder verklaart altijd wat hij eerst deed. Zonder verklaring mag dit niet.",
        Code.CONDITION_NOT_MET: "De verhuurder deed dit nog niet. Dan mag hij het signaal nog niet doorgeven.",
        Code.OBJECTION: "De huurder maakte bezwaar. Dan mag de verhuurder het signaal niet doorgeven.",
        Code.PLACEHOLDER: "Dit is een dag die een systeem zelf invult. Vul de echte dag in.",
        Code.FILLED_IN: "Dit is een waarde die een systeem zelf invult. Vul de echte waarde in.",
        Code.IN_THE_FUTURE: "Deze dag moet nog komen.",
        Code.TOO_OLD: "Deze dag is te lang geleden.",
        Code.AFTER_SIGNAL_DATE: "Deze dag ligt na de dag van het signaal.",
        Code.NOT_WITH_KIND: "Dit hoort niet bij dit soort signaal. Laat het leeg.",
        FindingCode.STRAY_BSN: "Hier stond een burgerservicenummer. Dat is weggehaald.",
        Code.CONTRADICTION: "Dit signaal stond twee keer in de levering, met verschillende gegevens.",
        Code.OF_ANOTHER: "Dit kenmerk hoort op deze dag al bij iemand anders. Vraag de partner om een eigen kenmerk.",
        FindingCode.NOT_DIALLED: "Dit nummer kunnen wij niet bellen. Het blijft staan zoals het is.",
    }
)
"""Where it must be said otherwise than to a partner."""
ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        Code.MISSING: "Fill this in.",
        Code.UNKNOWN_FIELD: "We do not know this field.",
        Code.NOT_TEXT: "This must be text.",
        Code.NOT_A_NUMBER: "Fill in a whole number, for example 2.",
        Code.NOT_AN_AMOUNT: "Fill in an amount in euros, for example 182.50.",
        Code.NOT_A_DATE: "Fill in a day that exists, for example 14-05-2026.",
        Code.NOT_YES_OR_NO: "Choose yes or no.",
        Code.TOO_LONG: "This is too long.",
        Code.TOO_LOW: "This number is too low.",
        Code.TOO_HIGH: "This number is too high.",
        Code.WRONG_FORM: "This does not look as we expect it here. Check it.",
        Code.UNKNOWN_WORD: "Choose one of these.",
        Code.NO_AGREEMENT: "This partner has no agreement with the municipality on the day of receipt.",
        Code.NOT_ALLOWED: "The partner may not share this with this municipality.",
        Code.KIND_NOT_ALLOWED: "The partner may not share this kind of signal.",
        Code.ATTESTATION_MISSING: "A landlord always states what was done first. Without it this may not be shared.",
        Code.CONDITION_NOT_MET: "The landlord has not done this yet. Then the signal may not be shared yet.",
        Code.OBJECTION: "The tenant objected. Then the landlord may not share the signal.",
        Code.PLACEHOLDER: "This is a day that a system fills in by itself. Fill in the real one.",
        Code.FILLED_IN: "This is a value that a system fills in by itself. Fill in the real one.",
        Code.IN_THE_FUTURE: "This day is still to come.",
        Code.TOO_OLD: "This day is too long ago.",
        Code.AFTER_SIGNAL_DATE: "This day lies after the day of the signal.",
        Code.NOT_WITH_KIND: "This does not belong with this kind of signal. Leave it empty.",
        Code.STRAY_BSN: "A citizen service number stood here. It may stand in its own field alone.",
        FindingCode.STRAY_BSN: "A citizen service number stood here. We took it away.",
        Code.CONTRADICTION: "This signal was twice in the delivery, with different data.",
        Code.OF_ANOTHER: "On this day this reference is of somebody else. Ask the partner for a reference of its own.",
        Code.NOT_STORED: "We could not process this record.",
        FindingCode.UNKNOWN_DATE: "This date cannot be right. We treat it as unknown.",
        FindingCode.NOT_DIALLED: "We cannot dial this number. It stays as it is.",
        FindingCode.SEVERAL_NUMBERS: "Here are several phone numbers. We dial the first.",
        FindingCode.MORE_THAN_A_NUMBER: "Here is more than a phone number. We keep the number alone.",
        Code.CHANNEL_CLOSED: "We take no signals of this partner in this way now.",
        Code.NOT_JSON: "This message was no valid JSON.",
        Code.TOO_LARGE: "This message was too large.",
        Code.UNKNOWN_SHAPE: "This message was no signal and no list of signals.",
        Code.TOO_MANY_FIELDS: "There were more fields than we know. We did not read them.",
        Code.AND_MORE: "There are more errors.",
        Code.NOT_AN_OBJECT: "This was no record.",
        Code.WRONG_COLUMNS: "This row has another number of columns than the first row of the file.",
        Code.STRAY_QUOTE: "A quotation mark in this row is wrong.",
        Code.ERROR_VALUE: "The spreadsheet had an error here, such as #N/A.",
        Code.BECAME_DATE: "The spreadsheet made a date of this. Fill in the real value.",
        Code.DIGITS_LOST: "The spreadsheet cut this number off. Fill in all digits.",
        Code.NOT_SPLIT: "This cell did not look as agreed, so we could not take it apart.",
        Code.HIDDEN_ROW: "This row was hidden in the sheet.",
        Code.MERGED_CELLS: "Cells in this row were merged.",
        Code.NOT_CALCULATED: "A formula in this row had no result.",
        Code.PARTNER_KIND_REFUSED: "The municipality takes no signals of this kind of organisation on this day.",
        FindingCode.EMPTY: "This was empty.",
        FindingCode.TIDIED: "There were characters too many, such as spaces. We took them away.",
        FindingCode.UNREADABLE: "We could not read this. We treat it as if it was not sent.",
        FindingCode.UNKNOWN_WORD: "We do not know this word here. We treat it as if it was not sent.",
        FindingCode.INVALID_BSN: "This is no valid citizen service number. We do not keep it.",
        FindingCode.PARTLY_KNOWN: "Of this date we know only the year, or the year and the month.",
        FindingCode.FULL_NAMES: "These are first names. We keep the initials alone.",
        FindingCode.DOOR_UNKNOWN: "We could not read this addition. We do not know which door it is.",
        FindingCode.SEVERAL_ADDRESSES: "Here are several mail addresses. We keep the first.",
        FindingCode.MORE_THAN_AN_ADDRESS: "Here is more than a mail address. We keep the address alone.",
        FindingCode.READ_AS_NOTHING: "A word for nothing stood here. We read it as empty.",
        FindingCode.ERROR_VALUE: "The spreadsheet had an error here. We leave the field out.",
        FindingCode.NOT_READ: "We could not read this. We leave the field out.",
        FindingCode.ZERO_ADDED: "A leading zero was missing. We added it.",
        FindingCode.WORD_LEFT_OUT: "A word stood beside this number. We keep the number alone.",
        FindingCode.ODD_SPACES: "There were odd or invisible spaces. We took them away.",
        FindingCode.CUT_OFF: "This row is shorter than the first row. We read missing cells as empty.",
        FindingCode.READ_AS_UTF8: "The file was written in UTF-8, and we read it so.",
        FindingCode.NOT_ANNOUNCED: "Supply ends, and this partner never reported this customer before.",
        FindingCode.NO_CUSTOMER: "This number is nobody's. We cannot see whether two signals are about one customer.",
        FindingCode.NOT_KEPT: "We did not keep this when the record was refused. It is missing now.",
    }
)
IN_GENERAL: Final = "Check this field."
"""In English, of a code that has no words here."""


TOLD_TO_PARTNERS: Final[Mapping[str, str]] = MappingProxyType(
    dict[str, str](PARTNER_TEXTS.items()) | dict[str, str](FINDING_TEXTS.items())
)


def said_of(code: str, language: str) -> str:
    """What a page says of an error or a finding, in Dutch ("nl") or English ("en")."""
    if language != "nl":
        return ENGLISH.get(code, IN_GENERAL)
    return DUTCH.get(code) or TOLD_TO_PARTNERS.get(code, "")
