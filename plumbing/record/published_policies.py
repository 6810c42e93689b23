"""Published policies in the record: read once a process, stored as the next version."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

import orjson
from sqlalchemy import Connection, select

from plumbing.record.tables import policy
from plumbing.record.write import insert
from schemas.policy.form import Policy
from schemas.policy.published import UNPUBLISHED, Published, digest_of

_READ: Final[dict[str, Policy]] = {}
POLICY_VERSIONS: Final = """
SELECT municipality, version, valid_from, digest FROM policy
WHERE municipality = ANY(%s) ORDER BY municipality, version DESC
"""
POLICY_BODIES: Final = "SELECT DISTINCT ON (digest) digest, body FROM policy WHERE digest = ANY(%s)"
Policies = Mapping[str, Sequence[Published]]


def policies_of(connection: Connection, municipalities: Iterable[str]) -> Policies:
    """All versions of these municipalities, the newest first, the default last."""
    found: dict[str, list[Published]] = {code: [] for code in municipalities}
    rows = connection.exec_driver_sql(POLICY_VERSIONS, (list(found),)).all()
    _read_bodies(connection, {digest for _, _, _, digest in rows} - _READ.keys())
    for code, version, valid_from, digest in rows:
        found[code].append(Published(version, valid_from, digest, _READ[digest]))
    return {code: [*versions, UNPUBLISHED] for code, versions in found.items()}


def _read_bodies(connection: Connection, digests: Collection[str]) -> None:
    """Read the policies behind these digests: what a digest stands for never changes, so once a process."""
    if digests:
        for digest, body in connection.exec_driver_sql(POLICY_BODIES, (list(digests),)).all():
            _READ[digest] = Policy.model_validate_json(orjson.dumps(body))


class PolicyVersion(NamedTuple):
    """A version with its own examples, when it was published (UTC), and who decided on it where that was recorded."""

    published: Published
    published_at: datetime
    decided_by: str | None


def policy_versions(connection: Connection, municipality: str) -> list[PolicyVersion]:
    """Every version that a municipality published, the newest first; the default is none of them."""
    rows = connection.execute(
        select(policy).where(policy.c.municipality == municipality).order_by(policy.c.version.desc())
    )
    return [
        PolicyVersion(
            Published(row.version, row.valid_from, row.digest, Policy.model_validate_json(orjson.dumps(row.body))),
            row.published_at,
            row.decided_by,
        )
        for row in rows
    ]


def publish(
    connection: Connection, municipality: str, body: Policy, valid_from: date, decided_by: str | None = None
) -> Published:
    """Store the next version of a municipality's policy (role admin). Earlier versions stay as they are.

    `decided_by`: who decided on it, as pages show it: a body or a role, not a person.
    """
    last = max((one.version for one in policies_of(connection, [municipality])[municipality]), default=0)
    published = Published(last + 1, valid_from, digest_of(body), body)
    row = {
        "municipality": municipality,
        "version": published.version,
        "valid_from": valid_from,
        "digest": published.digest,
        "body": body.model_dump(mode="json"),
        "decided_by": decided_by,
    }
    insert(connection, policy, [row])
    return published
