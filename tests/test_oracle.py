"""The oracle of the fault tests finds each kind of loss and double that it stands for: one of each is planted."""

import pytest

from tests.builders import AT_ONCE, Town, a_signal
from tests.oracle import DOUBLES, hold

LOST_OR_CHANGED = {
    "a signal is gone": "DELETE FROM signal WHERE id = (SELECT signal_id FROM decision LIMIT 1)",
    "a signal is not decided": "DELETE FROM decision WHERE sequence = (SELECT max(sequence) FROM decision)",
    "a receipt is gone": "DELETE FROM receipt WHERE line = 1",
    "a task is gone": "DELETE FROM task WHERE case_id = (SELECT case_id FROM task LIMIT 1)",
    "all facts of a kind are gone": "DELETE FROM fact WHERE kind = 'signal-settled'",
    "all facts of a code are gone": "DELETE FROM fact WHERE kind = 'signal-settled' AND code <> 'in-case'",
    "facts of an opening are gone": "DELETE FROM fact WHERE kind = 'case-opened'",
    "a fact counts double": "UPDATE fact SET amount = 2 * amount WHERE kind = 'task-dispatched'",
    "a decision says something else": "UPDATE decision SET outcome = jsonb_set(outcome::jsonb, '{tray}', 'null')::json",
    "a decision was asked something else": "UPDATE decision SET input_digest = decode(repeat('00', 32), 'hex')",
    "a deadline moved": "UPDATE case_file SET deadline = deadline + 1",
    "a tray moved": "UPDATE case_file SET tray = 'crisis' WHERE tray <> 'crisis'",
    "an urgency changed": "UPDATE case_file SET urgency = urgency + 1",
    "a disposition changed": "UPDATE decision SET disposition = 'duplicate' WHERE disposition = 'repeat'",
}
"""What happened -> SQL that makes it so."""

DOUBLED = {
    "two tasks": ("ALTER TABLE task DROP CONSTRAINT pk_task", "INSERT INTO task SELECT * FROM task"),
    "two open cases": (
        "DROP INDEX uq_case_file_open_household",
        "ALTER TABLE case_file DROP CONSTRAINT pk_case_file CASCADE",
        "INSERT INTO case_file SELECT * FROM case_file",
    ),
    "two decisions": (
        "ALTER TABLE decision DROP CONSTRAINT pk_decision, DROP CONSTRAINT uq_decision_municipality_signal_id_cause",
        "INSERT INTO decision SELECT * FROM decision",
    ),
}
"""What the record itself refuses: found also where a constraint were gone."""


@pytest.fixture
def day(town: Town) -> Town:
    """Two signals of one household, one of another and one that repeats, with their cases and tasks."""
    town.publish(AT_ONCE)
    first = a_signal()
    town.bring(first, a_signal(postcode=first.postcode, house_number=first.house_number), a_signal())
    town.later(days=31)
    town.bring(first.model_copy(update={"signal_date": town.now.date()}))
    town.plan(*(str(case["id"]) for case in town.rows("SELECT id FROM case_file")))
    return town


def test_a_record_with_nothing_wrong_holds(day: Town) -> None:
    assert len(day.rows("SELECT * FROM task")) == 2
    hold(day.record, "9901")


@pytest.mark.parametrize("sql", LOST_OR_CHANGED.values(), ids=list(LOST_OR_CHANGED))
def test_what_is_lost_or_changed_is_found(day: Town, sql: str) -> None:
    with day.record.engine("superuser").begin() as connection:
        assert connection.exec_driver_sql(sql).rowcount
    with pytest.raises(AssertionError):
        hold(day.record, "9901")


@pytest.mark.parametrize("what", DOUBLED)
def test_what_is_double_is_found(day: Town, what: str) -> None:
    with day.record.engine("superuser").connect() as connection:
        for sql in DOUBLED[what]:
            connection.exec_driver_sql(sql)
        assert what in {row[0] for row in connection.exec_driver_sql(DOUBLES)}
        connection.rollback()
