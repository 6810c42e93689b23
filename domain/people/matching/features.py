"""What the matcher knows of one signal: made at ingest, so that triage reads no name, phone, e-mail or birth date."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class FeatureKey(NamedTuple):
    """The secret under which values become numbers, with its version: features of two versions do not compare."""

    version: str
    secret: bytes


class Features(NamedTuple):
    """One signal as it is compared."""

    key_version: str


def features_of(fields: Mapping[str, Any], keys: FeatureKey) -> Features:
    """The features of a signal. `fields`: the internal names of `schemas.signals`, with `partner_id`."""
    raise NotImplementedError(fields, keys)
