"""With whom a signal is compared: whoever shares one of a few keys; of a key that many share only the newest."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from domain.people.matching.features import Features

MOST_OF_A_KEY: Final = 60
"""Newest records of one key that are looked at."""


def block_keys(one: Features) -> list[str]:
    """The keys of a record. Each starts with the letter of its kind; none is made of an empty value."""
    return [*_reached(one), *_born(one), *_named(one)]


def _reached(one: Features) -> Iterator[str]:
    if one.postcode and one.number:
        yield address_value(one)
    yield from (f"p{phone}" for phone in one.phones)
    yield from (f"e{email}" for email in one.emails)
    if one.contract:
        yield f"c{one.contract}"


def address_value(one: Features) -> str:
    """Postcode and number, without what stands behind: nobody writes that the same way twice."""
    return f"a{one.postcode}{one.number}"


def _born(one: Features) -> Iterator[str]:
    if one.birth is None or not one.birth.whole:
        return
    whole = one.birth.whole
    yield from (f"bs{whole}{sound}" for sound in one.sounds)
    if one.initials:
        yield f"bi{whole}{one.initials[0]}"
    if one.postcode:
        yield f"bp{whole}{one.postcode[:4]}"


def _named(one: Features) -> Iterator[str]:
    all_initials = "".join(map(str, one.initials)) if len(one.initials) > 1 else ""
    for sound in one.sounds:
        if one.initials and one.postcode:
            yield f"si{sound}{one.initials[0]}{one.postcode[:4]}"
        if all_initials:
            yield f"sa{sound}{all_initials}"
        if one.number and one.postcode:
            yield f"sn{sound}{one.number}{one.postcode[:2]}"


class Blocks:
    """The records under every key, in order of arrival (a record is a number here)."""

    def __init__(self) -> None:
        self._under: dict[str, dict[int, None]] = {}

    def put(self, record: int, keys: list[str]) -> None:
        """Have it found under its keys."""
        for key in keys:
            self._under.setdefault(key, {})[record] = None

    def drop(self, record: int, keys: list[str]) -> None:
        """Have it found no more."""
        for key in keys:
            bucket = self._under[key]
            del bucket[record]
            if not bucket:
                del self._under[key]

    def beside(self, keys: list[str]) -> set[int]:
        """Who is found under any of the keys, of each the newest."""
        found: set[int] = set()
        for key in keys:
            bucket = self._under.get(key)
            if bucket:
                found.update(bucket if len(bucket) <= MOST_OF_A_KEY else islice(reversed(bucket), MOST_OF_A_KEY))
        return found

    def under(self, key: str) -> Collection[int]:
        """All of one key."""
        return self._under.get(key, {}).keys()

    def capped(self) -> int:
        """How many keys have more records than are looked at."""
        return sum(len(bucket) > MOST_OF_A_KEY for bucket in self._under.values())
