"""Engines on the record of an installation, each with one database role and its password."""

import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer
from sqlalchemy import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from command.failures import CannotStart
from command.home import installation_of
from plumbing.record.connect import open_engine
from plumbing.record.migrate import DATABASE, role_url
from plumbing.record.proof import prove
from plumbing.record.roles import PREFIX, ROLES
from plumbing.running.settings import Settings

PASSWORD_OF: Final = "ROLE_PASSWORD_"  # noqa: S105  (the beginning of a variable's name)
WITHOUT_PASSWORD: Final = ("simulate",)
"""It moves the clock of a demo; where roles have passwords of their own nobody signs in as it."""


def password_of(settings: Settings, role: str) -> str:
    """The password of a role: `ROLE_PASSWORD_<ROLE>`, else one made from the secret for all; empty without both.

    So no process holds what opens the role of another.
    """
    if own := os.environ.get(PASSWORD_OF + role.upper(), ""):
        return own
    secret = settings.role_password.encode()
    return hmac.new(secret, f"role {role}".encode(), "sha256").hexdigest() if secret else ""


def passwords_of_roles(settings: Settings) -> dict[str, str]:
    """Role -> password; empty where the server trusts local roles. Raises BadParameter.

    Refused are a role without a password where others have one, and one password for several roles.
    """
    found = {role: password for role in ROLES if (password := password_of(settings, role))}
    missing = [PASSWORD_OF + role.upper() for role in ROLES if role not in found and role not in WITHOUT_PASSWORD]
    if found and missing:
        raise typer.BadParameter(f"{', '.join(missing)}: needed, as the other roles have a password")
    alike = [role for role in found if list(found.values()).count(found[role]) > 1]
    if alike:
        raise typer.BadParameter(f"{', '.join(PASSWORD_OF + role.upper() for role in alike)}: must differ")
    return found


def checked_url(url: str) -> str:
    """The same URL, when it is one of a PostgreSQL server or empty. Raises CannotStart, without what was written."""
    try:
        kind = make_url(url).get_backend_name() if url else "postgresql"
    except (ArgumentError, ValueError, NoSuchModuleError):
        kind = ""
    if kind != "postgresql":
        raise CannotStart("VROEGSIGNAAL_POSTGRES_URL is not the URL of a PostgreSQL server (postgresql://...)")
    return url


def server_of(settings: Settings) -> str:
    """The URL that the settings name, or that of the installation that runs here. Raises BadParameter for neither."""
    found: str = checked_url(settings.postgres_url) or installation_of(settings.home).get("postgres", "")
    if not found:
        raise typer.BadParameter("no running installation in this data directory, and no VROEGSIGNAAL_POSTGRES_URL")
    return found


def url_of(settings: Settings, role: str) -> str:
    """The URL with which `role` connects to the record. Raises BadParameter."""
    url = make_url(server_of(settings)).set(database=DATABASE)
    if url.username == PREFIX + role and url.password:
        return url.render_as_string(hide_password=False)
    return role_url(url.render_as_string(hide_password=False), role, password=password_of(settings, role))


def refuse_unknown(connection: Connection, municipality: str) -> None:
    """Raise BadParameter for a municipality that is not in the record: an answer about it would be untrue."""
    known = connection.exec_driver_sql("SELECT 1 FROM municipality WHERE code = %s", (municipality,)).first()
    if known is None:
        raise typer.BadParameter(f"there is no municipality {municipality} in the record")


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine that ends with its context."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def role_engine(settings: Settings, role: str) -> Iterator[Engine]:
    """An engine with `role` on the installation's record. Raises BadParameter when it is away or of another version."""
    with opened(url_of(settings, role)) as engine:
        try:
            prove(engine, role)
            yield engine
        except OperationalError as error:
            kind = type(error.orig).__name__
            raise typer.BadParameter(f"the record does not answer ({kind}); is it running?") from None
