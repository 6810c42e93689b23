"""Published policies: immutable versions, in force by municipality and date of receipt."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

import orjson
from sqlalchemy import Connection

from plumbing.record.tables import policy
from plumbing.record.write import insert_rows
from schemas.policy.form import DEFAULT, Policy


@dataclass(frozen=True)
class Published:
    """One version of a municipality's policy. Version 0 is the default of this software."""

    version: int
    valid_from: date
    digest: str
    policy: Policy


def digest_of(body: Policy) -> str:
    """SHA-256 of the policy's canonical form, in hexadecimal."""
    return sha256(orjson.dumps(body.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)).hexdigest()


UNPUBLISHED = Published(0, date.min, digest_of(DEFAULT), DEFAULT)
_READ: Final[dict[str, Policy]] = {}
VERSIONS: Final = """
SELECT municipality, version, valid_from, digest FROM policy
WHERE municipality = ANY(%s) ORDER BY municipality, version DESC
"""
BODIES: Final = "SELECT DISTINCT ON (digest) digest, body FROM policy WHERE digest = ANY(%s)"
Policies = Mapping[str, Sequence[Published]]


def policies_of(connection: Connection, municipalities: Iterable[str]) -> Policies:
    """All versions of these municipalities, the newest first, the default last."""
    found: dict[str, list[Published]] = {code: [] for code in municipalities}
    rows = connection.exec_driver_sql(VERSIONS, (list(found),)).all()
    _read_bodies(connection, {digest for _, _, _, digest in rows} - _READ.keys())
    for code, version, valid_from, digest in rows:
        found[code].append(Published(version, valid_from, digest, _READ[digest]))
    return {code: [*versions, UNPUBLISHED] for code, versions in found.items()}


def _read_bodies(connection: Connection, digests: Collection[str]) -> None:
    """Read the policies behind these digests: what a digest stands for never changes, so once a process."""
    if digests:
        for digest, body in connection.exec_driver_sql(BODIES, (list(digests),)).all():
            _READ[digest] = Policy.model_validate_json(orjson.dumps(body))


def in_force(versions: Sequence[Published], day: date) -> Published:
    """The newest version that was valid on `day` (a local date)."""
    return next(one for one in versions if one.valid_from <= day)


def publish(connection: Connection, municipality: str, body: Policy, valid_from: date) -> Published:
    """Store the next version of a municipality's policy (role admin). Earlier versions stay as they are."""
    last = max((one.version for one in policies_of(connection, [municipality])[municipality]), default=0)
    published = Published(last + 1, valid_from, digest_of(body), body)
    row = {
        "municipality": municipality,
        "version": published.version,
        "valid_from": valid_from,
        "digest": published.digest,
        "body": body.model_dump(mode="json"),
    }
    insert_rows(connection, policy, [row])
    return published
