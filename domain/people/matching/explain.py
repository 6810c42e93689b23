"""Why two signals are linked or not, as a table of fields: what was found, and the bits it adds either way."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.people.matching.score import Edge
from domain.people.matching.weights import Bits, Part, Weights, probabilities

Said = tuple[str, str]
"""A text in Dutch (B1) and in English."""
FIELDS: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "prior": ("Vooraf", "To begin with"),
        "surname": ("Achternaam", "Surname"),
        "rare": ("Hoe vaak de naam voorkomt", "How frequent the name is"),
        "initials": ("Voorletters", "Initials"),
        "birth": ("Geboortedatum", "Date of birth"),
        "address": ("Adres", "Address"),
        "phone": ("Telefoonnummer", "Telephone number"),
        "email": ("E-mailadres", "E-mail address"),
        "mail": ("Naam in het e-mailadres", "Name in the e-mail address"),
        "contract": ("Klantnummer", "Customer number"),
        "together": ("Gegevens samen", "Data together"),
        "business": ("Bedrijfsnaam", "Business name"),
    }
)
_SHARED: Final = ("Gelijk, maar meer mensen hebben dit", "The same, but several people have it")
_WIDELY: Final = ("Gelijk, maar heel veel mensen hebben dit", "The same, but very many people have it")
_SAME: Final = ("Gelijk", "The same")
_OTHER: Final = ("Verschilt", "Differs")
FINDINGS: Final[Mapping[tuple[str, str], Said]] = MappingProxyType(
    {
        ("prior", ""): ("Twee signalen die iets gemeen hebben", "Two signals that have something in common"),
        ("surname", "same-double"): ("Dezelfde dubbele naam", "The same double name"),
        ("surname", "same"): _SAME,
        ("surname", "sound"): ("Klinkt hetzelfde, anders geschreven", "Sounds the same, written otherwise"),
        ("surname", "part"): ("Een deel van de naam is gelijk", "Part of the name is the same"),
        ("surname", "near"): ("Bijna gelijk: één letter verschilt", "Nearly the same: one letter differs"),
        ("surname", "other"): _OTHER,
        ("surname", "in-business"): ("De naam staat in de bedrijfsnaam", "The name is in the business name"),
        ("surname", "not-in-business"): ("Een bedrijfsnaam zonder deze naam", "A business name without this name"),
        ("surname", "business"): ("Bedrijfsnamen die op elkaar lijken", "Business names that are alike"),
        ("initials", "all"): ("Alle voorletters zijn gelijk", "All initials are the same"),
        ("initials", "single"): ("De enige voorletter is gelijk", "The only initial is the same"),
        ("initials", "first"): ("De eerste voorletter is gelijk", "The first initial is the same"),
        ("initials", "first-alone"): ("De eerste is gelijk, een andere niet", "The first is the same, another is not"),
        ("initials", "some"): ("Een van de voorletters is gelijk", "One of the initials is the same"),
        ("initials", "other"): ("Verschillen", "Differ"),
        ("birth", "same"): _SAME,
        ("birth", "month"): ("Jaar en maand zijn gelijk, de dag is onbekend", "Same year and month, the day unknown"),
        ("birth", "year"): ("Het jaar is gelijk, de rest is onbekend", "The same year, the rest unknown"),
        ("birth", "swapped"): ("Dag en maand zijn verwisseld", "Day and month are swapped"),
        ("birth", "near"): ("Twee van de drie delen zijn gelijk", "Two of the three parts are the same"),
        ("birth", "other"): _OTHER,
        ("address", "same"): _SAME,
        ("address", "door"): ("Gelijk, met dezelfde toevoeging", "The same, with the same addition"),
        ("address", "open"): ("Gelijk, maar een toevoeging ontbreekt", "The same, but an addition is missing"),
        ("address", "other-door"): ("Hetzelfde huisnummer, een andere deur", "The same house number, another door"),
        ("address", "slip"): ("De postcode verschilt één teken", "The postcode differs by one character"),
        ("address", "street"): ("Dezelfde postcode, een ander huisnummer", "The same postcode, another house number"),
        ("address", "area"): ("Een ander adres in dezelfde buurt", "Another address in the same area"),
        ("address", "other"): _OTHER,
        ("address", "shared"): _SHARED,
        ("address", "widely"): _WIDELY,
        ("phone", "same"): _SAME,
        ("phone", "other"): _OTHER,
        ("phone", "shared"): _SHARED,
        ("phone", "widely"): _WIDELY,
        ("email", "same"): _SAME,
        ("email", "other"): _OTHER,
        ("email", "shared"): _SHARED,
        ("email", "widely"): _WIDELY,
        ("mail", "named"): ("Noemt deze naam en voorletter", "Holds this name and initial"),
        ("mail", "family"): ("Noemt deze naam, een andere voorletter", "Holds this name, another initial"),
        ("contract", "same"): ("Hetzelfde klantnummer bij dezelfde organisatie", "One customer number of one creditor"),
        ("contract", "other-contract"): (
            "Twee klantnummers bij één organisatie",
            "Two customer numbers of one creditor",
        ),
        ("contract", "same-kind"): ("Twee organisaties van dezelfde soort", "Two creditors of the same kind"),
        ("business", "no-person"): ("Een bedrijfsnaam is geen persoon", "A business name is no person"),
    }
)
TOGETHER: Final = (
    "Wat naam, voorletters, adres en geboortedatum samen zeggen",
    "What name, initials, address and date of birth say together",
)
RARE: Final = (
    ("Een naam die hier veel voorkomt", "A name that is frequent here"),
    ("Een naam die hier weinig voorkomt", "A name that is rare here"),
)
BESIDE: Final = (" (telt niet mee naast een ander gedeeld gegeven)", " (does not count beside another shared value)")


class FieldFinding(NamedTuple):
    """A field: its name, what was found, and bits for one person and for one household, against unrelated."""

    field: Said
    found: Said
    bits: Bits


class Explained(NamedTuple):
    """All findings about a pair, their sum, and the probabilities that it makes; the model's version."""

    findings: tuple[FieldFinding, ...]
    bits: Bits
    person: float
    together: float
    version: str


def explained(edge: Edge, weights: Weights) -> Explained:
    """The table of a pair: the bits of its findings add up to its score."""
    findings = [FieldFinding(FIELDS[part.field], _found(part), part.bits) for part in weights.parts(edge.levels)]
    if edge.rare:
        findings.append(FieldFinding(FIELDS["rare"], RARE[edge.rare > 0], Bits(edge.rare, edge.rare)))
    person, household = probabilities(edge.bits)
    return Explained(tuple(findings), edge.bits, person, person + household, weights.version)


def _found(part: Part) -> Said:
    if part.field == "together":
        return TOGETHER
    dutch, english = FINDINGS[part.field, part.level]
    return (dutch, english) if part.counted else (dutch + BESIDE[0], english + BESIDE[1])
