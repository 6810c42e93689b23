"""The ledger: nothing that was delivered disappears unseen."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from domain.figures.ledger import LEDGER_REASONS, Ledger, ledger_json, ledger_sheet
from domain.figures.store import count_ledger
from plumbing.record.tables import simulated_clock
from plumbing.record.write import insert
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from schemas.vocabulary.signals import DeliveryState, Outcome
from tests.builders import Town, a_signal
from tests.database import Database
from tests.domain.figures.builders import M, a_municipality, deliver, settle, stick

A = Outcome.ACCEPTED
EVERY_OUTCOME = (A, A, *(one for one in Outcome if one is not A), Outcome.REJECTED)


@pytest.fixture
def partner(record: Database) -> Id:
    return a_municipality(record, kinds=(PartnerKind.ENERGY,))[0]


def count(record: Database) -> Ledger:
    return count_ledger(record.engine("report"))


def reasons(found: Ledger) -> dict[str, int]:
    return {reason: amount for reason, amount in found.unaccounted.items() if amount}


def test_an_empty_record_is_at_rest(record: Database) -> None:
    found = count(record)
    assert (found.delivered, found.difference, found.at_rest) == (0, 0, True)


def test_the_difference_is_zero_when_everything_is_settled(record: Database, partner: Id) -> None:
    settle(record, partner, deliver(record, partner, EVERY_OUTCOME))
    found = count(record)
    answered = (found.accepted, found.duplicate, found.revised, found.superseded, found.rejected)
    assert answered == (2, 1, 1, 1, 2)
    assert found.delivered == sum(answered)
    assert (found.accepted, found.accounted, found.difference, found.at_rest) == (2, 2, 0, True)


def test_an_unsettled_signal_is_waiting(record: Database, partner: Id) -> None:
    signals = deliver(record, partner, (A, A, A))
    settle(record, partner, signals[:1])
    found = count(record)
    assert reasons(found) == {"waiting": 2}
    assert (found.accepted - found.accounted, found.difference, found.at_rest) == (2, 2, False)


def test_a_revised_signal_waits_again(record: Database, partner: Id) -> None:
    settle(record, partner, deliver(record, partner, (A,)), revision=1)
    with record.engine("superuser").begin() as connection:
        connection.execute(text("UPDATE signal SET revision = 2, asked = gen_random_uuid()"))
    found = count(record)
    assert reasons(found) == {"waiting": 1}
    assert (found.accepted, found.accounted) == (1, 0)


def test_a_stuck_signal_is_unaccounted_even_at_rest(record: Database, partner: Id) -> None:
    signals = deliver(record, partner, (A, A))
    settle(record, partner, signals[1:])
    stick(record, signals[0])
    stick(record, signals[0])
    found = count(record)
    assert reasons(found) == {"stuck": 1}
    assert (found.difference, found.at_rest) == (1, True)


def test_a_case_that_is_stuck_after_triage_is_unaccounted(record: Database, partner: Id) -> None:
    settle(record, partner, deliver(record, partner, (A,)))
    case = new_id()
    for _ in range(2):
        stick(record, case, service="notify")
    found = count(record)
    assert (found.accepted - found.accounted, reasons(found)) == (0, {"stuck-case": 1})


def test_lines_of_a_file_that_was_not_read_yet_are_unread(record: Database, partner: Id) -> None:
    settle(record, partner, deliver(record, partner, (A, A), state=DeliveryState.PROCESSING, lines=5))
    found = count(record)
    assert (found.delivered, found.accepted, reasons(found), found.at_rest) == (5, 2, {"unread": 3}, False)


def test_a_finished_delivery_with_a_line_without_receipt_is_found(record: Database, partner: Id) -> None:
    settle(record, partner, deliver(record, partner, (A, A), lines=3))
    assert reasons(count(record)) == {"unanswered": 1}


def test_one_too_many_and_one_too_few_do_not_make_zero(record: Database, partner: Id) -> None:
    settle(record, partner, deliver(record, partner, (A,), lines=2))
    settle(record, partner, deliver(record, partner, (A, A), lines=1))
    found = count(record)
    assert found.delivered == found.accepted == 3
    assert reasons(found) == {"unanswered": 2}


def test_a_signal_that_is_not_the_receipts_signal_is_a_mismatch(record: Database, partner: Id) -> None:
    settle(record, partner, deliver(record, partner, (A, A)))
    with record.engine("superuser").begin() as connection:
        connection.execute(text("UPDATE receipt SET signal_id = gen_random_uuid() WHERE line = 1"))
    assert reasons(count(record)) == {"mismatch": 2}


def test_a_signal_with_two_receipts_that_it_was_new_is_a_mismatch(record: Database, partner: Id) -> None:
    settle(record, partner, deliver(record, partner, (A, A)))
    with record.engine("superuser").begin() as connection:
        connection.execute(text("DELETE FROM signal WHERE id = (SELECT signal_id FROM receipt WHERE line = 1)"))
        connection.execute(
            text("DELETE FROM decision WHERE signal_id = (SELECT signal_id FROM receipt WHERE line = 1)")
        )
        second = "(SELECT signal_id FROM receipt WHERE line = 2)"
        connection.execute(text(f"UPDATE receipt SET signal_id = {second} WHERE line = 1"))
    assert reasons(count(record)) == {"mismatch": 1}


def test_a_decision_on_a_signal_that_is_not_there_is_a_mismatch(record: Database, partner: Id) -> None:
    settle(record, partner, [new_id()])
    assert reasons(count(record)) == {"mismatch": 1}


def test_each_municipality_has_its_own_count(record: Database, partner: Id) -> None:
    signals = deliver(record, partner, (A, A, A))
    settle(record, partner, signals[:2])
    each = count(record).municipalities[M]
    assert (each.accepted, each.accounted, each.difference) == (3, 2, 1)


def test_json_gives_every_reason_also_when_zero(record: Database, partner: Id) -> None:
    settle(record, partner, deliver(record, partner, EVERY_OUTCOME))
    answer = json.loads(json.dumps(ledger_json(count(record))))
    assert answer["unaccounted"] == dict.fromkeys(LEDGER_REASONS, 0)
    assert {key: answer[key] for key in ("delivered", "accepted", "accounted", "difference")} == {
        "delivered": len(EVERY_OUTCOME),
        "accepted": 2,
        "accounted": 2,
        "difference": 0,
    }
    assert answer["municipalities"] == {M: {"accepted": 2, "accounted": 2, "difference": 0}}


def test_a_delivery_from_the_records_future_is_told_and_one_from_its_past_is_not(record: Database, partner: Id) -> None:
    now = datetime.now(UTC)
    for received_at in (now - timedelta(days=400), now, now + timedelta(hours=1)):
        deliver(record, partner, (A,), received_at=received_at)
    assert count(record).received_ahead == 1
    with record.engine("simulate").begin() as connection:
        insert(connection, simulated_clock, [{"now": now + timedelta(days=1)}])
    assert count(record).received_ahead == 0


def test_the_oldest_work_on_its_way_has_an_age_and_what_is_done_or_stuck_has_none(
    record: Database, partner: Id
) -> None:
    now = datetime.now(UTC)
    first, second, third = deliver(record, partner, (A, A, A))
    deliver(record, partner, (), state=DeliveryState.PROCESSING, lines=4, received_at=now - timedelta(minutes=9))
    with record.engine("superuser").begin() as connection:
        for minutes, name in ((60, first), (30, second), (5, third)):
            sql = "UPDATE signal SET stored_at = clock_timestamp() - make_interval(mins => %s) WHERE id = %s"
            connection.exec_driver_sql(sql, (minutes, name))
    settle(record, partner, [first])
    stick(record, second)
    waits = count(record).undone_seconds
    assert waits["waiting"] == pytest.approx(300, abs=60)
    assert waits["unread"] == pytest.approx(540, abs=60)
    assert waits["undispatched"] == 0


def test_a_file_of_a_suspended_partner_is_in_the_ledger_and_has_no_age_until_the_partner_resumes(
    record: Database, partner: Id
) -> None:
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    deliver(record, partner, (), state=DeliveryState.PROCESSING, lines=4, received_at=an_hour_ago)
    suspend(record, partner, datetime.now(UTC))
    suspended = count(record)
    assert (suspended.unaccounted["unread"], suspended.undone_seconds["unread"]) == (4, 0)
    suspend(record, partner, None)
    assert count(record).undone_seconds["unread"] == pytest.approx(3_600, abs=60)


def suspend(record: Database, partner: Id, at: datetime | None) -> None:
    with record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE partner SET suspended_at = %s WHERE id = %s", (at, partner))


def test_work_that_was_stored_by_a_clock_that_was_ahead_is_not_hidden(record: Database, partner: Id) -> None:
    deliver(record, partner, (A,))
    with record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE signal SET stored_at = clock_timestamp() + interval '3 days'")
    assert count(record).undone_seconds["waiting"] == pytest.approx(3 * 86_400, abs=60)


def test_a_case_that_nobody_planned_waits_since_its_signal_was_stored(town: Town) -> None:
    town.bring(a_signal(), a_signal())
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE signal SET stored_at = clock_timestamp() - interval '10 minutes'")
    assert count(town.record).undone_seconds["undispatched"] == pytest.approx(600, abs=60)
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE case_file SET dispatch_at = clock_timestamp() + interval '1 hour'")
    assert count(town.record).undone_seconds["undispatched"] == 0


def a_ledger(**unaccounted: int) -> Ledger:
    """A ledger of one delivered line with something unaccounted; reasons with an underscore for their hyphen."""
    counted = {reason.replace("_", "-"): amount for reason, amount in unaccounted.items()}
    return Ledger(1, 1, 0, 0, 0, 0, 0, dict.fromkeys(LEDGER_REASONS, 0) | counted)


@pytest.mark.parametrize("reason", LEDGER_REASONS)
def test_what_is_on_its_way_is_not_at_rest_and_what_went_wrong_is(reason: str) -> None:
    found = a_ledger(**{reason: 1})
    assert found.difference == 1
    assert found.at_rest == (reason not in {"unread", "typed", "waiting", "overdue-parked", "undispatched"})


def test_a_person_reads_every_count_and_only_the_reasons_there_are() -> None:
    assert ledger_sheet(a_ledger(stuck_case=2)).rows == [
        ("delivered", "1"),
        ("accepted", "1"),
        ("duplicate", "0"),
        ("revised", "0"),
        ("superseded", "0"),
        ("rejected", "0"),
        ("accounted", "0"),
        ("difference", "2"),
        ("unaccounted: stuck-case", "2"),
    ]
