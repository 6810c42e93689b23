"""A policy against the minimum approach: by what it makes of signals, and honest about what it does not say."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from command.cli import app
from command.policies.files import profile_named, read_policy
from command.policies.minimum import MINIMUM_ANSWERS, held_against
from schemas.policy.form import DEFAULT, Policy
from schemas.policy.minimum import MinimumAnswer, MinimumBar
from schemas.vocabulary.contacts import Channel
from tests.architecture.checkout import ROOT

VISITS = ROOT / "deploy" / "policies" / "visit-first.yaml"
MET, NOT_MET, NOT_SAID = MinimumAnswer


def answers(policy: Policy, **profile: Any) -> dict[MinimumBar, MinimumAnswer]:
    return held_against(profile_named("minimum").model_copy(update=profile), policy)


def test_everything_that_the_profile_asks_has_an_answer() -> None:
    assert set(MINIMUM_ANSWERS) == set(MinimumBar)
    assert set(answers(DEFAULT)) == set(MinimumBar)


def test_the_default_meets_what_it_speaks_of_and_says_nothing_of_the_rest() -> None:
    found = answers(DEFAULT)
    assert [bar for bar, answer in found.items() if answer is not MET] == [
        MinimumBar.BEGINS_IN_TIME,
        MinimumBar.ATTEMPTS,
    ]
    assert NOT_MET not in found.values()


def test_a_tray_that_begins_lighter_than_is_enough_does_not_meet_it() -> None:
    lighter = DEFAULT.model_copy(update={"approach": dict.fromkeys(DEFAULT.approach, Channel.LETTER)})
    assert answers(lighter)[MinimumBar.FIRST_APPROACH] is NOT_MET


def test_a_line_of_trays_counts_as_much_as_the_approach_of_the_tray() -> None:
    hidden = Policy.model_validate({"name": "x", "trays": [{"tray": "crisis", "channel": "letter"}]})
    assert answers(hidden)[MinimumBar.FIRST_APPROACH] is NOT_MET


def test_the_terms_are_compared_with_those_of_the_profile() -> None:
    found = answers(DEFAULT, crisis_working_days=2, ordinary_days=21)
    assert (found[MinimumBar.CRISIS_TERM], found[MinimumBar.ORDINARY_TERM]) == (NOT_MET, NOT_MET)


@pytest.mark.parametrize(("days", "answer"), [(10, MET), (5, MET), (4, NOT_MET)])
def test_the_day_on_which_a_worker_begins_is_looked_up_in_what_comes_of_signals(
    days: int, answer: MinimumAnswer
) -> None:
    found = answers(read_policy(VISITS), begins_within_working_days=days)
    assert found[MinimumBar.BEGINS_IN_TIME] is answer


def test_the_profile_and_the_answers_can_be_published_as_they_are() -> None:
    told = CliRunner().invoke(app, ["policy", "test", str(VISITS), "--against", "minimum", "--json"])
    found = json.loads(told.stdout)
    assert told.exit_code == 0
    assert found["against"]["attempts"] == {"at_least": 4, "channels_at_least": 2}
    assert {one["asked"]: one["answer"] for one in found["answers"]}["begins-in-time"] == "met"
    assert all(one["nl"] and one["en"] for one in found["answers"])


def test_a_policy_that_does_not_meet_a_profile_of_ones_own_ends_with_exit_code_one(tmp_path: Any) -> None:
    text = (ROOT / "deploy" / "profiles" / "minimum.yaml").read_text(encoding="utf-8")
    strict = tmp_path / "streng.yaml"
    strict.write_text(text.replace("crisis_working_days: 3", "crisis_working_days: 1"), encoding="utf-8")
    standard = str(ROOT / "deploy" / "policies" / "standard.yaml")
    assert CliRunner().invoke(app, ["policy", "test", standard, "--against", str(strict)]).exit_code == 1
    assert CliRunner().invoke(app, ["policy", "test", standard, "--against", "nergens"]).exit_code == 2
