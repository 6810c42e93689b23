"""The script that makes the roles of a real server: repeatable, and enough for the owner to migrate."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from services.record.migrate import migrate, role_url
from services.record.roles import ROLES
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


@pytest.mark.real
def test_roles_are_made_once_and_the_owner_can_migrate(tmp_path: Path) -> None:
    need("postgres")
    with real_postgres(tmp_path) as superuser:
        make_roles(superuser)
        make_roles(superuser)
        database = make_url(superuser).set(database="vroegsignaal").render_as_string(hide_password=False)
        migrate(role_url(database, "migrate", password=PASSWORD))
        with psycopg.connect(database) as connection:
            mighty = connection.execute(
                "SELECT rolname FROM pg_roles WHERE rolname LIKE 'vroegsignaal%' AND (rolsuper OR rolbypassrls)"
            )
            assert mighty.fetchall() == []
            cannot_enter = connection.execute(
                "SELECT rolname FROM pg_authid WHERE rolname LIKE 'vroegsignaal%' AND rolpassword IS NULL"
            )
            assert cannot_enter.fetchall() == [("vroegsignaal_simulate",)]


def test_without_every_password_the_script_stops_before_it_begins() -> None:
    made = subprocess.run([SCRIPT], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False)
    assert made.returncode == 1
    assert made.stderr == "ROLE_PASSWORD_MIGRATE is needed\n"
