"""`explain`, `rehearse` and `shadow` say what they found in plain words or in JSON, and never a name."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from command.cli import app
from services.triage.supposing.process import SupposingWorker
from tests.builders import Town, a_signal


class Asked:
    """Asks commands on the record of a town."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town, self.folder = town, folder
        self.policy = folder / "policy.yaml"
        self.policy.write_text(yaml.safe_dump({"name": "vanaf 75 euro", "threshold_cents": 7_500}), encoding="utf-8")

    def __call__(self, *words: str) -> Result:
        url = {"VROEGSIGNAAL_POSTGRES_URL": self.town.record.superuser_url, "VROEGSIGNAAL_HOME": str(self.folder)}
        return CliRunner().invoke(app, list(words), env=url | {"COLUMNS": "200"})

    def json(self, *words: str) -> Any:
        done = self(*words, "--json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)


@pytest.fixture
def ask(town: Town, tmp_path: Path) -> Asked:
    return Asked(town, tmp_path)


def test_a_case_is_explained_by_its_number_in_plain_dutch(town: Town, ask: Asked) -> None:
    town.bring(a_signal(amount_cents=7_350, surname="Postma"))
    said = ask("explain", "2026-0001").stdout.replace("\xa0", " ")
    assert "bakje Enkelvoudig, begin met telefoon" in said
    assert "Het bedrag van € 73,50 ligt niet onder de grens van € 50." in said
    assert "Was het bedrag € 49,99 in plaats van € 73,50" in said
    assert "Postma" not in said


def test_a_case_is_explained_in_english_and_in_json(town: Town, ask: Asked) -> None:
    town.bring(a_signal())
    case = str(town.rows("SELECT id FROM case_file")[0]["id"])
    assert (
        "Without this signal (water), it would be: there would be no case." in ask("explain", case, "--english").stdout
    )
    told = ask.json("explain", case)
    assert (told["case"], told["tray"], told["sameAgain"], len(told["signals"])) == (case, "single", True, 1)
    assert told["household"][0]["ground"] == "same-door"


def test_a_number_that_two_municipalities_have_is_asked_about(town: Town, ask: Asked) -> None:
    town.bring(a_signal())
    town.bring(a_signal(municipality="9902"))
    assert "name one" in ask("explain", "2026-0001").output
    assert ask.json("explain", "2026-0001", "--municipality", "9902")["number"] == "2026-0001"


def test_a_case_that_is_not_there_is_refused(ask: Asked) -> None:
    assert ask("explain", "2026-0099").exit_code == 2


@pytest.mark.parametrize("period", ["2026-Q1", "2026-03", "2026-03-17..2026-03-17"])
def test_a_policy_is_rehearsed_on_a_period(town: Town, ask: Asked, period: str) -> None:
    town.bring(*(a_signal(amount_cents=6_000) for _ in range(6)))
    told = ask.json("rehearse", str(ask.policy), "--period", period, "--municipality", "9901")
    assert (told["before"]["approaches"]["phone"], told["after"]["approaches"]["letter"]) == (6, 6)
    assert told["hoursPerWeek"] == 40
    said = ask("rehearse", str(ask.policy), "--period", period, "--municipality", "9901").stdout
    assert "approach letter: 0 -> 6" in said


@pytest.mark.parametrize("period", ["2026", "2026-Q5", "2026-13", "gisteren"])
def test_a_period_that_is_none_is_refused(ask: Asked, period: str) -> None:
    done = ask("rehearse", str(ask.policy), "--period", period, "--municipality", "9901")
    assert (done.exit_code, "2026-Q1" in done.output) == (2, True)


def test_a_shadow_is_started_followed_shown_and_ended(town: Town, ask: Asked) -> None:
    assert "no shadow has run here" in ask("shadow", "show", "--municipality", "9901").stdout
    day = town.now.date().isoformat()
    done = ask("shadow", "start", str(ask.policy), "--municipality", "9901", "--from", day)
    assert "shadow 1 of 9901: vanaf 75 euro" in done.stdout
    town.bring(*(a_signal(amount_cents=6_000) for _ in range(6)))
    SupposingWorker(town.record.engine("triage"), lambda: town.now).round()
    told = ask.json("shadow", "show", "--municipality", "9901")
    assert told["differences"] == [{"live": "single/phone", "shadow": "single/letter", "signals": 6}]
    assert "number 2" in ask("shadow", "stop", "--municipality", "9901").stdout
    assert "single/phone -> single/letter: 6" in ask("shadow", "show", "--municipality", "9901").stdout
