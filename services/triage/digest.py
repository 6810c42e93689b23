"""The digest of a decision's input: proves later that a replay looked at the same things.

It holds a salt that dies with the signal's row, so that a digest cannot be guessed back to a person. It can grow: what
is absent is left out and names are sorted, so an input that is added later changes no digest of a decision without it.
"""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

import orjson

from domain.cases.case import Case
from schemas.policy.published import Published
from services.triage.known import Known, Owed, Settled, SignalView, Versions

NOT_LOOKED_AT: Final = frozenset({"version", "clock_sequence", "work"})
"""Of a case: how often its header was written, where its clock started and the work on it say nothing to a rule."""


def input_digest(salt: bytes, signal: SignalView, known: Known, policy: Published, versions: Versions) -> bytes:
    """SHA-256 over everything that a decision may depend on."""
    seen = {
        "known": known,
        "policy": (policy.version, policy.digest),
        "salt": salt.hex(),
        "signal": signal,
        "versions": _versions(versions),
    }
    return sha256(orjson.dumps(seen, _as_object, orjson.OPT_SORT_KEYS)).digest()


@lru_cache(64)
def _versions(versions: Versions) -> orjson.Fragment:
    """The same for thousands of decisions, so written once."""
    return orjson.Fragment(orjson.dumps(versions._asdict(), option=orjson.OPT_SORT_KEYS))


def digest_of_settled(settled: Settled, versions: Versions) -> bytes:
    """The digest of what was looked at for one decision."""
    undecided = settled.undecided
    return input_digest(undecided.salt, undecided.signal, settled.known, settled.policy, versions)


def _as_object(value: SignalView | Known | Owed | Case) -> Mapping[str, Any]:
    """What is a tuple with names here stands in JSON with its names, as far as there is something under them."""
    return {
        name: it
        for name, it in zip(value._fields, value, strict=True)
        if (it or (it is not None and it is not False and it != ())) and name not in NOT_LOOKED_AT
    }
