"""The policies and the seed that are shipped as examples hold, and say what the code does."""

import yaml

from command.seed import Seed
from domain.law.partner_kinds import PARTNER_TYPES
from schemas.policy.form import DEFAULT, Policy
from tests.architecture.checkout import ROOT

DEPLOY = ROOT / "deploy"


def policy(name: str) -> Policy:
    return Policy.model_validate(yaml.safe_load((DEPLOY / "policies" / f"{name}.yaml").read_text(encoding="utf-8")))


def test_every_policy_that_is_shipped_is_valid() -> None:
    names = {path.stem for path in (DEPLOY / "policies").iterdir()}
    assert names == {"standard", "at-once", "letter-first", "phone-first", "visit-first"}
    assert len({policy(name).name for name in names}) == len(names)


def test_the_standard_policy_is_the_default() -> None:
    assert policy("standard").model_copy(update={"examples": None}) == DEFAULT


def test_the_standard_policy_names_every_choice() -> None:
    written = yaml.safe_load((DEPLOY / "policies" / "standard.yaml").read_text(encoding="utf-8"))
    assert set(written) == set(Policy.model_fields)


def test_at_once_differs_from_the_default_in_its_window_only() -> None:
    at_once = policy("at-once")
    assert at_once.dispatch_window.kind == "none"
    same = {"name": DEFAULT.name, "dispatch_window": DEFAULT.dispatch_window, "examples": None}
    assert at_once.model_copy(update=same) == DEFAULT


def test_the_example_seed_can_be_planted() -> None:
    seed = Seed.model_validate(yaml.safe_load((DEPLOY / "seed.example.yaml").read_text(encoding="utf-8")))
    places = {place.code for place in seed.municipalities}
    senders = {partner.id for partner in seed.partners}
    assert {one.municipality for one in seed.agreements} | {one.municipality for one in seed.workers} == places
    assert {one.partner for one in seed.agreements} == senders


def test_the_example_seed_opens_no_bsn_and_no_birth_date_of_a_tenant() -> None:
    seed = Seed.model_validate(yaml.safe_load((DEPLOY / "seed.example.yaml").read_text(encoding="utf-8")))
    assert [one for one in seed.agreements if one.bsn_basis or one.birth_date_basis] == []
    assert any(PARTNER_TYPES[partner.kind].attestation for partner in seed.partners)
