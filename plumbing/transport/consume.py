"""What a topic brings to its group: bytes are read as events, their work is done, and every fate is counted."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, get_type_hints

import structlog
from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from plumbing.running.metrics import BATCH_SECONDS, FATES, MESSAGES
from plumbing.transport.fates import Fates
from schemas.envelope import CloudEvent
from schemas.events import EVENTS, TOPIC_OF, EventData
from schemas.field_types import Municipality
from schemas.ids import FORM, Id

log = structlog.get_logger(__name__)
HasForm = Callable[[str], re.Match[str] | None]


@dataclass(frozen=True)
class Reading:
    """One group that reads one topic. Blocks on the database: call it in a thread."""

    group: str
    topic: str
    fates: Fates

    def meet(self, values: Sequence[bytes]) -> None:
        """Do the work of the events among `values`. Raises Unavailable to stop unacknowledged."""
        events = [event for value in values if (event := read_event(value, self.topic)) is not None]
        self._count("unreadable", len(values) - len(events))
        if not events:
            return
        with BATCH_SECONDS.labels(self.group).time():
            stuck, unreadable = self.fates.meet(events)
        self._count("stuck", stuck)
        self._count("unreadable", unreadable)
        self._count("done", len(events) - stuck - unreadable)

    def count_from_zero(self) -> None:
        """The figures of a process that has had no message yet are 0, not absent."""
        BATCH_SECONDS.labels(self.group)
        for fate in FATES:
            self._count(fate, 0)

    def _count(self, fate: str, number: int) -> None:
        MESSAGES.labels(self.group, self.topic, fate).inc(number)


def read_event(value: bytes, topic: str) -> CloudEvent | None:
    """The event, or None for bytes that are none of those that `topic` carries: they are counted and passed by."""
    try:
        event = CloudEvent.model_validate_json(value)
    except ValidationError as error:
        log.warning("unreadable", errors=error.error_count())
        return None
    if TOPIC_OF.get(event.type) == topic and _names_its_rows(event):
        return event
    log.warning("unreadable", errors=1)
    return None


def _names_its_rows(event: CloudEvent) -> bool:
    """Whether municipality and ids have their form: whoever looks in the record with them gets an answer."""
    data = event.data
    for name, has_form in REFERENCES_OF[event.type]:
        value = data.get(name)
        if not isinstance(value, str) or has_form(value) is None:
            return False
    return True


def _references(data: type[EventData]) -> tuple[tuple[str, HasForm], ...]:
    kinds = get_type_hints(data, include_extras=True)
    return tuple((to_camel(name), FORMS[kind]) for name, kind in kinds.items() if kind in FORMS)


FORMS: Final[Mapping[object, HasForm]] = MappingProxyType(
    {Municipality: re.compile("[0-9]{4}").fullmatch, Id: re.compile(FORM).fullmatch}
)
REFERENCES_OF: Final = MappingProxyType({kind.type: _references(data) for data, kind in EVENTS.items()})
"""What each type of event refers to, by its outward name, and the form it must have."""
