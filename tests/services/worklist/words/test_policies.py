"""A policy in sentences: every choice has one in both languages, and what differs is never left out."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from schemas.policy.form import DEFAULT, Policy
from schemas.policy.points import POINT_RULES
from schemas.written import read_model
from services.worklist.words.policies import POINTS_SAID, TELLS, by_group, policy_said
from services.worklist.words.policy_changes import Difference, difference_said, differences_said
from services.worklist.words.store import messages
from services.worklist.words.wording import Wording
from tests.architecture.checkout import ROOT

TODAY: Final = date(2026, 3, 17)
NL, EN = Wording(messages("nl"), TODAY), Wording(messages("en"), TODAY)
SHIPPED: Final = sorted((ROOT / "deploy" / "policies").glob("*.yaml"))
SAID_WITH_THE_THRESHOLD, SAID_NOWHERE = "below_threshold_channel", "examples"


def policy(path: Path) -> Policy:
    return read_model(Policy, path.read_text(encoding="utf-8"))


def otherwise(**changed: Any) -> Policy:
    return Policy.model_validate(DEFAULT.model_dump(exclude={"examples"}) | changed)


def test_every_setting_of_the_form_is_said() -> None:
    assert {*TELLS, SAID_WITH_THE_THRESHOLD, SAID_NOWHERE} == set(Policy.model_fields)
    assert set(POINTS_SAID) == set(POINT_RULES)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("wording", [NL, EN], ids=["nl", "en"])
def test_every_choice_is_a_full_sentence_without_codes(path: Path, wording: Wording) -> None:
    said = policy_said(wording, policy(path))
    assert len({one.setting for one in said}) == len(said)
    for one in said:
        assert one.sentence[0].isupper()
        assert one.sentence.endswith(".")
        assert not any(part in one.sentence for part in ("{", "None", "_", "cents", "debt-help"))


def test_sentences_are_short() -> None:
    for path in SHIPPED:
        for one in policy_said(NL, policy(path)):
            sentences = one.sentence.replace("?", ".").split(". ")
            assert max(len(sentence.split()) for sentence in sentences) <= 19, one.sentence


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "anders"},
        {"threshold_cents": 0},
        {"threshold_cents": 7_500},
        {"repeat_months": 0},
        {"repeat_months": 1},
        {"approach": {"crisis": "phone", "several": "visit", "single": "phone"}},
        {"dispatch_window": {"kind": "none"}},
        {"dispatch_window": {"at": "09:30"}},
        {"clocks": {"crisis_working_days": 1}},
        {"clocks": {"ordinary_days": 14}},
    ],
    ids=str,
)
def test_no_choice_changes_without_a_word(changed: dict[str, Any]) -> None:
    after = otherwise(**changed)
    for wording in (NL, EN):
        (one,) = differences_said(wording, DEFAULT, after)
        assert None not in one
    assert differences_said(NL, after, after) == []


def test_a_rule_that_comes_is_new_and_one_that_goes_is_gone() -> None:
    pointed = policy(ROOT / "deploy" / "policies" / "phone-first.yaml")
    more = {one.setting for one in differences_said(NL, DEFAULT, pointed) if one.before is None}
    less = {one.setting for one in differences_said(NL, pointed, DEFAULT) if one.after is None}
    assert more == less
    assert {"points.months_behind", "points.bands.high", "trays.several.high"} <= more


def test_the_approach_of_a_tray_and_the_line_that_takes_its_place_are_one_choice() -> None:
    line = otherwise(trays=[{"tray": "single", "channel": "letter"}])
    assert differences_said(NL, DEFAULT, line) == [
        Difference("trays.single.rest", "Bakje Enkelvoudig: begin met telefoon.", "Bakje Enkelvoudig: begin met brief.")
    ]


def test_what_is_never_read_is_not_said() -> None:
    covered = otherwise(trays=[{"tray": "single", "channel": "letter"}])
    said = [one.sentence for one in policy_said(NL, covered)]
    assert "Bakje Enkelvoudig: begin met telefoon." not in said


def test_no_difference_is_said_in_a_sentence() -> None:
    assert list(difference_said(NL, DEFAULT, DEFAULT)) == ["  Er verandert niets aan wat het beleid doet."]
    assert list(difference_said(EN, DEFAULT, DEFAULT)) == ["  Nothing changes in what the policy does."]


def test_what_is_read_together_stands_under_one_heading_and_nothing_is_lost() -> None:
    said = policy_said(NL, policy(ROOT / "deploy" / "policies" / "visit-first.yaml"))
    groups = by_group(said)
    assert list(groups) == ["limits", "weight", "approach", "moment"]
    assert sum(map(len, groups.values())) == len(said) - 1, "all but the name"
    assert "Begin dezelfde dag." in groups["approach"][0].sentence
