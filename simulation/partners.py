"""The four partners that deliver: one of each kind, with their names, rhythm and format."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from schemas.ids import Id, random_id
from schemas.vocabulary.partners import PartnerKind
from simulation.chance import dice
from simulation.days import day_in, working_day
from simulation.places import Town


class Way(Enum):
    """How deliveries travel: over the API as JSON, as a CSV file or a workbook, or put in the watched folder."""

    JSON = auto()
    UPLOAD = auto()
    WORKBOOK = auto()
    FOLDER = auto()


class Profile(NamedTuple):
    """What is fixed about a partner: name, day of the month it delivers on, column mapping (None: it sends JSON).

    `way`: how a file of it travels.
    """

    name: str
    day_of_month: int
    mapping: str | None
    way: "Way"


PROFILES: Final[Mapping[PartnerKind, Profile]] = MappingProxyType(
    {
        PartnerKind.HEALTH_INSURER: Profile("Kustlicht Zorgverzekeringen", 6, None, Way.JSON),
        PartnerKind.WATER: Profile("Klaterbeek Drinkwater", 20, "water-xlsx", Way.WORKBOOK),
        PartnerKind.ENERGY: Profile("Vonkelveld Energie", 10, "energie-csv", Way.UPLOAD),
        PartnerKind.LANDLORD: Profile("Wonen aan de Dalrand", 15, "huur-csv", Way.FOLDER),
    }
)
"""Days of the month are assumptions [A]; end-of-contract and crisis signals come on any working day."""

AGREEMENT_SINCE: Final = date(2020, 1, 1)


@dataclass(frozen=True)
class SimulatedPartner:
    """A partner that does not exist. It sends JSON, or files with the columns of `mapping`."""

    id: Id
    name: str
    kind: PartnerKind
    day_of_month: int
    mapping: str | None
    way: Way

    def ordinary_day(self, month: int) -> date:
        """The working day on which it delivers its ordinary signals of a month number."""
        return working_day(day_in(month, self.day_of_month))


def partners(seed: int) -> tuple[SimulatedPartner, ...]:
    """The four partners; the ids depend on the seed only."""
    return tuple(
        SimulatedPartner(random_id(dice(seed, "partner", kind).getrandbits(128).to_bytes(16)), p.name, kind, *p[1:])
        for kind, p in PROFILES.items()
    )


WORKERS: Final = ("Ans Hofstee", "Bilal Kaya", "Carla Prins", "Dirk Veenstra", "Esra Demir", "Foppe Terpstra")
"""Names of workers who do not exist; the first of each municipality is its coordinator."""


def seed_file(municipalities: Iterable[Town], delivering: Iterable[SimulatedPartner]) -> dict[str, Any]:
    """Content of the seed YAML for `up --seed FILE`; no agreement opens BSN or a landlord's birth date."""
    places, senders = list(municipalities), list(delivering)
    return {
        "municipalities": [{"code": place.code, "name": place.name} for place in places],
        "partners": [_partner(one) for one in senders],
        "agreements": [_agreement(partner, place) for place in places for partner in senders],
        "workers": [worker for number, place in enumerate(places) for worker in _workers(number, place)],
    }


def _partner(one: SimulatedPartner) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "kind": str(one.kind),
        "rhythm": {"day_of_month": one.day_of_month},
        "mappings": [one.mapping] if one.mapping else [],
    }


def _agreement(partner: SimulatedPartner, place: Town) -> dict[str, Any]:
    return {
        "partner": partner.id,
        "municipality": place.code,
        "valid_from": AGREEMENT_SINCE.isoformat(),
        "birth_date_basis": None,
        "bsn_basis": None,
    }


def _workers(number: int, place: Town) -> list[dict[str, str]]:
    staff = WORKERS[number * 3 % len(WORKERS) :][:3]
    roles = ("coordinator", "worker", "worker")
    return [{"municipality": place.code, "name": name, "role": role} for name, role in zip(staff, roles, strict=True)]
