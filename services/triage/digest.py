"""The digest of a decision's input: proves later that a replay looked at the same things.

It holds a salt that dies with the signal's row, so that a digest cannot be guessed back to a person.
"""

from hashlib import sha256

import orjson

from schemas.definitions import Definitions
from services.triage.known import Known, SignalFacts


def input_digest(
    salt: bytes, signal: SignalFacts, known: Known, policy: tuple[int, str], definitions: Definitions, matcher: str
) -> bytes:
    """SHA-256 over everything that a decision may depend on. `policy`: version and digest of its body."""
    seen = {
        "salt": salt.hex(),
        "signal": signal,
        "known": known,
        "policy": policy,
        "definitions": definitions.version,
        "matcher": matcher,
    }
    return sha256(orjson.dumps(seen, option=orjson.OPT_SORT_KEYS)).digest()
