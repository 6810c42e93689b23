"""Addresses: one door has one key and one way in which pages show it.

An address has the parts of the register (BAG, BRP): number, letter, addition, and an indication where the door stands
opposite a number, or by it. Partners write one door in different columns; it has one key where that is certain, for
two households in one case see each other's debts (docs/decisions/0032).
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.signals import Indication

_WORDS: Final = re.compile(r"[0-9]+|[A-Z]+")
_OPPOSITE: Final = re.compile(r"(?<![A-Z])T ?(?:/ ?O\b\.?|\. ?O\b\.?)")
"""*t/o* and *t.o.*, which their signs would part."""
INDICATION_WORDS: Final[Mapping[str, Indication]] = MappingProxyType(
    {"TEGENOVER": Indication.OPPOSITE, "TO": Indication.OPPOSITE, "BIJ": Indication.BY, "BY": Indication.BY}
)
"""What stands for an indication, also where a partner has no column for it."""
_SAME_WORD: Final[Mapping[str, str]] = MappingProxyType({"HUIS": "HS"})
"""Additions with two spellings that mean one thing everywhere."""
_BIS: Final = re.compile(r"([A-Z])?BIS([A-Z])?")


_SAID: Final = re.compile(r"(?<![a-z])(?:tegenover|t ?/ ?o\b\.?|t\. ?o\b\.?|to|bij|by)(?![a-z])", re.I)
"""An indication among what was sent."""

UNKNOWN_DOOR: Final = "onbekend"
"""Stands for an addition nobody can read: without one the address would be another door, that of a neighbour."""


class Address(NamedTuple):
    """An address as a partner sent it."""

    postcode: str
    house_number: str
    addition: str | None
    letter: str | None = None
    indication: Indication | None = None


class Door(NamedTuple):
    """A door as it is known however it was written: what stands behind its number, and how it stands to that number."""

    number: str
    tail: tuple[str, ...]
    indications: tuple[Indication, ...]


def is_unknown_door(address: Address) -> bool:
    """Whether a letter, an addition or an indication was sent that nobody could read."""
    return UNKNOWN_DOOR in {address.addition, address.letter} or address.indication is Indication.UNKNOWN


def address_key(address: Address) -> str:
    """The key of an address: postcode, number, what stands behind it, and the indication.

    A number with at most one letter or digit behind it needs no reading: as nearly all addresses are.
    """
    postcode, house_number, addition, letter, indication = address
    place = postcode.replace(" ", "").upper()
    behind = (letter or "") + (addition or "")
    if len(behind) < 2 and house_number.isdecimal() and not indication and (not behind or behind.isalnum()):
        return f"{place} {int(house_number)} {behind.upper()}" if behind else f"{place} {int(house_number)}"
    door = door_of(address)
    return " ".join((place, door.number, *door.tail, *door.indications))


def door_of(address: Address) -> Door:
    """The door that an address names."""
    number, rest = _numbered(address.house_number)
    found = [_words(part) for part in (rest, address.letter or "", address.addition or "")]
    said = {INDICATION_WORDS[word] for words in found for word in words if word in INDICATION_WORDS}
    if address.indication:
        said.add(address.indication)
    behind = [word for word in found[0] if word not in INDICATION_WORDS]
    letter, addition = (_without_indication(words, number) for words in found[1:])
    return Door(number, tuple(_tail(number, behind, letter, addition)), tuple(sorted(said)))


def _numbered(house_number: str) -> tuple[str, str]:
    """The number itself, and all the rest of the field: "t/o 3 A" is 3, "t/o A"."""
    found = re.search(r"\d+", house_number)
    if not found:
        return house_number, ""
    return str(int(found[0])), f"{house_number[: found.start()]} {house_number[found.end() :]}"


def _words(text: str) -> list[str]:
    """The words and numbers of a text without its notation: "a-01" is A, 1."""
    plain = _OPPOSITE.sub(" TEGENOVER ", text.upper()) if text else ""
    return [word for piece in _WORDS.findall(plain) for word in _plain(piece)]


def _without_indication(words: Sequence[str], number: str) -> list[str]:
    """The words that are no indication, nor the number that one repeats ("3" and "t/o 3")."""
    pairs = zip(("", *words), words, strict=False)
    return [
        word
        for before, word in pairs
        if word not in INDICATION_WORDS and (word != number or before not in INDICATION_WORDS)
    ]


def _plain(word: str) -> Sequence[str]:
    """A word in its one spelling: numbers without zeros that a spreadsheet drops, *bisA* as *bis A*."""
    if word.isdecimal():
        return (str(int(word)),)
    bis = _BIS.fullmatch(word)
    if bis:
        return [part for part in (bis[1], "BIS", bis[2]) if part]
    return (_SAME_WORD.get(word, word),)


def _tail(number: str, behind: list[str], letter: list[str], addition: list[str]) -> list[str]:
    """What stands behind the number, said once where a column repeats what another said.

    `behind`: in the field of the number itself. A letter in a column of its own is believed: beside it an addition of
    the same letter is another part of the address, as in the register. "2" with "2A" may be the first door on a second
    floor; "27" with "27A" says the number again.
    """
    before = behind if behind[: len(letter)] == letter else letter + behind
    if len(number) > 1 < len(addition) and addition[0] == number and addition[1].isalpha():
        whole = addition[1:]
        return whole if whole[: len(before)] == before else before + whole
    repeats = addition == before and not letter and addition[:1] != [] and addition[0].isalpha()
    return before if repeats else before + addition


def number_shown(address: Address) -> str:
    """House number with all that belongs to it, as it was sent but said once: "12A-2", "tegenover 3"."""
    door, parts = door_of(address), (address.house_number, address.letter, address.addition)
    number, letter, addition = (_SAID.sub("", part or "").strip(" -/") for part in parts)
    ways = ((number, "", ""), (number, letter, ""), (addition, "", ""), (number, "", addition))
    same = (way for way in ways if way[0][:1].isdecimal() and _names(way) == door[:2])
    number, letter, addition = next(same, (number, letter, addition))
    shown = f"{number}{'' if len(letter) < 2 else '-'}{letter}{'-' if addition else ''}{addition}"
    return " ".join((*(one.dutch for one in door.indications if one is not Indication.UNKNOWN), shown))


def _names(way: tuple[str, str, str]) -> tuple[str, tuple[str, ...]]:
    """Number and what stands behind it, of columns without an indication."""
    number, letter, addition = way
    return door_of(Address("", number, addition, letter))[:2]
