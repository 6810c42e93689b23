"""What compose does to a server of its own: roles with their passwords, the database, the migrations; repeatable."""

import os
import subprocess
import sys
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from sqlalchemy import make_url

from command.engines import PASSWORD_OF, WITHOUT_PASSWORD, opened
from plumbing.record.migrate import role_url
from plumbing.record.roles import ROLES
from tests.deploy.dashboard import DEPLOY
from tests.real import need, real_postgres

PASSWORD = "it's a \\ test $1"
PASSWORDS = {PASSWORD_OF + role.upper(): f"{PASSWORD} {role}" for role in ROLES if role not in WITHOUT_PASSWORD}


def migrate(url: str, home: Path, *options: str, **passwords: str) -> subprocess.CompletedProcess[str]:
    """Run the command as compose runs it: the URL without a password, passwords beside it."""
    settings = {"VROEGSIGNAAL_POSTGRES_URL": url, "VROEGSIGNAAL_HOME": str(home)}
    command = [sys.executable, "-m", "command.cli", "migrate", *options]
    environment = {"PATH": os.environ["PATH"], **settings, **passwords}
    return subprocess.run(command, cwd=DEPLOY.parent, env=environment, capture_output=True, text=True, check=False)


def require_passwords(data: Path, superuser_url: str) -> None:
    """From now on every role but the superuser must give its password, as in a real installation."""
    rules = data / "pg_hba.conf"
    rules.write_text("host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
    with psycopg.connect(superuser_url) as connection:
        connection.execute("SELECT pg_reload_conf()")


def record_url(superuser_url: str, user: str = "postgres") -> str:
    return make_url(superuser_url).set(database="vroegsignaal", username=user).render_as_string(hide_password=False)


@pytest.mark.real
def test_a_superuser_makes_the_roles_and_the_owner_migrates(tmp_path: Path) -> None:
    need("postgres")
    with real_postgres(tmp_path) as superuser:
        require_passwords(tmp_path / "data", superuser)
        for _ in range(2):
            made = migrate(superuser, tmp_path, "--bootstrap", **PASSWORDS)
            assert made.returncode == 0, made.stderr
        owner = record_url(superuser, "vroegsignaal_migrate")
        assert migrate(owner, tmp_path).returncode != 0
        for passwords in ({"PGPASSWORD": f"{PASSWORD} migrate"}, PASSWORDS):
            migrated = migrate(owner, tmp_path, **passwords)
            assert migrated.returncode == 0, migrated.stderr
        with psycopg.connect(record_url(superuser)) as connection:
            assert roles_where(connection, "rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb") == []
            assert roles_where(connection, "rolpassword IS NULL OR NOT rolcanlogin") == ["vroegsignaal_simulate"]
            assert [row[0] for row in connection.execute(OWNERS)] == ["vroegsignaal_migrate"]
            assert connection.execute(COLLATED).fetchall() == [("C",)]
        for role in ("triage", "report"):
            url = role_url(record_url(superuser), role, password=f"{PASSWORD} {role}")
            with opened(url) as engine, engine.connect() as signed_in:
                assert signed_in.exec_driver_sql("SELECT current_user").scalar_one() == f"vroegsignaal_{role}"


OWNERS = (
    "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    " UNION SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'vroegsignaal'"
)

COLLATED = "SELECT datcollate FROM pg_database WHERE datname = 'vroegsignaal'"


def roles_where(connection: psycopg.Connection[tuple[str]], condition: LiteralString) -> list[str]:
    found = connection.execute(
        "SELECT rolname FROM pg_authid WHERE rolname LIKE 'vroegsignaal%' AND (" + condition + ")"
    )
    return [name for (name,) in found.fetchall()]


def test_without_every_password_nothing_is_made(tmp_path: Path) -> None:
    nowhere = "postgresql://postgres@127.0.0.1:1/postgres"
    made = migrate(nowhere, tmp_path, "--bootstrap", ROLE_PASSWORD_MIGRATE=PASSWORD, ROLE_PASSWORD_ADMIN=PASSWORD)
    assert made.returncode == 2
    assert f"{PASSWORD_OF}INGEST" in made.stderr
    assert f"{PASSWORD_OF}ADMIN" not in made.stderr
    assert PASSWORD not in made.stderr


def test_without_a_server_nothing_is_tried(tmp_path: Path) -> None:
    for options in ([], ["--bootstrap"]):
        refused = migrate("", tmp_path, *options)
        assert (refused.returncode, "VROEGSIGNAAL_POSTGRES_URL" in refused.stderr) == (2, True), refused.stderr
