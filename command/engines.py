"""Engines on the record of an installation, each with one database role and its password."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import typer
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from command.failures import CannotStart
from command.home import installation_of
from plumbing.record.connect import open_engine
from plumbing.record.migrate import DATABASE, role_url
from plumbing.record.roles import PREFIX, ROLES
from plumbing.running.settings import Settings

PASSWORD_OF: Final = "ROLE_PASSWORD_"  # noqa: S105  (the beginning of a variable's name)
WITHOUT_PASSWORD: Final = ("simulate",)
"""It moves the clock of a demo; where roles have passwords of their own nobody signs in as it."""


def password_of(settings: Settings, role: str) -> str:
    """The password of a role: `ROLE_PASSWORD_<ROLE>`, else the one for all; empty where neither is given."""
    return os.environ.get(PASSWORD_OF + role.upper(), settings.role_password)


def passwords_of_roles(settings: Settings) -> dict[str, str]:
    """Role -> password; empty where the server trusts local roles. Raises BadParameter when one is missing."""
    found = {role: password for role in ROLES if (password := password_of(settings, role))}
    missing = [PASSWORD_OF + role.upper() for role in ROLES if role not in found and role not in WITHOUT_PASSWORD]
    if found and missing:
        raise typer.BadParameter(f"{', '.join(missing)}: needed, as the other roles have a password")
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
    """An engine with `role` on the installation's record. Raises BadParameter when that does not answer."""
    with opened(url_of(settings, role)) as engine:
        try:
            yield engine
        except OperationalError as error:
            kind = type(error.orig).__name__
            raise typer.BadParameter(f"the record does not answer ({kind}); is it running?") from None
