"""A customer in a creditor's books: every error of the table, made once per contract whatever is asked when."""

from random import Random
from typing import Any, Final, NamedTuple

from schemas.vocabulary.partners import PartnerKind
from simulation import misspell
from simulation.doors import FrontDoor
from simulation.error_table import Chances
from simulation.households import Home, Member
from simulation.names import Surname
from simulation.population import number_of_phone, without_marks

TRADE_NAMES: Final = (
    "Klusbedrijf",
    "Schoonmaak",
    "Eetcafé",
    "Rijschool",
    "Kapsalon",
    "Taxi",
    "Bloemenhuis",
    "Autobedrijf",
)
TRADES_WITHOUT_NAME: Final = ("De Gouden Schaar", "Het Hoekje", "Zon en Zee", "Lekker Vers", "Snel en Schoon")
NAMED_AFTER_OWNER: Final = 0.7
"""Share of trade names that hold the surname [A]."""
WITHOUT_MARKS: Final = str.maketrans("\u0131łøŁØ", "iloLO")
KEEPS_LETTER_APART: Final = frozenset({PartnerKind.HEALTH_INSURER, PartnerKind.WATER})
KNOWN_TO_BE_NONE: Final = "1900-01-01"
"""Ingest keeps no such date."""
Entries = dict[str, Any]


class ContractHolder(NamedTuple):
    """Who has the contract with whom; `other`: somebody else of the household, or the same where nobody is."""

    who: Member
    other: Member
    home: Home
    kind: PartnerKind
    basis: bool
    """Whether the creditor may pass on birth dates."""


def is_in_business_name(rng: Random, chances: Chances, kind: PartnerKind) -> bool:
    """Whether the contract is in a business name."""
    return chances.happens(rng, "business name", kind)


def name_of_business(rng: Random, who: Member) -> Entries:
    """A trade name where a surname should stand."""
    trade = rng.choice(TRADES_WITHOUT_NAME)
    if rng.random() < NAMED_AFTER_OWNER:
        trade = f"{rng.choice(TRADE_NAMES)} {who.surname.name}"
    return {"initials": None, "prefix": None, "surname": trade, "birth_date": None}


def name_of_person(rng: Random, chances: Chances, customer: ContractHolder) -> Entries:
    """Initials, prefix, surname and birth date."""
    form = customer.who.form
    if chances.happens(rng, "another form", "per contract"):
        form = chances.kind(rng, "name of a married woman")
    name = _surname(rng, chances, _in_form(customer.who, form), customer.kind)
    return {
        "initials": _initials(rng, chances, customer) or None,
        "prefix": name.prefix or None,
        "surname": name.name,
        "birth_date": _birth_date(rng, chances, customer),
    }


def _in_form(who: Member, form: str) -> Surname:
    return who.surname if who.spouse is None else misspell.married(form, who.surname, who.spouse)


def _surname(rng: Random, chances: Chances, name: Surname, kind: PartnerKind) -> Surname:
    prefix, own = name
    error = chances.which(rng, "surname")
    if error == "confused":
        own = misspell.confused(rng, own)
    elif error == "keyboard":
        own = misspell.mistyped(rng, own)
    if prefix:
        prefix, own = misspell.prefixed(chances.which(rng, "prefix"), Surname(prefix, own))
    if chances.happens(rng, "diacritics stripped", kind):
        own = without_marks(own).translate(WITHOUT_MARKS)
    return Surname(prefix, own.upper() if chances.happens(rng, "upper case", "surname") else own)


def _initials(rng: Random, chances: Chances, customer: ContractHolder) -> str:
    own = customer.who.initials
    match chances.which(rng, "initials"):
        case "first only":
            own = own[:2]
        case "call name":
            own = f"{customer.who.called}."
        case "missing":
            own = ""
        case "partner":
            own = customer.other.initials
    return own if rng.random() < 0.7 else own.replace(".", "")


def _birth_date(rng: Random, chances: Chances, customer: ContractHolder) -> str | None:
    error = chances.which(rng, "birth date")
    born = customer.other.birth_date if error == "partner" else customer.who.birth_date
    written = misspell.birth_date(rng, error, born.isoformat())
    missing = chances.happens(rng, "birth date missing", customer.kind) or not customer.basis
    return None if missing or written == KNOWN_TO_BE_NONE else written


def ways_to_reach(rng: Random, chances: Chances, customer: ContractHolder) -> Entries:
    """Telephone number, in one of six notations, and e-mail address; an administrator's where it gave its own."""
    who, other, home, kind = customer[:4]
    numbers = {"other": number_of_phone(rng), "partner": other.phone}
    boxes = {"other": f"post{rng.randrange(1_000_000)}@example.org", "partner": other.email}
    number = numbers.get(chances.which(rng, "phone"), who.phone)
    mail = boxes.get(chances.which(rng, "e-mail"), who.email)
    has_number = chances.happens(rng, "phone present", kind)
    has_mail = chances.happens(rng, "e-mail present", kind)
    if home.office and chances.happens(rng, "office", "phone"):
        number, has_number = home.office.phone, True
    if home.office and chances.happens(rng, "office", "e-mail"):
        mail, has_mail = home.office.email, True
    return {"phone": misspell.phone(rng, number) if has_number else None, "email": mail if has_mail else None}


def address_in_books(rng: Random, chances: Chances, door: FrontDoor, kind: PartnerKind) -> Entries:
    """A door as the creditor has it."""
    postcode, number = door.postcode, str(door.number)
    match chances.which(rng, "address"):
        case "postcode letter":
            postcode = misspell.postcode_letter(rng, postcode)
        case "postcode digit":
            postcode = misspell.digit(rng, postcode)
        case "number":
            number = misspell.digit(rng, number)
    number, addition = misspell.addition(rng, chances.which(rng, "addition"), number, door.addition)
    apart = kind in KEEPS_LETTER_APART and len(addition) == 1 and addition.isalpha()
    return {
        "street": door.street,
        "house_number": number,
        "house_letter": addition if apart else None,
        "house_number_addition": None if apart else addition or None,
        "house_number_indication": None,
        "postcode": postcode,
        "town": door.town,
    }
