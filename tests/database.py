"""A migrated PostgreSQL for tests: one server a session, emptied for every test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, make_url, text

from command.postgres import embedded_postgres
from plumbing.record.connect import open_engine
from plumbing.record.migrate import bootstrap, migrate, role_url
from plumbing.record.tables import metadata


@dataclass
class Database:
    """A migrated database; engines are kept per role."""

    superuser_url: str
    _engines: dict[str, Engine] = field(default_factory=dict)

    def url(self, role: str) -> str:
        """URL with which a role of `plumbing.record.roles` connects."""
        return role_url(self.superuser_url, role)

    def engine(self, role: str) -> Engine:
        """The engine of a role; `superuser` is the test's own, which passes every policy."""
        if role not in self._engines:
            self._engines[role] = open_engine(self.superuser_url if role == "superuser" else self.url(role))
        return self._engines[role]

    def empty(self) -> None:
        """Remove every row."""
        with self.engine("superuser").begin() as connection:
            connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} CASCADE"))

    def close(self) -> None:
        """Close all connections."""
        for engine in self._engines.values():
            engine.dispose()


@contextmanager
def migrated(superuser_url: str) -> Iterator[Database]:
    """Bootstrap and migrate a server that a superuser reaches at `superuser_url`."""
    database_url = bootstrap(superuser_url)
    migrate(role_url(database_url, "migrate"))
    database = Database(make_url(database_url).render_as_string(hide_password=False))
    try:
        yield database
    finally:
        database.close()


@contextmanager
def embedded_database(home: Path) -> Iterator[Database]:
    """The embedded server with a migrated database."""
    with embedded_postgres(home) as url, migrated(url) as database:
        yield database
