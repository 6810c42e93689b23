"""Any bytes on any topic: workers pass by what is no event of theirs, never stop, and do the good one that follows."""

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plumbing.running.chance import new_id
from plumbing.running.metrics import REGISTRY
from plumbing.transport.consume import Reading
from plumbing.transport.fates import Fates, Work
from plumbing.transport.outbox import Outbox, events_in
from plumbing.transport.stuck import stuck_marker
from schemas.envelope import Told, written
from schemas.events import EVENTS, CaseTriaged, DispatchDue, SignalAccepted
from schemas.topics import TOPICS
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.partners import PartnerKind
from services.notify.process import notify, plan_due, plan_triaged
from services.triage.process import triage
from tests.builders import AT_ONCE, CLOCK, SOURCE, Town, a_signal

ROUNDS = 400
NASTY: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    float("inf"),
    float("nan"),
    "",
    "\x00",
    "9901\x00",
    "9901\n",
    "99011",
    "\uff19\uff19\uff10\uff11",
    "x" * 70_000,
    "'; DROP TABLE signal; --",
    "\ud800",
    "\u202e",
    [],
    ["9901"],
    {},
    {"municipality": "9901"},
    "00000000-0000-0000-0000-000000000000",
    "00000000-0000-4000-8000-00000000000G",
    "9999-12-31T23:59:59-23:59",
    "nl.vroegsignaal.case-triaged.v1",
    "nl.vroegsignaal.signal-accepted.v1",
]
BYTES = [b"", b"\x00", b"\xff\xfe", b"{", b"null", b"[" * 100_000, b'{"a":' * 5_000, b"9" * 10_000, b'"\\ud800"']


def payload_of(data: Any, subject: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(written(Told(data, new_id(), subject, subject), SOURCE, CLOCK).payload)
    return event


def broken(dice: random.Random, good: dict[str, Any]) -> bytes:
    """A good event with one to three of its parts, or of its data's parts, made nasty or left out."""
    event = json.loads(json.dumps(good))
    for _ in range(dice.randint(1, 3)):
        part = event["data"] if dice.random() < 0.6 and isinstance(event.get("data"), dict) else event
        if not part:
            continue
        name = dice.choice(sorted(part))
        if dice.random() < 0.15:
            del part[name]
        else:
            part[name] = dice.choice(NASTY)
    return json.dumps(event).encode()


def anything(dice: random.Random, depth: int = 0) -> Any:
    """Any JSON, up to three levels deep."""
    if depth < 3 and dice.random() < 0.4:
        return {str(dice.choice(NASTY))[:20]: anything(dice, depth + 1) for _ in range(dice.randint(0, 4))}
    if depth < 3 and dice.random() < 0.3:
        return [anything(dice, depth + 1) for _ in range(dice.randint(0, 4))]
    return dice.choice(NASTY)


def noise(dice: random.Random, examples: list[dict[str, Any]]) -> Iterator[bytes]:
    yield from BYTES
    for nasty in NASTY:
        for example in examples:
            yield json.dumps(example | {"data": example["data"] | {"municipality": nasty}}).encode()
            yield json.dumps(example | {"subject": nasty}).encode()
            yield json.dumps(example | {"data": nasty}).encode()
    for _ in range(ROUNDS):
        yield broken(dice, dice.choice(examples))
        yield json.dumps(anything(dice)).encode()


def examples_of(signal: str, case: str) -> list[dict[str, Any]]:
    """One event of each type that wakes a process, about rows that are not there."""
    kind = PartnerKind.WATER
    return [
        payload_of(SignalAccepted(municipality="9901", signal_id=signal, revision=1, partner_kind=kind), signal),
        payload_of(CaseTriaged(municipality="9901", case_id=case, signal_id=signal, tray=Tray.SINGLE, urgency=0), case),
        payload_of(DispatchDue(municipality="9901", case_id=case), case),
    ]


def works(town: Town, group: str) -> dict[str, Work]:
    engine, outbox = town.record.engine(group), Outbox(SOURCE)
    return {
        "triage": {EVENTS[SignalAccepted].topic: triage(engine, outbox, lambda: town.now)},
        "notify": {
            EVENTS[CaseTriaged].topic: notify(engine, outbox, lambda: town.now, plan_triaged),
            EVENTS[DispatchDue].topic: notify(engine, outbox, lambda: town.now, plan_due),
        },
    }[group]


def readings(town: Town, group: str) -> dict[str, Reading]:
    mark = stuck_marker(town.record.engine(group), group)
    return {
        topic: Reading(group, topic, Fates(work, lambda _batch: None, mark))
        for topic, work in works(town, group).items()
    }


def counted(group: str, topic: str, fate: str) -> float:
    labels = {"process": group, "topic": topic, "fate": fate}
    return REGISTRY.get_sample_value("vroegsignaal_messages_total", labels) or 0.0


def waiting_events(town: Town, topic: str) -> list[bytes]:
    rows = town.rows("SELECT events FROM outbox")
    found = [event for row in rows for event in events_in(str(row["events"]))]
    return [event.payload.encode() for event in found if event.topic == topic]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_json_on_any_topic_never_stops_a_worker_and_the_good_event_after_it_is_done(town: Town, seed: int) -> None:
    town.publish(AT_ONCE)
    dice = random.Random(seed)
    values = list(noise(dice, examples_of(new_id(), new_id())))
    dice.shuffle(values)
    for group in ("triage", "notify"):
        for reading in readings(town, group).values():
            for first in range(0, len(values), 100):
                reading.meet(values[first : first + 100])
    assert town.rows("SELECT 1 FROM stuck") == []
    town.deliver(a_signal())
    done(town, "triage", EVENTS[SignalAccepted].topic)
    done(town, "notify", EVENTS[CaseTriaged].topic)
    assert town.rows("SELECT count(*) AS n FROM task") == [{"n": 1}]


def done(town: Town, group: str, topic: str) -> None:
    (good,) = waiting_events(town, topic)
    readings(town, group)[topic].meet([b"\x00", good, b"{}"])


@pytest.mark.parametrize("topic", [topic.name for topic in TOPICS])
def test_an_event_is_read_on_its_own_topic_alone(town: Town, topic: str) -> None:
    values = [json.dumps(one).encode() for one in examples_of(new_id(), new_id())]
    met: list[int] = []
    work: Callable[[Any], None] = lambda events: met.append(len(events))  # noqa: E731
    reading = Reading("its-own", topic, Fates(work, lambda _batch: None, lambda _event, _error: True))
    before = counted("its-own", topic, "unreadable")
    reading.meet(values)
    own = [kind.topic for kind in map(EVENTS.get, (SignalAccepted, CaseTriaged, DispatchDue)) if kind]
    assert sum(met) == (1 if topic in own else 0)
    assert counted("its-own", topic, "unreadable") - before == len(values) - sum(met)
