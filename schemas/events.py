"""The events: facts in the past tense that carry references, never a person.

Each class is the `data` of one event type; `EVENTS` ties it to its type and to where the full data is fetched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, NamedTuple

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from schemas.field_types import Municipality
from schemas.ids import Id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind


@dataclass(kw_only=True)
class EventData:
    """Tolerant reader (pydantic's `TypeAdapter`), strict writer (types): optional additions only within `.v1`.

    A dataclass because four are written for every signal, from values that were checked when they came in: making one
    checks nothing. Tests read every event that is made back through pydantic.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="ignore", alias_generator=to_camel, hide_input_in_errors=True)

    municipality: Municipality


@dataclass(kw_only=True)
class SignalAccepted(EventData):
    """A partner's signal was recorded (or revised) and waits for a decision."""

    signal_id: Id
    revision: Annotated[int, Field(ge=1)]
    partner_kind: PartnerKind


@dataclass(kw_only=True)
class SignalSettled(EventData):
    """A signal got its disposition."""

    signal_id: Id
    revision: Annotated[int, Field(ge=1)]
    disposition: Disposition
    case_id: Id | None = None


@dataclass(kw_only=True)
class ParkingEnded(EventData):
    """The day has come until which a signal was parked (published by the clock job)."""

    signal_id: Id


@dataclass(kw_only=True)
class QuestionAsked(EventData):
    """Somebody else than its partner asks to decide on a signal anew: a worker, a register."""

    signal_id: Id


@dataclass(kw_only=True)
class CaseTriaged(EventData):
    """A signal opened or joined a case, and the case has its tray."""

    case_id: Id
    signal_id: Id
    tray: Tray
    urgency: Annotated[int, Field(ge=0, le=3)]


@dataclass(kw_only=True)
class DispatchDue(EventData):
    """The dispatch window of a case has passed (published by the clock job)."""

    case_id: Id


@dataclass(kw_only=True)
class TaskDispatched(EventData):
    """An outreach task stands in the queue of (municipality, tray)."""

    task_id: Id
    case_id: Id
    tray: Tray
    channel: Channel
    urgency: Annotated[int, Field(ge=0, le=3)]
    deadline: date


@dataclass(kw_only=True)
class ContactRecorded(EventData):
    """A worker recorded an attempt, an offer, the first talk or an established plan."""

    case_id: Id
    record_id: Id


@dataclass(kw_only=True)
class CaseClosed(EventData):
    """A worker closed a case."""

    case_id: Id


@dataclass(kw_only=True)
class OverrideLapsed(EventData):
    """What a worker put otherwise than the rules reached its last day (published by the clock job)."""

    case_id: Id


class EventType(NamedTuple):
    """Type name, topic, and where the full data stands, with `{id}` for the subject.

    `told_by`: the process that tells it; `wakes`: the process that consumes it, None when only others may listen.
    """

    type: str
    topic: str
    dataref: str
    told_by: str
    wakes: str | None = None


def _event(name: str, dataref: str, told_by: str, wakes: str | None = None) -> EventType:
    return EventType(f"nl.vroegsignaal.{name}.v1", f"vroegsignaal.{name}", dataref, told_by, wakes)


EVENTS: Final[Mapping[type[EventData], EventType]] = MappingProxyType(
    {
        SignalAccepted: _event("signal-accepted", "/v1/signalen/{id}", "ingest", "triage"),
        SignalSettled: _event("signal-settled", "/v1/signalen/{id}", "triage"),
        ParkingEnded: _event("parking-ended", "/v1/signalen/{id}", "relay", "triage"),
        QuestionAsked: _event("question-asked", "/v1/signalen/{id}", "worklist", "triage"),
        CaseTriaged: _event("case-triaged", "/zaken/{id}", "triage", "notify"),
        DispatchDue: _event("dispatch-due", "/zaken/{id}", "relay", "notify"),
        OverrideLapsed: _event("override-lapsed", "/zaken/{id}", "relay", "notify"),
        TaskDispatched: _event("task-dispatched", "/zaken/{id}", "notify"),
        ContactRecorded: _event("contact-recorded", "/zaken/{id}", "worklist"),
        CaseClosed: _event("case-closed", "/zaken/{id}", "worklist"),
    }
)
TOPIC_OF: Final[Mapping[str, str]] = MappingProxyType({kind.type: kind.topic for kind in EVENTS.values()})
"""The topic of each type of event."""
