"""No person leaves the record: canaries go through the whole flow, and are found in no topic, log, metric or error."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from kafka import KafkaProducer
from sqlalchemy import insert

from schemas.calendar import local_date
from schemas.events import SignalAccepted
from schemas.topics import TOPICS
from schemas.vocabulary import PartnerKind
from services.command.installation import PROCESSES, Installation, ports
from services.record.tables import metadata, signal
from services.running.chance import new_id
from services.running.clock import system_clock
from services.transport.outbox import Outbox, compose
from tests.architecture.sources import ROOT
from tests.builders import AT_ONCE, SOURCE, Town
from tests.flow.canaries import KEPT, REFUSED, SEARCHED_FOR, hits, on_disk, on_kafka, on_metrics
from tests.running import database_of, running, until
from tests.schemas.nlgov import violations
from tests.transport.broker import messages

KIND = PartnerKind.ENERGY
TODAY = local_date(system_clock())
"""Processes run on the wall clock here."""

KEY = {"X-API-Key": KIND.value}
"""The town's partners have their kind as their key."""

FREE_OF_PERSONS = ("outbox", "fact", "decision", "disposition", "case_file", "task", "stuck", "receipt", "access")
"""Tables that hold ids and codes only."""
MAY_HOLD_A_REFERENCE = {"decision: kenmerk", "disposition: kenmerk"}
"""Triage keeps the partner's reference to know a repeat; it leaves the record nowhere."""


OUTCOMES = {"accepted": 3, "duplicate": 1, "revised": 1, "rejected": 4}
"""What partners deliver below: a file with a good and a wrong line included."""


@dataclass
class Flow:
    """A running installation with everything that people and partners were told."""

    installation: Installation
    town: Town
    said: dict[str, str]

    def told(self, answer: httpx.Response) -> httpx.Response:
        """Keep an answer (status line, headers, body) for the search."""
        self.said[f"answer {len(self.said)} ({answer.status_code})"] = f"{answer.headers} {answer.text}"
        return answer

    def places(self) -> dict[str, str]:
        """Everything that is searched."""
        home = self.installation.settings.home
        return {**on_kafka(self.installation), **on_disk(home), **on_metrics(self.installation), **self.said}


@contextmanager
def flow(home: Path) -> Iterator[Flow]:
    with running(home, *PROCESSES) as installation:
        record = database_of(installation)
        town = Town(record).found("9901", "9902")
        town.publish(AT_ONCE)
        with record.engine("superuser").begin() as connection:
            connection.exec_driver_sql("UPDATE agreement SET bsn_basis = 'test', birth_date_basis = 'test'")
        try:
            yield Flow(installation, town, {})
        finally:
            record.close()


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    """The flow after everything has happened."""
    with flow(tmp_path_factory.mktemp("canaries") / "home") as running_flow:
        deliver(running_flow)
        insult(running_flow)
        plant_what_makes_triage_raise(running_flow)
        until(lambda: came_through(running_flow.town), 30)
        work(running_flow)
        yield running_flow


def a_record(**values: Any) -> dict[str, Any]:
    return {
        "gemeentecode": "9901",
        "bedragInCenten": 12_345,
        "ontstaansdatum": "2025-01-10",
        "aantalPerioden": 2,
        "signaaldatum": TODAY.isoformat(),
        **values,
    }


def deliver(running_flow: Flow) -> None:
    """Signals by both front doors: one that is good, revised, repeated, and some that are wrong in every field."""
    with ingest(running_flow) as client:
        good, wrong = a_record(**KEPT), a_record(**REFUSED)
        crisis = good | {"kenmerk": f"{KEPT['kenmerk']}-2", "soort": "afsluiting"}
        abroad, unknown = good | {"gemeentecode": "0000"}, good | {"soort": REFUSED["opmerking"]}
        for records in ([good, crisis, wrong, abroad, unknown], [good], [good | {"bedragInCenten": 20_000}]):
            answer = running_flow.told(client.post("/v1/signalen", json={"signalen": records}, headers=KEY))
            assert answer.status_code == 200
        deliver_file(running_flow, client)


def deliver_file(running_flow: Flow, client: httpx.Client) -> None:
    """A file with a good line and one that is wrong in every column."""
    columns = yaml.safe_load((ROOT / "deploy/mappings/energie-csv.yaml").read_text(encoding="utf-8"))["columns"]
    written = {"bedragInCenten": "80,00", "ontstaansdatum": "10-01-2025", "aantalPerioden": "2", "gemeentecode": "9901"}
    good = {**KEPT, **written, "geboortedatum": "19-07-1931", "signaaldatum": f"{TODAY:%d-%m-%Y}"}
    lines = [list(columns)] + [
        [one.get(name, "") for name in columns.values()]
        for one in (good | {"kenmerk": f"{KEPT['kenmerk']}-F"}, {**REFUSED, **written, "soort": REFUSED["opmerking"]})
    ]
    csv = "".join(f"{';'.join(line)}\r\n" for line in lines)
    headers, where = KEY | {"Content-Type": "text/csv"}, {"kolomindeling": "energie-csv"}
    broken = running_flow.told(client.post("/v1/leveringen", content=csv[40:], headers=headers, params=where))
    headless = csv.partition("\r\n")[2]
    refused = running_flow.told(client.post("/v1/leveringen", content=headless, headers=headers, params=where))
    assert (broken.status_code, refused.status_code) == (400, 400)
    taken = running_flow.told(client.post("/v1/leveringen", content=csv, headers=headers, params=where))
    assert taken.status_code == 202
    until(lambda: client.get(taken.headers["location"], headers=KEY).json()["status"] == "verwerkt", 20)
    running_flow.told(client.get(taken.headers["location"], headers=KEY))


def insult(running_flow: Flow) -> None:
    """Requests that fail whole, with canaries wherever a body or a key may hold them."""
    wrong, home = json.dumps(a_record(**REFUSED)), KEPT["achternaam"]
    json_type = {"Content-Type": "application/json"}
    with ingest(running_flow) as client:
        for body in (wrong, wrong[:-9], f'{{"signalen": "{home}"}}', f'{{"{home}": []}}', f'{{"signalen": [{wrong}'):
            answer = running_flow.told(client.post("/v1/signalen", content=body, headers=KEY | json_type))
            assert answer.status_code == 400
        for key in (home, ""):
            answer = running_flow.told(
                client.post("/v1/signalen", content=wrong, headers={"X-API-Key": key} | json_type)
            )
            assert answer.status_code == 401
        running_flow.told(client.post("/v1/signalen", content=wrong, headers=KEY | {"Content-Type": home}))
        running_flow.told(client.get(f"/v1/signalen/{new_id()}", headers=KEY))
        running_flow.told(client.get("/v1/signalen/geen-id", headers=KEY))


def plant_what_makes_triage_raise(running_flow: Flow) -> None:
    """A signal whose kind no vocabulary knows: reading it raises an error that names the value."""
    engine, name = running_flow.town.record.engine("superuser"), new_id()
    (row,) = running_flow.town.rows("SELECT * FROM signal ORDER BY received_at LIMIT 1")
    broken = row | {"id": name, "reference": "KNR-STUK", "kind": SEARCHED_FOR["naam binnenboord"]}
    data = SignalAccepted(municipality="9901", signal_id=name, revision=1, partner_kind=KIND)
    now = running_flow.town.now
    with engine.begin() as connection:
        connection.execute(insert(signal).values(**broken))
        Outbox().write(connection, [compose(data, cause=name, subject=name, trace=name, at=now, source=SOURCE)])


def came_through(town: Town) -> bool:
    """Whether the broken signal is stuck, all others are settled and every case has its task."""
    (row,) = town.rows(
        "SELECT (SELECT count(*) FROM stuck) = 1 AND (SELECT count(*) FROM outbox) = 0"
        " AND (SELECT count(*) FROM unsettled_signal WHERE NOT stuck) = 0"
        " AND (SELECT count(*) FROM task) > 0"
        " AND (SELECT count(*) FROM case_file) = (SELECT count(*) FROM task) AS done"
    )
    return bool(row["done"])


def work(running_flow: Flow) -> None:
    """A worker searches, opens the case and sends forms that are refused; only refusals are kept for the search."""
    (case,) = running_flow.town.rows("SELECT id FROM case_file LIMIT 1")
    with worklist(running_flow) as client:
        csrf = sign_in(client)
        found = client.post("/zoeken", data={"csrf": csrf, "vraag": KEPT["achternaam"]})
        assert KEPT["achternaam"] in found.text
        asked = client.post("/zoeken", data={"csrf": csrf, "vraag": SEARCHED_FOR["zoekvraag"]})
        assert asked.status_code == 200
        assert KEPT["achternaam"] in client.get(f"/zaken/{case['id']}").text
        for path, fields in {
            f"/zaken/{case['id']}/poging": {"token": KEPT["email"], "versie": KEPT["telefoonnummer"]},
            f"/zaken/{case['id']}/bestaat-niet": {"token": KEPT["email"]},
            f"/zaken/{new_id()}/_neem": {"token": KEPT["achternaam"]},
            "/zoeken": {"csrf": KEPT["achternaam"], "vraag": KEPT["achternaam"]},
        }.items():
            answer = running_flow.told(client.post(path, data={"csrf": csrf} | fields))
            assert answer.status_code in {303, 400, 403, 404}
        assert running_flow.told(client.get("/zaken/geen-id")).status_code == 404
        moved = client.post("/wachtrij/_pak", data={"csrf": csrf, "token": new_id()})
        running_flow.said["redirect"] = moved.headers["location"]


def ingest(running_flow: Flow) -> httpx.Client:
    port = ports(running_flow.installation.settings.home, "ingest")["http"]
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)


def worklist(running_flow: Flow) -> httpx.Client:
    port = ports(running_flow.installation.settings.home, "worklist")["http"]
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)


def sign_in(client: httpx.Client) -> str:
    """Sign a development user in; gives the token for forms."""
    page = client.get("/aanmelden")
    anna = re.search(r'value="(9901/[0-9a-f-]{36})"', page.text)
    assert anna
    answer = client.post("/aanmelden", data={"csrf": token_of(page.text), "medewerker": anna[1]})
    assert answer.status_code == 303
    return token_of(client.get("/zoeken").text)


def token_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


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


def test_what_was_refused_is_kept_nowhere_in_the_record(after: Flow) -> None:
    held = {
        name: json.dumps(after.town.rows(f"SELECT t::text AS row FROM {name} t"), default=str)
        for name in metadata.tables
    }
    assert hits(held, {f"geweigerd {name}": value for name, value in REFUSED.items()}) == []


def test_tables_of_ids_and_codes_hold_no_person(after: Flow) -> None:
    held = {name: json.dumps(after.town.rows(f"SELECT t::text AS row FROM {name} t")) for name in FREE_OF_PERSONS}
    assert set(hits(held)) <= MAY_HOLD_A_REFERENCE


def test_the_signal_that_makes_triage_raise_is_stuck_counted_and_told_without_its_value(after: Flow) -> None:
    (row,) = after.town.rows("SELECT error, location, service FROM stuck")
    assert (row["error"], row["service"]) == ("ValueError", "triage")
    assert re.fullmatch(r"services/triage/load\.py:\d+", str(row["location"]))
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


def test_the_search_finds_what_is_planted_on_a_topic(after: Flow) -> None:
    before = len(on_kafka(after.installation))
    with closing(KafkaProducer(bootstrap_servers=after.installation.kafka)) as producer:
        producer.send(TOPICS[-1].name, json.dumps({"x": KEPT["achternaam"]}).encode()).get(10)
    found = on_kafka(after.installation)
    assert len(found) == before + 1
    assert [one.split(": ")[1] for one in hits(found)] == ["achternaam"]
