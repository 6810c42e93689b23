"""Which role signs in where, and with which password."""

import json
from pathlib import Path

import pytest
import typer

from command.engines import PASSWORD_OF, passwords_of_roles, role_engine, url_of
from plumbing.record.proof import Misplaced
from plumbing.record.roles import ROLES
from plumbing.running.settings import Settings
from tests.database import Database

SERVER = "postgresql://postgres:superuser@127.0.0.1:5432/postgres"


def settings(home: Path, url: str = SERVER, password: str = "") -> Settings:
    return Settings(home=home, postgres_url=url, role_password=password)


def test_a_role_signs_in_with_its_own_password_else_with_one_made_from_the_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{PASSWORD_OF}TRIAGE", "own")
    shared = settings(tmp_path, password="shared")
    assert url_of(shared, "triage") == "postgresql://vroegsignaal_triage:own@127.0.0.1:5432/vroegsignaal"
    made = passwords_of_roles(shared)
    assert url_of(shared, "report") == f"postgresql://vroegsignaal_report:{made['report']}@127.0.0.1:5432/vroegsignaal"
    assert made == passwords_of_roles(settings(tmp_path, password="shared"))
    assert made["triage"] == "own"


def test_no_role_has_the_password_of_another_or_the_secret_itself(tmp_path: Path) -> None:
    made = passwords_of_roles(settings(tmp_path, password="shared"))
    assert set(made) == set(ROLES)
    assert len({*made.values(), "shared"}) == len(ROLES) + 1
    other = passwords_of_roles(settings(tmp_path, password="another"))
    assert set(made.values()).isdisjoint(other.values())


def test_one_password_for_several_roles_is_refused_without_repeating_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("TRIAGE", "REPORT"):
        monkeypatch.setenv(f"{PASSWORD_OF}{role}", "the same")
    with pytest.raises(typer.BadParameter, match="ROLE_PASSWORD_TRIAGE, ROLE_PASSWORD_REPORT: must differ") as refused:
        passwords_of_roles(settings(tmp_path, password="shared"))
    assert "the same" not in str(refused.value)


def test_a_url_that_is_the_roles_own_keeps_its_password(tmp_path: Path) -> None:
    own = "postgresql://vroegsignaal_migrate:secret@127.0.0.1:5432/vroegsignaal"
    assert url_of(settings(tmp_path, own), "migrate") == own
    assert url_of(settings(tmp_path, own), "report") == "postgresql://vroegsignaal_report@127.0.0.1:5432/vroegsignaal"


def test_a_server_that_trusts_local_roles_gets_no_passwords(tmp_path: Path) -> None:
    assert passwords_of_roles(settings(tmp_path)) == {}


def test_the_running_installation_is_found_by_its_data_directory(record: Database, tmp_path: Path) -> None:
    (tmp_path / "installation.json").write_text(json.dumps({"postgres": record.superuser_url}), encoding="utf-8")
    with role_engine(settings(tmp_path, url=""), "report") as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar_one() == "vroegsignaal_report"


def test_a_record_that_does_not_answer_is_told_in_a_word(tmp_path: Path) -> None:
    with (
        pytest.raises(typer.BadParameter, match="does not answer"),
        role_engine(settings(tmp_path, "postgresql://nobody@127.0.0.1:1/none"), "report") as engine,
    ):
        engine.connect()


def test_a_command_on_a_record_of_another_version_says_so(database: Database, tmp_path: Path) -> None:
    with database.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    try:
        with (
            pytest.raises(Misplaced, match="made by a newer version"),
            role_engine(settings(tmp_path, database.superuser_url), "report"),
        ):
            pass
    finally:
        with database.engine("superuser").begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
