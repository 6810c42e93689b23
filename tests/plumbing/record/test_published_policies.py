"""Published policies: the newest version that was valid on a day is in force, each municipality has its own."""

from datetime import date

from plumbing.record.connect import transaction
from plumbing.record.published_policies import policies_of, publish
from schemas.policy.form import DEFAULT, Policy
from schemas.policy.published import UNPUBLISHED, in_force
from tests.database import Database

HERE, THERE = "0677", "1876"
FIRST, SECOND = date(2026, 1, 1), date(2026, 3, 1)
STRICT = Policy.model_validate({"name": "strict", "threshold_cents": 10_000})
MILD = Policy.model_validate({"name": "mild", "threshold_cents": 2_000})


def on(record: Database, municipality: str, day: date) -> Policy:
    with transaction(record.engine("triage")) as connection:
        return in_force(policies_of(connection, [HERE, THERE])[municipality], day).policy


def test_the_newest_version_that_was_valid_on_the_day_is_in_force(record: Database) -> None:
    with transaction(record.engine("admin")) as connection:
        assert publish(connection, HERE, STRICT, FIRST).version == 1
        assert publish(connection, HERE, MILD, SECOND).version == 2
    assert on(record, HERE, date(2025, 12, 31)) == DEFAULT
    assert on(record, HERE, date(2026, 2, 28)) == STRICT
    assert on(record, HERE, SECOND) == MILD
    assert on(record, THERE, SECOND) == DEFAULT


def test_a_later_version_of_the_same_day_replaces_the_earlier(record: Database) -> None:
    with transaction(record.engine("admin")) as connection:
        publish(connection, HERE, STRICT, FIRST)
        publish(connection, HERE, MILD, FIRST)
    assert on(record, HERE, SECOND) == MILD


def test_the_same_body_in_two_municipalities_is_two_publications(record: Database) -> None:
    with transaction(record.engine("admin")) as connection:
        publish(connection, HERE, STRICT, FIRST)
        publish(connection, THERE, STRICT, SECOND)
    with transaction(record.engine("triage")) as connection:
        found = policies_of(connection, [HERE, THERE])
    assert [one.valid_from for one in found[HERE]] == [FIRST, UNPUBLISHED.valid_from]
    assert [one.valid_from for one in found[THERE]] == [SECOND, UNPUBLISHED.valid_from]
    assert found[HERE][0].digest == found[THERE][0].digest
