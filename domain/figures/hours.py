"""What approaches cost in hours of workers: assumptions, as data, that a municipality may correct [A]."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schemas.vocabulary.contacts import Channel

HOURS_PER_APPROACH: Final[Mapping[Channel, float]] = MappingProxyType(
    {Channel.VISIT: 2.0, Channel.PHONE: 0.75, Channel.LETTER: 0.25}
)
"""Hours of one worker for the first approach of a case, with travelling, trying again and recording [A]."""
HOURS_PER_WORKER: Final = 20
"""Hours in a week that one worker has for first approaches [A]."""
