"""E-mail addresses from what stands in a field: one address, several, or an address among words."""

import re
from typing import Final, NamedTuple

from email_validator import EmailNotValidError, validate_email

BETWEEN: Final = re.compile(r"[\s;,/|<>()\[\]\"]+|mailto:", re.I)
AROUND: Final = ".:'"
READ_CHARACTERS: Final = 400
"""Of one field; more is no contact detail."""
ADDRESSES_AT_MOST: Final = 10


class Read(NamedTuple):
    """The addresses that stand in a field, as they are kept, and whether it holds anything else."""

    addresses: tuple[str, ...]
    says_more: bool


def read(text: str) -> Read:
    """Every address of a field, in order; the domain in small letters, the rest as it was sent."""
    whole = _address(text)
    if whole:
        return Read((whole,), says_more=False)
    parts = [part.strip(AROUND) for part in BETWEEN.split(text[:READ_CHARACTERS])]
    likely = [part for part in parts if "@" in part][:ADDRESSES_AT_MOST]
    found = tuple(dict.fromkeys(filter(None, map(_address, likely))))
    return Read(found, says_more=len(found) < len([part for part in parts if part]))


def domain_in_small(address: str) -> str:
    """The address with its domain in small letters, as the domain has no others."""
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


def _address(text: str) -> str | None:
    """The library's answer, without asking the network."""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
