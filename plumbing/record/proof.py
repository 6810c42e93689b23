"""What a process proves before it begins: the record answers, knows it as its own role, and has the code's version.

Row-level security and the columns of a role hold only for who signs in as that role. A superuser, a role that passes
row-level security, one that may become another, or one that owns the tables walks past both without a word.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from plumbing.record.roles import PREFIX, VERSION_TABLE

VERSIONS: Final = Path(__file__).with_name("migrations") / "versions"
PAUSE: Final = 0.5
"""Seconds between two attempts to reach a record that is away."""
REFUSALS: Final = (
    "authentication failed",
    "no password supplied",
    "pg_hba.conf",
    "is not permitted to log in",
    "does not exist",
    "permission denied for database",
)
"""What is said of SQLSTATE class 28, 3D000 and 42501: at a connect libpq gives the text alone, no state."""

PLACE: Final = """
SELECT session_user::text AS signed_in, current_user::text AS acts_as,
       array_remove(ARRAY[
           CASE WHEN own.rolsuper THEN 'is a superuser' END,
           CASE WHEN own.rolbypassrls THEN 'passes row-level security (BYPASSRLS)' END,
           CASE WHEN own.rolcreaterole THEN 'may make roles (CREATEROLE)' END,
           CASE WHEN own.rolcreatedb THEN 'may make databases (CREATEDB)' END,
           CASE WHEN own.rolreplication THEN 'may copy the whole server (REPLICATION)' END,
           CASE WHEN own.oid IN (SELECT relowner FROM ours) THEN 'owns tables of the record' END], NULL) AS powers,
       ARRAY(SELECT other.rolname::text FROM pg_roles other
             WHERE NOT own.rolsuper AND other.oid <> own.oid AND pg_has_role(own.oid, other.oid, 'MEMBER')
               AND (other.rolsuper OR other.rolbypassrls OR other.rolcreaterole OR other.rolcreatedb
                    OR other.rolreplication OR starts_with(other.rolname, %(prefix)s)
                    OR other.rolname = ANY(%(mighty)s) OR other.oid IN (SELECT relowner FROM ours))
             ORDER BY 1) AS member_of,
       has_table_privilege(to_regclass(%(version)s), 'SELECT') AS told_version
FROM pg_roles own WHERE own.rolname = session_user
"""
OURS: Final = (
    "WITH ours AS (SELECT relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " UNION SELECT datdba FROM pg_database WHERE datname = current_database())"
)
MIGHTY: Final = (
    "pg_read_all_data",
    "pg_write_all_data",
    "pg_execute_server_program",
    "pg_read_server_files",
    "pg_write_server_files",
)
"""PostgreSQL's own roles that read or write past what was granted."""
log = structlog.get_logger(__name__)


class Misplaced(Exception):
    """Why a process may not work here: in words for the operator, without password or person."""


class Place(NamedTuple):
    """Where a connection finds itself. `version` is None where nothing was migrated, or nothing may be seen of it."""

    signed_in: str
    acts_as: str
    powers: tuple[str, ...]
    member_of: tuple[str, ...]
    version: str | None


def known_versions() -> list[str]:
    """The schema versions that this code knows, the newest last."""
    return sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def faults(place: Place, role: str) -> Iterator[str]:
    """What is wrong with this place for `role` (a role of `roles.ROLES`), in words."""
    own = PREFIX + role
    if place.signed_in != own:
        yield f"signed in to the record as {place.signed_in} and not as {own}"
    elif place.acts_as != own:
        yield f"acts as {place.acts_as} and not as {own}"
    yield from (f"{place.signed_in} {power}" for power in place.powers)
    if place.member_of:
        yield f"{place.signed_in} may become {', '.join(place.member_of)}"
    yield from version_faults(place.version)


def version_faults(version: str | None) -> Iterator[str]:
    """What is wrong with the schema version of a record."""
    *earlier, head = known_versions()
    if version is None or version in earlier:
        yield f"the record has schema version {version or 'none'} and not {head}: run `vroegsignaal migrate`"
    elif version != head:
        yield f"this record was made by a newer version of vroegsignaal (schema {version}, here {head})"


def refuse_newer(connection: Connection) -> None:
    """Raise Misplaced for a record with a version that this code does not know: it would undo what it cannot read."""
    there = connection.exec_driver_sql("SELECT to_regclass(%s)", (f"public.{VERSION_TABLE}",)).scalar()
    version = version_of(connection) if there else None
    if version is not None and version not in known_versions():
        refuse(*version_faults(version))


def version_of(connection: Connection) -> str | None:
    """The schema version that the record says it has; None where nothing was migrated."""
    return connection.exec_driver_sql(f"SELECT max(version_num) FROM {VERSION_TABLE}").scalar()


def place_of(connection: Connection) -> Place:
    """Where this connection finds itself."""
    asked = {"prefix": PREFIX, "mighty": list(MIGHTY), "version": f"public.{VERSION_TABLE}"}
    it = connection.exec_driver_sql(OURS + PLACE, asked).one()
    version = version_of(connection) if it.told_version else None
    return Place(it.signed_in, it.acts_as, tuple(it.powers), tuple(it.member_of), version)


def prove(engine: Engine, role: str) -> None:
    """Raise Misplaced unless this engine is `role`'s own, no more than that, on a record of this version."""
    with engine.connect() as connection:
        refuse(*faults(place_of(connection), role))


def refuse(*found: str) -> None:
    """Raise Misplaced with all that was found, if anything was."""
    if found:
        raise Misplaced("; ".join(found))


def await_record(engine: Engine, *, pause: float = PAUSE) -> None:
    """Wait until the record lets us in: a server that is away, starting or full is an outage, which ends.

    Raises Misplaced when the server is there and refuses: a wrong password, role or database does not mend itself.
    """
    told = False
    while not _lets_in(engine):
        if not told:
            log.warning("record_away")
        told = True
        time.sleep(pause)


def _lets_in(engine: Engine) -> bool:
    """Whether the record lets us in; False where it does not now. Raises Misplaced where it never will by itself."""
    try:
        engine.connect().close()
    except OperationalError as error:
        if any(said in str(error.orig) for said in REFUSALS):
            user, database = engine.url.username, engine.url.database
            refuse(f"PostgreSQL is there but does not let {user} into the database {database}")
        return False
    return True
