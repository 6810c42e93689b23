"""Ids: UUIDs (RFC 9562) as text, in one form everywhere: in memory, on Kafka, in pages and on the way to the database.

Text, because that is how they come in and go out, and objects are more work (docs/decisions/0016).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha1
from typing import Annotated, Final

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

FORM: Final = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Id = Annotated[str, StringConstraints(pattern=FORM)]
"""An id in lower case with hyphens: equal ids are equal texts."""
VARIANTS: Final = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
"""A digit as the first of the fourth group, where RFC 9562 keeps the variant."""
_matches = re.compile(FORM).fullmatch


def event_id(cause: Id, what: str) -> Id:
    """Id of what `cause` (an event, a command or a tick) brought about; the same cause gives the same id.

    It is `uuid5(cause, what)`, written out because it is made a dozen times for every signal.
    """
    digits = sha1(as_bytes(cause) + what.encode(), usedforsecurity=False).hexdigest()
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{VARIANTS[digits[16]]}{digits[17:20]}-{digits[20:32]}"


def end_of_sleep(signal_id: Id, due_at: datetime) -> Id:
    """Id of the tick by which a parked signal wakes at this moment (UTC): the same, whoever counts it and how often."""
    return event_id(signal_id, f"parked:{due_at.astimezone(UTC).isoformat()}")


def ordered_ids(moment: datetime, noise: bytes) -> Iterator[Id]:
    """UUIDv7s: the milliseconds of `moment`, then ten random bytes of `noise` for each. They tell order and no more."""
    stamp, digits = f"{int(moment.timestamp() * 1_000):012x}", noise.hex()
    for place in range(0, len(digits), 20):
        part = digits[place : place + 20]
        yield f"{stamp[:8]}-{stamp[8:]}-7{part[:3]}-{VARIANTS[part[3]]}{part[4:7]}-{part[7:19]}"


def random_id(noise: bytes) -> Id:
    """A UUIDv4 of sixteen random bytes: an id that follows from nothing. What has a cause has its `event_id`."""
    digits = noise.hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{VARIANTS[digits[16]]}{digits[17:20]}-{digits[20:]}"


def as_bytes(name: Id) -> bytes:
    """The sixteen bytes of an id."""
    return bytes.fromhex(name.replace("-", ""))


def checked(text: object) -> Id:
    """`text`, which must be an id in its one form. Raises ValueError (without the text) for anything else."""
    if isinstance(text, str) and _matches(text):
        return text
    raise ValueError("no id")


def read_id(text: str) -> Id:
    """The id that people or partners wrote, perhaps in capitals. Raises ValueError (without the text) otherwise."""
    return checked(text.lower())


def _from_outside(text: object) -> object:
    try:
        return read_id(text) if isinstance(text, str) else text
    except ValueError:
        raise PydanticCustomError("id_form", "not an id") from None


IdFromOutside = Annotated[str, BeforeValidator(_from_outside), WithJsonSchema({"type": "string", "format": "uuid"})]
"""An id in a request or a file: brought into its one form."""
