"""CloudEvents 1.0 in the NL GOV profile 1.1: information-poor, structured JSON, never a person."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha1
from typing import Annotated, Any, Final
from uuid import UUID

from orjson import dumps
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

TYPE_PATTERN: Final = r"^nl\.vroegsignaal\.[a-z]+(-[a-z]+)+\.v1$"
CONTENT_TYPE: Final = "application/cloudevents+json"
ZERO_OIN: Final = "00000000000000000000"
UUID5: Final = 0x5 << 76 | 0b10 << 62
KEPT: Final = (1 << 128) - 1 - (0xF << 76 | 0b11 << 62)
"""Version and variant of RFC 9562, and the bits that a digest fills."""
VARIANTS: Final = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


class CloudEvent(BaseModel):
    """One event as it stands on Kafka. `time` is when the fact was recorded, UTC.

    Texts are not cached: nearly all are ids that never come again.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, cache_strings="keys")

    specversion: Annotated[str, Field(pattern=r"^1\.0$")]
    id: UUID
    source: Annotated[str, Field(pattern=r"^urn:nld:oin:\d{20}:systeem:[a-z-]+$")]
    type: Annotated[str, Field(pattern=TYPE_PATTERN)]
    subject: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    time: datetime
    datacontenttype: Annotated[str, Field(pattern=r"^application/json$")]
    dataref: Annotated[str, Field(pattern=r"^/[a-z0-9/-]+$")]
    traceparent: Annotated[str, Field(pattern=r"^00-[0-9a-f]{32}-[0-9a-f]{16}-01$")]
    data: Mapping[str, Any]

    @property
    def trace_id(self) -> str:
        """The trace it belongs to, in hexadecimal: the id of the signal that is followed."""
        return self.traceparent[3:35]


def event_id(cause: UUID, what: str) -> UUID:
    """Id of what `cause` (an event, a command or a tick) brought about; the same cause gives the same id.

    It is `uuid5(cause, what)`, written out because it is made nine times for every signal.
    """
    digest = sha1(cause.bytes + what.encode(), usedforsecurity=False).digest()
    return UUID(int=int.from_bytes(digest[:16], "big") & KEPT | UUID5)


def event_name(cause: UUID, what: str) -> str:
    """The same id as text, for where it only travels on."""
    digits = sha1(cause.bytes + what.encode(), usedforsecurity=False).hexdigest()
    variant = VARIANTS[digits[16]]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def as_text(name: UUID) -> str:
    """`str(name)`, in a third of the time."""
    return dumps(name).decode()[1:-1]


def traceparent(trace: str, span: str) -> str:
    """W3C trace context: the signal (or case) that is followed in hexadecimal, and the event that is the span."""
    return f"00-{trace}-{span[:8]}{span[9:13]}{span[14:18]}-01"
