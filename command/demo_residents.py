"""The list of residents of the demo's town: who lives there by its register, and nothing of the errors of partners."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from schemas.vocabulary.registers import ResidentAnswer
from simulation.places import Town
from simulation.population import Household, Person, household_at, households
from simulation.scenes import PARTS, POSTCODE, STAGE, Part, Scene

HEADING: Final = ("achternaam", "geboortedatum", "postcode", "huisnummer", "toevoeging", "status")


def write_residents(path: Path, place: Town, seed: int) -> None:
    """Write the list as `vroegsignaal register` takes it: a line for each name that somebody bears."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADING)
        for index in range(households(place)):
            home = household_at(place, seed, index)
            writer.writerows(_line(home, one, name) for one in home.adults for name in _names(one))
        if place == STAGE:
            writer.writerows(_player(part) for part in PARTS if part.scene is not Scene.KNOWN_AT_DEBT_HELP)


def _player(part: Part) -> tuple[str, ...]:
    """Who plays in a scene; of one a worker must find out."""
    resident = ResidentAnswer.RESIDENT.dutch
    return part.surname, "", POSTCODE, part.house_number, "", resident


def _names(one: Person) -> Iterator[str]:
    """Of who is married both: the register tells which name somebody uses."""
    yield one.surname.name
    if one.spouse:
        yield one.spouse.name


def _line(home: Household, one: Person, name: str) -> tuple[str, ...]:
    where = home.address
    resident = ResidentAnswer.RESIDENT.dutch
    return name, one.birth_date.isoformat(), where.postcode, str(where.number), where.addition, resident
