"""CloudEvents 1.0 in the NL GOV profile 1.1, written and read here: information-poor JSON, never a person."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Final, NamedTuple

import orjson
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from schemas.events import EVENTS, TOPIC_OF, EventData
from schemas.ids import Id, event_id

TYPE_PATTERN: Final = r"^nl\.vroegsignaal\.[a-z]+(-[a-z]+)+\.v1$"
CONTENT_TYPE: Final = "application/cloudevents+json"
ZERO_OIN: Final = "00000000000000000000"


class CloudEvent(BaseModel):
    """One event as it stands on Kafka. `time` is when the fact was recorded, UTC.

    `subject` is an id, else an event could not be marked as stuck: nobody would find what it was about. Texts are not
    cached: nearly all are ids that never come again.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, cache_strings="keys")

    specversion: Annotated[str, Field(pattern=r"^1\.0$")]
    id: Id
    source: Annotated[str, Field(pattern=r"^urn:nld:oin:\d{20}:systeem:[a-z-]+$")]
    type: Annotated[str, Field(pattern=TYPE_PATTERN)]
    subject: Id
    time: datetime
    datacontenttype: Annotated[str, Field(pattern=r"^application/json$")]
    dataref: Annotated[str, Field(pattern=r"^/[a-z0-9/-]+$")]
    traceparent: Annotated[str, Field(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-01$")]
    data: Mapping[str, Any]

    @property
    def trace_id(self) -> str:
        """The trace it belongs to, in hexadecimal: the id of the signal that is followed."""
        return self.traceparent[3:35]


OUTWARD_NAMES: Final = {kind: tuple(to_camel(attribute.name) for attribute in fields(kind)) for kind in EVENTS}
"""Outward names of the attributes of an event's data, in their order."""


class Told(NamedTuple):
    """An event before it has an envelope: what a decision tells others.

    `cause`: the event, command or tick that brought it about; its id follows from it, so one cause brings about at most
    one event of each type. `subject`: the signal or case it is about. `trace`: the signal (or case) that is followed
    through all services, with hyphens or without.
    """

    data: EventData
    cause: Id
    subject: Id
    trace: str


class Outgoing(NamedTuple):
    """A CloudEvent on its way as JSON text; its first `shared` characters are those of every event told with it.

    `key` is the municipality; `trace_id` the signal that is followed, in hexadecimal.
    """

    id: Id
    topic: str
    key: str
    trace_id: str
    payload: str
    shared: int = 0


def written(told: Told, source: str, at: datetime) -> Outgoing:
    """The CloudEvent of what was told by `source` at `at` (UTC).

    Put together by hand (half the time of one `dumps`): ids, addresses of the API and what `orjson` wrote hold nothing
    that JSON escapes.
    """
    data, cause, subject, trace = told
    kind = EVENTS[type(data)]
    name, traced, head = event_id(cause, kind.type), trace.replace("-", ""), _head(kind.type, source, at)
    values = zip(OUTWARD_NAMES[type(data)], vars(data).values(), strict=True)
    content = {alias: value for alias, value in values if value is not None}
    payload = (
        f'{head},"id":"{name}","subject":"{subject}","dataref":"{kind.dataref.replace("{id}", subject)}"'
        f',"traceparent":"{_traceparent(traced, name)}","data":{orjson.dumps(content).decode()}}}'
    )
    return Outgoing(name, kind.topic, data.municipality, traced, payload, len(head))


def read_payload(payload: str) -> Outgoing:
    """An event that is there as JSON text. Raises ValueError, KeyError or TypeError for what is none."""
    event = orjson.loads(payload)
    topic = TOPIC_OF[event["type"]]
    return Outgoing(event["id"], topic, event["data"]["municipality"], event["traceparent"][3:35], payload)


@lru_cache(64)
def _head(kind: str, source: str, at: datetime) -> str:
    """What the events of one kind in a batch share: the open beginning of a JSON object."""
    shared = {
        "specversion": "1.0",
        "type": kind,
        "source": source,
        "time": at,
        "datacontenttype": "application/json",
    }
    return orjson.dumps(shared).decode().removesuffix("}")


def _traceparent(trace: str, span: str) -> str:
    """W3C trace context: the signal (or case) that is followed in hexadecimal, and the event that is the span."""
    return f"00-{trace}-{span[:8]}{span[9:13]}{span[14:18]}-01"
