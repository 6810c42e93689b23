"""Reading the forms of the case page into acts; what is missing or unknown is named per field, nothing is lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, TypeVar

from starlette.datastructures import FormData

from domain.cases.acts import (
    Act,
    AnswerOffer,
    CloseCase,
    EstablishPlan,
    RecordAttempt,
    RecordOffer,
    RecordTalk,
    Seen,
)
from domain.cases.refusals import Refusal
from schemas.ids import Id, read_id
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.contacts import Channel, PartOfDay
from schemas.vocabulary.offers import OfferAnswer, OfferKind
from services.worklist.history import Entry
from services.worklist.ports import Forged, id_of

E = TypeVar("E", bound=StrEnum)
NOBODY: Final = "niemand"


@dataclass(frozen=True)
class Typed:
    """A form that was not recorded: what was typed, and why not. `changed`: what happened since the page was shown."""

    form: str
    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    changed: list[Entry] | None = None


class Reader:
    """Reads fields and collects what is wrong with them: field to code, `error.<code>` in the catalogues."""

    def __init__(self, form: FormData, case_id: Id) -> None:
        self._form = form
        self._case_id = case_id
        self.errors: dict[str, str] = {}

    @property
    def values(self) -> dict[str, str]:
        """What was typed, for showing it again."""
        return {name: str(value) for name, value in self._form.items()}

    @property
    def told(self) -> int:
        """How many things the history told when the page was shown."""
        count = self._text("gezien")
        return int(count) if count.isdigit() else 0

    def act(self) -> dict[str, Any]:
        """The fields of every act."""
        header, _, work = self._text("versie").partition(".")
        if not (header.isdigit() and work.isdigit()):
            raise Forged
        return {
            "token": id_of(self._form, "token"),
            "case_id": self._case_id,
            "seen": Seen(int(header), int(work)),
        }

    def choice(self, name: str, kind: type[E]) -> E:
        """A code of a closed list; a stand-in when it is not one, with its error noted."""
        try:
            return kind(self._text(name))
        except ValueError:
            self.errors[name] = "choose"
            return next(iter(kind))

    def yes(self, name: str) -> bool:
        """Whether yes was chosen; neither yes nor no is an error."""
        if self._text(name) not in {"ja", "nee"}:
            self.errors[name] = "choose"
        return self._text(name) == "ja"

    def day(self, name: str) -> date:
        """A local date."""
        try:
            return date.fromisoformat(self._text(name))
        except ValueError:
            self.errors[name] = "day"
            return date.min

    def person(self, name: str) -> Id | None:
        """A person of the page, or nobody in particular."""
        text = self._text(name)
        if text == NOBODY:
            return None
        try:
            return read_id(text)
        except ValueError:
            self.errors[name] = "choose"
            return None

    def _text(self, name: str) -> str:
        return str(self._form.get(name, "")).strip()


def read_attempt(reader: Reader) -> RecordAttempt:
    """The form of a contact attempt."""
    return RecordAttempt(
        **reader.act(),
        kind=reader.choice("soort", Channel),
        reached=reader.yes("bereikt"),
        held_on=reader.day("datum"),
        part_of_day=reader.choice("dagdeel", PartOfDay),
        person_id=reader.person("persoon"),
    )


def read_offer(reader: Reader) -> RecordOffer:
    """The form of an offer."""
    return RecordOffer(
        **reader.act(),
        kind=reader.choice("soort", OfferKind),
        made_on=reader.day("datum"),
        answer=reader.choice("antwoord", OfferAnswer),
    )


def read_answer(reader: Reader) -> AnswerOffer:
    """The form of the answer to an open offer."""
    offer_id = reader.person("aanbod")
    if offer_id is None:
        raise Forged
    return AnswerOffer(
        **reader.act(),
        offer_id=offer_id,
        answer=reader.choice("antwoord", OfferAnswer),
        answered_on=reader.day("datum"),
    )


def read_talk(reader: Reader) -> RecordTalk:
    """The form of the first talk."""
    return RecordTalk(**reader.act(), held_on=reader.day("datum"))


def read_plan(reader: Reader) -> EstablishPlan:
    """The form of the established plan."""
    return EstablishPlan(**reader.act(), held_on=reader.day("datum"))


def read_closing(reader: Reader) -> CloseCase:
    """The form of the end result."""
    return CloseCase(**reader.act(), result=reader.choice("resultaat", EndResult))


RECORDINGS: Final[Mapping[str, Callable[[Reader], Act]]] = MappingProxyType(
    {
        "contactpogingen": read_attempt,
        "aanbod": read_offer,
        "antwoord": read_answer,
        "eerste-gesprek": read_talk,
        "plan-van-aanpak": read_plan,
        "sluiten": read_closing,
    }
)
"""Last part of the address of each form, and how it is read."""
