"""The error model: what a creditor has in its books about a customer, wrong once and repeated each month [A]."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from types import MappingProxyType
from typing import Final

from schemas.vocabulary.partners import PartnerKind
from simulation import misspell
from simulation.chance import dice, runs
from simulation.error_table import Chances
from simulation.names import Surname
from simulation.places import SimulatedAddress, Town
from simulation.population import Household, Person, household_at, number_of_phone, without_marks

LETTER_APART: Final = frozenset({PartnerKind.HEALTH_INSURER, PartnerKind.WATER})
"""Kinds of creditor with a column for the letter of a house number, as the register has [A]."""
NO_BASIS: Final = frozenset({PartnerKind.LANDLORD})
"""Their birth dates are always absent: no agreement of the demo names a legal basis for them."""
AT_USUAL_RATES: Final = Chances()
CORRECTED: Final = AT_USUAL_RATES.of("old address corrected", "per month")
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
    behind = home.old_address is not None and AT_USUAL_RATES.happens(rng, "old address", "per contract")
    old = _in_columns(_address(rng, home.old_address), kind) if behind and home.old_address else None
    return Contract(MappingProxyType(fields), old, 1 + runs(rng, 1 - CORRECTED, 24))


def _customer_number(municipality: Town, index: int, kind: PartnerKind, holder: int) -> str:
    place = (int(municipality.code) * 2_000_000 + index * 4 + holder) * (1 + len(kind))
    return f"K{place * NUMBER_STEP % NUMBER_PRIME:012d}"


def _identity(rng: Random, usual: Random, who: Person, other: Person, kind: PartnerKind) -> dict[str, str]:
    if AT_USUAL_RATES.happens(rng, "business name", kind):
        trade_name = f"{rng.choice(BRANCHES)} {who.surname.name}"
        return {"voorletters": "", "voorvoegsel": "", "achternaam": trade_name, "geboortedatum": ""}
    name = _surname(rng, _name_in_use(rng, usual, who), kind)
    born = (other if AT_USUAL_RATES.happens(rng, "birth date", "partner") else who).birth_date.isoformat()
    known = not AT_USUAL_RATES.happens(rng, "birth date missing", kind) and kind not in NO_BASIS
    return {
        "voorletters": _initials(rng, who, other),
        "voorvoegsel": name.prefix,
        "achternaam": name.name,
        "geboortedatum": misspell.birth_date(rng, AT_USUAL_RATES.which(rng, "birth date"), born) if known else "",
    }


def _name_in_use(rng: Random, usual: Random, who: Person) -> Surname:
    """A married woman's usual form of her name, or what another creditor made of it."""
    if not who.takes_partner_name or who.spouse is None:
        return who.surname
    form = AT_USUAL_RATES.kind(usual, "name of a married woman")
    if AT_USUAL_RATES.happens(rng, "another form", "per contract"):
        form = AT_USUAL_RATES.kind(rng, "name of a married woman")
    return misspell.married(form, who.surname, who.spouse)


def _surname(rng: Random, name: Surname, kind: PartnerKind) -> Surname:
    prefix, own = name
    error = AT_USUAL_RATES.which(rng, "surname")
    if error == "confused":
        own = misspell.confused(rng, own)
    elif error == "keyboard":
        own = misspell.mistyped(rng, own)
    if prefix:
        prefix, own = misspell.prefixed(AT_USUAL_RATES.which(rng, "prefix"), Surname(prefix, own))
    if AT_USUAL_RATES.happens(rng, "diacritics stripped", kind):
        own = without_marks(own)
    return Surname(prefix, own.upper() if AT_USUAL_RATES.happens(rng, "upper case", "surname") else own)


def _initials(rng: Random, who: Person, other: Person) -> str:
    match AT_USUAL_RATES.which(rng, "initials"):
        case "first only":
            return who.initials[:2]
        case "call name":
            return rng.choice("JMAHKTS") + "."
        case "missing":
            return ""
        case "partner":
            return other.initials
    return who.initials


def _reachable(rng: Random, who: Person, other: Person, kind: PartnerKind) -> dict[str, str]:
    numbers = {"other": number_of_phone(rng), "partner": other.phone}
    number = numbers.get(AT_USUAL_RATES.which(rng, "phone"), who.phone)
    boxes = {"other": f"post{rng.randrange(10_000)}@example.org", "partner": other.email}
    mail = boxes.get(AT_USUAL_RATES.which(rng, "e-mail"), who.email)
    return {
        "telefoonnummer": misspell.phone(rng, number) if AT_USUAL_RATES.happens(rng, "phone present", kind) else "",
        "email": mail if AT_USUAL_RATES.happens(rng, "e-mail present", kind) else "",
    }


def _address(rng: Random, where: SimulatedAddress) -> dict[str, str]:
    postcode, number = where.postcode, str(where.number)
    error = AT_USUAL_RATES.which(rng, "address")
    if error == "postcode letter":
        postcode = misspell.postcode_letter(rng, postcode)
    elif error == "postcode digit":
        postcode = misspell.digit(rng, postcode)
    elif error == "number":
        number = misspell.digit(rng, number)
    number, addition = misspell.addition(rng, AT_USUAL_RATES.which(rng, "addition"), number, where.addition)
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
    if kind in LETTER_APART and len(addition) == 1 and addition.isalpha():
        return written | {"huisletter": addition, "huisnummertoevoeging": ""}
    return written | {"huisletter": ""}


def _office(rng: Random, home: Household) -> dict[str, str]:
    office = home.administrator
    if office is None:
        return {}
    given = _address(rng, office.address) if AT_USUAL_RATES.happens(rng, "office", "address") else {}
    given |= {"telefoonnummer": office.phone} if AT_USUAL_RATES.happens(rng, "office", "phone") else {}
    return given | ({"email": office.email} if AT_USUAL_RATES.happens(rng, "office", "e-mail") else {})
