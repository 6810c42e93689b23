"""What the matcher knows of one signal: made at ingest, so that triage reads no name, phone, e-mail or birth date.

Names, initials, contact details and birth dates become numbers under a secret of the municipality (a keyed hash, 64
bits), each in its normal form. Slips still compare: a name is known by all that is left of it without one letter, a
date by its year, month and day apart (docs/decisions/0046). Addresses and partners stay as triage has them anyway.
"""

from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from domain.people.address import Address, address_key
from domain.people.customer import NO_CUSTOMER, customer_key
from domain.people.email import addresses_in
from domain.people.matching.normalise import (
    business_parts,
    door_number,
    fold,
    initials_of,
    is_business_form,
    mail_letter,
    mail_words,
    names_a_trade,
    near_forms,
    surname_parts,
)
from domain.people.telephone import numbers

FIRST_BIRTH_YEAR: Final = "1901"
"""Born before it is nobody who owes: 1900-01-01 is what software fills in."""
Token = int
"""A value under the secret: 64 bits with a sign, as a bigint of the record."""


class FeatureKey(NamedTuple):
    """The secret under which values become numbers, with its version: features of two versions do not compare."""

    version: str
    secret: bytes


class Birth(NamedTuple):
    """A birth date in parts, 0 for what is not known.

    `whole` only of a date with a day. `placeholder`: 1 January, which often says no more than the year.
    """

    whole: Token
    year: Token
    month: Token
    day: Token
    placeholder: bool


class Features(NamedTuple):
    """One signal as it is compared; what is empty says nothing.

    business: whether the name is that of a business.
    names, sounds, nears: of the parts of a surname as written, as they sound, and with one slip.
    initials: a token a letter, in order. mail_sounds, mail_initials: the words of e-mail addresses, as they sound, and
    the letter each begins with. contract: of partner and customer number, 0 where no number says who.
    """

    key_version: str
    partner: str
    kind: str
    contract: Token
    business: bool
    names: frozenset[Token]
    sounds: frozenset[Token]
    nears: frozenset[Token]
    initials: tuple[Token, ...]
    birth: Birth | None
    postcode: str
    number: str
    behind: tuple[str, ...]
    phones: frozenset[Token]
    emails: frozenset[Token]
    mail_sounds: frozenset[Token]
    mail_initials: frozenset[Token]


def features_of(fields: Mapping[str, Any], keys: FeatureKey) -> Features:
    """The features of a signal. `fields`: the internal names of `schemas.signals`, with `partner_id` and its kind."""
    token = _tokens(keys.secret)
    surname, partner = _text(fields, "surname"), _text(fields, "partner_id")
    business = _is_business(surname, fields)
    parts = business_parts(surname) if business else surname_parts(surname)
    sounds = [fold(part) for part in parts]
    number, behind = door_number(_address(fields))
    emails = [one.lower() for one in addresses_in(_text(fields, "email")).addresses]
    customer = customer_key(_text(fields, "customer_number") or NO_CUSTOMER)
    return Features(
        key_version=keys.version,
        partner=partner,
        kind=_text(fields, "partner_kind"),
        contract=0 if customer == NO_CUSTOMER else token("contract", f"{partner} {customer}"),
        business=business,
        names=frozenset(token("name", part) for part in parts),
        sounds=frozenset(token("sound", sound) for sound in sounds),
        nears=frozenset(token("near", form) for sound in sounds for form in near_forms(sound)),
        initials=() if business else tuple(token("initial", one) for one in initials_of(_text(fields, "initials"))),
        birth=_birth(_text(fields, "birth_date"), token),
        postcode=_text(fields, "postcode").replace(" ", "").upper(),
        number=number,
        behind=behind,
        phones=_all(token, "phone", numbers(_text(fields, "phone"))),
        emails=_all(token, "email", emails),
        mail_sounds=_all(token, "sound", (fold(word) for one in emails for word in mail_words(one))),
        mail_initials=_all(token, "initial", (mail_letter(one) for one in emails)),
    )


def door_of(address: Address, keys: FeatureKey) -> Token:
    """The token of a whole address, in its normal form."""
    return _tokens(keys.secret)("door", address_key(address))


def _tokens(secret: bytes) -> Callable[[str, str], Token]:
    base = blake2b(key=secret, digest_size=8)

    def token(kind: str, value: str) -> Token:
        made = base.copy()
        made.update(f"{kind}\0{value}".encode())
        return int.from_bytes(made.digest(), "big", signed=True)

    return token


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return "" if value is None else str(value).strip()


def _all(token: Callable[[str, str], Token], kind: str, values: Iterable[str]) -> frozenset[Token]:
    return frozenset(token(kind, value) for value in values)


def _is_business(surname: str, fields: Mapping[str, Any]) -> bool:
    """By its form of law; where no birth date says otherwise by its trade, or as several words without initials."""
    if is_business_form(surname) or _text(fields, "birth_date"):
        return is_business_form(surname)
    several = "-" not in surname and len(surname_parts(surname)) > 1
    return names_a_trade(surname) or (several and not initials_of(_text(fields, "initials")))


def _address(fields: Mapping[str, Any]) -> Address:
    return Address(
        _text(fields, "postcode"),
        _text(fields, "house_number"),
        _text(fields, "house_number_addition") or None,
        _text(fields, "house_letter") or None,
        fields.get("house_number_indication"),
    )


def _birth(text: str, token: Callable[[str, str], Token]) -> Birth | None:
    """A date as yyyy-mm-dd, with 00 for what is not known. Day and month are tokens of one kind: they get swapped."""
    year, month, day = text[:4], text[5:7], text[8:10]
    if year < FIRST_BIRTH_YEAR:
        return None
    known_month, known_day = month not in {"", "00"}, day not in {"", "00"} and month not in {"", "00"}
    return Birth(
        token("birth", text) if known_day else 0,
        token("year", year),
        token("month or day", month) if known_month else 0,
        token("month or day", day) if known_day else 0,
        placeholder=month == day == "01",
    )
