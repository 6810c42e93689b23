"""By which texts somebody on a list and somebody on a signal are recognised as one; they are stored as keyed hashes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.people.address import Address, address_key
from domain.people.matching.normalise import surname_parts


class RecognisedBy(NamedTuple):
    """`person`: surname and whole birth date, None where that is not known whole. `home`: surname and address."""

    person: str | None
    home: str


def recognised_by(surname: str, birth_date: str | None, address: Address) -> RecognisedBy:
    """The texts of one resident, the surname without prefixes: some write those in a field of their own.

    Without a birth date two of one name at one door are not told apart.
    """
    name = " ".join(surname_parts(surname))
    whole = birth_date is not None and len(birth_date) == 10 and "00" not in (birth_date[5:7], birth_date[8:10])
    return RecognisedBy(f"{name}|{birth_date}" if whole else None, f"{name}|{address_key(address)}")


def address_of(row: Mapping[str, Any]) -> Address:
    """The address of a row of `signal` or of a list."""
    return Address(
        row["postcode"],
        row["house_number"],
        row.get("house_number_addition"),
        row.get("house_letter"),
        row.get("house_number_indication"),
    )
