"""The digest of a decision's input: proves later that a replay looked at the same things.

It holds a salt that dies with the signal's row, so that a digest cannot be guessed back to a person. It can grow: what
is absent is left out and names are sorted, so an input that is added later changes no digest of a decision without it.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import orjson

from domain.cases.case import Case
from schemas.policy.published import Published
from services.triage.known import Known, Settled, SignalView, Versions

NOT_LOOKED_AT: Final = frozenset({"version", "work"})
"""Of a case: how often its header was written, and the work on it, say nothing to a rule of triage."""


def input_digest(salt: bytes, signal: SignalView, known: Known, policy: Published, versions: Versions) -> bytes:
    """SHA-256 over everything that a decision may depend on."""
    seen = {
        "known": known,
        "policy": (policy.version, policy.digest),
        "salt": salt.hex(),
        "signal": signal,
        "versions": versions,
    }
    return sha256(orjson.dumps(seen, _as_object, orjson.OPT_SORT_KEYS)).digest()


def digest_of_settled(settled: Settled, versions: Versions) -> bytes:
    """The digest of what was looked at for one decision."""
    undecided = settled.undecided
    return input_digest(undecided.salt, undecided.signal, settled.known, settled.policy, versions)


def _as_object(value: SignalView | Known | Case) -> Mapping[str, Any]:
    """What is a tuple with names here stands in JSON with its names, as far as there is something under them."""
    return {name: it for name, it in value._asdict().items() if _is_there(it) and name not in NOT_LOOKED_AT}


def _is_there(value: object) -> bool:
    return value is not None and value is not False and value != ()
