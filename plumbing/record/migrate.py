"""Bringing a database to the current version: roles and owner once, then migrations, grants and policies."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from alembic import command
from alembic.config import Config
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import Connection, make_url, text

from plumbing.record.connect import open_engine
from plumbing.record.roles import PREFIX, ROLES, apply

DATABASE: Final = "vroegsignaal"
CREATE: Final = f"CREATE DATABASE {DATABASE} OWNER {PREFIX}migrate TEMPLATE template0 ENCODING 'UTF8'"
LOCALE: Final = "LC_COLLATE 'C' LC_CTYPE {ctype}"
"""Text is ordered by its bytes: the same on every machine, after every update of its C library, and quick."""
OWN_LOCALE: Final = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LC_COLLATE 'C' LC_CTYPE 'C'"
"""From PostgreSQL 17 on the server itself knows that É is a capital of é; before, the C library must say so."""
OWN_LOCALE_SINCE: Final = 170_000
LIBRARY_CTYPE: Final = """
SELECT quote_literal(coalesce(max(collctype), 'C')) FROM pg_collation
WHERE collprovider = 'c' AND collname IN ('C.utf8', 'C.UTF-8')
"""
ADOPT_FACTS: Final = """
UPDATE fact SET transaction = pg_current_xact_id()::text::bigint
WHERE transaction >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
MIGRATIONS: Final = Path(__file__).with_name("migrations")


def bootstrap(superuser_url: str, passwords: Mapping[str, str] = MappingProxyType({})) -> str:
    """Create the roles and the database (repeatable) and return the database's URL for the superuser.

    `passwords`: role -> password; empty where the server trusts local roles. A role without one, while others have
    one, cannot sign in.
    """
    engine = open_engine(superuser_url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for role in ROLES:
            password = passwords.get(role, "")
            _ensure_role(connection, PREFIX + role, password, signs_in=bool(password) or not passwords)
        if (
            connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": DATABASE}).first()
            is None
        ):
            connection.execute(text(f"{CREATE} {_locale(connection)}"))
    engine.dispose()
    return make_url(superuser_url).set(database=DATABASE).render_as_string(hide_password=False)


def _locale(connection: Connection) -> str:
    """Collation and character types of the database, whatever the locale of the machine is."""
    if int(connection.execute(text("SHOW server_version_num")).scalar_one()) >= OWN_LOCALE_SINCE:
        return OWN_LOCALE
    return LOCALE.format(ctype=connection.execute(text(LIBRARY_CTYPE)).scalar_one())


def _ensure_role(connection: Connection, role: str, password: str, *, signs_in: bool) -> None:
    if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}).first() is None:
        connection.execute(text(f"CREATE ROLE {role} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB"))
    connection.execute(text(f"ALTER ROLE {role} {'LOGIN' if signs_in else 'NOLOGIN'}"))
    if password:
        statement = SQL("ALTER ROLE {} PASSWORD {}").format(Identifier(role), Literal(password))
        connection.connection.cursor().execute(statement)


def role_url(database_url: str, role: str, *, password: str = "") -> str:
    """The URL with which `role` (one of `roles.ROLES`) connects to the same database."""
    url = make_url(database_url)._replace(username=PREFIX + role, password=password or None)
    return url.render_as_string(hide_password=False)


def migrate(owner_url: str) -> None:
    """Run all migrations as the owner, then bring grants, policies and restored facts in line with code and server."""
    engine = open_engine(owner_url)
    with engine.begin() as connection:
        command.upgrade(configuration(connection), "head")
    with engine.begin() as connection:
        apply(connection)
        adopt_restored_facts(connection)
    engine.dispose()


def adopt_restored_facts(connection: Connection) -> int:
    """Give facts of a restored dump a transaction of this server, so that the exporter counts them once; their number.

    A fact carries the transaction that wrote it (docs/figures.md); one that this server has not reached yet can only
    come from elsewhere. The owner sees no rows through the wall, so the wall is down for it until the commit.
    """
    connection.execute(text("ALTER TABLE fact NO FORCE ROW LEVEL SECURITY"))
    adopted = connection.execute(text(ADOPT_FACTS)).rowcount
    connection.execute(text("ALTER TABLE fact FORCE ROW LEVEL SECURITY"))
    return adopted


def configuration(connection: Connection) -> Config:
    """Alembic's configuration on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
