"""An act: something that a worker does on a case, and the three ways in which it is turned down."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Final, Generic, NamedTuple, TypeVar

from domain.cases.case import Case, work_of
from domain.cases.refusals import Refusal
from domain.cases.work import WorkDone
from domain.law.calendar import local_date
from schemas.ids import Id, event_id
from schemas.vocabulary.cases import CaseEventKind


class Refused(Exception):
    """A rule does not allow this now. The page says why and keeps what was typed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class Stale(Exception):
    """The case changed since the page was shown."""


class Unknown(Exception):
    """No such case in this municipality."""


@dataclass(frozen=True)
class Worker:
    """Who acts. `name` is shown to colleagues, never logged."""

    municipality: str
    id: Id
    name: str


@dataclass(frozen=True)
class Seen:
    """The version of the case that the page showed: the header that triage keeps, and the work."""

    header: int
    work: int


@dataclass(frozen=True, kw_only=True)
class Act:
    """Every act: `token` (the form's) is its cause, so the same submitted twice records nothing.

    The same form with another answer is another record; by then the case is no longer as the page showed it.
    `seen` None: whoever acts without a page accepts the case as it is. A kind of act says `what` it records, and which
    event it is in the order of its municipality, if any: rules of triage look at those. `touches`: whoever does it has
    begun to work with the household, and the rules leave the tray of the case alone from then on.
    """

    what: ClassVar[str]
    event: ClassVar[CaseEventKind | None] = None
    touches: ClassVar[bool] = True

    token: Id
    case_id: Id
    seen: Seen | None = None

    @property
    def binds(self) -> CaseEventKind | None:
        """The event that it is: that of its kind, unless its answers decide."""
        return self.event

    @property
    def record(self) -> Id:
        """The id of what it records: of the token and of all that was answered."""
        answers = [str(getattr(self, one.name)) for one in fields(self) if one.name not in ON_EVERY_FORM]
        return event_id(self.token, ":".join([self.what, *answers]))


ON_EVERY_FORM: Final = frozenset(one.name for one in fields(Act))
"""What an act has besides answers."""
A = TypeVar("A", bound=Act)


class Recording(NamedTuple, Generic[A]):
    """An act at `now` (UTC) on a case that is held, with its work.

    `first`: the first of the numbers that it takes in the order of the municipality.
    """

    worker: Worker
    act: A
    case: Case
    now: datetime
    first: int = 0

    @property
    def today(self) -> date:
        """The local date."""
        return local_date(self.now)

    @property
    def work(self) -> WorkDone:
        """The work on the case until now."""
        return work_of(self.case)


AnyRecording = Recording[Any]
"""For what all acts do alike."""
