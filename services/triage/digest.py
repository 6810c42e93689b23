"""The digest of a decision's input: proves later that a replay looked at the same things.

It holds a salt that dies with the signal's row, so that a digest cannot be guessed back to a person.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

from domain.law.definitions import Definitions
from services.triage.known import Known, SignalFacts


def input_digest(
    salt: bytes, signal: SignalFacts, known: Known, policy: tuple[int, str], definitions: Definitions, matcher: str
) -> bytes:
    """SHA-256 over everything that a decision may depend on. `policy`: version and digest of its body.

    The order of names is part of it: with another order no stored decision could be replayed any more.
    """
    seen = {
        "definitions": definitions.version,
        "known": known,
        "matcher": matcher,
        "policy": policy,
        "salt": salt.hex(),
        "signal": signal,
    }
    return sha256(orjson.dumps(seen, _as_object)).digest()


def _as_object(value: SignalFacts | Known) -> Mapping[str, Any]:
    """What is a tuple with names here stands in JSON with its names, in their order."""
    return value._asdict()
