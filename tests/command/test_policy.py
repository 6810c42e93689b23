"""`policy publish` says from when a version holds, what it changes and which it hides, or that nothing is new."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from command.cli import app
from domain.law.calendar import local_date
from plumbing.record.published_policies import policies_of
from schemas.policy.published import Published, in_force
from tests.builders import Town
from tests.database import Database

TODAY = local_date(datetime.now(UTC))
SOON, LATER = TODAY + timedelta(days=5), TODAY + timedelta(days=40)
PAST = TODAY - timedelta(days=1)


class Publisher:
    """Publishes policies of 9901 by the command."""

    def __init__(self, record: Database, folder: Path) -> None:
        self.record, self.folder = record, folder

    def __call__(self, cents: int, day: date, *options: str, municipality: str = "9901") -> Result:
        """Publish a policy with this threshold, in force from `day`."""
        file = self.folder / "policy.yaml"
        file.write_text(yaml.safe_dump({"name": "streng", "threshold_cents": cents}), encoding="utf-8")
        where = ["policy", "publish", str(file), "--from", day.isoformat(), "--municipality", municipality]
        surroundings = {"VROEGSIGNAAL_POSTGRES_URL": self.record.superuser_url, "VROEGSIGNAAL_HOME": str(self.folder)}
        return CliRunner().invoke(app, [*where, *options], env=surroundings | {"COLUMNS": "200"})

    def versions(self) -> list[Published]:
        """The newest first, the default last."""
        with self.record.engine("admin").connect() as connection:
            return list(policies_of(connection, ["9901"])["9901"])


@pytest.fixture
def publishes(town: Town, tmp_path: Path) -> Publisher:
    return Publisher(town.record, tmp_path)


def lines(done: Result) -> list[str]:
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def test_it_says_from_when_it_is_in_force_and_what_changed(publishes: Publisher) -> None:
    first, changed, *rest = lines(publishes(7_500, SOON))
    assert re.fullmatch(rf"version 1 of 9901, digest [0-9a-f]{{12}}: in force from {SOON}", first)
    assert changed == "changed from the default:"
    assert rest == ["  name: standaard 2026 -> streng", "  threshold_cents: 5000 -> 7500"]
    _, changed, *rest = lines(publishes(8_000, LATER))
    assert changed == "changed from version 1:"
    assert rest == ["  threshold_cents: 7500 -> 8000", f"hides version 1 (from {SOON}) from {LATER} on"]


@pytest.mark.parametrize("day", [SOON, LATER])
def test_the_same_text_as_the_one_that_holds_makes_no_version_and_says_so(publishes: Publisher, day: date) -> None:
    lines(publishes(7_500, SOON))
    assert lines(publishes(7_500, day)) == [f"no new version: version 1, in force from {SOON}, says the same"]
    assert [one.version for one in publishes.versions()] == [1, 0]


def test_the_same_text_may_be_published_for_an_earlier_day_and_for_a_day_when_another_holds(
    publishes: Publisher,
) -> None:
    lines(publishes(7_500, LATER))
    lines(publishes(7_500, SOON))
    lines(publishes(8_000, SOON))
    lines(publishes(7_500, LATER))
    assert [one.version for one in publishes.versions()] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("day", [PAST, date(2000, 1, 1)])
def test_a_day_in_the_past_is_refused_and_stores_nothing(publishes: Publisher, day: date) -> None:
    refused = publishes(7_500, day)
    assert refused.exit_code != 0
    assert "in the past" in refused.stderr
    assert "--correction" in refused.stderr
    assert [one.version for one in publishes.versions()] == [0]


def test_today_is_not_the_past(publishes: Publisher) -> None:
    lines(publishes(7_500, TODAY))


def test_a_correction_says_which_versions_it_hides_and_from_when(publishes: Publisher) -> None:
    lines(publishes(7_500, SOON))
    lines(publishes(8_000, LATER))
    told = lines(publishes(9_000, PAST, "--correction"))
    assert [line for line in told if line.startswith("hides")] == [
        f"hides version 1 (from {SOON}) from {SOON} on: no day is left to it",
        f"hides version 2 (from {LATER}) from {LATER} on: no day is left to it",
    ]
    for day in (PAST, SOON, LATER):
        assert in_force(publishes.versions(), day).policy.threshold_cents == 9_000


def test_what_was_hidden_already_is_not_told_again(publishes: Publisher) -> None:
    lines(publishes(7_500, LATER))
    lines(publishes(8_000, SOON))
    told = lines(publishes(9_000, SOON))
    assert [line for line in told if line.startswith("hides")] == [
        f"hides version 2 (from {SOON}) from {SOON} on: no day is left to it"
    ]


@pytest.mark.parametrize("code", ["9909", "990", "", "Waterdal"])
def test_an_unknown_municipality_gets_no_policy(publishes: Publisher, code: str) -> None:
    refused = publishes(7_500, SOON, municipality=code)
    assert refused.exit_code != 0
    assert f"there is no municipality {code}".strip() in refused.stderr
    with publishes.record.engine("superuser").connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM policy").scalar_one() == 0
