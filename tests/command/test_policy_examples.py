"""Worked examples are run: what does not come out is refused, and no setting stands in a policy that none proves."""

from datetime import time
from pathlib import Path
from typing import Any, Final

import pytest
import typer
import yaml
from typer.testing import CliRunner

from command.cli import app
from command.policies.examples import DECIDES_NOTHING, SWITCHES, not_as_expected, switched_off, unproven, wrong_examples
from command.policies.files import read_policy
from schemas.policy.form import DEFAULT, Policy
from schemas.policy.points import POINT_RULES
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from tests.architecture.checkout import ROOT

POLICIES: Final = ROOT / "deploy" / "policies"
SHIPPED: Final = sorted(path.stem for path in POLICIES.glob("*.yaml"))
VARIANTS: Final = ("letter-first", "phone-first", "visit-first")
OFF: Final[dict[str, dict[str, Any]]] = {
    "threshold_cents": {"threshold_cents": 0},
    "repeat_months": {"repeat_months": 0},
    "approach.crisis": {"approach": DEFAULT.approach | {Tray.CRISIS: Channel.LETTER}},
    "approach.several": {"approach": DEFAULT.approach | {Tray.SEVERAL: Channel.LETTER}},
    "approach.single": {"approach": DEFAULT.approach | {Tray.SINGLE: Channel.LETTER}},
    "dispatch_window.kind": {"dispatch_window": DEFAULT.dispatch_window.model_copy(update={"kind": "none"})},
    "dispatch_window.at": {"dispatch_window": DEFAULT.dispatch_window.model_copy(update={"at": time(7)})},
    "clocks.crisis_working_days": {"clocks": DEFAULT.clocks.model_copy(update={"crisis_working_days": 1})},
    "clocks.ordinary_days": {"clocks": DEFAULT.clocks.model_copy(update={"ordinary_days": 7})},
}
"""Each choice of the default, and the default with another answer to it."""
ONE_ANSWER: Final = {"below_threshold_channel"}
"""A choice with one answer cannot be off."""


def shipped(name: str) -> Policy:
    return read_policy(POLICIES / f"{name}.yaml")


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(typer.BadParameter) as refused:
        read_policy(path)
    return str(refused.value)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_examples_of_every_shipped_policy_come_out_and_prove_what_it_chooses(name: str) -> None:
    policy = shipped(name)
    assert policy.examples
    assert list(wrong_examples(policy)) == []
    assert list(unproven(policy)) == []


@pytest.mark.parametrize("name", VARIANTS)
def test_every_choice_of_a_variant_that_is_off_makes_an_example_fail(name: str) -> None:
    policy = shipped(name)
    choices = list(switched_off(policy))
    assert len(choices) > 4
    for place, off in choices:
        assert list(wrong_examples(off)), place


@pytest.mark.parametrize("choice", OFF)
def test_every_choice_of_the_default_that_is_answered_otherwise_makes_an_example_fail(choice: str) -> None:
    otherwise = Policy.model_validate(shipped("standard").model_copy(update=OFF[choice]).model_dump())
    assert list(wrong_examples(otherwise))


def test_every_choice_of_the_form_is_switched_off_by_these_tests() -> None:
    tested = {choice.partition(".")[0] for choice in OFF}
    assert set(Policy.model_fields) == tested | ONE_ANSWER | DECIDES_NOTHING | {"points", "trays", "parking"}
    assert SWITCHES.keys() <= set(Policy.model_fields)
    for name in ("approach", "dispatch_window", "clocks"):
        part = getattr(DEFAULT, name)
        names = part.keys() if isinstance(part, dict) else type(part).model_fields
        assert {f"{name}.{one}" for one in names} <= OFF.keys()


WAITING_ALONE: Final = {
    "about": "klein",
    "signals": [{"partner": "water", "euros": 40}],
    "expect": {"disposition": "parked"},
}
NOT_FOUND: Final = {
    "about": "niet gevonden",
    "signals": [{"partner": "water", "euros": 400, "resident": "no-hit"}],
    "expect": {"disposition": "parked"},
}
IN_A_CASE: Final = {"about": "gewoon", "signals": [{"partner": "water", "euros": 400}], "expect": {"tray": "single"}}


@pytest.mark.parametrize(
    ("parking", "proof"),
    [({"below_threshold": True}, WAITING_ALONE), ({"unclear_registration": True}, NOT_FOUND)],
    ids=["below-threshold", "unclear-registration"],
)
def test_letting_signals_wait_is_proven_by_an_example_of_one_that_waits(parking: Any, proof: Any) -> None:
    parks = {"name": "wachten", "parking": parking}
    assert not list(unproven(Policy.model_validate(parks | {"examples": [proof]})))
    assert [place for place, _ in unproven(Policy.model_validate(parks | {"examples": [IN_A_CASE]}))] == [("parking",)]


def test_an_approach_for_contracts_that_end_is_proven_by_an_example_of_one() -> None:
    ends = {
        "about": "einde levering",
        "signals": [{"partner": "energy", "euros": 400, "kind": "end-of-contract-announced"}],
        "expect": {"channel": "visit"},
    }
    own = {"name": "apart", "approach": DEFAULT.approach | {Tray.END_OF_CONTRACT: Channel.VISIT}}
    assert not list(unproven(Policy.model_validate(own | {"examples": [ends]})))
    assert [place for place, _ in unproven(Policy.model_validate(own | {"examples": [IN_A_CASE]}))] == [
        ("approach", "end-of-contract")
    ]


def test_every_rule_that_gives_points_is_proven_by_a_shipped_policy() -> None:
    proven = {place[1] for name in VARIANTS for place, _ in switched_off(shipped(name)) if place[0] == "points"}
    assert proven == {*POINT_RULES, "bands"}


THREE: Final = """name: drie
threshold_cents: 7500
points:
  refused_before: {points: 1}
  bands:
    - {band: low, from_points: 0, urgency: 0}
    - {band: high, from_points: 1, urgency: 1}
examples:
  - about: rond de grens
    signals:
      - {partner: water, euros: 60}
    expect: {reason: below-threshold, channel: letter}
  - about: wie nee zei
    signals:
      - {partner: water, euros: 90, received: 2026-01-12, refused_after: true}
      - {partner: landlord, euros: 640}
    expect: {band: high, urgency: 1}
"""


def test_an_example_that_does_not_come_out_is_named_with_its_line_and_with_what_came_out(tmp_path: Path) -> None:
    assert read_policy(written(tmp_path, THREE)).name == "drie"
    wrong = THREE.replace("channel: letter", "channel: phone")
    wrong = wrong.replace("band: high, u", "band: low, u")
    assert refusal(written(tmp_path, wrong)) == (
        "policy.yaml, line 9: example 1: channel phone expected, letter came out\n"
        "policy.yaml, line 13: example 2: band low expected, high came out"
    )


def test_a_rule_that_is_shown_and_never_applied_is_refused_with_its_line(tmp_path: Path) -> None:
    said = refusal(written(tmp_path, THREE.replace("refused_after: true", "refused_after: false")))
    assert said.startswith("policy.yaml, line 13: example 2: band high expected, low came out")
    without = THREE[: THREE.index("  - about: wie nee zei")]
    said = refusal(written(tmp_path, without))
    assert "policy.yaml, line 4: points.refused_before: no example changes when this is off" in said
    assert "policy.yaml, line 7: points.bands.2: no example changes when this is off" in said


def test_a_line_of_trays_that_another_choice_hides_is_refused(tmp_path: Path) -> None:
    hidden = THREE + "trays:\n  - {tray: several, channel: visit}\n"
    assert "trays.1: no example changes when this is off" in refusal(written(tmp_path, hidden))


def test_all_that_is_wrong_is_told_at_once_and_no_example_is_run_before_the_form_is_right(tmp_path: Path) -> None:
    wrong = THREE.replace("7500", "veel").replace("points: 1}", "points: 0}").replace("euros: 60", "euros: nul")
    said = refusal(written(tmp_path, wrong)).splitlines()
    assert [line.partition(":")[0] for line in said] == [f"policy.yaml, line {line}" for line in (2, 4, 11)]
    assert "veel" not in "".join(said)
    assert "nul" not in "".join(said)


def test_an_example_is_held_to_the_order_of_receipt_and_expects_something() -> None:
    late = {"about": "x", "signals": [{"partner": "water", "euros": 1}], "expect": {}}
    with pytest.raises(ValueError, match="at least one thing"):
        Policy.model_validate({"name": "x", "examples": [late]})
    days = ("2026-03-17", "2026-03-01")
    signals = [{"partner": "water", "euros": 1, "received": day} for day in days]
    with pytest.raises(ValueError, match="order in which they were received"):
        Policy.model_validate({"name": "x", "examples": [late | {"signals": signals, "expect": {"urgency": 0}}]})


def test_what_came_of_an_example_is_all_that_an_example_may_expect() -> None:
    (example, *_) = shipped("phone-first").examples or ()
    anything: dict[str, Any] = dict.fromkeys(type(example.expect).model_fields, "?")
    everything = example.model_copy(update={"expect": example.expect.model_construct(**anything)})
    found = {name for name, _, _ in not_as_expected(shipped("phone-first"), everything)}
    assert found == set(type(example.expect).model_fields)


def test_the_command_says_that_a_policy_may_be_published_or_why_not(tmp_path: Path) -> None:
    right = CliRunner().invoke(app, ["policy", "test", str(POLICIES / "standard.yaml")])
    number = len(shipped("standard").examples or ())
    assert number > 1
    assert (right.exit_code, right.stdout.strip()) == (
        0,
        f"Dit beleid mag worden gepubliceerd. De {number} voorbeelden kloppen.",
    )
    wrong = CliRunner().invoke(app, ["policy", "test", str(written(tmp_path, "name: x\nwijk: 3\n"))])
    assert wrong.exit_code != 0
    assert "can never be a ground" in wrong.stderr


def test_a_policy_that_is_published_keeps_its_examples_and_they_change_no_digest() -> None:
    policy = shipped("phone-first")
    stored = Policy.model_validate_json(policy.model_dump_json())
    assert stored == policy
    assert yaml.safe_load((POLICIES / "phone-first.yaml").read_text(encoding="utf-8"))["name"] == policy.name
