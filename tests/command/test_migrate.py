"""`migrate --bootstrap` on the embedded server: roles, passwords and the database in one way; then the owner alone."""

from pathlib import Path

from typer.testing import CliRunner

from command.cli import app
from command.engines import PASSWORD_OF, WITHOUT_PASSWORD, opened
from command.postgres import embedded_postgres
from plumbing.record.migrate import role_url
from plumbing.record.roles import PREFIX, ROLES

PASSWORDS = {PASSWORD_OF + role.upper(): f"of {role}" for role in ROLES if role not in WITHOUT_PASSWORD}
SIGNS_IN = "SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolname LIKE 'vroegsignaal%%' ORDER BY 1"

COLLATED = "SELECT datcollate FROM pg_database WHERE datname = current_database()"


def migrate(url: str, home: Path, *options: str, **passwords: str) -> None:
    environment = {"VROEGSIGNAAL_POSTGRES_URL": url, "VROEGSIGNAAL_HOME": str(home), **passwords}
    done = CliRunner().invoke(app, ["migrate", *options], env=environment)
    assert done.exit_code == 0, done.output


def asked(url: str, sql: str) -> list[str]:
    with opened(url) as engine, engine.connect() as connection:
        return [str(value) for value in connection.exec_driver_sql(sql).scalars()]


def test_a_superuser_makes_everything_and_then_the_owner_is_enough(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path / "server") as superuser:
        migrate(superuser, tmp_path, "--bootstrap", **PASSWORDS)
        migrate(superuser, tmp_path, "--bootstrap", **PASSWORDS)
        assert asked(superuser, SIGNS_IN) == sorted(PREFIX + role for role in ROLES if role not in WITHOUT_PASSWORD)
        owner = role_url(superuser, "migrate")
        migrate(owner, tmp_path)
        record = role_url(superuser.replace("/postgres?", "/vroegsignaal?"), "report")
        assert asked(record, COLLATED) == ["C"]
        assert asked(record, "SELECT count(*) FROM fact") == ["0"]


def test_without_passwords_every_role_signs_in_where_the_server_trusts_it(tmp_path: Path) -> None:
    with embedded_postgres(tmp_path / "server") as superuser:
        migrate(superuser, tmp_path, "--bootstrap")
        assert asked(superuser, SIGNS_IN) == sorted(PREFIX + role for role in ROLES)
