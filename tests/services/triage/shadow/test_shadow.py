"""A policy runs as a shadow: what it would have said is counted, and it can touch nothing."""

from datetime import date

import pytest
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from domain.figures.shadow import ShadowPair, ShadowRun, shadow_json
from domain.figures.store import read_shadow
from plumbing.record.connect import transaction
from plumbing.record.roles import GRANTS
from plumbing.record.tables import shadow_policy
from plumbing.record.write import insert
from schemas.policy.form import Policy
from schemas.policy.published import digest_of
from services.triage.rehearse.read import STOOD
from services.triage.shadow.store import follow_shadow, running_shadows
from services.triage.supposing.process import SupposingWorker
from tests.builders import Town, a_signal
from tests.services.triage.deciding import transactions_while_deciding

EUR_75 = Policy.model_validate({"name": "vanaf 75 euro", "threshold_cents": 7_500})
OF_CASES = ("case_file", "task", "decision", "fact", "outbox", "case_event", "match_state", "signal_move", "sequence")


def start(
    town: Town,
    policy: Policy | None = EUR_75,
    number: int = 1,
    code: str = "9901",
    starts_on: date = date(2026, 3, 17),
) -> None:
    row = {
        "municipality": code,
        "number": number,
        "starts_on": starts_on,
        "digest": digest_of(policy) if policy else None,
        "body": policy.model_dump(mode="json") if policy else None,
    }
    with town.record.engine("admin").begin() as connection:
        insert(connection, shadow_policy, [row])


def counted(town: Town) -> dict[tuple[str, str], int]:
    rows = town.rows("SELECT live, shadow, sum(signals)::int AS n FROM shadow_day GROUP BY 1, 2")
    return {(str(row["live"]), str(row["shadow"])): int(str(row["n"])) for row in rows}


def shadow_round(engine: Engine) -> int:
    """Let every shadow follow; gives how many of them had something new."""
    return sum(follow_shadow(engine, one) for one in running_shadows(engine))


def follow(town: Town) -> int:
    return shadow_round(town.record.engine("triage"))


def test_a_shadow_counts_what_it_would_have_said_otherwise(town: Town) -> None:
    start(town)
    town.bring(*(a_signal(amount_cents=6_000) for _ in range(3)), a_signal())
    assert follow(town) == 1
    assert counted(town) == {("single/phone", "single/letter"): 3, ("single/phone", "single/phone"): 1}


def test_the_history_is_read_only_where_something_is_to_be_compared(town: Town) -> None:
    engine, read = town.record.engine("triage"), list[str]()
    event.listen(engine, "before_cursor_execute", lambda *told: read.append(told[2]))
    town.bring(a_signal())
    start(town, starts_on=date(2026, 3, 19))
    assert (shadow_round(engine), STOOD in read) == (0, False)
    town.later(days=4)
    town.bring(a_signal())
    assert (shadow_round(engine), STOOD in read) == (1, True)
    read.clear()
    assert (shadow_round(engine), STOOD in read) == (0, False)


def test_every_decision_is_counted_once_however_often_the_round_comes(town: Town) -> None:
    start(town)
    town.bring(a_signal(amount_cents=6_000))
    assert (follow(town), follow(town)) == (1, 0)
    town.later(days=1)
    town.bring(a_signal(amount_cents=6_000), a_signal(amount_cents=1_000))
    assert follow(town) == 1
    assert counted(town) == {("single/phone", "single/letter"): 2, ("single/letter", "single/letter"): 1}
    assert len(town.rows("SELECT DISTINCT decided_on FROM shadow_day")) == 2


def test_what_is_a_repeat_in_force_opens_no_second_case_of_its_own_in_the_shadow_but_is_picked_up(town: Town) -> None:
    """The shadow looks back no month, so that the same arrears are picked up again: into the case of its own world."""
    start(town, Policy.model_validate({"name": "kort", "repeat_months": 0}))
    first = a_signal()
    town.bring(first)
    town.later(days=31)
    town.bring(first.model_copy(update={"signal_date": date(2026, 4, 16)}))
    follow(town)
    assert counted(town) == {("single/phone", "single/phone"): 1, ("repeat", "single/phone"): 1}


def test_the_shadow_of_one_municipality_says_nothing_of_another(town: Town) -> None:
    start(town)
    town.bring(a_signal(municipality="9902", amount_cents=6_000))
    follow(town)
    assert counted(town) == {}


def test_a_shadow_that_was_ended_counts_no_more(town: Town) -> None:
    start(town)
    start(town, None, number=2)
    town.bring(a_signal(amount_cents=6_000))
    assert (follow(town), counted(town)) == (0, {})


def test_a_shadow_changes_no_row_of_any_case(town: Town) -> None:
    start(town)
    town.bring(*(a_signal(amount_cents=6_000) for _ in range(3)))
    before = [town.rows(f"SELECT * FROM {table} t ORDER BY t::text") for table in OF_CASES]
    follow(town)
    assert before == [town.rows(f"SELECT * FROM {table} t ORDER BY t::text") for table in OF_CASES]


def test_a_shadow_that_fails_stops_no_other(town: Town) -> None:
    start(town)
    start(town, code="9902")
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE shadow_policy SET body = '{}' WHERE municipality = '9901'")
    town.bring(a_signal(amount_cents=6_000))
    town.bring(a_signal(municipality="9902", amount_cents=6_000))
    SupposingWorker(town.record.engine("triage"), lambda: town.now).round()
    assert town.rows("SELECT municipality, live, shadow FROM shadow_day") == [
        {"municipality": "9902", "live": "single/phone", "shadow": "single/letter"}
    ]


def test_a_shadow_decides_in_no_transaction(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    start(town)
    town.bring(a_signal(amount_cents=6_000))
    opened = transactions_while_deciding(town, monkeypatch)
    assert (follow(town), opened) == (1, [0])


def test_while_a_shadow_reads_the_database_refuses_every_change(town: Town) -> None:
    """Planted in the very transaction in which the shadow reads; deciding has none."""
    start(town)
    town.bring(a_signal(amount_cents=6_000))
    engine = town.record.engine("triage")
    refused: list[type[BaseException]] = []

    def meddle(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM shadow_day" in statement and not refused:
            cursor = connection.connection.cursor()
            try:
                cursor.execute("SAVEPOINT meddling")
                cursor.execute("UPDATE case_file SET tray = 'crisis'")
            except ReadOnlySqlTransaction as error:
                refused.append(type(error))
                cursor.execute("ROLLBACK TO meddling")
            cursor.close()

    event.listen(engine, "after_cursor_execute", meddle)
    try:
        follow(town)
    finally:
        event.remove(engine, "after_cursor_execute", meddle)
    assert refused == [ReadOnlySqlTransaction]
    assert town.rows("SELECT tray FROM case_file") == [{"tray": "single"}]


@pytest.mark.parametrize("role", ["notify", "relay", "worklist", "ingest", "report"])
def test_who_works_on_cases_cannot_write_what_a_shadow_said(town: Town, role: str) -> None:
    granted = GRANTS[role].get("shadow_day", "")
    assert "INSERT" not in granted
    assert "UPDATE" not in granted
    sql = "INSERT INTO shadow_day VALUES ('9901', 1, 1, '2026-03-17', 'a', 'b', 1)"
    with pytest.raises(DBAPIError) as caught, transaction(town.record.engine(role), municipalities=("9901",)) as it:
        it.exec_driver_sql(sql)
    assert isinstance(caught.value.orig, InsufficientPrivilege)


def test_nobody_who_works_on_cases_reads_the_policy_of_a_shadow() -> None:
    """Notify makes tasks and relay wakes others: neither can know that there is a shadow."""
    assert [role for role in ("notify", "relay", "ingest") if {"shadow_policy", "shadow_day"} & set(GRANTS[role])] == []


def test_no_person_stands_in_what_a_shadow_leaves(town: Town) -> None:
    names = {
        row["column_name"]
        for row in town.rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'shadow_day'")
    }
    assert names == {"municipality", "number", "sequence", "decided_on", "live", "shadow", "signals"}


def test_small_numbers_of_a_shadow_are_held_back(town: Town) -> None:
    day = date(2026, 3, 17)
    pairs = [ShadowPair(day, "single/phone", "single/letter", 3), ShadowPair(day, "single/phone", "single/phone", 9)]
    told = shadow_json(ShadowRun(1, "vanaf 75 euro", day, pairs))
    assert (told["signals"], told["different"]) == (12, None)
    assert told["differences"] == [{"live": "single/phone", "shadow": "single/letter", "signals": None}]


def test_the_newest_shadow_is_told_also_after_it_ended(town: Town) -> None:
    with town.record.engine("triage").connect() as connection:
        assert read_shadow(connection, "9901") is None
    start(town)
    town.bring(a_signal(amount_cents=6_000))
    follow(town)
    start(town, None, number=2)
    with town.record.engine("triage").connect() as connection:
        run = read_shadow(connection, "9901")
    assert run is not None
    assert (run.number, run.policy, sum(one.signals for one in run.pairs)) == (1, "vanaf 75 euro", 1)
