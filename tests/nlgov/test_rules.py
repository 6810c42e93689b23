"""Every rule of the NL API Design Rules is held: by a rule of the linter, or by a test that is named here."""

import ast
from typing import Final

import pytest

from tests.architecture.checkout import ROOT
from tests.nlgov.bad_examples import BAD_EXAMPLES

DOOR: Final = "tests/services/ingest/door"
API, OPENAPI, FRONT = f"{DOOR}/test_api.py", f"{DOOR}/test_openapi.py", f"{DOOR}/test_front_page.py"
LINTER = "tests/nlgov/ruleset.yaml"
HELD: Final[dict[str, list[tuple[str, str]]]] = {
    "interface-language": [
        (LINTER, "texts-are-dutch"),
        (OPENAPI, "test_query_parameters_and_fields_are_in_lower_camel_case_and_in_the_glossary"),
    ],
    "doc-language": [(OPENAPI, "test_every_field_is_explained_in_dutch_and_nothing_in_english_is_left")],
    "naming-resources": [(LINTER, "no-verbs-in-paths")],
    "naming-collections": [(LINTER, "collections-are-plural")],
    "path-segments-kebab-case": [(LINTER, "path-segments-kebab-case")],
    "no-trailing-slash": [
        (LINTER, "path-keys-no-trailing-slash"),
        (API, "test_an_unknown_address_and_a_wrong_method_are_problems_too"),
    ],
    "query-keys-camel-case": [(LINTER, "query-keys-camel-case"), (LINTER, "attributes-camel-case")],
    "schema-names": [(LINTER, "schema-names-upper-camel-case")],
    "resource-operations": [(LINTER, "actions-come-last")],
    "nested-child": [(LINTER, "children-under-their-parent")],
    "hide-implementation": [(LINTER, "no-implementation-in-paths"), (API, "test_a_bug_is_a_problem_without_a_value")],
    "stateless": [(LINTER, "stateless"), (f"{DOOR}/test_nlgov.py", "test_no_answer_sets_a_cookie")],
    "http-methods": [(LINTER, "standard-methods")],
    "http-safety": [
        (LINTER, "safe-methods-have-no-body"),
        (f"{DOOR}/test_nlgov.py", "test_reading_changes_nothing"),
    ],
    "http-response-code": [(OPENAPI, "test_real_answers_fit_the_description")],
    "date-time": [
        (LINTER, "dates-and-moments-alone"),
        (LINTER, "moments-have-their-format"),
        (f"{DOOR}/test_nlgov.py", "test_every_moment_in_an_answer_has_its_zone"),
    ],
    "error-handling": [
        (LINTER, "errors-are-problems"),
        (LINTER, "problems-have-their-members"),
        (LINTER, "invalid-input-is-400"),
        (LINTER, "what-can-be-wrong-has-its-400"),
        (LINTER, "failures-of-ours-are-documented"),
        (API, "test_malformed_json_is_a_problem_not_a_422"),
        (API, "test_wrong_parameters_are_told_together"),
    ],
    "doc-openapi": [
        (LINTER, "openapi3"),
        (LINTER, "oas3-schema"),
        (LINTER, "oas3-valid-media-example"),
        (LINTER, "oas3-valid-schema-example"),
        (LINTER, "operation-operationId-unique"),
        (LINTER, "operation-tag-defined"),
        (LINTER, "path-params"),
        (LINTER, "every-operation-has-id-tag-and-summary"),
        (OPENAPI, "test_every_route_is_described_and_every_description_has_its_route"),
    ],
    "contact": [(LINTER, "info-contact")],
    "publish-openapi": [
        (LINTER, "description-is-open"),
        (LINTER, "description-is-published"),
        (OPENAPI, "test_the_document_is_published_without_sign_in_for_everyone"),
    ],
    "uri-version": [(LINTER, "servers-named"), (LINTER, "servers-https-and-major-version")],
    "semver": [(LINTER, "semver"), (OPENAPI, "test_the_document_names_version_contact_and_a_secure_server")],
    "version-header": [
        (LINTER, "version-header"),
        (API, "test_every_answer_has_the_version_and_the_security_headers"),
        (FRONT, "test_whoever_looks_at_the_version_is_led_to_the_page"),
    ],
    "changelog": [(f"{DOOR}/test_nlgov.py", "test_the_changelog_is_published_with_the_software")],
    "deprecation-schedule": [(LINTER, "changes-are-announced")],
    "transition-period": [(LINTER, "changes-are-announced")],
    "transport": [
        (LINTER, "nothing-sensitive-in-addresses"),
        (LINTER, "signed-in"),
        (LINTER, "waiting-has-its-time"),
        (API, "test_every_answer_has_the_version_and_the_security_headers"),
    ],
}
"""Rule of the standard -> what holds it."""


def functions_of(place: str) -> set[str]:
    """Names of the tests of a file."""
    tree = ast.parse((ROOT / place).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("rule", HELD)
def test_a_rule_of_the_standard_is_held_by_something_that_exists(rule: str) -> None:
    assert HELD[rule]
    for place, name in HELD[rule]:
        assert name in (BAD_EXAMPLES if place == LINTER else functions_of(place)), (rule, name)


def test_every_rule_of_the_linter_stands_for_a_rule_of_the_standard() -> None:
    named = {name for held in HELD.values() for place, name in held if place == LINTER}
    assert named == set(BAD_EXAMPLES)
