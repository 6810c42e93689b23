"""Every event is an NL GOV CloudEvent without a person, with an example that is never edited."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from pydantic import TypeAdapter

from schemas.envelope import CloudEvent, Told, written
from schemas.events import (
    EVENTS,
    CaseClosed,
    CaseTriaged,
    ContactRecorded,
    DispatchDue,
    EventData,
    OverrideLapsed,
    ParkingEnded,
    QuestionAsked,
    SignalAccepted,
    SignalSettled,
    TaskDispatched,
)
from schemas.ids import Id, event_id
from schemas.vocabulary.cases import Tray
from schemas.vocabulary.contacts import Channel
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.partners import PartnerKind
from tests.schemas.nlgov import violations

EXAMPLES = Path(__file__).resolve().parents[2] / "schemas" / "examples"
DIGESTS = {
    "signal-accepted.v1.json": "0e5181453fdd3e2bbdb196ff06b39c7a430ff5fc6c2fecb611677966913f8228",
    "signal-settled.v1.json": "6cbc05555de497eb05e54cf98b9b03764683050b158c54481511990bfd87cc4b",
    "parking-ended.v1.json": "57b9a3c1323187ce84eafe2573c4c45688b11dcd6b60135bb3ec341162e0ca88",
    "question-asked.v1.json": "280145a534e38b1e66edd29bbe3e01638f0a99cfef1e6e2c212551ec6807b889",
    "case-triaged.v1.json": "9e4458ad094468bc393f934e1d353cc7e1b6b499dd21b0e44dd897b6c9800dd5",
    "dispatch-due.v1.json": "421b9be44936f6663651d7a87295ef6c9c415649116937d19148ae2989d161c0",
    "override-lapsed.v1.json": "341a6fed187598d501db8d90f399604a0ea59b520344e01b6911429dd5863b51",
    "task-dispatched.v1.json": "6e9d29f40b0e56bad1b7695f24e7dd57d700625f3d0ee8b87d4f6a080fe55502",
    "contact-recorded.v1.json": "99faeac208fd9c3293fc8d4a30292c22fd102f14098e7cb525063ff408cf6144",
    "case-closed.v1.json": "0d374f7ba4b314090e9e6a6c34b0adcda3d3dbe9d9a4c868cb015d7d0ebfc429",
}
"""SHA-256 of each published example: editing one is a breach of contract, a new version is a new file."""

CAUSE = "01980000-0000-7000-8000-0000000000c0"
SIGNAL = "01980000-0000-7000-8000-000000000001"
CASE = "00000000-0000-5000-8000-00000000ca5e"
SOURCE = "urn:nld:oin:00000000000000000000:systeem:vroegsignaal"
M = "9901"
DATA: list[EventData] = [
    SignalAccepted(municipality=M, signal_id=SIGNAL, revision=1, partner_kind=PartnerKind.LANDLORD),
    SignalSettled(municipality=M, signal_id=SIGNAL, revision=2, disposition=Disposition.REPEAT),
    ParkingEnded(municipality=M, signal_id=SIGNAL),
    QuestionAsked(municipality=M, signal_id=SIGNAL),
    CaseTriaged(municipality=M, case_id=CASE, signal_id=SIGNAL, tray=Tray.CRISIS, urgency=3),
    DispatchDue(municipality=M, case_id=CASE),
    OverrideLapsed(municipality=M, case_id=CASE),
    TaskDispatched(
        municipality=M,
        task_id=CAUSE,
        case_id=CASE,
        tray=Tray.SINGLE,
        channel=Channel.LETTER,
        urgency=0,
        deadline=date(2026, 4, 14),
    ),
    ContactRecorded(municipality=M, case_id=CASE, record_id=CAUSE),
    CaseClosed(municipality=M, case_id=CASE),
]
PERSONAL = ("name", "surname", "birth", "bsn", "phone", "mail", "street", "postcode", "house", "customer", "amount")
KINDS = pytest.mark.parametrize("kind", list(EVENTS), ids=lambda kind: kind.__name__)
MADE = pytest.mark.parametrize("data", DATA, ids=lambda data: type(data).__name__)


def example_of(kind: type[EventData]) -> Path:
    return EXAMPLES / f"{EVENTS[kind].type.removeprefix('nl.vroegsignaal.')}.json"


def composed(data: EventData, cause: Id = CAUSE) -> str:
    return written(Told(data, cause, CASE, SIGNAL), SOURCE, datetime(2026, 3, 17, 9, 0, 0, 1, tzinfo=UTC)).payload


def test_every_event_class_has_its_type() -> None:
    assert set(EventData.__subclasses__()) == set(EVENTS)
    assert len({event.type for event in EVENTS.values()}) == len(EVENTS)
    assert {type(one) for one in DATA} == set(EVENTS)


def test_there_is_one_example_of_every_event_and_none_too_many() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == {example_of(kind).name for kind in EVENTS} == set(DIGESTS)


@KINDS
def test_an_example_was_never_edited(kind: type[EventData]) -> None:
    path = example_of(kind)
    assert sha256(path.read_bytes()).hexdigest() == DIGESTS[path.name]


@KINDS
def test_an_example_still_parses_and_keeps_the_profile(kind: type[EventData]) -> None:
    text = example_of(kind).read_text(encoding="utf-8")
    event = CloudEvent.model_validate_json(text)
    assert event.type == EVENTS[kind].type
    reader = TypeAdapter(kind)
    read = reader.validate_json(json.dumps(event.data), strict=True)
    assert reader.dump_python(read, mode="json", by_alias=True, exclude_none=True) == json.loads(text)["data"]
    assert violations(text) == []


@KINDS
def test_an_example_can_be_fetched_where_it_says(kind: type[EventData]) -> None:
    event = json.loads(example_of(kind).read_text(encoding="utf-8"))
    assert event["dataref"] == EVENTS[kind].dataref.format(id=event["subject"])


@MADE
def test_what_is_composed_keeps_the_profile(data: EventData) -> None:
    assert violations(composed(data)) == []


@MADE
def test_what_is_composed_parses_again(data: EventData) -> None:
    event = CloudEvent.model_validate_json(composed(data))
    assert TypeAdapter(type(data)).validate_json(json.dumps(event.data), strict=True) == data


@MADE
def test_the_same_cause_gives_the_same_event_and_another_gives_another(data: EventData) -> None:
    assert composed(data) == composed(data)
    assert json.loads(composed(data))["id"] != json.loads(composed(data, SIGNAL))["id"]


def test_one_cause_gives_events_of_different_types_different_ids() -> None:
    assert len({json.loads(composed(data))["id"] for data in DATA}) == len(DATA)


@pytest.mark.parametrize(
    "what", ["", "case", "revision:1", "nl.vroegsignaal.case-triaged.v1", "ë", *(f"step:{n}" for n in range(16))]
)
def test_a_later_id_is_the_uuid5_of_its_cause(what: str) -> None:
    assert event_id(CAUSE, what) == str(uuid5(UUID(CAUSE), what))
    assert event_id(SIGNAL, what) != event_id(CAUSE, what)


@KINDS
def test_no_event_has_room_for_a_person(kind: type[EventData]) -> None:
    assert [one.name for one in fields(kind) if any(word in one.name for word in PERSONAL)] == []
    assert [one.name for one in fields(kind) if one.type is str] == []


@KINDS
def test_a_reader_tolerates_what_a_later_writer_adds(kind: type[EventData]) -> None:
    event = json.loads(example_of(kind).read_text(encoding="utf-8"))
    event["data"]["addedLater"] = {"deep": [1]}
    event["addedlater"] = "x"
    read = CloudEvent.model_validate_json(json.dumps(event))
    assert not hasattr(TypeAdapter(kind).validate_python(read.data), "addedLater")


BREACHES: list[dict[str, object]] = [
    {"specversion": "1.1"},
    {"id": ""},
    {"source": "https://example.org/vroegsignaal"},
    {"source": "urn:nld:oin:123:systeem:vroegsignaal"},
    {"type": "nl.vroegsignaal.v1.signal-accepted.v1"},
    {"type": "SignalAccepted"},
    {"subject": "J. de Vries"},
    {"subject": "9901/1971-03-02"},
    {"time": "2026-03-17 09:00:00"},
    {"time": "2026-03-17T09:00:00"},
    {"datacontenttype": "text/plain"},
    {"dataref": "/v1/signalen?bsn=999990019"},
    {"dataref": "https://elders.example/signalen"},
    {"traceparent": "00-" + 32 * "0" + "-" + 16 * "1" + "-01"},
    {"partnerKind": "water"},
    {"extension": "x"},
    {"sequence": 2**31},
    {"subject": None},
    {"data": {"text": "a\nb"}},
    {"data": {"text": 66_000 * "x"}},
    {"data": {"snake_case": 1}},
]


@pytest.mark.parametrize("change", BREACHES, ids=str)
def test_the_check_finds_a_breach_of_the_profile(change: dict[str, object]) -> None:
    event = json.loads(example_of(SignalAccepted).read_text(encoding="utf-8"))
    assert violations(json.dumps(event | change))


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type"])
def test_the_check_misses_no_required_attribute(name: str) -> None:
    event = json.loads(example_of(SignalAccepted).read_text(encoding="utf-8"))
    del event[name]
    assert f"{name} is missing" in violations(json.dumps(event))
