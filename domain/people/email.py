"""E-mail addresses from what stands in a field: one address, several, or an address among words."""

import re
from typing import Final, NamedTuple

from email_validator import EmailNotValidError, validate_email

from schemas.field_types import EMAIL

USUAL_ADDRESS: Final = re.compile(EMAIL)
SEPARATORS: Final = re.compile(r"[\s;,/|<>()\[\]\"]+|mailto:", re.I)
AROUND: Final = ".:'"
EMAIL_CHARACTERS: Final = 400
"""Of one field; more is no contact detail."""
ADDRESSES_AT_MOST: Final = 10


class AddressField(NamedTuple):
    """The addresses that stand in a field, as they are kept, and whether it holds anything else."""

    addresses: tuple[str, ...]
    says_more: bool


def addresses_in(text: str) -> AddressField:
    """Every address of a field, in order; the domain in small letters, the rest as it was sent."""
    whole = _address(text)
    if whole:
        return AddressField((whole,), says_more=False)
    parts = [part.strip(AROUND) for part in SEPARATORS.split(text[:EMAIL_CHARACTERS])]
    likely = [part for part in parts if "@" in part][:ADDRESSES_AT_MOST]
    found = tuple(dict.fromkeys(filter(None, map(_address, likely))))
    return AddressField(found, says_more=len(found) < len([part for part in parts if part]))


def domain_in_small(address: str) -> str:
    """The address with its domain in small letters, as the domain has no others."""
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


def _address(text: str) -> str | None:
    """What is usual at once (a tenth of the time), of all else the library's answer; nobody asks the network."""
    if USUAL_ADDRESS.fullmatch(text):
        return domain_in_small(text)
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
