"""The error model: what a creditor has in its books about a customer, wrong once and repeated each month [A]."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.partners import PartnerKind
from simulation import misspell
from simulation.chance import dice, pick, runs
from simulation.names import Surname
from simulation.places import SimulatedAddress, Town
from simulation.population import Household, Person, household_at, number_of_phone, plain


class Books(NamedTuple):
    """Shares of contracts in the books of a kind of creditor: what is missing, stripped or present [A].

    `letter_apart`: it has a column for the letter of a house number, as the register has.
    """

    birth_date_missing: float
    diacritics_stripped: float
    phone: float
    email: float
    business: float = 0.0
    letter_apart: bool = False


BOOKS: Final[Mapping[PartnerKind, Books]] = MappingProxyType(
    {
        PartnerKind.HEALTH_INSURER: Books(0.02, 0.2, 0.85, 0.80, letter_apart=True),
        PartnerKind.ENERGY: Books(0.25, 0.4, 0.75, 0.85, business=0.03),
        PartnerKind.LANDLORD: Books(1.0, 0.3, 0.70, 0.60),
        PartnerKind.WATER: Books(0.55, 0.6, 0.50, 0.50, business=0.03, letter_apart=True),
    }
)
"""A landlord's birth date is always absent: no agreement of the simulation names a legal basis for it."""

NAME_FORMS: Final = {"own": 0.25, "partner": 0.33, "partner-own": 0.32, "own-partner": 0.10}
OTHER_FORM, CORRECTED = 0.22, 0.4
NUMBER_PRIME, NUMBER_STEP = 999_999_999_989, 736_481_779_663
BRANCHES: Final = ("Klusbedrijf", "Schoonmaak", "Eetcafé", "Rijschool", "Kapsalon")


@dataclass(frozen=True)
class Contract:
    """One customer in the books of one creditor: outward attributes as written, an empty text for what is absent.

    `old_address` is what stands there for `months_behind` months after the first signal, if the household moved.
    """

    fields: Mapping[str, str]
    old_address: Mapping[str, str] | None
    months_behind: int

    def written(self, months: int) -> dict[str, str]:
        """The attributes that are known, so many months after the first signal of this trouble."""
        late = self.old_address is not None and months < self.months_behind
        merged = {**self.fields, **(self.old_address or {})} if late else self.fields
        return {attribute: text for attribute, text in merged.items() if text}


@lru_cache(maxsize=20_000)
def contract(municipality: Town, seed: int, index: int, kind: PartnerKind, holder: int) -> Contract:
    """The contract of adult number `holder` (taken round) of household `index` with the creditor of this kind."""
    rng = dice(seed, municipality.code, "contract", index, kind, holder)
    home = household_at(municipality, seed, index)
    who = home.adults[holder % len(home.adults)]
    other = home.adults[(holder + 1) % len(home.adults)]
    fields = {"klantnummer": _customer_number(municipality, index, kind, holder)}
    fields |= _identity(rng, dice(seed, "name", who.phone), who, other, kind) | _reachable(rng, who, other, kind)
    fields |= _in_columns(_address(rng, home.address) | _office(rng, home), kind)
    behind = home.old_address is not None and rng.random() < 0.45
    old = _in_columns(_address(rng, home.old_address), kind) if behind and home.old_address else None
    return Contract(MappingProxyType(fields), old, 1 + runs(rng, 1 - CORRECTED, 24))


def _customer_number(municipality: Town, index: int, kind: PartnerKind, holder: int) -> str:
    place = (int(municipality.code) * 2_000_000 + index * 4 + holder) * (1 + len(kind))
    return f"K{place * NUMBER_STEP % NUMBER_PRIME:012d}"


def _identity(rng: Random, usual: Random, who: Person, other: Person, kind: PartnerKind) -> dict[str, str]:
    books = BOOKS[kind]
    if rng.random() < books.business:
        trade_name = f"{rng.choice(BRANCHES)} {who.surname.name}"
        return {"voorletters": "", "voorvoegsel": "", "achternaam": trade_name, "geboortedatum": ""}
    name = _surname(rng, _name_in_use(rng, usual, who), books)
    born = (other if rng.random() < 0.007 else who).birth_date.isoformat()
    known = rng.random() >= books.birth_date_missing
    return {
        "voorletters": _initials(rng, who, other),
        "voorvoegsel": name.prefix,
        "achternaam": name.name,
        "geboortedatum": misspell.birth_date(rng, born) if known else "",
    }


def _name_in_use(rng: Random, usual: Random, who: Person) -> Surname:
    """A married woman's usual form of her name, or what another creditor made of it."""
    if not who.takes_partner_name or who.spouse is None:
        return who.surname
    form = pick(usual, NAME_FORMS)
    if rng.random() < OTHER_FORM:
        form = pick(rng, NAME_FORMS)
    own, theirs = who.surname, who.spouse
    whole = f"{own.prefix} {own.name}".strip(), f"{theirs.prefix} {theirs.name}".strip()
    return {
        "own": own,
        "partner": theirs,
        "partner-own": Surname(theirs.prefix, f"{theirs.name}-{whole[0]}"),
        "own-partner": Surname(own.prefix, f"{own.name}-{whole[1]}"),
    }[form]


def _surname(rng: Random, name: Surname, books: Books) -> Surname:
    prefix, own = name
    chance = rng.random()
    if chance < 0.12:
        own = misspell.confused(rng, own)
    elif chance < 0.14:
        own = misspell.mistyped(rng, own)
    if prefix:
        prefix, own = misspell.prefixed(pick(rng, misspell.PREFIX_ERRORS), Surname(prefix, own))
    if rng.random() < books.diacritics_stripped:
        own = plain(own)
    return Surname(prefix, own.upper() if rng.random() < 0.25 else own)


def _initials(rng: Random, who: Person, other: Person) -> str:
    chance = rng.random()
    if chance < 0.30:
        return who.initials[:2]
    if chance < 0.36:
        return rng.choice("JMAHKTS") + "."
    if chance < 0.37:
        return ""
    return other.initials if chance < 0.375 else who.initials


def _reachable(rng: Random, who: Person, other: Person, kind: PartnerKind) -> dict[str, str]:
    books, chance = BOOKS[kind], rng.random()
    number = number_of_phone(rng) if chance < 0.07 else other.phone if chance < 0.14 else who.phone
    chance = rng.random()
    mail = f"post{rng.randrange(10_000)}@example.org" if chance < 0.12 else who.email
    mail = other.email if 0.12 <= chance < 0.17 else mail
    return {
        "telefoonnummer": misspell.phone(rng, number) if rng.random() < books.phone else "",
        "email": mail if rng.random() < books.email else "",
    }


def _address(rng: Random, where: SimulatedAddress) -> dict[str, str]:
    postcode, number = where.postcode, str(where.number)
    chance = rng.random()
    if chance < 0.008:
        postcode = misspell.postcode_letter(rng, postcode)
    elif chance < 0.014:
        postcode = misspell.digit(rng, postcode)
    elif chance < 0.021:
        number = misspell.digit(rng, number)
    number, addition = misspell.addition(rng, number, where.addition)
    return {
        "straat": where.street,
        "huisnummer": number,
        "huisnummertoevoeging": addition,
        "postcode": postcode,
        "woonplaats": where.town,
    }


def _in_columns(written: dict[str, str], kind: PartnerKind) -> dict[str, str]:
    """The address as the creditor's columns hold it: some have one for the letter."""
    addition = written["huisnummertoevoeging"]
    if BOOKS[kind].letter_apart and len(addition) == 1 and addition.isalpha():
        return written | {"huisletter": addition, "huisnummertoevoeging": ""}
    return written | {"huisletter": ""}


def _office(rng: Random, home: Household) -> dict[str, str]:
    office = home.administrator
    if office is None:
        return {}
    given = _address(rng, office.address) if rng.random() < 0.5 else {}
    given |= {"telefoonnummer": office.phone} if rng.random() < 0.6 else {}
    return given | ({"email": office.email} if rng.random() < 0.6 else {})
