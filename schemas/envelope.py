"""CloudEvents 1.0 in the NL GOV profile 1.1: information-poor, structured JSON, never a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from schemas.ids import Id

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


def traceparent(trace: str, span: str) -> str:
    """W3C trace context: the signal (or case) that is followed in hexadecimal, and the event that is the span."""
    return f"00-{trace}-{span[:8]}{span[9:13]}{span[14:18]}-01"
