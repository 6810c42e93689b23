"""How often and in which ways somebody is tried before nobody was reached: numbers as data, all assumptions [A].

No norm is in force; a municipality may put its own numbers in the place of these.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.contacts import Channel, PartOfDay

LETTER, PHONE, VISIT, APPOINTMENT = Channel.LETTER, Channel.PHONE, Channel.VISIT, Channel.APPOINTMENT
MAIL, TEXT = Channel.MAIL, Channel.TEXT_MESSAGE


class ContactNorm(NamedTuple):
    """What is at least done, and what it takes.

    `at_least`: attempts; `ways_at_least`: kinds of them; `parts_at_least`: parts of the day among calls and visits.
    `ladders`: the attempts that follow from a first approach, at least `at_least` of them. `instead`: what takes the
    place of one that is not possible. `wished_tries`: how often the way that the resident wishes goes before the
    ladder. `apart`: working days after an attempt until the next; `least_apart`: the same when a clock runs out (an
    attempt of the same kind is never on the same day). `minutes`: of one worker.
    """

    at_least: int
    ways_at_least: int
    parts_at_least: int
    ladders: Mapping[Channel, tuple[Channel, ...]]
    instead: Mapping[Channel, tuple[Channel, ...]]
    wished_tries: int
    apart: Mapping[Channel, int]
    least_apart: Mapping[Channel, int]
    minutes: Mapping[Channel, int]
    talk_minutes: int
    parts: tuple[PartOfDay, ...] = tuple(PartOfDay)


NORM: Final = ContactNorm(
    at_least=4,
    ways_at_least=2,
    parts_at_least=2,
    ladders=MappingProxyType(
        {
            LETTER: (LETTER, PHONE, PHONE, LETTER),
            PHONE: (PHONE, PHONE, PHONE, LETTER),
            VISIT: (VISIT, PHONE, VISIT, LETTER),
        }
    ),
    instead=MappingProxyType({PHONE: (LETTER,), VISIT: (PHONE, LETTER), LETTER: (LETTER,)}),
    wished_tries=2,
    apart=MappingProxyType({PHONE: 2, VISIT: 3, LETTER: 5, APPOINTMENT: 1, MAIL: 3, TEXT: 2}),
    least_apart=MappingProxyType({PHONE: 0, VISIT: 1, LETTER: 1, APPOINTMENT: 0, MAIL: 1, TEXT: 0}),
    minutes=MappingProxyType({PHONE: 15, VISIT: 60, LETTER: 10, APPOINTMENT: 60, MAIL: 10, TEXT: 5}),
    talk_minutes=60,
)
"""As often as the profile in `deploy/profiles/minimum.yaml` asks [A]."""

COUNTED_ATTEMPTS: Final = frozenset(NORM.apart)
"""Attempts that count: a card goes with a visit, and what is written down counts for nothing."""
