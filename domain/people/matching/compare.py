"""How far two signals agree, field by field: a level each, or none where either says nothing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.people.matching.features import Features
from domain.people.matching.normalise import UNREAD


class Levels(NamedTuple):
    """The agreement of each field; an empty text is no evidence."""

    surname: str
    initials: str
    birth: str
    address: str
    phone: str
    email: str
    mail: str
    contract: str


NO_EVIDENCE: Final = ""
FIELD_LEVELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "surname": (
            "same-double",
            "same",
            "sound",
            "part",
            "near",
            "other",
            "in-business",
            "not-in-business",
            "business",
        ),
        "initials": ("all", "single", "first", "first-alone", "some", "other"),
        "birth": ("same", "month", "year", "swapped", "near", "other"),
        "address": ("same", "door", "open", "other-door", "slip", "street", "area", "other", "shared", "widely"),
        "phone": ("same", "other", "shared", "widely"),
        "email": ("same", "other", "shared", "widely"),
        "mail": ("named", "family"),
        "contract": ("same", "other-contract", "same-kind"),
    }
)
"""Every level of every field; *shared* is of a value that many have (`shared.py`)."""
ONE_ADDRESS: Final = frozenset({"same", "door", "open"})
"""Levels of an address that may be one door."""


def compare(one: Features, other: Features) -> Levels:
    """The levels of a pair; the order of the two does not matter."""
    return Levels(
        _surname(one, other),
        _initials(one.initials, other.initials),
        _birth(one, other),
        _address(one, other),
        _values(one.phones, other.phones),
        _values(one.emails, other.emails),
        _mail(one, other),
        _contract(one, other),
    )


def _surname(one: Features, other: Features) -> str:
    if not one.names or not other.names:
        return NO_EVIDENCE
    if one.business or other.business:
        return _business(one, other)
    if one.names == other.names:
        return "same" if len(one.names) == 1 else "same-double"
    if one.sounds == other.sounds:
        return "sound"
    if not one.sounds.isdisjoint(other.sounds):
        return "part"
    return "other" if one.nears.isdisjoint(other.nears) else "near"


def _business(one: Features, other: Features) -> str:
    agree = not one.nears.isdisjoint(other.nears)
    if one.business and other.business:
        return "business" if agree else "other"
    return "in-business" if agree else "not-in-business"


def _initials(one: tuple[int, ...], other: tuple[int, ...]) -> str:
    if not one or not other:
        return NO_EVIDENCE
    if one[0] == other[0]:
        if len(one) == 1 or len(other) == 1:
            return "first" if len(one) != len(other) else "single"
        shorter = min(len(one), len(other))
        return "all" if one[:shorter] == other[:shorter] else "first-alone"
    return "other" if set(one).isdisjoint(other) else "some"


def _birth(first: Features, second: Features) -> str:
    one, other = first.birth, second.birth
    if one is None or other is None:
        return NO_EVIDENCE
    if one.placeholder or other.placeholder or not one.whole or not other.whole:
        return _in_part(one.year == other.year, one.month, other.month, one.placeholder or other.placeholder)
    if one.whole == other.whole:
        return "same"
    agree = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    if agree == 2:
        return "near"
    swapped = one.year == other.year and one.month == other.day and one.day == other.month
    return "swapped" if swapped else "other"


def _in_part(same_year: bool, month: int, other_month: int, placeholder: bool) -> str:
    if not same_year:
        return "other"
    if placeholder or not month or not other_month:
        return "year"
    return "month" if month == other_month else "other"


def _address(one: Features, other: Features) -> str:
    if not one.postcode or not other.postcode:
        return NO_EVIDENCE
    if one.postcode == other.postcode:
        return _door(one, other) if one.number == other.number else "street"
    if one.number == other.number and _is_slip(one.postcode, other.postcode):
        return "slip"
    return "area" if one.postcode[:4] == other.postcode[:4] else "other"


def _is_slip(one: str, other: str) -> bool:
    """Whether one character differs, or two beside each other changed places."""
    places = [place for place, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs]
    if len(places) == 2 and places[1] - places[0] == 1:
        return one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
    return len(places) == 1


def _door(one: Features, other: Features) -> str:
    if UNREAD in (one.behind, other.behind):
        return "open"
    if one.behind == other.behind:
        return "door" if one.behind else "same"
    shorter, longer = sorted((set(one.behind), set(other.behind)), key=len)
    return "open" if shorter <= longer else "other-door"


def _values(one: frozenset[int], other: frozenset[int]) -> str:
    if not one or not other:
        return NO_EVIDENCE
    return "other" if one.isdisjoint(other) else "same"


def _mail(one: Features, other: Features) -> str:
    """Whether the e-mail address of one holds the name of the other."""
    found = NO_EVIDENCE
    for writer, named in ((one, other), (other, one)):
        if not writer.mail_sounds.isdisjoint(named.sounds):
            if named.initials and named.initials[0] in writer.mail_initials:
                return "named"
            found = "family"
    return found


def _contract(one: Features, other: Features) -> str:
    if one.contract and one.contract == other.contract:
        return "same"
    if one.partner == other.partner:
        return "other-contract"
    return "same-kind" if one.kind == other.kind else NO_EVIDENCE


def contradicts(one: Features, other: Features) -> bool:
    """Whether two signals cannot be of one person, whatever links them: other birth dates, or other initials."""
    birth = _birth(one, other)
    if birth:
        return birth == "other"
    return _initials(one.initials, other.initials) == "other"
