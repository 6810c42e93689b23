"""Scenes of the demo: a few households with a part in it, so that each thing a worker may meet is there to click.

Each part is a signal on a day before the last. Who plays in one scene stands under one address that nobody else has.
"""

from datetime import date, timedelta
from enum import Enum, auto
from typing import Any, Final, NamedTuple

from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind
from simulation.partners import SimulatedPartner, partners
from simulation.places import DEMO, Town
from simulation.stream import Delivery

STAGE: Final[Town] = DEMO[0]
STREET, POSTCODE = "Toneelhof", "9939QY"
"""An address beyond those where the town has its people."""
OLD_ENOUGH, TOO_YOUNG = 75, 6
"""Days since the arrears began."""


class Scene(Enum):
    """What is to be seen; for pairs that are perhaps one person there is room behind the last."""

    SLEEPS = auto()
    WOKEN_BY_SECOND_KIND = auto()
    WOKEN_BY_ADDING_UP = auto()
    KNOWN_AT_DEBT_HELP = auto()
    REFUSED = auto()
    OVERTURNED = auto()
    OTHER_TRAY = auto()
    OTHER_PRIORITY = auto()


class Part(NamedTuple):
    """A signal of a scene: so many days before the last, about whom, of what amount in cents, and how old in days."""

    scene: Scene
    days_before: int
    partner: PartnerKind
    name: str
    cents: int
    age: int = OLD_ENOUGH

    @property
    def reference(self) -> str:
        """By which the demo finds it again."""
        return f"TONEEL-{self.scene.value}-{self.partner}-{self.days_before}"

    @property
    def surname(self) -> str:
        """The name without initials."""
        return self.name.partition(" ")[2]

    @property
    def house_number(self) -> str:
        """That of the scene, in a street that nobody else lives in."""
        return str(self.scene.value)


WATER, ENERGY = PartnerKind.WATER, PartnerKind.ENERGY
PARTS: Final = (
    Part(Scene.SLEEPS, 4, WATER, "W. Slaapkamer", 3_150),
    Part(Scene.WOKEN_BY_SECOND_KIND, 9, WATER, "B. Vroegwakker", 2_800),
    Part(Scene.WOKEN_BY_SECOND_KIND, 3, ENERGY, "B. Vroegwakker", 18_400),
    Part(Scene.WOKEN_BY_ADDING_UP, 12, WATER, "C. Optelsom", 2_650),
    Part(Scene.WOKEN_BY_ADDING_UP, 5, WATER, "D. Optelsom", 3_300),
    Part(Scene.KNOWN_AT_DEBT_HELP, 6, WATER, "E. Geholpen", 3_900),
    Part(Scene.REFUSED, 1, ENERGY, "F. Pasbegonnen", 9_600, TOO_YOUNG),
    Part(Scene.OVERTURNED, 1, ENERGY, "G. Alsnog", 21_500, TOO_YOUNG),
    Part(Scene.OTHER_TRAY, 7, ENERGY, "H. Zorgelijk", 24_300),
    Part(Scene.OTHER_PRIORITY, 8, WATER, "I. Spoed", 11_700),
)


def scene_deliveries(seed: int, last: date) -> list[Delivery]:
    """What partners send for the scenes, each signal a delivery of its own."""
    senders = {one.kind: one for one in partners(seed)}
    return [_delivery(part, senders[part.partner], last - timedelta(days=part.days_before)) for part in PARTS]


def _delivery(part: Part, partner: SimulatedPartner, day: date) -> Delivery:
    return Delivery(day, STAGE, partner, [_record(part, day)], frozenset())


def _record(part: Part, day: date) -> dict[str, Any]:
    initials = part.name.partition(" ")[0]
    return {
        "gemeentecode": STAGE.code,
        "kenmerk": part.reference,
        "klantnummer": f"T{part.scene.value}{initials[0]}{len(part.partner)}",
        "voorletters": initials,
        "achternaam": part.surname,
        "straat": STREET,
        "huisnummer": part.house_number,
        "postcode": POSTCODE,
        "woonplaats": STAGE.name,
        "bedragInCenten": part.cents,
        "ontstaansdatum": (day - timedelta(days=part.age)).isoformat(),
        "aantalPerioden": 2,
        "signaaldatum": day.isoformat(),
        "soort": SignalKind.ARREARS.dutch,
        "warmeOverdracht": False,
    }
