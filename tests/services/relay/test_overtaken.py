"""What got stuck and was overtaken by later work hides nothing from the relay any more."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from domain.figures.store import count_ledger
from plumbing.running.chance import new_id
from plumbing.transport.outbox import events_in
from plumbing.transport.stuck import stuck_marker
from schemas.envelope import CloudEvent
from schemas.ids import Id
from schemas.signals import Signal
from schemas.vocabulary.partners import PartnerKind
from services.relay.due.dispatch import DISPATCH_WINDOW
from services.relay.store import left_undone, passed
from services.relay.undone.signals import UNDECIDED_SIGNALS
from tests.builders import Town, a_signal


def sticks(town: Town, service: str, topic: str) -> None:
    """Let the events of a topic that were told until now get stuck in a service."""
    told = [one for row in town.rows("SELECT events FROM outbox") for one in events_in(str(row["events"]))]
    mark = stuck_marker(town.record.engine(service), service)
    for one in told:
        if one.topic == f"vroegsignaal.{topic}":
            mark(CloudEvent.model_validate_json(one.payload), ValueError())


def stuck(town: Town) -> list[dict[str, object]]:
    return town.rows("SELECT service, subject FROM stuck ORDER BY 1, 2")


def neighbour_of(signal: Signal) -> Signal:
    return a_signal(postcode=signal.postcode, house_number=signal.house_number)


def a_stuck_case(town: Town) -> Id:
    """A case whose first wake-up got stuck, and that a second signal joined since."""
    first = a_signal()
    town.bring(first)
    (case,) = town.rows("SELECT id FROM case_file")
    sticks(town, "notify", "case-triaged")
    town.bring(neighbour_of(first), kind=PartnerKind.ENERGY)
    return Id(str(case["id"]))


def test_a_case_that_was_planned_after_its_wake_up_got_stuck_is_dispatched_in_its_time(town: Town) -> None:
    case = a_stuck_case(town)
    town.plan(case)
    assert stuck(town) == []
    with town.record.engine("relay").connect() as connection:
        (due,) = passed(connection, DISPATCH_WINDOW, town.now + timedelta(days=5))
    assert due.subject == case


def test_a_case_that_stays_stuck_while_others_are_planned_waits_for_an_operator(town: Town) -> None:
    case = a_stuck_case(town)
    town.bring(a_signal())
    (other,) = town.rows("SELECT id FROM case_file WHERE id <> %s", case)
    town.plan(Id(str(other["id"])))
    assert stuck(town) == [{"service": "notify", "subject": case}]


def lose_its_wake_up(town: Town, signal: Signal) -> None:
    """Deliver a revision that nobody hears of, ten minutes ago."""
    town.deliver(signal.model_copy(update={"amount_cents": 30_000}))
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("UPDATE signal SET stored_at = stored_at - interval '10 minutes'")


def test_a_signal_whose_revision_was_decided_on_after_it_got_stuck_is_woken_for_the_next_one(town: Town) -> None:
    signal = a_signal()
    town.deliver(signal)
    sticks(town, "triage", "signal-accepted")
    town.later(days=1)
    town.bring(signal.model_copy(update={"amount_cents": 20_000}))
    assert count_ledger(town.record.engine("report")).unaccounted["stuck"] == 0
    assert stuck(town) == []
    town.later(days=1)
    lose_its_wake_up(town, signal)
    with town.record.engine("relay").connect() as connection:
        assert len(left_undone(connection, UNDECIDED_SIGNALS, 300.0)) == 1


def test_a_service_forgets_only_what_got_stuck_in_itself_in_the_municipality_of_its_work(town: Town) -> None:
    receipts = town.deliver(a_signal())
    sticks(town, "notify", "signal-accepted")
    sticks(town, "triage", "signal-accepted")
    with town.record.engine("superuser").begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO stuck SELECT '9902', %s, service, topic, subject, error, location, event FROM stuck"
            " WHERE service = 'triage'",
            (new_id(),),
        )
    town.settle(receipts)
    left = town.rows("SELECT municipality, service FROM stuck ORDER BY 1")
    assert left == [{"municipality": "9901", "service": "notify"}, {"municipality": "9902", "service": "triage"}]


def test_what_is_overtaken_is_logged_by_its_event(town: Town) -> None:
    case = a_stuck_case(town)
    (row,) = town.rows("SELECT event_id FROM stuck")
    with capture_logs() as logs:
        town.plan(case)
    assert logs == [{"event": "stuck-overtaken", "event_id": row["event_id"], "log_level": "info"}]


@pytest.mark.parametrize("role", ["triage", "notify"])
def test_while_nothing_is_stuck_a_batch_asks_once_whether_anything_is(town: Town, role: str) -> None:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    receipts = town.deliver(a_signal(), a_signal())
    engine = town.record.engine(role)
    event.listen(engine, "before_cursor_execute", note)
    try:
        town.settle(receipts)
        town.plan(*(Id(str(row["id"])) for row in town.rows("SELECT id FROM case_file")))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([one for one in statements if "stuck" in one]) == 1
