"""Households in arrears with the truth about them: who lives together, who moved, parted or has an administrator."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Final, NamedTuple

from simulation.chance import dice
from simulation.doors import HOMES_IN_AREA, FrontDoor, areas_for, door_at
from simulation.error_table import Chances
from simulation.names import INITIALS, Surname
from simulation.population import number_of_phone, without_marks
from simulation.surnames import common_surname

MONTHS_OF_SIGNALS: Final = 24
"""Length of what is generated, from January 2024."""
YEAR_OF_FIRST_MONTH: Final = 2024
HOUSEHOLDS_PER_OFFICE: Final = 1_500
"""One administrator's office for so many households in arrears [A]: it has some 45 of them."""
MOST_MEMBERS: Final = 8
MOVED_FROM: Final = -12
"""Month from which a move is still of interest; month 0 is the first."""
_FACTS: Final = Chances()


class World(NamedTuple):
    """What everything generated hangs on."""

    seed: int
    households: int


class Member(NamedTuple):
    """An adult who does not exist. `called`: the initial of the name that is used, which may be another."""

    number: int
    woman: bool
    initials: str
    called: str
    surname: Surname
    birth_date: date
    phone: str
    email: str
    spouse: Surname | None = None
    form: str = "own"


class Office(NamedTuple):
    """Of an administrator: what it gives as its clients' own."""

    door: FrontDoor
    phone: str
    email: str


@dataclass(frozen=True)
class Home:
    """Adults who live together, with what happened to them.

    `moved_in`: the month they came from `came_from`, if they moved. `parted_in`: the month in which member 1 went to
    `went_to`, and is a household of its own from then on.
    """

    number: int
    kind: str
    members: tuple[Member, ...]
    door: FrontDoor
    came_from: FrontDoor | None = None
    moved_in: int = 0
    went_to: FrontDoor | None = None
    parted_in: int = MONTHS_OF_SIGNALS
    office: Office | None = None


def successor_of(world: World, number: int) -> int | None:
    """The household whose former door this one has, where that came to be."""
    rng = dice(world.seed, "successor", number)
    if not _FACTS.happens(rng, "successor", "also in arrears"):
        return None
    other = rng.randrange(world.households)
    for _ in range(60):
        if other != number and _move(world, other) is not None:
            return other
        other = (other + 1) % world.households
    return None


@lru_cache(maxsize=4_096)
def home_at(world: World, number: int) -> Home:
    """The household with this number, from 0: the same for the same world, whoever asked for others before."""
    rng = dice(world.seed, "home", number)
    kind = _FACTS.kind(rng, "household")
    members = tuple(
        one._replace(number=1 + number * MOST_MEMBERS + place) for place, one in enumerate(_members(rng, kind))
    )
    before = successor_of(world, number)
    door = _door(world, number, 0) if before is None else _door(world, _elsewhere(world, before), 1)
    home = Home(number, kind, members, door)
    moved = _move(world, number)
    if moved is not None:
        home = replace(home, came_from=_door(world, _elsewhere(world, number), 1), moved_in=moved)
    if kind.startswith("couple") and _FACTS.happens(rng, "separation", "of couples"):
        there = _door(world, _elsewhere(world, number), 2)
        home = replace(home, went_to=there, parted_in=rng.randrange(1, MONTHS_OF_SIGNALS - 1))
    if _FACTS.happens(rng, "administrator", "share"):
        home = replace(home, office=_office(world, rng.randrange(1 + world.households // HOUSEHOLDS_PER_OFFICE)))
    return home


def _move(world: World, number: int) -> int | None:
    rng = dice(world.seed, "move", number)
    return rng.randrange(MOVED_FROM, MONTHS_OF_SIGNALS) if _FACTS.happens(rng, "moved", "share") else None


def _elsewhere(world: World, number: int) -> int:
    """Another household's place in town, each of one household only."""
    return (number * 7 + 3 * HOMES_IN_AREA + 11) % _places(world)


def _places(world: World) -> int:
    """Places in town, a number that 7 does not divide."""
    whole = areas_for(world.households) * HOMES_IN_AREA
    return whole if whole % 7 else whole - 1


def _door(world: World, place: int, which: int) -> FrontDoor:
    area, within = divmod(place, HOMES_IN_AREA)
    return door_at(world.seed, area, 4 * within + which)


def _office(world: World, office: int) -> Office:
    own = dice(world.seed, "office", office)
    place = own.randrange(world.households)
    return Office(_door(world, place, 3), number_of_phone(own), f"bewind{office}@example.nl")


def _members(rng: Random, kind: str) -> list[Member]:
    if kind == "shared house":
        return [_adult(rng, _born(rng, 19, 45)) for _ in range(3)]
    has_children = kind in {"couple with children", "one parent"}
    first = _adult(rng, _born(rng, 38, 62) if has_children else _born(rng, 19, 85))
    members = [first]
    if kind.startswith("couple"):
        members = list(_couple(rng, first))
    if has_children and _FACTS.happens(rng, "adult child", "at home"):
        members += _grown_up(rng, members[0])
    return members


def _couple(rng: Random, first: Member) -> tuple[Member, Member]:
    near = first.birth_date + timedelta(days=rng.randrange(-2_500, 2_500))
    other = _adult(rng, near)._replace(woman=not first.woman)
    if not _FACTS.happens(rng, "married", "of couples"):
        return first, other
    form = _FACTS.kind(rng, "name of a married woman")
    wed = [
        one._replace(spouse=partner.surname, form=form) if one.woman else one
        for one, partner in ((first, other), (other, first))
    ]
    return wed[0], wed[1]


def _grown_up(rng: Random, parent: Member) -> list[Member]:
    """One adult child or twins; a second child of another year is as likely as not."""
    born = date(YEAR_OF_FIRST_MONTH - rng.randint(18, 26), rng.randint(1, 12), rng.randint(1, 28))
    child = _adult(rng, born, parent.surname)
    if _FACTS.happens(rng, "adult child", "initials of parent"):
        child = child._replace(initials=parent.initials)
    if _FACTS.happens(rng, "adult child", "twin"):
        return [child, _adult(rng, born, parent.surname)]
    return [child]


def _adult(rng: Random, born: date, family: Surname | None = None) -> Member:
    surname = family or common_surname(rng)
    letters = [rng.choice(INITIALS) for _ in range(rng.choices((1, 2, 3), (45, 40, 15))[0])]
    called = letters[0] if rng.random() < 0.6 else rng.choice(INITIALS)
    box = f"{called}.{without_marks(surname.name)[:10]}".lower().replace(" ", "").encode("ascii", "ignore").decode()
    ending = "" if rng.random() < 0.3 else str(rng.randrange(100))
    email = f"{box}{ending}{rng.randrange(1_000)}@example.{rng.choice(('org', 'nl', 'com'))}"
    return Member(
        0, rng.random() < 0.5, "".join(f"{one}." for one in letters), called, surname, born, number_of_phone(rng), email
    )


def _born(rng: Random, youngest: int, oldest: int) -> date:
    return date(YEAR_OF_FIRST_MONTH - oldest, 1, 1) + timedelta(days=rng.randrange((oldest - youngest) * 365))
