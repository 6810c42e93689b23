"""No person leaves the record: canaries go through the whole flow, and are found in no topic, log, metric or error."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from kafka import KafkaProducer

from command.processes import PROCESSES
from plumbing.record.tables import metadata
from schemas.topics import TOPICS
from tests.flow.canaries import (
    FORBIDDEN,
    KEPT,
    NEVER_WAITS,
    REFUSED,
    SEARCHED_FOR,
    TYPED,
    hits,
    on_disk,
    on_kafka,
    on_metrics,
)
from tests.flow.canary_flow import OUTCOMES, Flow, canary_flow
from tests.plumbing.transport.broker import messages
from tests.schemas.nlgov import violations

ASIDE = ("hand_entry", "hand_answer", "quarantine_end")
FREE_OF_PERSONS = (
    "outbox",
    "fact",
    "decision",
    "disposition",
    "case_file",
    "task",
    "stuck",
    "receipt",
    "access",
    *ASIDE,
)
"""Tables that hold ids and codes only."""
MAY_HOLD_A_REFERENCE = {
    f"{table}: {name}" for table in ("decision", "disposition") for name in ("kenmerk", "getypt kenmerk")
}
"""Triage keeps the partner's reference to know a repeat; it leaves the record nowhere."""


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    """The flow after everything has happened."""
    with canary_flow(tmp_path_factory.mktemp("canaries") / "home") as flow:
        yield flow


def test_the_canaries_went_through_the_whole_flow(after: Flow) -> None:
    told = {row["kind"] for row in after.town.rows("SELECT DISTINCT kind FROM fact")}
    assert {"signal-accepted", "signal-settled", "case-opened", "task-dispatched"} <= told
    topics = {name.split(" ")[0] for name in on_kafka(after.installation)}
    wanted = ("signal-accepted", "signal-settled", "case-triaged", "task-dispatched")
    assert {f"vroegsignaal.{one}" for one in wanted} <= topics <= {topic.name for topic in TOPICS}
    assert set(after.installation.children) == set(PROCESSES)
    outcomes = after.town.rows("SELECT outcome, count(*) AS n FROM receipt GROUP BY 1 ORDER BY 1")
    assert {row["outcome"]: row["n"] for row in outcomes} == OUTCOMES
    (stored,) = after.town.rows("SELECT count(bsn_cipher) AS n FROM signal WHERE reference = %s", KEPT["kenmerk"])
    assert stored["n"] == 1


def test_every_message_on_kafka_is_an_nl_gov_cloudevent_keyed_by_its_municipality(after: Flow) -> None:
    for _, key, value, headers in messages(after.installation.kafka, *(topic.name for topic in TOPICS)):
        assert violations(value) == []
        assert key == json.loads(value)["data"]["municipality"].encode()
        assert dict(headers)["content-type"] == b"application/cloudevents+json"


def test_the_record_itself_holds_the_resident(after: Flow) -> None:
    held = {"signal": json.dumps(after.town.rows("SELECT s.* FROM signal s"), default=str)}
    found = {one.split(": ")[1] for one in hits(held, {name: KEPT[name] for name in KEPT if name != "huisnummer"})}
    assert found == set(KEPT) - {"huisnummer", "burgerservicenummer"}


def test_no_canary_is_in_any_topic_log_metric_file_or_answer(after: Flow) -> None:
    places = after.places()
    assert len(places) > 30
    assert hits(places) == []


def held_in(after: Flow) -> dict[str, str]:
    """Every table of the record, as text."""
    return {
        name: json.dumps(after.town.rows(f"SELECT t::text AS row FROM {name} t"), default=str)
        for name in metadata.tables
    }


def test_what_was_refused_waits_to_be_mended_and_is_kept_nowhere_else_in_the_record(after: Flow) -> None:
    found = set(hits(held_in(after), {f"geweigerd {name}": value for name, value in REFUSED.items()}))
    assert found <= {f"quarantine: geweigerd {name}" for name in REFUSED if name not in NEVER_WAITS}
    assert {"quarantine: geweigerd achternaam", "quarantine: geweigerd postcode"} <= found


def test_what_may_not_have_been_sent_is_kept_nowhere_in_the_record(after: Flow) -> None:
    assert hits(held_in(after), {f"verboden {name}": value for name, value in FORBIDDEN.items()}) == []
    (row,) = after.town.rows("SELECT record, errors FROM quarantine WHERE record IS NULL")
    assert row["errors"] == [{"field": "verklaring.bezwaar", "code": "bezwaar-gemaakt"}]


def test_what_was_typed_stands_in_the_signal_and_not_in_the_entry_any_more(after: Flow) -> None:
    found = {
        one.split(": ")[0] for one in hits(held_in(after), {f"getypt {name}": value for name, value in TYPED.items()})
    }
    assert "signal" in found
    assert found.isdisjoint(ASIDE)


def test_tables_of_ids_and_codes_hold_no_person(after: Flow) -> None:
    held = {name: json.dumps(after.town.rows(f"SELECT t::text AS row FROM {name} t")) for name in FREE_OF_PERSONS}
    assert set(hits(held)) <= MAY_HOLD_A_REFERENCE


def test_the_signal_that_makes_triage_raise_is_stuck_counted_and_told_without_its_value(after: Flow) -> None:
    (row,) = after.town.rows("SELECT error, location, service FROM stuck")
    assert (row["error"], row["service"]) == ("ValueError", "triage")
    assert re.fullmatch(r"services/triage/questions/read\.py:\d+", str(row["location"]))
    counted = on_metrics(after.installation)["metrics of triage"]
    labels = 'fate="stuck",process="triage",topic="vroegsignaal.signal-accepted"'
    assert f"vroegsignaal_messages_total{{{labels}}} 1.0" in counted


def test_a_trace_follows_a_stuck_signal_into_the_log(after: Flow) -> None:
    (row,) = after.town.rows("SELECT subject FROM stuck")
    log = (after.installation.settings.home / "logs" / "triage.log").read_text(encoding="utf-8")
    assert str(row["subject"]).replace("-", "") in log


def test_the_search_finds_what_is_planted(after: Flow, tmp_path: Path) -> None:
    for name, value in SEARCHED_FOR.items():
        assert hits({"copy": f"x {value.upper()} y"}) == hits({"copy": f"x {value} y"})
        assert f"copy: {name}" in hits({"copy": f'{{"a": "{value}"}}'})
    copy = tmp_path / "home"
    shutil.copytree(after.installation.settings.home / "logs", copy / "logs")
    with (copy / "logs" / "notify.log").open("a", encoding="utf-8") as log:
        log.write(f"{KEPT['burgerservicenummer']}\n")
    assert hits(on_disk(copy)) == ["logs/notify.log: burgerservicenummer"]


@pytest.mark.parametrize(
    "planted",
    [
        "7391 zq",
        "Zangvogelplantsoen 7391 KNRTOE",
        "tel:+31612998877",
        "19 juli 1931",
        "19310719",
        "mailto:kwetter%40kanarie.example",
        "4b616e617269656765656c",
    ],
)
def test_the_search_finds_a_canary_however_it_is_written(planted: str) -> None:
    assert hits({"copy": f"x {planted} y"})


def test_every_place_is_searched(after: Flow) -> None:
    places = after.places()
    assert {f"metrics of {name}" for name in PROCESSES} | {f"logs/{name}.log" for name in PROCESSES} <= set(places)
    assert len([place for place in places if place.startswith("answer")]) > 15
    assert {place.split(" #")[0] for place in places if " #" in place} <= {topic.name for topic in TOPICS}
    assert [
        place for place, text in places.items() if place.startswith("metrics") and "vroegsignaal_ready" not in text
    ] == []


def test_the_search_finds_what_is_planted_on_a_topic(after: Flow) -> None:
    before, topic = len(on_kafka(after.installation)), TOPICS[-1].name
    with closing(KafkaProducer(bootstrap_servers=after.installation.kafka)) as producer:
        producer.send(topic, json.dumps({"x": KEPT["achternaam"]}).encode()).get(10)
        producer.send(topic, b"x", key=KEPT["postcode"].encode()).get(10)
        producer.send(topic, b"x", headers=[("x", KEPT["email"].encode())]).get(10)
    found = on_kafka(after.installation)
    assert len(found) == before + 3
    assert sorted(one.split(": ")[1] for one in hits(found)) == ["achternaam", "email", "postcode"]


def test_the_search_finds_what_is_planted_in_an_answer(after: Flow) -> None:
    answer = httpx.Response(303, headers={"location": f"/zoeken?q={KEPT['achternaam']}"}, text=KEPT["straat"])
    planted = Flow(after.installation, after.town, {})
    planted.told(answer)
    assert sorted(hits(planted.said)) == ["answer 0 (303): achternaam", "answer 0 (303): straat"]
