"""Topics in code are the topics of the contract and the topics that are created."""

import ast
import re
from pathlib import Path

import pytest

from command.processes import PROCESSES
from plumbing.transport.topics import admin, create_topics
from schemas.events import EVENTS
from schemas.topics import PARTITIONS, RETENTION_MS, TOPICS
from services.relay.rounds import UNDONE
from tests.architecture.sources import Source, sources
from tests.plumbing.transport.broker import broker_with_topics

NAMES = {topic.name for topic in TOPICS}
CONSUMERS = sorted({event.wakes for event in EVENTS.values() if event.wakes})


def events_named(source: Source) -> set[str]:
    """Events that a module looks up, as in `EVENTS[SignalAccepted].topic`."""
    subscripts = (node for node in ast.walk(source.tree) if isinstance(node, ast.Subscript))
    return {ast.unparse(one.slice) for one in subscripts if ast.unparse(one.value) == "EVENTS" and one.slice}


def test_every_event_has_one_topic_and_every_topic_its_event() -> None:
    assert sorted(topic.name for topic in TOPICS) == sorted(event.topic for event in EVENTS.values())
    assert len(NAMES) == len(TOPICS)


def test_a_topic_is_named_after_its_event() -> None:
    for event in EVENTS.values():
        assert event.type == f"nl.{event.topic}.v1"
        assert re.fullmatch(r"vroegsignaal\.[a-z]+(-[a-z]+)+", event.topic)


@pytest.mark.parametrize("name", CONSUMERS)
def test_a_process_consumes_the_topics_that_wake_it(name: str) -> None:
    (source,) = [source for source in sources() if source.name == f"services.{name}.process"]
    waking = {kind.__name__ for kind, event in EVENTS.items() if event.wakes == name}
    assert events_named(source) == waking


def test_no_other_module_consumes() -> None:
    consuming = {source.name for source in sources() if re.search(r"\bConsumer\(", source.text)}
    assert consuming - {"plumbing.transport.faust_consumer"} == {f"services.{name}.process" for name in CONSUMERS}


def test_every_event_is_told_by_a_process_that_there_is() -> None:
    assert {event.told_by for event in EVENTS.values()} <= set(PROCESSES)


def test_reconciliation_watches_topics_that_their_group_consumes() -> None:
    watched = {(work.topic, work.group) for work in UNDONE}
    assert watched <= {(event.topic, event.wakes) for event in EVENTS.values()}


def test_no_topic_is_written_out_elsewhere() -> None:
    written = {
        source.place
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if any(name in node.value for name in NAMES)
    }
    assert written == set()


def test_the_topics_created_are_the_topics_of_the_contract(tmp_path: Path) -> None:
    with broker_with_topics(tmp_path) as settings:
        assert create_topics(settings.kafka) == []
        with admin(settings.kafka) as client:
            found = {name for name in client.list_topics() if not name.startswith("__")}
            described = client.describe_topics(sorted(found))
    assert found == NAMES
    assert {len(one["partitions"]) for one in described} == {PARTITIONS}


def test_messages_are_kept_a_week() -> None:
    assert RETENTION_MS == 7 * 24 * 60 * 60 * 1000
    assert {topic.retention_ms for topic in TOPICS} == {RETENTION_MS}
