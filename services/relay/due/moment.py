"""A moment that passes: how it is found, and what it tells when it has."""

from collections.abc import Callable
from typing import Any, NamedTuple

from schemas.envelope import Told


class Moment(NamedTuple):
    """`found`: SQL with two places, the present moment (UTC) and the most rows; `told`: what each row tells.

    What it tells follows from the row and its moment, so announcing it again wakes nobody twice.
    """

    name: str
    found: str
    told: Callable[[Any], Told]
