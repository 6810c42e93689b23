"""A flow with canaries in it: partners deliver them by both doors, a worker searches for them and meets refusals."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from sqlalchemy import insert

from command.home import ports
from command.installation import Installation
from command.processes import PROCESSES
from domain.law.calendar import local_date
from plumbing.record.tables import signal
from plumbing.running.chance import new_id
from plumbing.running.clock import system_clock
from plumbing.transport.outbox import Outbox
from schemas.envelope import Told
from schemas.events import SignalAccepted
from schemas.vocabulary.partners import PartnerKind
from tests.architecture.checkout import ROOT
from tests.builders import AT_ONCE, SOURCE, Town
from tests.flow.canaries import FORBIDDEN, KEPT, REFUSED, SEARCHED_FOR, TYPED, on_disk, on_kafka, on_metrics
from tests.running import database_of, running, until

KIND = PartnerKind.ENERGY
TODAY = local_date(system_clock())
"""Processes run on the wall clock here."""

KEY = {"X-API-Key": KIND.value}
"""The town's partners have their kind as their key."""

OUTCOMES = {"accepted": 4, "duplicate": 1, "revised": 1, "rejected": 5}
"""What is delivered below: a file with a good and a wrong line, and a letter that is typed, included."""


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
def canary_flow(home: Path) -> Iterator[Flow]:
    """An installation in `home` through which the canaries went."""
    with running(home, *PROCESSES) as installation:
        record = database_of(installation)
        town = Town(record).found("9901", "9902")
        town.publish(AT_ONCE)
        with record.engine("superuser").begin() as connection:
            connection.exec_driver_sql("UPDATE worker SET role = 'coordinator'")
            connection.exec_driver_sql("UPDATE agreement SET bsn_basis = 'test', birth_date_basis = 'test'")
        try:
            flow = Flow(installation, town, {})
            deliver(flow)
            insult(flow)
            plant_what_makes_triage_raise(flow)
            until(lambda: came_through(town), 30)
            work(flow)
            yield flow
        finally:
            record.close()


def a_record(**values: Any) -> dict[str, Any]:
    return {
        "gemeentecode": "9901",
        "bedragInCenten": 12_345,
        "ontstaansdatum": "2025-01-10",
        "aantalPerioden": 2,
        "signaaldatum": TODAY.isoformat(),
        **values,
    }


def deliver(flow: Flow) -> None:
    """Signals by both front doors: one that is good, revised, repeated, and some that are wrong in every field."""
    with ingest(flow) as client:
        good, wrong = a_record(**KEPT), a_record(**REFUSED)
        crisis = good | {"kenmerk": f"{KEPT['kenmerk']}-2", "soort": "afsluiting"}
        abroad, unknown = good | {"gemeentecode": "0000"}, good | {"soort": REFUSED["opmerking"]}
        for records in ([good, crisis, wrong, abroad, unknown], [good], [good | {"bedragInCenten": 20_000}]):
            answer = flow.told(client.post("/v1/signalen", json={"signalen": records}, headers=KEY))
            assert answer.status_code == 200
        deliver_file(flow, client)
        objected = a_record(**FORBIDDEN, verklaring={**STATEMENT, "bezwaar": True})
        landlord = {"X-API-Key": PartnerKind.LANDLORD.value}
        answer = flow.told(client.post("/v1/signalen", json={"signalen": [objected]}, headers=landlord))
        assert answer.json()["aantalGeweigerd"] == 1


STATEMENT = dict.fromkeys(
    ("persoonlijkContact", "gewezenOpSchuldhulp", "herinneringGestuurd", "doorgevenAangeboden"), True
)


def deliver_file(flow: Flow, client: httpx.Client) -> None:
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
    broken = flow.told(client.post("/v1/leveringen", content=csv[40:], headers=headers, params=where))
    headless = csv.partition("\r\n")[2]
    refused = flow.told(client.post("/v1/leveringen", content=headless, headers=headers, params=where))
    assert (broken.status_code, refused.status_code) == (400, 400)
    taken = flow.told(client.post("/v1/leveringen", content=csv, headers=headers, params=where))
    assert taken.status_code == 202
    until(lambda: client.get(taken.headers["location"], headers=KEY).json()["status"] == "verwerkt", 20)
    flow.told(client.get(taken.headers["location"], headers=KEY))


def insult(flow: Flow) -> None:
    """Requests that fail whole, with canaries wherever a body or a key may hold them."""
    wrong, home = json.dumps(a_record(**REFUSED)), KEPT["achternaam"]
    json_type = {"Content-Type": "application/json"}
    with ingest(flow) as client:
        for body in (wrong, wrong[:-9], f'{{"signalen": "{home}"}}', f'{{"{home}": []}}', f'{{"signalen": [{wrong}'):
            answer = flow.told(client.post("/v1/signalen", content=body, headers=KEY | json_type))
            assert answer.status_code == 400
        for key in (home, ""):
            answer = flow.told(client.post("/v1/signalen", content=wrong, headers={"X-API-Key": key} | json_type))
            assert answer.status_code == 401
        flow.told(client.post("/v1/signalen", content=wrong, headers=KEY | {"Content-Type": home}))
        flow.told(client.get(f"/v1/signalen/{new_id()}", headers=KEY))
        flow.told(client.get("/v1/signalen/geen-id", headers=KEY))


def plant_what_makes_triage_raise(flow: Flow) -> None:
    """A signal whose kind no vocabulary knows: reading it raises an error that names the value."""
    engine, name = flow.town.record.engine("superuser"), new_id()
    (row,) = flow.town.rows("SELECT * FROM signal ORDER BY received_at LIMIT 1")
    told = {column.name: row[column.name] for column in signal.columns if column.computed is None}
    broken = told | {"id": name, "reference": "KNR-STUK", "kind": SEARCHED_FOR["naam binnenboord"]}
    data = SignalAccepted(municipality="9901", signal_id=name, revision=1, partner_kind=KIND)
    now = flow.town.now
    with engine.begin() as connection:
        connection.execute(insert(signal).values(**broken))
        Outbox(SOURCE).write(connection, [Told(data, name, name, name)], now)


def came_through(town: Town) -> bool:
    """Whether the broken signal is stuck, all others are settled and every case has its task."""
    (row,) = town.rows(
        "SELECT (SELECT count(*) FROM stuck) = 1 AND (SELECT count(*) FROM outbox) = 0"
        " AND (SELECT count(*) FROM unsettled_signal WHERE NOT stuck) = 0"
        " AND (SELECT count(*) FROM task) > 0"
        " AND (SELECT count(*) FROM case_file) = (SELECT count(*) FROM task) AS done"
    )
    return bool(row["done"])


def work(flow: Flow) -> None:
    """A worker searches, opens the case and sends forms that are refused; only refusals are kept for the search."""
    (case,) = flow.town.rows("SELECT id FROM case_file LIMIT 1")
    with worklist(flow) as client:
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
            answer = flow.told(client.post(path, data={"csrf": csrf} | fields))
            assert answer.status_code in {303, 400, 403, 404}
        assert flow.told(client.get("/zaken/geen-id")).status_code == 404
        type_a_letter(flow, client, csrf)
        moved = client.post("/wachtrij/_pak", data={"csrf": csrf, "token": new_id()})
        flow.said["redirect"] = moved.headers["location"]


def type_a_letter(flow: Flow, client: httpx.Client, csrf: str) -> None:
    """A coordinator types a letter, first with an error, and looks at a refused record; nothing of it travels on."""
    (partner,) = flow.town.rows("SELECT id FROM partner WHERE kind = %s", KIND)
    (waits,) = flow.town.rows("SELECT id FROM quarantine WHERE municipality = '9901' AND record IS NOT NULL LIMIT 1")
    letter = a_record(**TYPED) | {"bedragInCenten": "123,45", "ontvangen": TODAY.isoformat()}
    day_first = "-".join(reversed(TYPED["geboortedatum"].split("-")))
    fields = letter | {"geboortedatum": day_first, "csrf": csrf, "token": new_id(), "partner": partner["id"]}
    wrong = client.post("/signaal-invoeren", data=fields | {"postcode": "PUTTER"})
    assert wrong.status_code == 400
    flow.said["headers of a wrong form"] = str(wrong.headers)
    saved = flow.told(client.post("/signaal-invoeren", data=fields))
    assert saved.status_code == 303
    until(lambda: "opgeslagen" in client.get(saved.headers["location"]).text, 20)
    flow.told(client.get(saved.headers["location"]))
    assert REFUSED["achternaam"] in client.get("/geweigerd").text
    shown = client.get(f"/geweigerd/{waits['id']}")
    flow.said["headers of a refused record"] = str(shown.headers)
    flow.told(client.post(f"/geweigerd/{new_id()}", data={"csrf": csrf, "token": REFUSED["achternaam"]}))
    until(lambda: came_through(flow.town), 30)


def ingest(flow: Flow) -> httpx.Client:
    port = ports(flow.installation.settings.home, "ingest")["http"]
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)


def worklist(flow: Flow) -> httpx.Client:
    port = ports(flow.installation.settings.home, "worklist")["http"]
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
