"""A signal may be asked about more than once without being revised: every question has its cause and its decision."""

from datetime import date, timedelta

import pytest

from domain.figures.store import count_ledger
from plumbing.record.tables import metadata
from plumbing.transport.outbox import Outbox
from schemas.ids import Id, event_id
from schemas.policy.form import Policy
from schemas.vocabulary.decisions import Occasion
from services.triage.known import TOLD_TO_RULES
from services.triage.process import settle_batch
from services.triage.read import replay
from tests.builders import SOURCE, Town, a_signal
from tests.services.triage.test_parked_in_record import asked
from tests.services.triage.test_withdrawing import nothing_is_wrong, settled, takes_back

STRICT = Policy(name="streng", threshold_cents=50_000)


def ask(town: Town, signal: Id, occasion: Occasion) -> None:
    """Ask about a signal as it stands, for this moment."""
    cause = event_id(signal, f"{occasion}:{town.now.isoformat()}")
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(
            "UPDATE signal SET asked = %s, occasion = %s, asked_at = %s WHERE id = %s",
            (cause, occasion, town.now, signal),
        )


def answer(town: Town, signal: Id) -> None:
    with town.record.engine("triage").begin() as connection:
        settle_batch(connection, Outbox(SOURCE), {("9901", signal): ""}, lambda: town.now)


@pytest.mark.parametrize("occasion", [one for one in Occasion if one not in {Occasion.RECEIVED, Occasion.REVISED}])
def test_a_second_decision_on_one_revision_is_stored_accounted_for_and_replayed(town: Town, occasion: Occasion) -> None:
    (signal,) = town.bring(a_signal())
    town.later(days=2)
    ask(town, signal, occasion)
    assert town.rows("SELECT count(*) AS n FROM unsettled_signal") == [{"n": 1}]
    answer(town, signal)
    decisions = town.rows("SELECT revision, occasion FROM decision ORDER BY sequence")
    assert decisions == [{"revision": 1, "occasion": "received"}, {"revision": 1, "occasion": occasion}]
    town.tick(*[str(row["id"]) for row in town.rows("SELECT id FROM case_file")])
    assert count_ledger(town.record.engine("report")).difference == 0
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal


def test_the_same_question_is_answered_once_however_often_it_is_heard(town: Town) -> None:
    (signal,) = town.bring(a_signal())
    ask(town, signal, Occasion.BY_HAND)
    answer(town, signal)
    before = [town.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in metadata.tables]
    answer(town, signal)
    assert [town.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in metadata.tables] == before


def test_a_question_is_decided_by_the_policy_of_its_own_day(town: Town) -> None:
    (signal,) = town.bring(a_signal(amount_cents=20_000))
    town.publish(STRICT, valid_from=date(2026, 3, 18))
    town.later(days=2)
    ask(town, signal, Occasion.POLICY)
    answer(town, signal)
    codes = [[reason["code"] for reason in row["reasons"]] for row in reasons(town)]
    assert ["above-threshold" in found for found in codes] == [True, False]
    assert ["below-threshold" in found for found in codes] == [False, True]


def reasons(town: Town) -> list[dict[str, list[dict[str, object]]]]:
    return town.rows("SELECT reasons FROM decision ORDER BY sequence")  # type: ignore[return-value]


def test_a_question_leaves_the_figures_as_they_are_unless_the_answer_differs(town: Town) -> None:
    (signal,) = town.bring(a_signal())
    town.later(days=2)
    ask(town, signal, Occasion.WOKEN)
    answer(town, signal)
    settled = "SELECT code, sum(amount)::int AS n FROM fact WHERE kind = 'signal-settled' GROUP BY code"
    assert town.rows(settled) == [{"code": "in-case", "n": 1}]


def test_a_signal_that_is_asked_about_again_stays_in_its_one_case(town: Town) -> None:
    (signal,) = town.bring(a_signal())
    town.now += timedelta(days=2)
    ask(town, signal, Occasion.WOKEN)
    answer(town, signal)
    assert town.rows("SELECT count(*)::int AS n, max(version) AS v FROM case_file") == [{"n": 1, "v": 2}]


def somebody_asks(town: Town, signal: Id, occasion: Occasion) -> None:
    """A question of another than its partner, which triage has not met yet."""
    columns = "municipality, cause, signal_id, occasion, asked_at"
    sql = f"INSERT INTO question ({columns}) VALUES ('9901', %s, %s, %s, %s)"
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(sql, (event_id(signal, occasion), signal, occasion, town.now))


@pytest.mark.parametrize("amount", [1_000, 20_000], ids=["refused before", "in a case before"])
@pytest.mark.parametrize("occasion", sorted(TOLD_TO_RULES - {Occasion.WOKEN}))
def test_a_question_on_a_signal_that_was_taken_back_meanwhile_is_answered_and_it_stays_so(
    town: Town, occasion: Occasion, amount: int
) -> None:
    signal = a_signal(amount_cents=amount)
    (name,) = town.bring(signal)
    somebody_asks(town, name, occasion)
    takes_back(town, signal)
    settled(town, name)
    asked(town, name)
    assert town.rows("SELECT disposition, occasion FROM disposition") == [
        {"disposition": "withdrawn", "occasion": occasion}
    ]
    assert town.rows("SELECT 1 FROM unsettled_signal") == []
    assert town.rows("SELECT 1 FROM case_file WHERE closed_at IS NULL") == []
    assert nothing_is_wrong(town)
