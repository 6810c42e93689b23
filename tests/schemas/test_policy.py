"""The policy file: what is refused, and why it is said."""

import pytest
import yaml
from pydantic import ValidationError

from schemas.policy.forbidden import why_never
from schemas.policy.form import Policy
from schemas.policy.published import digest_of
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.choices import Band
from schemas.written import WrittenError, read_model


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{name: x, approach: {crisis: visit}}", "no approach for: several, single"),
        ("{name: x, dispatch_window: {at: 10:30}}", "between quotes"),
        ("{name: x, clocks: {crisis_working_days: 5}}", "less than or equal to 3"),
        ("{name: x, approach: {crisis: visit, several: mail, single: phone}}", "no first approach: mail"),
        ("{name: x, below_threshold_channel: visit}", "letter"),
        ("{name: x, nationality: any}", "Extra inputs"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(yaml.safe_load(text))
    assert said in str(refused.value)


def test_an_empty_policy_is_the_default() -> None:
    policy = Policy.model_validate({"name": "x"})
    assert (policy.threshold_cents, policy.repeat_months) == (5_000, 6)


BANDS = "bands: [{band: low, from_points: 0, urgency: 0}, {band: high, from_points: 5, urgency: 1}]"


def wrong_with(text: str) -> list[tuple[int, str]]:
    with pytest.raises(WrittenError) as refused:
        read_model(Policy, text, why_never)
    return refused.value.found


@pytest.mark.parametrize("ground", ["buurt", "Wijk", "postcode", "surname", "taal", "nationality", "country-of-birth"])
@pytest.mark.parametrize("text", ["name: x\n{}: 3\n", "name: x\npoints:\n  {}: 3\n  " + BANDS + "\n"])
def test_a_forbidden_ground_is_refused_by_its_name_with_the_reason_and_its_line(text: str, ground: str) -> None:
    ((line, said),) = wrong_with(text.replace("{}", ground, 1))
    assert line == (3 if "points" in text else 2)
    assert f"{ground}: can never be a ground" in said
    assert "Awgb" in said


@pytest.mark.parametrize(
    ("ground", "reason"),
    [
        ("health", "Wgs art. 8a"),
        ("gender", "AVG art. 9"),
        ("credit_score", "Wgs art. 8b"),
        ("age_band", "recorded purpose"),
        ("kinderen", "recorded purpose"),
    ],
)
def test_every_forbidden_ground_says_by_which_law(ground: str, reason: str) -> None:
    ((_, said),) = wrong_with(f"name: x\npoints:\n  {ground}: {{points: 3}}\n  {BANDS}\n")
    assert reason in said


def test_a_ground_is_found_in_the_names_of_a_table_too() -> None:
    months = "months_behind: {each: 1, at_most: 3, months_per_period: {wijk: 3, water: 3}}"
    ((line, said),) = wrong_with(f"name: x\npoints:\n  {months}\n  {BANDS}\n")
    assert (line, said.partition(":")[0]) == (3, "points.months_behind.months_per_period.wijk")


def test_a_setting_that_nobody_knows_is_no_forbidden_ground() -> None:
    assert wrong_with("name: x\nthreshold: 3\n") == [(2, "threshold: is not a setting that exists here")]


def test_the_name_of_a_policy_is_no_ground() -> None:
    assert read_model(Policy, "name: wijkteams\n", why_never).name == "wijkteams"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("points: {bands: [{band: low, from_points: 0, urgency: 0}]}", "at least 2 bands"),
        (
            "points: {bands: [{band: low, from_points: 1, urgency: 0}, {band: high, from_points: 5, urgency: 1}]}",
            "the first band begins at 0",
        ),
        (
            "points: {bands: [{band: high, from_points: 0, urgency: 0}, {band: low, from_points: 5, urgency: 1}]}",
            "from low to highest",
        ),
        (
            "points: {bands: [{band: low, from_points: 0, urgency: 1}, {band: high, from_points: 5, urgency: 0}]}",
            "a higher band is never less urgent",
        ),
        (
            "points: {bands: [{band: low, from_points: 0, urgency: 0}, {band: high, from_points: 5, urgency: 3}]}",
            "less than or equal to 2",
        ),
        ("points: {refused_before: {points: -1}, " + BANDS + "}", "greater than or equal to 1"),
        ("points: {refused_before: {points: 0}, " + BANDS + "}", "greater than or equal to 1"),
        ("trays: []", "at least one line"),
        ("trays: [{tray: single, channel: mail}]", "a first approach is one of"),
        ("trays: [{tray: single, channel: [phone]}]", "a first approach is one of"),
        ("trays: [{tray: single, channel: phone}, {tray: single, channel: visit}]", "always first"),
        ("trays: [{tray: single, from_band: high, channel: phone}]", "is no band of points here"),
        (
            "points: {" + BANDS + "}\ntrays: [{tray: single, from_band: low, channel: visit},"
            " {tray: single, from_band: high, channel: visit}]",
            "always first",
        ),
        (
            "points: {" + BANDS + "}\ntrays: [{tray: single, from_band: high, channel: letter},"
            " {tray: single, channel: visit}]",
            "never gets a lighter approach",
        ),
        ("trays: [{tray: single, channel: phone, lead_working_days: 21}]", "less than or equal to 20"),
        ("trays: [{tray: single, channel: phone, offer_level: crisis}]", "'information', 'support' or 'debt-help'"),
    ],
)
def test_points_and_trays_that_cannot_be_meant_are_refused_with_the_reason(text: str, said: str) -> None:
    assert any(said in one for _, one in wrong_with(f"name: x\n{text}\n"))


def test_everything_that_is_wrong_is_told_at_once_by_line_and_without_a_value() -> None:
    text = f"name: x\nbuurt: Lindenkwartier\nthreshold_cents: Jansen\npoints:\n  crisis: {{points: 99}}\n  {BANDS}\n"
    found = wrong_with(text)
    assert [line for line, _ in found] == [2, 3, 5]
    assert not any(value in said for _, said in found for value in ("Lindenkwartier", "Jansen", "99"))


def test_the_first_line_that_fits_holds_and_a_band_below_it_does_not_fit() -> None:
    lines = "[{tray: single, from_band: high, channel: visit}, {tray: single, channel: letter}]"
    policy = read_model(Policy, f"name: x\npoints: {{{BANDS}}}\ntrays: {lines}\n")
    channels = [policy.line_for(Tray.SINGLE, band) for band in (None, Band.LOW, Band.HIGH, Band.HIGHEST)]
    assert [line.channel if line else None for line in channels] == ["letter", "letter", "visit", "visit"]
    assert policy.line_for(Tray.SEVERAL, Band.HIGH) is None


def test_examples_change_no_digest_and_points_do() -> None:
    plain, pointed = (read_model(Policy, text) for text in ("name: x\n", f"name: x\npoints: {{{BANDS}}}\n"))
    example = {"about": "x", "signals": [{"partner": "water", "euros": 9}], "expect": {"urgency": 0}}
    with_example = Policy.model_validate({"name": "x", "examples": [example]})
    assert digest_of(with_example) == digest_of(plain)
    assert digest_of(pointed) != digest_of(plain)
