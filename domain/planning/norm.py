"""How often and in which ways somebody is tried before nobody was reached: numbers as data, all assumptions [A].

No norm is in force; a municipality may put its own numbers in the place of these.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.vocabulary.contacts import Channel, PartOfDay


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


class _Attempt(NamedTuple):
    apart: int
    least_apart: int
    minutes: int


_EACH: Final = {
    Channel.PHONE: _Attempt(apart=2, least_apart=0, minutes=15),
    Channel.TEXT_MESSAGE: _Attempt(apart=2, least_apart=0, minutes=5),
    Channel.MAIL: _Attempt(apart=3, least_apart=1, minutes=10),
    Channel.LETTER: _Attempt(apart=5, least_apart=1, minutes=10),
    Channel.VISIT: _Attempt(apart=3, least_apart=1, minutes=60),
    Channel.APPOINTMENT: _Attempt(apart=1, least_apart=0, minutes=60),
}

NORM: Final = ContactNorm(
    at_least=4,
    ways_at_least=2,
    parts_at_least=2,
    ladders=MappingProxyType(
        {
            Channel.LETTER: (Channel.LETTER, Channel.PHONE, Channel.PHONE, Channel.LETTER),
            Channel.PHONE: (Channel.PHONE, Channel.PHONE, Channel.PHONE, Channel.LETTER),
            Channel.VISIT: (Channel.VISIT, Channel.PHONE, Channel.VISIT, Channel.LETTER),
        }
    ),
    instead=MappingProxyType({Channel.PHONE: (Channel.LETTER,), Channel.VISIT: (Channel.PHONE, Channel.LETTER)}),
    wished_tries=2,
    apart=MappingProxyType({one: each.apart for one, each in _EACH.items()}),
    least_apart=MappingProxyType({one: each.least_apart for one, each in _EACH.items()}),
    minutes=MappingProxyType({one: each.minutes for one, each in _EACH.items()}),
    talk_minutes=60,
)
"""As often as the profile in `deploy/profiles/minimum.yaml` asks [A]."""

COUNTED_ATTEMPTS: Final = frozenset(NORM.apart)
"""Attempts that count: a card goes with a visit, and what is written down counts for nothing."""
