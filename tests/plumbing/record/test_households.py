"""A household has one open case at most; the record itself keeps to that, whatever a service does."""

import pytest
from sqlalchemy.exc import IntegrityError

from tests.builders import Town, a_signal

AGAIN = """
INSERT INTO case_file
SELECT another.* FROM case_file c,
 LATERAL jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', c.number + %s)) another
WHERE c.number = (SELECT min(number) FROM case_file)
"""
"""The first case once more: the same household, open or closed at the same moment."""


def test_a_household_has_no_second_open_case(town: Town) -> None:
    town.bring(a_signal())
    with (
        pytest.raises(IntegrityError, match="uq_case_file_open_household"),
        town.record.engine("superuser").begin() as connection,
    ):
        connection.exec_driver_sql(AGAIN, (1,))


def test_a_household_may_have_closed_cases_beside_an_open_one_closed_at_the_same_moment_too(town: Town) -> None:
    town.bring(a_signal())
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE case_file SET closed_at = opened_at")
        connection.exec_driver_sql(AGAIN, (1,))
        connection.exec_driver_sql(AGAIN, (2,))
        connection.exec_driver_sql("UPDATE case_file SET closed_at = NULL WHERE number = 2")
    assert town.rows("SELECT count(*) FROM case_file WHERE closed_at IS NULL") == [{"count": 1}]
    assert town.rows("SELECT count(*) FROM case_file") == [{"count": 3}]
