"""`policy publish` says from when a version holds, what it changes and which it hides, or that nothing is new."""

import json
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
from services.worklist.words.store import messages
from services.worklist.words.wording import Wording
from tests.builders import Town
from tests.database import Database

TODAY = local_date(datetime.now(UTC))
SOON, LATER = TODAY + timedelta(days=5), TODAY + timedelta(days=40)
PAST = TODAY - timedelta(days=1)
NL, EN = Wording(messages("nl"), TODAY), Wording(messages("en"), TODAY)


def a_policy(cents: int) -> dict[str, object]:
    """A threshold, and the example that proves it: an amount that this threshold and the default judge differently."""
    signal = {"partner": "water", "euros": (min(cents, 5_000) + 99) // 100}
    expect = {"reason": "below-threshold" if cents > 5_000 else "above-threshold"}
    example = {"about": "rond de grens", "signals": [signal], "expect": expect}
    return {"name": "streng", "threshold_cents": cents, "examples": [example]}


class Publisher:
    """Publishes policies of 9901 by the command."""

    def __init__(self, record: Database, folder: Path) -> None:
        self.record, self.folder = record, folder

    def __call__(self, cents: int, day: date, *options: str, municipality: str = "9901") -> Result:
        """Publish a policy with this threshold, in force from `day`."""
        file = self.folder / "policy.yaml"
        file.write_text(yaml.safe_dump(a_policy(cents)), encoding="utf-8")
        where = ["publish", str(file), "--from", day.isoformat(), "--municipality", municipality]
        return self.run(*where, "--yes", *options)

    def run(self, *typed: str, answer: str | None = None) -> Result:
        """Type a command on policies."""
        surroundings = {"VROEGSIGNAAL_POSTGRES_URL": self.record.superuser_url, "VROEGSIGNAAL_HOME": str(self.folder)}
        return CliRunner().invoke(app, ["policy", *typed], env=surroundings | {"COLUMNS": "200"}, input=answer)

    def versions(self) -> list[Published]:
        """The newest first, the default last."""
        with self.record.engine("admin").connect() as connection:
            return list(policies_of(connection, ["9901"])["9901"])


@pytest.fixture
def publishes(town: Town, tmp_path: Path) -> Publisher:
    return Publisher(town.record, tmp_path)


def below(cents: int) -> str:
    """What a threshold says."""
    return (
        f"Is er één signaal, van minder dan {NL.euros(cents)}? Dan begint de aanpak met: brief."
        " Geen signaal blijft liggen."
    )


def lines(done: Result) -> list[str]:
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def test_it_says_from_when_it_is_in_force_and_what_changed(publishes: Publisher) -> None:
    intro, *changed, last = lines(publishes(7_500, SOON))
    assert re.fullmatch(rf"version 1 of 9901, digest [0-9a-f]{{12}}: in force from {SOON}", last)
    assert intro == f"Dit verandert er op {NL.dated(SOON)} voor gemeente 9901:"
    assert changed == [
        "  Wordt: Het beleid heet: streng. Dit was: Het beleid heet: standaard 2026.",
        f"  Wordt: {below(7_500)} Dit was: {below(5_000)}",
    ]
    _, *changed, _ = lines(publishes(8_000, LATER))
    assert changed == [
        f"  Wordt: {below(8_000)} Dit was: {below(7_500)}",
        f"  Versie 1, vanaf {NL.dated(SOON)}, geldt niet meer vanaf {NL.dated(LATER)}.",
    ]


def test_the_difference_is_told_in_english_too(publishes: Publisher) -> None:
    intro, *_ = lines(publishes(7_500, SOON, "--language", "en"))
    assert intro == f"This changes on {EN.dated(SOON)} for municipality 9901:"
    assert publishes(8_000, LATER, "--language", "fy").exit_code != 0


@pytest.mark.parametrize(("answer", "versions"), [("n\n", [0]), ("y\n", [1, 0])])
def test_it_asks_after_showing_what_changes_and_stores_nothing_without_a_yes(
    publishes: Publisher, answer: str, versions: list[int]
) -> None:
    file = publishes.folder / "asked.yaml"
    file.write_text(yaml.safe_dump(a_policy(7_500)), encoding="utf-8")
    asked = publishes.run("publish", str(file), "--from", str(SOON), "--municipality", "9901", answer=answer)
    assert asked.stdout.index(below(7_500)) < asked.stdout.index("Publiceren?")
    assert [one.version for one in publishes.versions()] == versions


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
    assert [line for line in told if "geldt" in line] == [
        f"  Versie 1, vanaf {NL.dated(SOON)}, geldt geen enkele dag meer.",
        f"  Versie 2, vanaf {NL.dated(LATER)}, geldt geen enkele dag meer.",
    ]
    assert told[-2].startswith("Die dag is al voorbij.")
    for day in (PAST, SOON, LATER):
        assert in_force(publishes.versions(), day).policy.threshold_cents == 9_000


def test_what_was_hidden_already_is_not_told_again(publishes: Publisher) -> None:
    lines(publishes(7_500, LATER))
    lines(publishes(8_000, SOON))
    told = lines(publishes(9_000, SOON))
    assert [line for line in told if "geldt" in line] == [
        f"  Versie 2, vanaf {NL.dated(SOON)}, geldt geen enkele dag meer."
    ]


@pytest.mark.parametrize("code", ["9909", "990", "", "Waterdal"])
def test_an_unknown_municipality_gets_no_policy(publishes: Publisher, code: str) -> None:
    refused = publishes(7_500, SOON, municipality=code)
    assert refused.exit_code != 0
    assert f"there is no municipality {code}".strip() in refused.stderr
    with publishes.record.engine("superuser").connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM policy").scalar_one() == 0


def test_who_decided_is_kept_and_shown_in_the_list(publishes: Publisher) -> None:
    lines(publishes(7_500, TODAY, "--decided-by", "college van B en W"))
    lines(publishes(8_000, SOON))
    found = json.loads(publishes.run("list", "--municipality", "9901", "--json").stdout)
    shown = [(one["version"], one["from"], one["inForce"], one["decidedBy"]) for one in found]
    assert shown == [(2, str(SOON), False, None), (1, str(TODAY), True, "college van B en W")]
    assert "college van B en W" in publishes.run("list", "--municipality", "9901").stdout


def test_a_policy_is_shown_in_sentences_for_a_day_and_for_a_version(publishes: Publisher) -> None:
    lines(publishes(7_500, SOON))
    assert below(5_000) in publishes.run("show", "--municipality", "9901").stdout
    assert below(7_500) in publishes.run("show", "--municipality", "9901", "--on", str(SOON)).stdout
    assert below(5_000) in publishes.run("show", "--municipality", "9901", "--version", "0").stdout
    said = publishes.run("show", "--municipality", "9901", "--version", "1", "--language", "en").stdout
    assert "The policy is called: streng." in said
    assert publishes.run("show", "--municipality", "9901", "--version", "9").exit_code != 0
    body = json.loads(publishes.run("show", "--municipality", "9901", "--version", "1", "--json").stdout)
    assert (body["threshold_cents"], len(body["examples"])) == (7_500, 1)


def test_what_differs_is_told_between_versions_and_with_a_file(publishes: Publisher) -> None:
    lines(publishes(7_500, TODAY))
    lines(publishes(8_000, SOON))
    first, *rest = lines(publishes.run("diff", "--municipality", "9901"))
    assert (first, rest) == ("compared with version 1:", [f"  Wordt: {below(8_000)} Dit was: {below(7_500)}"])
    first, *rest = lines(publishes.run("diff", "--municipality", "9901", "--version", "1", "--before", "1"))
    assert rest == ["  Er verandert niets aan wat het beleid doet."]
    file = publishes.folder / "policy.yaml"
    first, *rest = lines(publishes.run("diff", "--municipality", "9901", "--file", str(file)))
    assert (first, len(rest)) == ("compared with version 1:", 1)


@pytest.mark.parametrize("command", ["list", "show", "diff"])
def test_nothing_is_told_of_a_municipality_that_nobody_knows(publishes: Publisher, command: str) -> None:
    refused = publishes.run(command, "--municipality", "9909")
    assert refused.exit_code != 0
    assert "there is no municipality 9909" in refused.stderr


def test_a_policy_without_an_example_that_proves_it_is_refused_and_stores_nothing(publishes: Publisher) -> None:
    file = publishes.folder / "bare.yaml"
    file.write_text("name: kaal\nrepeat_months: 6\nthreshold_cents: 7500\n", encoding="utf-8")
    refused = publishes.run("publish", str(file), "--from", str(SOON), "--municipality", "9901", "--yes")
    assert refused.exit_code != 0
    assert "bare.yaml, line 3: threshold_cents: no example changes when this is off" in refused.stderr
    assert [one.version for one in publishes.versions()] == [0]
