"""Details of a record: what may be left out. One that cannot be read never keeps a signal from a household.

What can be known of it is kept, the rest is left out, and the partner is told (docs/decisions/0031).
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final
from unicodedata import normalize

from pydantic import TypeAdapter, ValidationError

from domain.intake.checks.faults import Code
from domain.intake.checks.findings import FindingCode, Tidied, kept_of_phone
from domain.people import email
from domain.people.address import UNKNOWN_DOOR
from schemas.field_types import Addition, Bsn, ShortName
from schemas.signals import SIGNAL_FIELDS, Signal
from schemas.vocabulary.signals import Indication

NO_DETAILS: Final = frozenset({"kind", "attestation"})
"""May be left out, but not be misread: on them hangs what is done, and what the partner may send at all."""
DETAILS: Final = MappingProxyType(
    {one.dutch: name for name, one in SIGNAL_FIELDS.items() if not one.required and name not in NO_DETAILS}
)
"""Inward by outward name."""
GUARDED: Final = frozenset({SIGNAL_FIELDS["bsn"].dutch, SIGNAL_FIELDS["birth_date"].dutch})
"""Only some may send these: without a basis a record with one is refused, readable or not."""
CODES: Final = MappingProxyType({Code.TOO_LONG: FindingCode.TOO_LONG, Code.UNKNOWN_WORD: FindingCode.UNKNOWN_WORD})
"""What is told of a detail that is left out, by what was wrong with it; of all else that it cannot be read."""
LEFT_OUT: Final[Mapping[str, Tidied]] = MappingProxyType(
    {
        "house_number_addition": (UNKNOWN_DOOR, FindingCode.DOOR_UNKNOWN),
        "house_letter": (UNKNOWN_DOOR, FindingCode.DOOR_UNKNOWN),
        "house_number_indication": (Indication.UNKNOWN, FindingCode.DOOR_UNKNOWN),
        "bsn": (None, FindingCode.INVALID_BSN),
    }
)
"""Details that have words of their own for being left out, and what stands for them."""
DETAIL_CHARACTERS: Final = 200
"""Of a detail that is mended; more of it is not looked at."""
IJ: Final = "IJ"


def repaired(field: str, value: Any, code: Code) -> Tidied:
    """What is kept and told of a detail (outward name) that is not as it should be."""
    repair = REPAIRS.get(DETAILS[field])
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    found = repair(text) if repair and isinstance(text, str) else None
    return found or LEFT_OUT.get(DETAILS[field]) or (None, CODES.get(code, FindingCode.UNREADABLE))


def nothing(field: str) -> Any:
    """What stands for a detail that is left out."""
    return Signal.model_fields[DETAILS[field]].default


def _fits(type_: Any) -> Callable[[str], bool]:
    adapter: TypeAdapter[str] = TypeAdapter(type_)

    def fits(text: str) -> bool:
        try:
            adapter.validate_python(text)
        except ValidationError:
            return False
        return True

    return fits


IS_BSN: Final = _fits(Bsn)
IS_ADDITION: Final = _fits(Addition)
IS_SHORT_NAME: Final = _fits(ShortName)


def _initials(text: str) -> Tidied | None:
    """Of first names their first letters: "Johannes Wilhelmus" is "J.W.", "IJsbrand" is "IJ.", "Ijeoma" is "I."."""
    names = text.replace("-", " ").split()
    if not all(map(str.isalpha, names)):
        return None
    letters = "".join(f"{IJ if name.startswith(IJ) else name[0].upper()}." for name in names)
    return (letters, FindingCode.FULL_NAMES) if IS_SHORT_NAME(letters) else None


def _addition(text: str) -> Tidied | None:
    """Its letters and digits, without accents: signs say nothing of the door."""
    plain = normalize("NFKD", text[:DETAIL_CHARACTERS]).encode("ascii", "ignore").decode()
    words = " ".join(re.findall(r"[A-Za-z0-9]+", plain))
    lost = sum(map(str.isalnum, text)) > sum(map(str.isalnum, words))
    return (words, FindingCode.TIDIED) if IS_ADDITION(words) and not lost else None


def _bsn(text: str) -> Tidied | None:
    """Nine digits with points, spaces or dashes between them; a digit that is lost is not guessed."""
    digits = re.sub(r"[ .-]", "", text[:DETAIL_CHARACTERS])
    return (digits, FindingCode.TIDIED) if IS_BSN(digits) else None


def _phone(text: str) -> Tidied:
    return kept_of_phone("".join(sign if sign.isprintable() else " " for sign in text[:DETAIL_CHARACTERS]))


def _email(text: str) -> Tidied | None:
    found, says_more = email.addresses_in(text)
    if not found:
        return None
    if len(found) > 1:
        return found[0], FindingCode.SEVERAL_ADDRESSES
    return found[0], FindingCode.MORE_THAN_AN_ADDRESS if says_more else None


REPAIRS: Final[Mapping[str, Callable[[str], Tidied | None]]] = MappingProxyType(
    {
        "initials": _initials,
        "house_number_addition": _addition,
        "bsn": _bsn,
        "phone": _phone,
        "email": _email,
    }
)
"""Details of which something can be known though they are not as they should be; None for what cannot."""
