"""Values that many have: the phone of an administrator, the address of an institution or of a flat without its door.

A value is shared once it is seen with several surnames: then it says little of who is whom (`compare.FIELD_LEVELS`:
*shared*, and *widely* where many have it).
"""

from collections.abc import Collection, Iterator
from typing import Final

from domain.people.matching.block import address_value
from domain.people.matching.compare import ONE_ADDRESS, Levels
from domain.people.matching.features import Features

SURNAMES_OF_A_VALUE: Final = 3
SURNAMES_OF_AN_ADDRESS: Final = 4
SURNAMES_WIDELY: Final = 8
OWN, BY_SEVERAL, WIDELY = "", "shared", "widely"


class SharedValues:
    """The surnames that every phone, e-mail and address is seen with."""

    def __init__(self, known: Collection[str] = ()) -> None:
        """`known`: values of administrators and institutions that somebody listed, as `values_of` gives them."""
        self._known = frozenset(known)
        self._surnames: dict[str, dict[frozenset[int], int]] = {}
        self._state: dict[str, str] = {}

    def put(self, one: Features) -> list[str]:
        """Count its values; the answer is which of them became shared, or more widely so."""
        return [value for value in values_of(one) if self._counted(value, one.nears, 1)]

    def drop(self, one: Features) -> list[str]:
        """Count its values no more; the answer is which of them are shared less."""
        return [value for value in values_of(one) if self._counted(value, one.nears, -1)]

    def state(self, value: str) -> str:
        """How a value is shared."""
        return WIDELY if value in self._known else self._state.get(value, OWN)

    def judged(self, levels: Levels, one: Features, other: Features) -> Levels:
        """The levels with what is shared said so."""
        changed = {}
        if levels.phone == "same":
            changed["phone"] = self._least(f"p{value}" for value in one.phones & other.phones)
        if levels.email == "same":
            changed["email"] = self._least(f"e{value}" for value in one.emails & other.emails)
        if levels.address in ONE_ADDRESS:
            changed["address"] = self.state(_place(levels, one))
        said = {field: state for field, state in changed.items() if state}
        return levels._replace(**said) if said else levels

    def _least(self, values: Iterator[str]) -> str:
        return min((self.state(value) for value in values), key=(OWN, BY_SEVERAL, WIDELY).index)

    def _counted(self, value: str, surname: frozenset[int], step: int) -> bool:
        if not surname:
            return False
        seen = self._surnames.setdefault(value, {})
        number = seen.get(surname, 0) + step
        if number:
            seen[surname] = number
        else:
            del seen[surname]
        if step > 0 and self._state.get(value) == WIDELY:  # no more surnames make it less so, and counting takes long
            return False
        return number == max(step, 0) and self._restated(value, seen)

    def _restated(self, value: str, seen: dict[frozenset[int], int]) -> bool:
        few = SURNAMES_OF_AN_ADDRESS if value[0] in "ad" else SURNAMES_OF_A_VALUE
        before, number = self._state.get(value, OWN), _different(seen) if len(seen) >= few else 0
        now = OWN if number < few else BY_SEVERAL if number < SURNAMES_WIDELY else WIDELY
        if now:
            self._state[value] = now
        elif before:
            del self._state[value]
        if not seen:
            del self._surnames[value]
        return now != before


def values_of(one: Features) -> Iterator[str]:
    """What of a signal others may have too: phones, e-mails, the address, and the door there."""
    yield from (f"p{phone}" for phone in one.phones)
    yield from (f"e{email}" for email in one.emails)
    if one.postcode and one.number:
        yield address_value(one)
        if one.behind:
            yield _door_value(one)


def _door_value(one: Features) -> str:
    return f"d{address_value(one)} {' '.join(one.behind)}"


def _place(levels: Levels, one: Features) -> str:
    return _door_value(one) if levels.address == "door" else address_value(one)


def _different(surnames: dict[frozenset[int], int]) -> int:
    """How many surnames there are, one with a slip and a double name with one of its names counted once."""
    groups: list[set[int]] = []
    for surname in surnames:
        met = [group for group in groups if not group.isdisjoint(surname)]
        groups = [group for group in groups if group.isdisjoint(surname)]
        groups.append(set(surname).union(*met))
    return len(groups)
