"""Row-level security: a neighbour's rows, or another partner's, are seen through no table and no view."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import ProgrammingError

from plumbing.record.connect import transaction
from plumbing.record.roles import PREFIX, SHARED, VIEWS
from plumbing.record.tables import column_mapping
from plumbing.record.tables.configuration import SHOWN_OF_PARTNER
from schemas.ids import Id, event_id
from tests.database import Database
from tests.plumbing.record.rows_everywhere import SPACE, fill

READABLE = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v', 'm', 'p', 'f') AND c.relname <> 'alembic_version'
ORDER BY c.relname
"""
WITHOUT_MUNICIPALITY = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname NOT IN ('alembic_version', 'municipality')
AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'municipality')
"""
A, B = event_id(SPACE, "a"), event_id(SPACE, "b")


@pytest.fixture
def filled(record: Database) -> Iterator[Database]:
    """Municipality 9901 of partner A and 9902 of partner B, with a row in every table."""
    fill(record.engine("superuser"), "9901", "a")
    fill(record.engine("superuser"), "9902", "b")
    yield record
    record.empty()


def everything(record: Database) -> list[str]:
    with record.engine("superuser").connect() as connection:
        return list(connection.exec_driver_sql(READABLE).scalars())


def columns(connection: Connection, name: str) -> list[str]:
    """Columns of a table or view that the connected role may read."""
    sql = (
        "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped "
        "AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')"
    )
    return list(connection.exec_driver_sql(sql, (name,)).scalars())


def seen(connection: Connection, name: str) -> list[dict[str, object]]:
    """All rows that the connected role sees, with the columns it may read; none when it may read nothing."""
    readable = columns(connection, name)
    if not readable:
        return []
    named = ", ".join(f'"{column}"' for column in readable)
    return [dict(row._mapping) for row in connection.exec_driver_sql(f"SELECT {named} FROM {name}")]


def readable_by(record: Database, role: str) -> set[str]:
    with record.engine(role).connect() as connection:
        return {name for name in everything(record) if columns(connection, name)}


def test_every_table_and_view_holds_a_row_of_both_neighbours(filled: Database) -> None:
    with filled.engine("superuser").connect() as connection:
        for name in everything(filled):
            number = connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
            assert number >= (1 if name == "simulated_clock" else 0 if name == "undispatched_case" else 2), name


def test_the_worklist_reads_nothing_of_the_neighbour(filled: Database) -> None:
    tried = set()
    with transaction(filled.engine("worklist"), municipalities=("9901",)) as connection:
        for name in everything(filled):
            rows = seen(connection, name)
            codes = {row.get("municipality", row.get("code")) for row in rows}
            if name not in SHARED:
                assert codes <= {"9901"}, name
                tried |= {name} if rows else set()
    assert tried == readable_by(filled, "worklist") - SHARED
    assert "unsettled_signal" in tried


def test_the_worklist_cannot_ask_for_the_neighbour_by_name(filled: Database) -> None:
    with transaction(filled.engine("worklist"), municipalities=("9901",)) as connection:
        for name in readable_by(filled, "worklist") - SHARED - {"municipality"}:
            sql = f"SELECT count(*) FROM {name} WHERE municipality = '9902'"
            assert connection.exec_driver_sql(sql).scalar_one() == 0, name


def test_the_worklist_without_a_scope_reads_nothing_at_all(filled: Database) -> None:
    with filled.engine("worklist").connect() as connection:
        for name in set(everything(filled)) - SHARED:
            assert seen(connection, name) == [], name


@pytest.mark.parametrize(
    ("role", "sql"),
    [
        ("worklist", "SELECT id FROM signal"),
        ("worklist", "INSERT INTO access SELECT municipality, id, id, id, '', received_at FROM signal"),
        ("ingest", "SELECT id FROM signal"),
        (
            "ingest",
            "INSERT INTO receipt (delivery_id, line, partner_id, outcome) SELECT id, 1, partner_id, '' FROM delivery",
        ),
    ],
)
def test_the_scope_is_read_once_for_a_statement_and_not_for_every_row(filled: Database, role: str, sql: str) -> None:
    with transaction(filled.engine(role), municipalities=("9901",), partner=A) as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN (VERBOSE, COSTS OFF) {sql}").scalars().all()
    read = [place for place, line in enumerate(plan) if "current_setting('app." in line]
    assert read
    assert all("InitPlan" in "".join(plan[max(place - 2, 0) : place]) for place in read)


def test_a_scope_ends_with_its_transaction(filled: Database) -> None:
    engine = filled.engine("worklist")
    with transaction(engine, municipalities=("9901",)) as connection:
        assert seen(connection, "signal")
    with transaction(engine) as connection:
        assert seen(connection, "signal") == []


def test_what_the_worklist_reads_without_a_municipality_is_no_persons_row(filled: Database) -> None:
    with filled.engine("worklist").connect() as connection:
        found = {name: columns(connection, name) for name in SHARED}
    assert {name: set(names) for name, names in found.items() if names} == {
        "partner": set(SHOWN_OF_PARTNER),
        "column_mapping": {column.name for column in column_mapping.columns},
        "outbox": {"id", "created_at", "events"},
        "simulated_clock": {"only", "now"},
    }


def test_the_worklist_cannot_write_into_the_neighbour(filled: Database) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(filled.engine("worklist"), municipalities=("9901",)) as connection,
    ):
        connection.exec_driver_sql("INSERT INTO sequence (municipality, last) VALUES ('9903', 1)")
    with transaction(filled.engine("worklist"), municipalities=("9901",)) as connection:
        changed = connection.exec_driver_sql("UPDATE task SET state = 'taken' WHERE municipality = '9902'")
        assert changed.rowcount == 0


def without_an_end(filled: Database) -> None:
    """All agreements are in force."""
    with filled.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE agreement SET valid_from = '2020-01-01', valid_to = NULL")


def test_the_worklist_reads_and_saves_mappings_of_partners_of_its_own_municipality_alone(filled: Database) -> None:
    without_an_end(filled)
    saved = "INSERT INTO column_mapping (partner_id, name, version, body) VALUES (%s, 'nieuw', 1, '{}')"
    with transaction(filled.engine("worklist"), municipalities=("9901",)) as connection:
        connection.exec_driver_sql(saved, (A,))
        assert {row["partner_id"] for row in seen(connection, "column_mapping")} == {A}
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction(filled.engine("worklist"), municipalities=("9901",)) as connection,
    ):
        connection.exec_driver_sql(saved, (B,))


def mapping_saved_on_a_page(filled: Database, body: str) -> None:
    """By whoever acts for 9901, where partner A has an agreement."""
    with transaction(filled.engine("worklist"), municipalities=("9901",)) as connection:
        saved = "INSERT INTO column_mapping (partner_id, name, version, body) VALUES (%s, 'nieuw', 1, %s)"
        connection.exec_driver_sql(saved, (A, body))


OWN_CONSTANT = '{"constants": {"gemeentecode": "9901"}}'


def test_a_page_may_give_its_own_municipality_for_a_whole_file_where_there_is_no_other(filled: Database) -> None:
    without_an_end(filled)
    mapping_saved_on_a_page(filled, OWN_CONSTANT)


@pytest.mark.parametrize(
    ("sql", "body"),
    [
        ("UPDATE agreement SET valid_to = '2020-12-31'", "{}"),
        (
            "INSERT INTO agreement (municipality, partner_id, valid_from) VALUES ('9902', '{A}', '2020-01-01')",
            OWN_CONSTANT,
        ),
        ("SELECT 1", '{"constants": {"gemeentecode": "9902"}}'),
        ("SELECT 1", '{"values": {"gemeentecode": {"Stad": "9901"}}}'),
    ],
    ids=["ended", "shared", "of another", "words"],
)
def test_no_page_makes_the_rows_of_another_municipality_its_own(filled: Database, sql: str, body: str) -> None:
    without_an_end(filled)
    with filled.engine("superuser").begin() as connection:
        connection.exec_driver_sql(sql.replace("{A}", A))
    with pytest.raises(ProgrammingError, match="row-level security"):
        mapping_saved_on_a_page(filled, body)


def test_the_one_thing_that_pages_hear_of_other_agreements_is_a_yes_or_no_that_only_they_and_commands_ask(
    filled: Database,
) -> None:
    without_an_end(filled)
    asked = "SELECT is_only_municipality(%s, '9901'), is_only_municipality(%s, '9901')"
    for role in ("worklist", "admin"):
        with filled.engine(role).connect() as connection:
            assert tuple(connection.exec_driver_sql(asked, (A, B)).one()) == (True, False)
    for role in ("ingest", "triage", "notify", "relay", "report"):
        with filled.engine(role).connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.exec_driver_sql(asked, (A, B))


NARROWER = ("valid_to = '2026-01-01'", "bsn_basis = NULL", "birth_date_basis = NULL")
WIDER = ("valid_to = NULL", "valid_to = '2027-01-01'", "bsn_basis = 'grond'", "birth_date_basis = 'grond'")


def an_open_agreement(filled: Database) -> None:
    """One that ends, with one ground and without the other."""
    with filled.engine("superuser").begin() as connection:
        connection.exec_driver_sql(
            "UPDATE agreement SET valid_from = '2020-01-01', valid_to = '2026-12-31', bsn_basis = 'convenant'"
        )


@pytest.mark.parametrize("change", NARROWER)
def test_pages_may_narrow_an_agreement_of_their_own_municipality_and_no_other(filled: Database, change: str) -> None:
    an_open_agreement(filled)
    with transaction(filled.engine("worklist"), municipalities=("9901",)) as connection:
        assert connection.exec_driver_sql(f"UPDATE agreement SET {change}").rowcount == 1


@pytest.mark.parametrize("change", WIDER)
def test_pages_may_never_widen_an_agreement_but_the_command_line_may(filled: Database, change: str) -> None:
    an_open_agreement(filled)
    with (
        pytest.raises(ProgrammingError, match="only narrow"),
        transaction(filled.engine("worklist"), municipalities=("9901",)) as connection,
    ):
        connection.exec_driver_sql(f"UPDATE agreement SET {change}")
    with filled.engine("admin").begin() as connection:
        assert connection.exec_driver_sql(f"UPDATE agreement SET {change}").rowcount == 2


@pytest.mark.parametrize(("partner", "other"), [(A, B), (B, A)], ids=["a", "b"])
def test_a_partner_reads_nothing_of_another(filled: Database, partner: Id, other: Id) -> None:
    with transaction(filled.engine("ingest"), partner=partner) as connection:
        for name in ("delivery", "delivery_chunk", "idempotency_key", "receipt", "signal"):
            assert {row["partner_id"] for row in seen(connection, name)} == {partner}, name
            hidden = connection.exec_driver_sql(f"SELECT count(*) FROM {name} WHERE partner_id = %s", (other,))
            assert hidden.scalar_one() == 0, name


def test_ingest_without_a_partner_sees_deliveries_that_wait_and_no_signals(filled: Database) -> None:
    with filled.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE delivery SET state = 'done' WHERE partner_id = %s", (B,))
    with filled.engine("ingest").connect() as connection:
        assert {row["partner_id"] for row in seen(connection, "delivery")} == {A}
        assert [seen(connection, name) for name in ("delivery_chunk", "receipt", "signal")] == [[], [], []]


def test_tables_without_a_municipality_are_the_literal_list(record: Database) -> None:
    with record.engine("superuser").connect() as connection:
        assert set(connection.exec_driver_sql(WITHOUT_MUNICIPALITY).scalars()) == SHARED


def test_row_level_security_is_forced_wherever_a_municipality_or_partner_stands(record: Database) -> None:
    sql = """
    SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
    """
    free = {"partner", "partner_key", "configuration_change", "outbox", "simulated_clock", "alembic_version"}
    with record.engine("superuser").connect() as connection:
        found = {row.relname: row.forced for row in connection.exec_driver_sql(sql)}
    assert {name for name, forced in found.items() if not forced} == free


def test_every_view_reads_as_its_reader(record: Database) -> None:
    sql = """
    SELECT c.relname, coalesce('security_invoker=true' = ANY(c.reloptions), false) AS invoker FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'v'
    """
    with record.engine("superuser").connect() as connection:
        found = {row.relname: row.invoker for row in connection.exec_driver_sql(sql)}
        materialised = connection.exec_driver_sql("SELECT count(*) FROM pg_matviews").scalar_one()
    assert found == dict.fromkeys(VIEWS, True)
    assert materialised == 0


def test_the_wall_finds_a_view_that_reads_as_its_owner(filled: Database) -> None:
    with filled.engine("superuser").begin() as connection:
        connection.exec_driver_sql("CREATE VIEW leak AS SELECT * FROM signal")
        connection.exec_driver_sql(f"GRANT SELECT ON leak TO {PREFIX}worklist")
    try:
        assert "leak" in everything(filled)
        with transaction(filled.engine("worklist"), municipalities=("9901",)) as connection:
            assert {row["municipality"] for row in seen(connection, "leak")} == {"9901", "9902"}
    finally:
        with filled.engine("superuser").begin() as connection:
            connection.exec_driver_sql("DROP VIEW leak")
