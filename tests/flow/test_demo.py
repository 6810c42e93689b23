"""`up --demo`, loaded once and started again: its figures are plausible and every page and panel shows something."""

import json
import re
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from command.demo_scenes import OTHER_PLACES, SHOWN_AT
from command.processes import PROCESSES
from domain.cases.follows import MAY_REACH
from domain.law.calendar import local_date
from domain.people.names import shown_surname
from plumbing.running.clock import system_clock
from simulation.places import DEMO
from simulation.scenes import PARTS, STAGE, Scene
from tests.builders import Town
from tests.deploy.dashboard import panel_queries, prometheus_config
from tests.flow.canaries import on_disk
from tests.flow.terminal import PATIENCE, Terminal, Up, up
from tests.real import need, real_prometheus
from tests.running import until

TODAY: Final = local_date(system_clock())
FIRST, LAST = TODAY - timedelta(days=92), TODAY - timedelta(days=1)
CODES: Final = tuple(place.code for place in DEMO)
COUNTED: Final = (
    *("municipality", "partner", "agreement", "worker", "delivery", "receipt", "signal", "decision", "disposition"),
    *("match_record", "case_file", "attempt", "offer", "milestone"),
)
"""Tables whose rows only grow by deliveries and work; tasks come by themselves when a window passes."""
WORKED: Final = "SELECT count(DISTINCT case_id) AS n FROM attempt"
TASKS: Final = "FROM case_file c JOIN task t ON t.municipality = c.municipality AND t.case_id = c.id"
LINK: Final = re.compile(r'<(?:a|link|img|script)\b[^>]*?(?:href|src)="(/[^"#]*)')
PERSONS: Final = "SELECT surname, phone, email, postcode FROM signal"
PLAN_WITHOUT_TALK: Final = """p.kind = 'plan-established' AND NOT EXISTS (
 SELECT 1 FROM milestone t WHERE t.municipality = p.municipality AND t.case_id = p.case_id AND t.kind = 'first-talk')"""


@dataclass
class Demo:
    """The demo after its second start, and what it counted after its first."""

    house: Up
    town: Town
    counted_first: dict[str, int]

    def number(self, sql: str, *values: object) -> int:
        """The one number that a query gives."""
        return int(str(self.town.rows(sql, *values)[0]["n"]))


def counts(town: Town) -> dict[str, int]:
    (row,) = town.rows("SELECT " + ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in COUNTED))
    return {name: int(str(row[name])) for name in COUNTED}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    terminal = Terminal(tmp_path_factory.mktemp("demo") / "home")
    with up(terminal, "--demo") as first:
        assert "Three months of signals and work" in first.said
        record = first.database()
        counted = counts(Town(record))
        record.close()
        assert first.stop() == 0
    with up(terminal, "--demo") as second:
        record = second.database()
        yield Demo(second, Town(record), counted)
        record.close()


def test_nobody_is_reached_by_what_is_only_sent_and_every_plan_has_its_talk(demo: Demo) -> None:
    sent = [kind for kind, may in MAY_REACH.items() if not may]
    assert demo.number("SELECT count(*) AS n FROM attempt WHERE kind = ANY(%s)", sent) > 0
    assert demo.number("SELECT count(*) AS n FROM attempt WHERE kind = ANY(%s) AND reached", sent) == 0
    assert demo.number(f"SELECT count(*) AS n FROM milestone p WHERE {PLAN_WITHOUT_TALK}") == 0


def test_a_second_start_loads_nothing_twice(demo: Demo) -> None:
    assert demo.counted_first["signal"] > 400
    assert counts(demo.town) == demo.counted_first
    assert "Three months" not in demo.house.said


def test_the_wall_clock_is_given_back(demo: Demo) -> None:
    assert demo.town.rows("SELECT now FROM simulated_clock") == [{"now": None}]


def test_every_delivered_line_is_accounted_for(demo: Demo) -> None:
    until(lambda: demo.house.terminal.run("ledger").returncode == 0, PATIENCE)
    found = demo.house.terminal.json("ledger")
    assert (found["difference"], found["at_rest"]) == (0, True)
    assert found["accepted"] == found["accounted"] == demo.counted_first["signal"]
    assert min(found["duplicate"], found["revised"], found["rejected"]) > 0
    assert set(found["municipalities"]) == set(CODES)


def test_every_decision_replays_equal(demo: Demo) -> None:
    found = {one["municipality"]: one for one in demo.house.terminal.json("replay")}
    assert set(found) == set(CODES)
    assert all(one["equal"] and one["decisions"] > 100 for one in found.values())


def test_one_trace_id_follows_a_signal_through_the_logs_of_all_services(demo: Demo) -> None:
    first = "SELECT DISTINCT ON (d.case_id) d.signal_id"
    (row, *_) = demo.town.rows(f"{first} {TASKS} JOIN disposition d ON d.case_id = c.id ORDER BY d.case_id, d.sequence")
    trace = str(row["signal_id"]).replace("-", "")
    logs = demo.house.terminal.home / "logs"
    for service in ("ingest", "triage", "notify"):
        assert trace in (logs / f"{service}.log").read_text(encoding="utf-8"), service


def test_all_four_kinds_of_partners_deliver_over_four_ways_and_about_as_much_as_in_2024(demo: Demo) -> None:
    rows = demo.town.rows("SELECT partner_kind, count(*) AS n FROM signal GROUP BY 1")
    total = sum(int(str(row["n"])) for row in rows)
    mix = {str(row["partner_kind"]): int(str(row["n"])) / total for row in rows}
    bands = {"health-insurer": (0.3, 0.55), "energy": (0.1, 0.32), "landlord": (0.08, 0.32), "water": (0.08, 0.3)}
    assert set(mix) == set(bands)
    assert {kind: share for kind, share in mix.items() if not bands[kind][0] < share < bands[kind][1]} == {}
    assert 2.5 < total / 3 / (sum(place.residents for place in DEMO) / 1000) < 6.5
    ways = demo.town.rows("SELECT DISTINCT channel || ' ' || format AS way FROM delivery")
    assert {row["way"] for row in ways} == {"api json", "api csv", "api xlsx", "folder csv", "by-hand json"}
    told = demo.number("SELECT count(*) AS n FROM receipt WHERE findings IS NOT NULL")
    assert 0.05 < told / total < 0.5


def test_reach_and_acceptance_are_about_those_of_the_country(demo: Demo) -> None:
    worked = demo.number(WORKED)
    reached = demo.number(f"{WORKED} WHERE reached")
    accepted = demo.number("SELECT count(DISTINCT case_id) AS n FROM offer WHERE answer = 'accepted'")
    assert worked > 200
    assert 0.10 < reached / worked < 0.35
    assert 0.15 < accepted / reached < 0.60
    assert 0.02 < accepted / worked < 0.16


def test_cases_have_every_shape_and_every_tray(demo: Demo) -> None:
    cases = demo.number("SELECT count(*) AS n FROM case_file")
    single = demo.number("SELECT count(*) AS n FROM case_file WHERE NOT several AND NOT successive")
    several = demo.number("SELECT count(*) AS n FROM case_file WHERE several")
    successive = demo.number("SELECT count(*) AS n FROM case_file WHERE successive")
    repeats = demo.number("SELECT count(*) AS n FROM disposition WHERE disposition = 'repeat'")
    assert 0.35 < single / cases < 0.85
    assert 0.03 < several / cases < 0.25
    assert 0.03 < successive / cases < 0.55
    assert 0.04 < repeats / demo.counted_first["signal"] < 0.30
    assert {row["tray"] for row in demo.town.rows("SELECT DISTINCT tray FROM case_file")} >= {"single", "several"}


def test_cases_of_the_last_two_weeks_wait_in_the_queue(demo: Demo) -> None:
    young = "c.opened_at > now() - interval '13 days' AND c.tray <> 'crisis'"
    waiting = demo.town.rows(f"SELECT t.state, count(*) AS n {TASKS} WHERE {young} GROUP BY 1")
    assert [row["state"] for row in waiting] == ["queued"]
    assert int(str(waiting[0]["n"])) >= 5
    old = "c.opened_at < now() - interval '45 days' AND t.state = 'queued'"
    assert demo.number(f"SELECT count(*) AS n {TASKS} WHERE {old}") == 0


@pytest.mark.parametrize("code", CODES)
def test_the_report_counts_what_the_record_holds(demo: Demo, code: str) -> None:
    period = ("--municipality", code, "--from", FIRST.isoformat(), "--to", LAST.isoformat())
    found = demo.house.terminal.json("report", *period)
    held = "SELECT count(*) AS n FROM {} WHERE municipality = %s"
    assert found["per_signal"]["signals"] == demo.number(held.format("signal"), code)
    assert found["per_case"]["cases"] == demo.number(held.format("case_file"), code)
    offers = f"SELECT count(DISTINCT case_id) AS n FROM offer WHERE municipality = '{code}'"
    assert found["per_case"]["offers"] == demo.number(offers) > 0
    assert found["per_case"]["trajectories"] == demo.number(
        "SELECT count(*) AS n FROM milestone WHERE kind = 'plan-established' AND municipality = %s", code
    )


@dataclass
class Walk:
    """What somebody without JavaScript saw: every address and its answer."""

    answers: dict[str, httpx.Response]

    def refused(self) -> dict[str, int]:
        """Addresses that did not answer with a page."""
        return {path: answer.status_code for path, answer in self.answers.items() if answer.status_code != 200}


@contextmanager
def signed_in(demo: Demo, code: str, name: str = "") -> Iterator[httpx.Client]:
    """In the browser of a worker of this municipality. `name`: of a certain one."""
    with httpx.Client(base_url=demo.house.status()["worklist"], timeout=60) as client:
        page = client.get("/aanmelden").text
        certain = demo.town.rows("SELECT id FROM worker WHERE municipality = %s AND name = %s", code, name)
        who = certain[0]["id"] if name else "[0-9a-f-]{36}"
        chosen = re.search(rf'value="({code}/{who})"', page)
        assert chosen
        answer = client.post("/aanmelden", data={"csrf": csrf_of(page), "medewerker": chosen[1]})
        assert answer.status_code == 303
        yield client


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def walk(client: httpx.Client, *more: str) -> Walk:
    """Follow every link from the first page, and from `more`, until there is no new one; forms are left alone."""
    seen: dict[str, httpx.Response] = {}
    waiting = ["/", *more]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen[path] = client.get(path)
        if "text/html" in seen[path].headers.get("content-type", ""):
            waiting += [unescape(one) for one in LINK.findall(seen[path].text)]
    return Walk(seen)


@pytest.fixture(scope="module", params=CODES)
def walked(request: pytest.FixtureRequest, demo: Demo) -> Walk:
    closed = "SELECT id FROM case_file WHERE municipality = %s AND closed_at IS NOT NULL ORDER BY number LIMIT 15"
    others = [f"/zaken/{row['id']}" for row in demo.town.rows(closed, request.param)]
    with signed_in(demo, request.param) as client:
        return walk(client, *others, *(f"{path}/uitleg" for path in others))


def test_every_page_answers_without_javascript(walked: Walk) -> None:
    assert walked.refused() == {}
    assert {"/", "/wachtrij", "/mijn-zaken", "/zoeken"} <= {path.partition("?")[0] for path in walked.answers}
    cases = [path for path in walked.answers if re.fullmatch(r"/zaken/[0-9a-f-]{36}", path)]
    assert len(cases) > 15
    assert any(".css" in path for path in walked.answers)
    assert not any("<script" in answer.text for answer in walked.answers.values())


@dataclass
class Tour:
    """What is printed to see, by what it is, for whom."""

    who: str
    paths: dict[str, str]


def tour(demo: Demo) -> Tour:
    lines = iter(demo.house.said.splitlines())
    who = next(line for line in lines if line.startswith(f"To see in {STAGE.name}, signed in as "))
    stops = (re.fullmatch(r"  (\S.*?) +http://[^/]+(/\S*)", line) for line in lines)
    return Tour(who.rpartition(" as ")[2].rstrip(":"), {stop[1]: stop[2] for stop in stops if stop})


def test_the_tour_that_is_printed_has_every_stop_and_each_shows_its_page(demo: Demo) -> None:
    printed = tour(demo)
    assert list(printed.paths) == [what for what, _ in (*SHOWN_AT.values(), *OTHER_PLACES)]
    with signed_in(demo, STAGE.code, printed.who) as client:
        for path in printed.paths.values():
            shown = client.get(path)
            assert shown.status_code == 200, path
            at = path.partition("#")[2]
            assert not at or f'id="{at}"' in shown.text


def test_the_stops_of_the_tour_show_who_plays_there(demo: Demo) -> None:
    printed = tour(demo)
    shows = {scene: printed.paths[what] for scene, (what, _) in SHOWN_AT.items()}
    with signed_in(demo, STAGE.code, printed.who) as client:
        for part in PARTS:
            if part.scene in (Scene.SLEEPS, Scene.OTHER_TRAY, Scene.OTHER_PRIORITY):
                assert part.surname in client.get(shows[part.scene]).text, part.scene
        for scene in (Scene.WOKEN_BY_SECOND_KIND, Scene.WOKEN_BY_ADDING_UP):
            assert "wachtte" in client.get(shows[scene]).text, scene
        assert "Toch opgepakt" in client.get(shows[Scene.REFUSED]).text
        assert "Schuldhulp kent de inwoner al" in client.get(shows[Scene.KNOWN_AT_DEBT_HELP]).text


@pytest.mark.parametrize(
    "there",
    [
        "disposition WHERE disposition = 'parked'",
        "decision WHERE occasion = 'woken' AND disposition = 'in-case'",
        "decision WHERE occasion = 'by-hand' AND disposition = 'in-case'",
        "override_in_force WHERE tray IS NOT NULL",
        "override_in_force WHERE urgency IS NOT NULL",
        "disposition WHERE disposition = 'known-at-debt-help'",
    ],
)
def test_what_a_worker_may_meet_is_there_at_least_once(demo: Demo, there: str) -> None:
    assert demo.number(f"SELECT count(*) AS n FROM {there}") > 0


def test_what_a_threshold_of_75_euros_would_change_is_told_before_anything_else(demo: Demo) -> None:
    with signed_in(demo, STAGE.code, tour(demo).who) as client:
        form = client.get("/proefdraaien").text
        fields = dict(re.findall(r'<input[^>]* name="(csrf|token|van|tot|uren)"[^>]* value="([^"]*)"', form))
        asked = client.post("/proefdraaien", data={**fields, "beleid": "", "grens": "75"})
        assert asked.status_code == 303, asked.text
        answer = asked.headers["location"]
        assert until(lambda: "Zaken in bakje" in client.get(answer).text, PATIENCE)
        assert "€\N{NO-BREAK SPACE}75" in client.get(answer).text


def test_a_case_is_found_by_name_and_shows_the_resident(demo: Demo) -> None:
    (row,) = demo.town.rows(
        "SELECT d.case_id, s.surname, s.street FROM signal s JOIN disposition d ON d.signal_id = s.id"
        " WHERE s.municipality = %s AND d.case_id IS NOT NULL ORDER BY s.id LIMIT 1",
        CODES[0],
    )
    with signed_in(demo, CODES[0]) as client:
        # A name alone may be that of more than the ten cases that a search shows.
        asked = f"{row['surname']} {row['street']}"
        found = client.post("/zoeken", data={"csrf": csrf_of(client.get("/zoeken").text), "vraag": asked})
        assert found.status_code == 200
        assert f"/zaken/{row['case_id']}" in found.text
        assert shown_surname(str(row["surname"])) in client.get(f"/zaken/{row['case_id']}").text


def test_no_resident_is_in_any_address_log_or_metric(demo: Demo, walked: Walk) -> None:
    on_it = on_disk(demo.house.terminal.home)  # What partners put in the watched folder is theirs; our answer is not.
    places = {name: text for name, text in on_it.items() if not name.startswith("drop/") or ".antwoord" in name}
    places |= {address: httpx.get(address).text for address in demo.house.status()["metrics"]}
    places["addresses"] = "\n".join(walked.answers)
    places["terminal"] = demo.house.said
    words = {str(value) for row in demo.town.rows(PERSONS) for value in row.values() if value}
    found = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, sorted(words))) + r")(?!\w)")
    assert len(words) > 500
    assert [place for place, text in places.items() if found.search(text)] == []


@pytest.mark.real
def test_a_real_prometheus_finds_data_for_every_panel(demo: Demo, tmp_path: Path) -> None:
    need("prometheus")
    config = prometheus_config(tmp_path / "config", demo.house.terminal.home / "prometheus-targets.json")
    with real_prometheus(tmp_path, config) as prometheus:
        for title, query in panel_queries():
            assert until(partial(ask, prometheus, query), 90), title
        targets = ask(prometheus, 'up{job="vroegsignaal"} == 1')
        assert {one["metric"]["process"] for one in targets} == set(PROCESSES)
        (signals,) = ask(prometheus, 'sum(vroegsignaal_funnel{stage="signals"})')
        assert float(signals["value"][1]) == demo.counted_first["signal"]
        assert ask(prometheus, "vroegsignaal_ledger_difference != 0") == []


def ask(prometheus: str, query: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{prometheus}/api/v1/query?{urllib.parse.urlencode({'query': query})}") as answer:
        found: list[dict[str, Any]] = json.load(answer)["data"]["result"]
        return found


def test_the_line_that_is_printed_delivers_as_it_stands_and_its_case_stands_in_the_queue(demo: Demo) -> None:
    (line,) = [one for one in demo.house.said.splitlines() if one.startswith("curl ")]
    done = subprocess.run(["sh", "-c", f"{line} --silent"], capture_output=True, text=True, check=True, timeout=60)
    (receipt,) = json.loads(done.stdout)["ontvangstbewijzen"]
    assert receipt["uitkomst"] == "geaccepteerd"
    found = (
        "SELECT t.state FROM case_signal s JOIN task t ON t.municipality = s.municipality AND t.case_id = s.case_id "
        "WHERE s.signal_id = %s"
    )
    assert until(lambda: demo.town.rows(found, receipt["signaalId"]), PATIENCE) == [{"state": "queued"}]
    again = subprocess.run(["sh", "-c", f"{line} --silent"], capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(again.stdout) == json.loads(done.stdout)
