"""Commands on the record of a running installation, or of the server that the settings name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import typer
import yaml
from pydantic import ValidationError
from sqlalchemy import Engine, make_url, select, text
from sqlalchemy.exc import OperationalError

from domain.figures.indicators import Cohort, CohortFigures
from domain.figures.ledger import Ledger
from domain.figures.store import count_ledger
from plumbing.record.connect import open_engine
from plumbing.record.migrate import DATABASE, role_url
from plumbing.record.policies import publish
from plumbing.record.tables import sequence
from plumbing.running.settings import Settings
from plumbing.transport.stuck import retry_stuck
from schemas.policy.form import Policy
from schemas.policy.published import Published
from services.report.reports.period import end_of_day
from services.report.store import UnknownMunicipality, read_cohort
from services.triage.replay import Replayed
from services.triage.store import replay as replay_one


@contextmanager
def role_engine(settings: Settings, role: str) -> Iterator[Engine]:
    """An engine with `role` on the installation's database."""
    written = settings.home / "installation.json"
    url = settings.postgres_url or (json.loads(written.read_text())["postgres"] if written.exists() else "")
    if not url:
        raise typer.BadParameter("no running installation in this data directory, and no VROEGSIGNAAL_POSTGRES_URL")
    database = make_url(url).set(database=DATABASE).render_as_string(hide_password=False)
    engine = open_engine(role_url(database, role, password=settings.role_password))
    try:
        yield engine
    except OperationalError as error:
        raise typer.BadParameter(f"the record does not answer ({type(error.orig).__name__}); is it running?") from None
    finally:
        engine.dispose()


def current_ledger(settings: Settings) -> Ledger:
    """The ledger now."""
    with role_engine(settings, "report") as engine:
        return count_ledger(engine)


def figures_of_period(
    settings: Settings, municipality: str, first: date, last: date, as_of: date | None
) -> CohortFigures:
    """The indicators of a cohort, followed up to the end of `as_of` (default: now). Raises BadParameter."""
    until = end_of_day(as_of) if as_of else datetime.now(UTC)
    with role_engine(settings, "report") as engine:
        try:
            return read_cohort(engine, Cohort(municipality, first, last, until))
        except UnknownMunicipality:
            raise typer.BadParameter(f"there is no municipality {municipality} in the record") from None
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None


def replay_all(settings: Settings, municipality: str | None) -> list[Replayed]:
    """Replay one municipality, or all."""
    with role_engine(settings, "triage") as engine, engine.connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        codes = [municipality] if municipality else connection.execute(select(sequence.c.municipality)).scalars().all()
        return [replay_one(connection, code) for code in sorted(codes)]


def retry_stuck_events(settings: Settings) -> int:
    """Wake every stuck event again."""
    with role_engine(settings, "relay") as engine, engine.begin() as connection:
        return retry_stuck(connection)


def publish_policy(settings: Settings, file: Path, municipality: str, valid_from: date) -> Published:
    """Check a policy file and store it. Raises BadParameter with every error at once."""
    try:
        policy = Policy.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise typer.BadParameter(str(error)) from None
    with role_engine(settings, "admin") as engine, engine.begin() as connection:
        return publish(connection, municipality, policy, valid_from)
