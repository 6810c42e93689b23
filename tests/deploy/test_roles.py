"""The script that makes the roles of a real server: repeatable, and enough for the owner to migrate."""

import os
import subprocess
import sys
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from sqlalchemy import make_url

from plumbing.record.roles import ROLES
from tests.deploy.dashboard import DEPLOY
from tests.real import find_postgres, need, real_postgres

SCRIPT = DEPLOY / "postgres" / "roles.sh"
PASSWORD = "it's a \\ test $1"


def make_roles(superuser_url: str) -> None:
    url = make_url(superuser_url)
    passwords = {f"ROLE_PASSWORD_{role.upper()}": PASSWORD for role in ROLES if role != "simulate"}
    server = {"PGHOST": str(url.host), "PGPORT": str(url.port), "PATH": f"{find_postgres()}:{os.environ['PATH']}"}
    made = subprocess.run([SCRIPT], env={**server, **passwords}, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr


def require_passwords(data: Path, superuser_url: str) -> None:
    """From now on every role but the superuser must give its password, as in a real installation."""
    rules = data / "pg_hba.conf"
    rules.write_text("host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
    with psycopg.connect(superuser_url) as connection:
        connection.execute("SELECT pg_reload_conf()")


def migrate_as_owner(superuser_url: str, home: Path, **password: str) -> subprocess.CompletedProcess[str]:
    """Run what compose runs as `migrate`: the owner's URL, the password beside it."""
    owner = make_url(superuser_url).set(username="vroegsignaal_migrate", database="vroegsignaal")
    settings = {"VROEGSIGNAAL_POSTGRES_URL": owner.render_as_string(), "VROEGSIGNAAL_HOME": str(home)}
    command = [sys.executable, "-m", "command.cli", "migrate"]
    environment = {"PATH": os.environ["PATH"], **settings, **password}
    return subprocess.run(command, cwd=DEPLOY.parent, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.real
def test_roles_are_made_once_and_the_owner_can_migrate(tmp_path: Path) -> None:
    need("postgres")
    with real_postgres(tmp_path) as superuser:
        make_roles(superuser)
        make_roles(superuser)
        require_passwords(tmp_path / "data", superuser)
        assert migrate_as_owner(superuser, tmp_path).returncode != 0
        migrated = migrate_as_owner(superuser, tmp_path, PGPASSWORD=PASSWORD)
        assert migrated.returncode == 0, migrated.stderr
        database = make_url(superuser).set(database="vroegsignaal").render_as_string(hide_password=False)
        with psycopg.connect(database) as connection:
            assert roles_where(connection, "rolsuper OR rolbypassrls OR rolcreaterole") == []
            assert roles_where(connection, "rolpassword IS NULL") == ["vroegsignaal_simulate"]
            owners = connection.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
            assert owners.fetchall() == [("vroegsignaal_migrate",)]


def roles_where(connection: psycopg.Connection[tuple[str]], condition: LiteralString) -> list[str]:
    found = connection.execute(
        "SELECT rolname FROM pg_authid WHERE rolname LIKE 'vroegsignaal%' AND (" + condition + ")"
    )
    return [name for (name,) in found.fetchall()]


def test_without_every_password_the_script_stops_before_it_begins() -> None:
    made = subprocess.run([SCRIPT], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False)
    assert made.returncode == 1
    assert made.stderr == "ROLE_PASSWORD_MIGRATE is needed\n"
