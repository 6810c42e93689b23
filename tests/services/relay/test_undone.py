"""Reconciliation: what nobody will read any more goes again, with the same ids, in no hurry."""

from datetime import datetime, timedelta

import pytest

from plumbing.record.tables import metadata
from plumbing.running.settings import Settings
from plumbing.transport.outbox import Outbox, events_in
from plumbing.transport.stuck import retry_stuck, stuck_marker
from schemas.envelope import CloudEvent, Outgoing, Told, written
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.signals import SignalKind
from services.relay.due.dispatch import DISPATCH_WINDOW
from services.relay.process import Relay
from services.relay.store import left_undone, passed
from services.relay.undone.cases import UNPLANNED_CASES
from services.relay.undone.signals import UNDECIDED_SIGNALS
from services.relay.undone.work import UndoneWork
from services.triage.process import triage
from tests.builders import AT_ONCE, CLOCK, SOURCE, Town, a_signal


def test_a_case_on_which_dispatching_got_stuck_is_not_announced_again(town: Town) -> None:
    town.bring(a_signal())
    (case,) = case_ids(town)
    town.plan(case)
    moment = town.now + timedelta(days=3)
    with town.record.engine("relay").connect() as connection:
        (tick,) = passed(connection, DISPATCH_WINDOW, moment)
    stuck_marker(town.record.engine("notify"), "notify")(read(tick), ValueError())
    with town.record.engine("relay").connect() as connection:
        assert passed(connection, DISPATCH_WINDOW, moment) == []


def test_a_tick_that_was_announced_a_moment_ago_waits_for_notify(town: Town) -> None:
    town.bring(a_signal())
    (case,) = case_ids(town)
    town.plan(case)
    relay = Relay(Settings(), town.record.engine("relay"), lambda: town.now, Outbox(SOURCE))
    with town.record.engine("relay").connect() as connection:
        ticks = passed(connection, DISPATCH_WINDOW, town.now + timedelta(days=3))
    assert [relay.fresh(ticks), relay.fresh(ticks)] == [ticks, []]


def age(town: Town) -> None:
    """Let everything stored be ten minutes old."""
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE signal SET stored_at = stored_at - interval '10 minutes'")


def published(town: Town, topic: str) -> set[str]:
    """Ids of the events that were put into the outbox for a topic."""
    events = [event for row in town.rows("SELECT events FROM outbox") for event in events_in(str(row["events"]))]
    return {event.id for event in events if event.topic == f"vroegsignaal.{topic}"}


def found(town: Town, work: UndoneWork, older_than: float = 300.0) -> list[Outgoing]:
    with town.record.engine("relay").connect() as connection:
        return [written(one, SOURCE, town.now) for one in left_undone(connection, work, older_than)]


def read(told: Told) -> CloudEvent:
    """What was told, as a consumer reads it."""
    return CloudEvent.model_validate_json(written(told, SOURCE, CLOCK).payload)


def test_only_old_unsettled_signals_go_again_with_the_ids_of_the_first_time(town: Town) -> None:
    town.settle(town.deliver(a_signal()))
    first = published(town, "signal-accepted")
    town.deliver(a_signal(), a_signal(municipality="9902"))
    age(town)
    second = published(town, "signal-accepted") - first
    town.deliver(a_signal())
    assert {str(event.id) for event in found(town, UNDECIDED_SIGNALS)} == second
    assert {event.key for event in found(town, UNDECIDED_SIGNALS)} == {"9901", "9902"}


@pytest.mark.parametrize("work", [UNDECIDED_SIGNALS, UNPLANNED_CASES], ids=["signals", "cases"])
def test_work_that_was_stored_by_a_clock_that_was_ahead_goes_again(town: Town, work: UndoneWork) -> None:
    receipts = town.deliver(a_signal())
    if work is UNPLANNED_CASES:
        town.settle(receipts)
    assert found(town, work) == []
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE signal SET stored_at = clock_timestamp() + interval '3 days'")
    assert len(found(town, work)) == 1


def test_a_revision_that_was_not_decided_on_goes_again_under_its_own_id(town: Town) -> None:
    signal = a_signal()
    town.settle(town.deliver(signal))
    first = published(town, "signal-accepted")
    town.deliver(signal.model_copy(update={"amount_cents": 20_000}))
    age(town)
    assert {str(event.id) for event in found(town, UNDECIDED_SIGNALS)} == published(town, "signal-accepted") - first


def test_a_stuck_signal_waits_for_an_operator(town: Town) -> None:
    (receipt,) = town.deliver(a_signal())
    age(town)
    (event,) = found(town, UNDECIDED_SIGNALS)
    stuck_marker(town.record.engine("triage"), "triage")(CloudEvent.model_validate_json(event.payload), ValueError())
    assert found(town, UNDECIDED_SIGNALS) == []
    with town.record.engine("relay").begin() as connection:
        assert retry_stuck(connection) == 1
    assert {str(one.id) for one in found(town, UNDECIDED_SIGNALS)} == {str(event.id)}
    assert receipt.signal_id is not None


def test_open_cases_that_notify_never_planned_go_again_with_the_ids_of_the_first_time(town: Town) -> None:
    town.settle(town.deliver(a_signal(), a_signal()))
    age(town)
    assert {str(event.id) for event in found(town, UNPLANNED_CASES)} == published(town, "case-triaged")
    town.plan(*case_ids(town))
    assert found(town, UNPLANNED_CASES) == []


def test_a_case_goes_again_to_notify_although_something_of_it_is_stuck_elsewhere(town: Town) -> None:
    town.settle(town.deliver(a_signal()))
    age(town)
    (event,) = found(town, UNPLANNED_CASES)
    read = CloudEvent.model_validate_json(event.payload)
    stuck_marker(town.record.engine("relay"), "relay")(read, ValueError())
    assert [one.id for one in found(town, UNPLANNED_CASES)] == [event.id]
    stuck_marker(town.record.engine("notify"), "notify")(read, ValueError())
    assert found(town, UNPLANNED_CASES) == []


def test_a_young_case_is_left_to_notify(town: Town) -> None:
    town.settle(town.deliver(a_signal()))
    assert found(town, UNPLANNED_CASES) == []
    assert len(found(town, UNPLANNED_CASES, older_than=0.0)) == 1


def test_a_case_that_became_a_crisis_unheard_is_found(town: Town) -> None:
    first = a_signal()
    town.settle(town.deliver(first))
    town.plan(*case_ids(town))
    town.settle(town.deliver(on_the_address_of(first)))
    age(town)
    assert len(found(town, UNPLANNED_CASES)) == 1
    town.plan(*case_ids(town))
    assert found(town, UNPLANNED_CASES) == []


def test_a_task_that_lags_behind_its_case_is_found(town: Town) -> None:
    town.publish(AT_ONCE)
    first = a_signal()
    town.settle(town.deliver(first))
    town.plan(*case_ids(town))
    town.settle(town.deliver(on_the_address_of(first)))
    age(town)
    assert len(found(town, UNPLANNED_CASES)) == 1
    town.plan(*case_ids(town))
    assert found(town, UNPLANNED_CASES) == []


def on_the_address_of(first: Signal) -> Signal:
    """A threat on the same address."""
    return a_signal(postcode=first.postcode, house_number=first.house_number, kind=SignalKind.DISCONNECTION)


def case_ids(town: Town) -> list[Id]:
    return [str(row["id"]) for row in town.rows("SELECT id FROM case_file ORDER BY number")]


def test_what_goes_again_and_again_changes_no_row(town: Town) -> None:
    town.publish(AT_ONCE)
    town.deliver(a_signal(), a_signal())
    age(town)
    events = [CloudEvent.model_validate_json(event.payload) for event in found(town, UNDECIDED_SIGNALS)]
    work = triage(town.record.engine("triage"), Outbox(SOURCE), lambda: town.now)
    assert work(events) is not None
    before = [town.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in metadata.tables]
    assert work(events) is None
    assert [town.rows(f"SELECT t::text FROM {table} t ORDER BY 1") for table in metadata.tables] == before


def test_a_passed_dispatch_window_is_announced_under_the_same_id_until_there_is_a_task(town: Town) -> None:
    town.bring(a_signal())
    (case,) = case_ids(town)
    town.plan(case)
    with town.record.engine("relay").connect() as connection:
        moment = town.rows("SELECT dispatch_at FROM case_file")[0]["dispatch_at"]
        assert isinstance(moment, datetime)
        assert passed(connection, DISPATCH_WINDOW, moment - timedelta(seconds=1)) == []
        (first,) = passed(connection, DISPATCH_WINDOW, moment)
        (again,) = passed(connection, DISPATCH_WINDOW, moment + timedelta(days=3))
    assert first == again
    town.now = moment
    town.tick(case)
    with town.record.engine("relay").connect() as connection:
        assert passed(connection, DISPATCH_WINDOW, moment) == []
