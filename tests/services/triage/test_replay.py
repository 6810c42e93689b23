"""A replay is not cut off by the limits that keep a frozen worker from holding a municipality."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event

from plumbing.record.connect import TIMEOUTS_MS
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import SignalKind, Stage
from services.triage import process, settle
from services.triage.read import history, replay
from services.triage.replay import NotReplayable, replayed
from services.triage.rules.steps import STEPS
from tests.builders import Town, a_signal

MOST_IDLE = 1.0
"""Seconds that a transaction of this test may be idle."""


@pytest.fixture
def hasty(town: Town) -> Iterator[Engine]:
    """The role triage, whose transactions are cut off sooner than anywhere else."""
    engine = town.record.engine("triage")

    def limit(connection: Any, *_rest: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET idle_in_transaction_session_timeout = {int(MOST_IDLE * 1_000)}")
        connection.commit()

    def lift(connection: Any, *_rest: Any) -> None:
        with connection.cursor() as cursor:
            name = "idle_in_transaction_session_timeout"
            cursor.execute(f"SET {name} = {TIMEOUTS_MS[name]}")
        connection.commit()

    event.listen(engine, "checkout", limit)
    event.listen(engine, "checkin", lift)
    yield engine
    event.remove(engine, "checkout", limit)
    event.remove(engine, "checkin", lift)


def test_a_replay_is_not_cut_off_while_it_reads_the_history_of_a_large_municipality(town: Town, hasty: Engine) -> None:
    town.bring(a_signal(), a_signal())

    def linger(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM decision" in statement:
            time.sleep(MOST_IDLE * 2)

    event.listen(hasty, "after_cursor_execute", linger)
    try:
        with hasty.connect() as connection:
            assert replay(connection, "9901").equal
    finally:
        event.remove(hasty, "after_cursor_execute", linger)


def test_a_history_is_read_whole_so_that_deciding_needs_no_connection(town: Town) -> None:
    first = a_signal()
    town.bring(first, a_signal())
    town.later(days=1)
    town.bring(first.model_copy(update={"amount_cents": 20_000}))
    with town.record.engine("triage").connect() as connection:
        stored = history(connection, "9901")
    found = replayed("9901", stored)
    assert (found.equal, found.decisions) == (True, 3)


def test_a_replay_leaves_no_transaction_open(town: Town) -> None:
    town.bring(a_signal())
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal
        assert not connection.in_transaction()


def test_what_is_not_held_is_told_and_what_came_after_it_is_still_compared(town: Town) -> None:
    """The row of a signal is gone; the second signal of its household was decided on with it in mind."""
    first = a_signal()
    gone = town.bring(first)[0]
    town.bring(a_signal(postcode=first.postcode, house_number=first.house_number), kind=PartnerKind.ENERGY)
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("DELETE FROM signal WHERE id = %s", (gone,))
    with town.record.engine("triage").connect() as connection:
        found = replay(connection, "9901")
    assert (found.decisions, found.equal, found.lost) == (1, True, {NotReplayable.SIGNAL_NOT_HELD: 1})


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("rules_version", NotReplayable.RULES_UNKNOWN),
        ("definitions_version", NotReplayable.DEFINITIONS_UNKNOWN),
    ],
)
def test_a_version_that_is_not_known_here_is_told_and_not_guessed(town: Town, column: str, why: NotReplayable) -> None:
    town.bring(a_signal())
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(f"UPDATE decision SET {column} = '2031.7'")
    town.bring(a_signal())
    with town.record.engine("triage").connect() as connection:
        found = replay(connection, "9901")
    assert (found.decisions, found.equal, found.lost) == (1, True, {why: 1})


def test_a_policy_that_is_not_held_is_told(town: Town) -> None:
    town.bring(a_signal())
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE decision SET policy_version = 12")
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").lost == {NotReplayable.POLICY_NOT_HELD: 1}


@pytest.mark.parametrize("rules", list(STEPS))
def test_decisions_of_every_version_of_the_rules_replay_with_the_rules_of_their_time(
    town: Town, rules: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation that was updated between two signals of one household."""
    first = a_signal()
    monkeypatch.setattr(settle, "NOW", settle.NOW._replace(rules=rules))
    monkeypatch.setattr(process, "NOW", settle.NOW._replace(rules=rules))
    town.bring(first)
    monkeypatch.undo()
    town.later(days=20)
    town.bring(a_signal(postcode=first.postcode, house_number=first.house_number), kind=PartnerKind.ENERGY)
    assert {row["rules_version"] for row in town.rows("SELECT rules_version FROM decision")} == {rules, list(STEPS)[-1]}
    with town.record.engine("triage").connect() as connection:
        found = replay(connection, "9901")
    assert (found.decisions, found.equal, found.lost) == (2, True, {})


def test_a_crisis_that_waited_while_triage_was_restarted_replays_as_it_was_asked(town: Town) -> None:
    """Accepted, revised while nobody decided, and decided on days later: its clock runs from when it came."""
    threat = a_signal(kind=SignalKind.DISCONNECTION, planned_date=date(2026, 4, 20), stage=Stage.ANNOUNCED)
    waiting = town.deliver(threat)
    town.later(hours=1)
    again = town.deliver(threat.model_copy(update={"amount_cents": 15_000}))
    town.later(days=2)
    town.settle([*waiting, *again])
    assert town.rows("SELECT tray, deadline FROM case_file") == [{"tray": "crisis", "deadline": date(2026, 3, 20)}]
    with town.record.engine("triage").connect() as connection:
        found = replay(connection, "9901")
    assert (found.decisions, found.equal) == (2, True)
