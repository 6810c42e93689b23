"""A case as rules see it: its header, and what a person did that binds the rules."""

from datetime import date
from typing import Any, NamedTuple

from schemas.ids import Id
from schemas.vocabulary.cases import HEADER, Tray
from schemas.vocabulary.contacts import Channel


class Case(NamedTuple):
    """A case of one household. Dates are local.

    `talked`: a first talk stopped the clock that the header has. `version`: how often the header was written.
    """

    id: Id
    opened_on: date
    tray: Tray
    channel: Channel
    urgency: int
    deadline: date
    clock_from: date
    several: bool
    successive: bool
    partner_kind: str
    touched: bool = False
    talked: bool = False
    closed: bool = False
    version: int = 1


def header_of(case: Case) -> dict[str, Any]:
    """The header by name."""
    return {name: getattr(case, name) for name in HEADER}
