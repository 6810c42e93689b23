"""Households of which the truth is known: where they live, who came after them, who left; and signals about them."""

from itertools import groupby

import pytest

from simulation.contracts import Labelled, contracts
from simulation.doors import door_at
from simulation.households import Home, World, home_at, successor_of

WORLD = World(seed=3, households=3_000)


@pytest.fixture(scope="module")
def signals() -> list[Labelled]:
    return list(contracts(*WORLD))


def homes() -> list[Home]:
    return [home_at(WORLD, number) for number in range(WORLD.households)]


def test_every_slot_of_an_area_is_a_door_of_its_own() -> None:
    doors = [door_at(1, area, slot) for area in range(4) for slot in range(1_000)]
    assert len(set(doors)) == len(doors)


def test_households_live_behind_doors_of_their_own() -> None:
    found = [home.door for home in homes() if successor_of(WORLD, home.number) is None]
    assert len(set(found)) == len(found)


def test_a_successor_lives_behind_the_door_that_another_household_left() -> None:
    left = {home.number: home.came_from for home in homes()}
    successors = {home: successor_of(WORLD, home.number) for home in homes()}
    found = [(home.door, left[before]) for home, before in successors.items() if before is not None]
    assert found
    assert all(door == before for door, before in found)


def test_whoever_leaves_a_couple_is_a_household_alone_from_that_month_on(signals: list[Labelled]) -> None:
    found = [one for one in signals if one.household > WORLD.households]
    assert found
    for one in found:
        home = home_at(WORLD, one.household - WORLD.households - 1)
        assert one.month >= home.parted_in
        assert one.person in {0, home.members[1].number}


def test_one_office_stands_in_the_books_of_many_households(signals: list[Labelled]) -> None:
    homes_of: dict[str, set[int]] = {}
    for one in signals:
        if one.fields["email"] and one.fields["email"].startswith("bewind"):
            homes_of.setdefault(one.fields["email"], set()).add(one.household)
    assert homes_of
    assert min(map(len, homes_of.values())) > 5


def test_nobody_is_somebody_else(signals: list[Labelled]) -> None:
    numbers = [one.number for home in homes() for one in home.members]
    assert len(set(numbers)) == len(numbers)
    for _, group in groupby(signals, key=lambda one: one.contract):
        assert len({one.person for one in group}) == 1
