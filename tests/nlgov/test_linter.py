"""Our description breaks none of the Dutch rules, and each rule finds its bad example (Spectral, our own ruleset)."""

from copy import deepcopy
from pathlib import Path

import orjson
import pytest
import yaml

from services.ingest.door.openapi import document
from tests.nlgov.bad_examples import BAD_EXAMPLES
from tests.nlgov.spectral import RULESET, broken_rules_of
from tests.real import need

RULES = yaml.safe_load(RULESET.read_text(encoding="utf-8"))["rules"]
GOOD = "good"


def test_every_rule_has_its_bad_example() -> None:
    assert sorted(BAD_EXAMPLES) == sorted(RULES)


@pytest.mark.parametrize("rule", sorted(BAD_EXAMPLES))
def test_a_bad_example_changes_the_description(rule: str) -> None:
    changed = _described()
    BAD_EXAMPLES[rule](changed)
    assert changed != _described()


@pytest.mark.real
def test_the_description_keeps_every_rule_and_every_bad_example_is_found(tmp_path: Path) -> None:
    need("spectral")
    documents = {GOOD: _described()}
    for rule, breaks in BAD_EXAMPLES.items():
        documents[rule] = _described()
        breaks(documents[rule])
    found = broken_rules_of(documents, tmp_path)
    assert found.pop(GOOD) == set()
    assert [rule for rule, broken in found.items() if rule not in broken] == []


def _described() -> dict[str, object]:
    """The description as it is served, its own copy."""
    return deepcopy(orjson.loads(orjson.dumps(document())))
