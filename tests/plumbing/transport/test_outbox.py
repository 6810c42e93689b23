"""The outbox: what is committed is published, once or again by the relay, and then deleted."""

import asyncio
import threading
import time

import orjson
import pytest
from aiokafka.errors import KafkaConnectionError

from command.broker import free_port
from plumbing.running.chance import new_id
from plumbing.running.settings import Settings
from plumbing.transport.broker import Broker
from plumbing.transport.left_over import elected, relay_once
from plumbing.transport.outbox import Batch, Outbox, events_in
from plumbing.transport.outbox import store as store_batch
from plumbing.transport.publish import Publisher
from schemas.envelope import Outgoing, read_payload
from tests.database import Database
from tests.plumbing.transport.broker import messages
from tests.plumbing.transport.events import AT, SOURCE, outgoing, told
from tests.running import until

ENGINE_ROLE = "triage"


def store(record: Database, *events: Outgoing, outbox: Outbox | None = None) -> Batch:
    """Commit events as a worker does; nothing publishes them."""
    batch = Batch(new_id(), events)
    with record.engine(ENGINE_ROLE).begin() as connection:
        if outbox:
            outbox.write(connection, [], AT)
        store_batch(connection, batch)
    return batch


def waiting(record: Database) -> int:
    with record.engine("superuser").connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM outbox").scalar_one())


def on_broker(settings: Settings, *events: Outgoing) -> list[str]:
    """Payloads of these events as a stranger reads them, in the order of the partition."""
    names = {str(event.id) for event in events}
    found = messages(settings.kafka, *{event.topic for event in events})
    return [value.decode() for _, _, value, _ in found if orjson.loads(value)["id"] in names]


def relay(record: Database, settings: Settings, older_than: float = 0.0) -> int:
    async def once() -> int:
        broker = Broker(settings)
        try:
            return await relay_once(record.engine("relay"), broker, older_than)
        finally:
            await broker.stop()

    return asyncio.run(once())


def test_a_batch_is_one_row_with_the_events_as_they_will_stand_on_kafka(record: Database) -> None:
    events = [outgoing(), outgoing("9902")]
    store(record, *events)
    with record.engine("superuser").connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT events FROM outbox").scalars().all()
    shared, *tails = row.split("\n")
    assert [shared + tail for tail in tails] == [event.payload for event in events]
    assert [one.payload for one in events_in(row)] == [event.payload for event in events]
    assert [one[:4] for one in events_in(row)] == [event[:4] for event in events]


def test_what_is_told_stands_in_the_row_with_source_and_time_of_its_process(record: Database) -> None:
    with record.engine(ENGINE_ROLE).begin() as connection:
        batch = Outbox(SOURCE).write(connection, [told()], AT)
    assert batch is not None
    with record.engine("superuser").connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT events FROM outbox").scalars().all()
    (event,) = events_in(row)
    assert event.payload == batch.events[0].payload
    assert orjson.loads(event.payload)["source"] == SOURCE
    assert orjson.loads(event.payload)["time"] == AT.isoformat()


def test_events_that_came_whole_are_stored_beside_others_and_read_again(record: Database) -> None:
    new, old = outgoing(), [read_payload(outgoing().payload) for _ in range(2)]
    store(record, new, *old)
    with record.engine("superuser").connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT events FROM outbox").scalars().all()
    assert [one.payload for one in events_in(row)] == [new.payload, *(one.payload for one in old)]


@pytest.mark.parametrize("text", ["", "no event", '[{"payload": "{}"}]', "{}", '{"open": true', "\n\n"])
def test_a_row_that_holds_no_event_is_never_taken_for_an_empty_one(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        events_in(text)


def test_the_relay_leaves_a_row_it_cannot_read_and_publishes_the_rest(record: Database, settings: Settings) -> None:
    with record.engine("superuser").begin() as connection:
        connection.exec_driver_sql("INSERT INTO outbox (id, events) VALUES (%s, 'no event')", (new_id(),))
    event = outgoing()
    store(record, event)
    assert relay(record, settings) == 1
    assert on_broker(settings, event) == [event.payload]
    assert waiting(record) == 1


def test_nothing_to_say_writes_no_row(record: Database) -> None:
    with record.engine(ENGINE_ROLE).begin() as connection:
        assert Outbox(SOURCE).write(connection, [], AT) is None
    assert waiting(record) == 0


def test_a_rollback_takes_the_events_with_it(record: Database) -> None:
    with record.engine(ENGINE_ROLE).connect() as connection, connection.begin() as changes:
        Outbox(SOURCE).write(connection, [told()], AT)
        changes.rollback()
    assert waiting(record) == 0


def test_what_is_published_is_deleted_in_the_next_transaction(record: Database) -> None:
    outbox = Outbox(SOURCE)
    outbox.published(store(record, outgoing(), outbox=outbox))
    second = store(record, outgoing(), outbox=outbox)
    with record.engine("superuser").connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM outbox").scalars().all() == [second.id]


def test_an_idle_process_tidies_up(record: Database) -> None:
    outbox = Outbox(SOURCE)
    outbox.published(store(record, outgoing(), outbox=outbox))
    outbox.tidy(record.engine(ENGINE_ROLE))
    assert waiting(record) == 0


def test_a_kill_between_commit_and_publication_leaves_the_row_and_the_relay_publishes_it(
    record: Database, settings: Settings
) -> None:
    event = outgoing()
    store(record, event)
    assert (waiting(record), on_broker(settings, event)) == (1, [])
    assert relay(record, settings) == 1
    assert (waiting(record), on_broker(settings, event)) == (0, [event.payload])
    assert relay(record, settings) == 0


def test_the_relay_leaves_young_rows_to_their_own_process(record: Database, settings: Settings) -> None:
    store(record, outgoing())
    assert relay(record, settings, older_than=60.0) == 0
    assert waiting(record) == 1


def test_the_relay_publishes_in_order_of_creation(record: Database, settings: Settings) -> None:
    events = [outgoing() for _ in range(5)]
    for event in events:
        store(record, event)
    relay(record, settings)
    assert on_broker(settings, *events) == [event.payload for event in events]


def test_a_relay_without_a_broker_deletes_nothing(record: Database, settings: Settings) -> None:
    store(record, outgoing())
    nowhere = settings.model_copy(update={"kafka": f"127.0.0.1:{free_port()}"})
    with pytest.raises(KafkaConnectionError):
        relay(record, nowhere)
    assert waiting(record) == 1


def test_an_event_travels_as_a_structured_cloudevent_keyed_by_its_municipality(
    record: Database, settings: Settings
) -> None:
    event = outgoing("9902")
    store(record, event)
    relay(record, settings)
    ((_, key, _, headers),) = [
        one for one in messages(settings.kafka, event.topic) if orjson.loads(one[2])["id"] == str(event.id)
    ]
    assert key == b"9902"
    assert dict(headers)["content-type"] == b"application/cloudevents+json"


def test_more_events_than_fit_in_one_batch_all_arrive_once_and_in_order(record: Database, settings: Settings) -> None:
    events = [outgoing() for _ in range(300)]
    store(record, *events)
    assert relay(record, settings) == 300
    assert on_broker(settings, *events) == [event.payload for event in events]


def test_a_publisher_sends_what_is_submitted_and_the_row_goes(record: Database, settings: Settings) -> None:
    outbox, event = Outbox(SOURCE), outgoing()
    chunk = store(record, event, outbox=outbox)

    async def publish() -> None:
        publisher = Publisher(settings, outbox, record.engine(ENGINE_ROLE))
        await publisher.start()
        publisher.submit(chunk)
        await asyncio.to_thread(until, lambda: waiting(record) == 0, 10.0)
        await publisher.stop()

    asyncio.run(publish())
    assert on_broker(settings, event) == [event.payload]


def test_a_publisher_without_a_broker_stops_and_leaves_the_row_to_the_relay(
    record: Database, settings: Settings
) -> None:
    outbox, event = Outbox(SOURCE), outgoing()
    chunk = store(record, event, outbox=outbox)
    nowhere = settings.model_copy(update={"kafka": f"127.0.0.1:{free_port()}"})

    async def try_in_vain() -> None:
        publisher = Publisher(nowhere, outbox, record.engine(ENGINE_ROLE))
        await publisher.start()
        publisher.submit(chunk)
        await asyncio.sleep(0)
        await publisher.stop()

    asyncio.run(try_in_vain())
    assert waiting(record) == 1


def test_one_relay_is_elected_and_a_spare_takes_over(record: Database) -> None:
    second = threading.Event()

    def spare() -> None:
        with elected(record.engine("relay"), lambda: time.sleep(0.02)):
            second.set()

    with elected(record.engine("relay"), lambda: None):
        thread = threading.Thread(target=spare)
        thread.start()
        assert not second.wait(0.2)
    assert second.wait(5)
    thread.join(5)


def test_an_outbox_row_is_no_place_for_a_person() -> None:
    event = orjson.loads(outgoing(signal=new_id()).payload)
    assert set(event["data"]) == {"municipality", "signalId", "revision", "partnerKind"}
