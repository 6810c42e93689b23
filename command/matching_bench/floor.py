"""What practice does without a matcher: one surname and birth date are one person, one address is one household."""

from collections.abc import Hashable, Mapping

from command.matching_bench.arriving import Arrival
from command.matching_bench.matched import household_of, person_of, scored
from command.matching_bench.scores import Score
from schemas.ids import Id


def practice_persons(standing: Mapping[Id, Arrival]) -> Score:
    """By surname, in capitals or not, and birth date; who has no date is alone with his contract."""
    return scored(standing, {name: _person(one) for name, one in standing.items()}, person_of)


def practice_households(standing: Mapping[Id, Arrival]) -> Score:
    """By address as written."""
    return scored(standing, {name: _address(one) for name, one in standing.items()}, household_of)


def _person(one: Arrival) -> Hashable:
    born = one.fields["birth_date"]
    return (one.fields["surname"].lower(), born) if born else one.truth.contract


def _address(one: Arrival) -> Hashable:
    return tuple(one.fields[part] for part in ("postcode", "house_number", "house_letter", "house_number_addition"))
