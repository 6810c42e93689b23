"""The message of a webhook: its body, its signature (Standard Webhooks 1.0), and when it is tried again. Pure."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as hmac_of
from typing import Any, Final

import orjson

from schemas.ids import Id

EVENT: Final = "levering.verwerkt"
SECRET_PREFIX: Final = "whsec_"  # noqa: S105  (how every secret begins, no secret)
SECRET_BYTES: Final = 32
AGAIN_AFTER: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1_440))
"""How long after each failed try the next one comes; after the last there is none [A]."""
ONLY_OF_FILES: Final = frozenset({"ontvangstbewijzen", "pagina", "paginaGrootte"})
"""What a delivery says of its records: a message has counts, and who holds the key reads the rest."""


def written_secret(noise: bytes) -> str:
    """A signing secret as a partner keeps it, from 32 random bytes."""
    return SECRET_PREFIX + b64encode(noise).decode()


def body_of(delivery: Mapping[str, Any], now: datetime) -> bytes:
    """The message about a delivery, as `answers.find_delivery` describes it."""
    data = {name: value for name, value in delivery.items() if name not in ONLY_OF_FILES}
    return orjson.dumps({"type": EVENT, "timestamp": now, "data": data}, option=orjson.OPT_UTC_Z)


def headers_of_call(secret: str, message: Id, now: datetime, body: bytes) -> dict[str, str]:
    """Id, time and signature. The same message keeps its id however often it is sent: a partner looks at that."""
    stamp = str(int(now.timestamp()))
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = hmac_of(key, b".".join((message.encode(), stamp.encode(), body)), sha256).digest()
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{b64encode(signed).decode()}",
        "content-type": "application/json",
    }


def again_at(tries: int, now: datetime) -> datetime | None:
    """When a message is sent again after `tries` that failed; None when it is given up."""
    return now + AGAIN_AFTER[tries - 1] if tries <= len(AGAIN_AFTER) else None
