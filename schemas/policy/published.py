"""A published policy: one immutable version of a municipality's choices, and which version is in force on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import orjson

from schemas.policy.form import DEFAULT, Policy


@dataclass(frozen=True)
class Published:
    """One version of a municipality's policy. Version 0 is the default of this software."""

    version: int
    valid_from: date
    digest: str
    policy: Policy


def digest_of(body: Policy) -> str:
    """SHA-256 of the policy's canonical form, in hexadecimal.

    What is absent is left out, so that a new choice (absent, that is off, in every policy published before it) changes
    no digest. So are worked examples: they decide nothing.
    """
    written = body.model_dump(mode="json", exclude_none=True, exclude={"examples"})
    return sha256(orjson.dumps(written, option=orjson.OPT_SORT_KEYS)).hexdigest()


UNPUBLISHED = Published(0, date.min, digest_of(DEFAULT), DEFAULT)


def in_force(versions: Sequence[Published], day: date) -> Published:
    """The newest version that was valid on `day` (a local date); `versions`: the newest first, the default last."""
    return next(one for one in versions if one.valid_from <= day)
