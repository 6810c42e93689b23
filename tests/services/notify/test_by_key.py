"""A batch of cases is read by key, whatever PostgreSQL knows of the table."""

import pytest

from plumbing.record.connect import BY_KEY
from plumbing.record.tables import case_file
from plumbing.record.write import Keys, rows_of
from services.notify.store import HELD, KEPT_OPEN
from tests.builders import Town, a_signal

FRESH = """
CREATE SCHEMA fresh;
CREATE TABLE fresh.case_file (LIKE case_file INCLUDING ALL);
INSERT INTO fresh.case_file
SELECT another.* FROM case_file c, generate_series(1, 5000) n,
 LATERAL jsonb_populate_record(c, jsonb_build_object('id', md5(n::text), 'household_id', md5(n::text))) another;
SET LOCAL search_path = fresh, public;
"""
"""Cases like the one that is there, all open, in a table of which PostgreSQL has no statistics."""


@pytest.mark.parametrize("sql", [KEPT_OPEN, HELD], ids=["kept open", "held"])
def test_a_batch_of_cases_is_read_by_their_key_also_when_the_table_was_never_analysed(town: Town, sql: str) -> None:
    town.bring(a_signal())
    with town.record.engine("superuser").connect() as connection:
        connection.exec_driver_sql(FRESH)
        for name, value in BY_KEY.items():
            connection.exec_driver_sql(f"SET LOCAL {name} = {value}")
        names = connection.exec_driver_sql("SELECT municipality, id FROM case_file LIMIT 1000").all()
        keys = Keys(case_file, ("municipality", "id"), [tuple(name) for name in names])
        plan = "\n".join(row[0] for row in rows_of(connection, f"EXPLAIN {sql}", named=keys))
    assert "Index Scan using case_file_pkey" in plan
    assert plan.count(" on case_file") == 1, plan
    assert "Materialize" not in plan
