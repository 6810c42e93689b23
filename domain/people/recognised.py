"""By which texts somebody on a list and somebody on a signal are recognised as one; they are stored as keyed hashes."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from domain.people.address import Address, address_key
from domain.people.matching.normalise import initials_of, surname_parts

INITIAL_BYTES: Final = 8
"""Of the hash of one initial as much is kept: it need only differ from the other letters of one surname."""


class RecognisedBy(NamedTuple):
    """`person`: surname and whole birth date, None where that is not known whole. `home`: surname and address.

    `initials`: surname and a letter, for each of them.
    """

    person: str | None
    home: str
    initials: tuple[str, ...]

    def hashed(self, keyed: Callable[[str], bytes]) -> dict[str, bytes | None]:
        """The columns by which `signal` and a list know a resident. `keyed`: a hash under the secret."""
        return {
            "person_key": keyed(self.person) if self.person else None,
            "home_key": keyed(self.home),
            "initials_key": b"".join(keyed(one)[:INITIAL_BYTES] for one in self.initials) or None,
        }


def recognised_by(surname: str, birth_date: str | None, address: Address, initials: str | None) -> RecognisedBy:
    """The texts of one resident, the surname without prefixes: some write those in a field of their own.

    Without a birth date two of one name at one door are not told apart.
    """
    name = " ".join(surname_parts(surname))
    whole = birth_date is not None and len(birth_date) == 10 and "00" not in (birth_date[5:7], birth_date[8:10])
    letters = tuple(f"{name}|{letter}" for letter in dict.fromkeys(initials_of(initials or "")))
    return RecognisedBy(f"{name}|{birth_date}" if whole else None, f"{name}|{address_key(address)}", letters)


def other_initials(one: bytes | None, other: bytes | None) -> bool:
    """Whether two that share a surname have no initial in common (`initials_key` of both); unknown ones say nothing."""
    return bool(one and other) and _hashes(one).isdisjoint(_hashes(other))


def _hashes(initials_key: bytes | None) -> frozenset[bytes]:
    whole = initials_key or b""
    return frozenset(whole[at : at + INITIAL_BYTES] for at in range(0, len(whole), INITIAL_BYTES))


def address_of(row: Mapping[str, Any]) -> Address:
    """The address of a row of `signal` or of a list."""
    return Address(
        row["postcode"],
        row["house_number"],
        row.get("house_number_addition"),
        row.get("house_letter"),
        row.get("house_number_indication"),
    )
