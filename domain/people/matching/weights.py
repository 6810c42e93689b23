"""What each agreement is worth: the versioned weights of a model and the thresholds of a municipality."""

from collections.abc import Iterator, Mapping
from math import log2
from typing import Any, Final, NamedTuple

from domain.people.matching.compare import NO_EVIDENCE, Levels

SHARED_LEVELS: Final = frozenset({"shared", "widely"})
WITHOUT_A_PERSON: Final = frozenset({"in-business", "not-in-business"})
"""Levels of a surname where one of two names is that of a business."""
NO_PERSON: Final = -60.0
"""Bits of what may not be one person."""


NEWEST: Final = "dutch-1"
"""The weights of today."""


class Thresholds(NamedTuple):
    """Probabilities from which a link is made, asked of a worker, or acted upon (policy values)."""

    person: float = 0.90
    review: float = 0.50
    household: float = 0.80
    contact: float = 0.95


class Bits(NamedTuple):
    """Evidence against *unrelated* in bits: for one person, and for one household but two persons."""

    person: float
    household: float

    def plus(self, other: "Bits") -> "Bits":
        """Both together."""
        return Bits(self.person + other.person, self.household + other.household)


class Part(NamedTuple):
    """A field with its level and what it adds; `counted` is false of a shared value beside a stronger one."""

    field: str
    level: str
    bits: Bits
    counted: bool = True


NONE: Final = Bits(0.0, 0.0)


class Weights:
    """A model: m, h and u of every level, and what was learnt on top of them.

    `document`: as in `models/*.json`. `levels` has of every field and level the share of pairs that show it: among
    pairs of one person (m), of one household but two persons (h) and of unrelated ones (u), as blocking lets them
    meet. `corrected` has bits on top, since fields do not speak independently. Raises KeyError or ValueError where a
    part is missing.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.version = str(document["version"])
        m, h, u = (float(share) for share in document["prior"])
        self.prior = Bits(log2(m / u), log2(h / u)).plus(_bits(document["corrected"].get("prior", {}).get("", (0, 0))))
        self.rarity = float(document["rarity"])
        self.usual_share = float(document["usual_share"])
        corrected = document["corrected"]
        self.levels: dict[str, dict[str, Bits]] = {
            field: {
                level: Bits(log2(m / u), log2(h / u)).plus(_bits(corrected.get(field, {}).get(level, (0, 0))))
                for level, (m, h, u) in levels.items()
            }
            for field, levels in document["levels"].items()
        }
        self._sums: dict[Levels, Bits] = {}

    def total(self, levels: Levels) -> Bits:
        """The sum of a pair's levels, the prior included; remembered, as few of them occur."""
        found = self._sums.get(levels)
        if found is None:
            found = self._sums[levels] = _sum(self.parts(levels))
        return found

    def parts(self, levels: Levels) -> list[Part]:
        """What each field adds, the prior first; of several shared values only the strongest counts."""
        levels = _of_a_person(levels)
        parts = [Part("prior", "", self.prior)]
        parts += (Part(field, level, self._of(field, level)) for field, level in said(levels))
        shared = [part for part in parts if part.level in SHARED_LEVELS]
        strongest = max(shared, key=lambda part: max(part.bits), default=None)
        parts = [
            part._replace(bits=NONE, counted=False) if part.level in SHARED_LEVELS and part is not strongest else part
            for part in parts
        ]
        if levels.surname in WITHOUT_A_PERSON:
            parts.append(Part("business", "no-person", Bits(NO_PERSON, 0.0)))
        return parts

    def tells_apart(self, field: str, level: str) -> float:
        """Bits for one person against two persons of one household."""
        bits = self._of(field, level)
        return bits.person - bits.household

    def _of(self, field: str, level: str) -> Bits:
        return self.levels.get(field, {}).get(level, NONE)


def _of_a_person(levels: Levels) -> Levels:
    """A business whose phone or e-mail is a person's own is compared as a person: with a name in part, or none."""
    if levels.surname not in WITHOUT_A_PERSON or not reaches_one(levels):
        return levels
    return levels._replace(surname="part" if levels.surname == "in-business" else NO_EVIDENCE)


def reaches_one(levels: Levels) -> bool:
    """Whether a phone or an e-mail address that few have reaches both."""
    return "same" in {levels.phone, levels.email}


def said(levels: Levels) -> Iterator[tuple[str, str]]:
    """The fields that say something, with their level, and what fields say together."""
    yield from ((field, level) for field, level in zip(Levels._fields, levels, strict=True) if level != NO_EVIDENCE)
    both = said_together(levels)
    if both:
        yield "together", both


NAME_ALIKE: Final = {"same-double": "double", "same": "same", "sound": "same", "part": "part", "near": "near"}
BIRTH_KNOWN: Final = {"": "undated", "same": "born", "other": "other-birth"}
UNLIKE: Final = frozenset({"", "some", "other"})
"""Initials beside which the name in an e-mail address tells most: a first name in use that no document has."""
AT_HOME: Final = frozenset({"same", "door", "open", "shared", "widely"})


def said_together(levels: Levels) -> str:
    """What fields say together that none says alone: of two names, at one door or not, with a birth date or without."""
    if levels.surname in WITHOUT_A_PERSON:
        return ""
    place = "home" if levels.address in AT_HOME else "away"
    name, birth = NAME_ALIKE.get(levels.surname, "other"), BIRTH_KNOWN.get(levels.birth, "half-birth")
    letters = levels.initials or "nameless"
    if levels.initials in UNLIKE and levels.mail:
        letters += f"-{levels.mail}"
    return f"{place} {birth} {letters} {name}"


def _bits(pair: Any) -> Bits:
    person, household = pair
    return Bits(float(person), float(household))


def _sum(parts: list[Part]) -> Bits:
    return Bits(sum(part.bits.person for part in parts), sum(part.bits.household for part in parts))


def probabilities(bits: Bits) -> tuple[float, float]:
    """Of one person, and of one household with two persons; what is left is unrelated."""
    most = max(bits.person, bits.household, 0.0)
    person, household, unrelated = 2 ** (bits.person - most), 2 ** (bits.household - most), 2**-most
    total = person + household + unrelated
    return person / total, household / total
