"""A case as rules see it: its header, what a person did that binds the rules, and for acts the work on it."""

from datetime import date
from operator import attrgetter
from typing import Any, Final, NamedTuple

from domain.cases.work import WorkDone
from schemas.ids import Id
from schemas.vocabulary.cases import HEADER, Tray
from schemas.vocabulary.contacts import Channel


class Case(NamedTuple):
    """A case of one household. Dates are local.

    `talked`: a first talk stopped the clock that the header has. `version`: how often the header was written.
    `clock_sequence`: the number of the decision that started its clock.
    `work` None: it was not read; only acts and the pages look at it.
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
    clock_sequence: int = 0
    work: WorkDone | None = None


_header_values: Final = attrgetter(*HEADER)


def header_of(case: Case) -> dict[str, Any]:
    """The header by name."""
    return dict(zip(HEADER, _header_values(case), strict=True))


def work_of(case: Case) -> WorkDone:
    """The work on the case. Raises ValueError when it was not read."""
    if case.work is None:
        raise ValueError("the work on this case was not read")
    return case.work
