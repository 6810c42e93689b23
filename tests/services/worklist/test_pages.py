"""The pages as a worker meets them: what all of them have, the lists, and the case."""

import re
from itertools import pairwise

from sqlalchemy import select

from plumbing.record.tables import access
from plumbing.running.chance import new_id
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import BERGEN, Desk, Person, a_case, a_desk
from tests.services.worklist.serving import Served
from tests.services.worklist.visiting import Visitor, a_visitor, words


def test_every_page_has_a_language_a_title_and_headings_in_order(day: Waterdal, samira: Visitor) -> None:
    for path in [*day.pages, "/aanmelden", "/geen-pagina"]:
        text = samira.get(path).text
        assert '<html lang="nl">' in text, path
        assert re.search(r"<title>[^<]+ - Vroegsignaal", text), path
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_every_id_is_there_once_and_every_reference_has_its_id(day: Waterdal, samira: Visitor) -> None:
    for path in day.pages:
        text = samira.get(path).text
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path
        named = re.findall(r'\b(?:for|aria-labelledby|aria-describedby)="([^"]+)"', text)
        inside = re.findall(r'href="#([^"]+)"', text)
        assert set(named) | set(inside) <= set(ids), path


def test_no_name_of_a_person_stands_in_an_address(day: Waterdal, samira: Visitor) -> None:
    names = ("bruin", "mulder", "oostra", "jansen", "lindelaan", "4512ab", "samira", "idrissi")
    for path in day.pages:
        for address in re.findall(r'\b(?:href|action|src)="([^"]*)"', samira.get(path).text):
            assert not any(name in address.lower() for name in names), (path, address)


def test_today_begins_with_the_crisis(samira: Visitor) -> None:
    text = words(samira.get("/"))
    assert text.index("Crisis: eerst doen") < text.index("Klok loopt deze week af")
    assert "S. de Bruin" in text
    assert "nog 1 werkdag" in text
    assert "uiterlijk wo 18 maart" in text


def test_taking_the_next_case_opens_it_and_sending_the_form_twice_takes_one(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get("/wachtrij"), "/_pak")
    first, second = samira.send(form), samira.send(form)
    assert first.url == second.url
    assert "U hebt deze zaak" in words(first)
    assert "Tot 10.40 uur kan niemand anders deze zaak pakken" in words(first)


def test_an_empty_queue_says_so(desk: Desk, served: Served) -> None:
    with a_visitor(served, desk.worker()) as visitor:
        answer = visitor.send(visitor.form(visitor.get("/"), "/_pak"))
    assert "wacht hier geen zaak meer" in words(answer)


def test_a_case_that_a_colleague_has_just_taken_is_not_taken_again(
    day: Waterdal, samira: Visitor, joost: Visitor
) -> None:
    case_id = a_case(day.desk, house_number="77")
    page = samira.get(f"/zaken/{case_id}")
    joost.send(joost.form(joost.get(f"/zaken/{case_id}"), "/_neem"))
    assert "Een collega heeft deze zaak net gepakt" in words(samira.send(samira.form(page, "/_neem")))


def test_every_view_of_a_case_is_logged(day: Waterdal, samira: Visitor) -> None:
    samira.get(f"/zaken/{day.crisis}")
    samira.get(f"/zaken/{day.crisis}/uitleg")
    with day.desk.engine.connect() as connection:
        rows = connection.execute(select(access).where(access.c.purpose != "take")).all()
    assert sorted((row.purpose, row.case_id, row.worker_id) for row in rows) == [
        ("case", day.crisis, day.samira.id),
        ("explanation", day.crisis, day.samira.id),
    ]


def test_a_case_of_the_neighbour_is_not_there(day: Waterdal, samira: Visitor) -> None:
    theirs = a_case(a_desk(day.desk.engine, BERGEN, "Bergen"), person=Person("Nabuur"))
    answer = samira.get(f"/zaken/{theirs}")
    assert answer.status_code == 404
    assert "Nabuur" not in answer.text
    assert samira.get(f"/zaken/{new_id()}").status_code == 404
    assert samira.get("/zaken/geen-nummer").status_code == 404


def test_the_explanation_has_steps_version_number_and_digest(day: Waterdal, samira: Visitor) -> None:
    text = words(samira.get(f"/zaken/{day.crisis}/uitleg"))
    assert "Is er haast? Er dreigt iets ernstigs op donderdag 26 maart: huisuitzetting." in text
    assert "standaard 2026 versie 1" in text
    assert "Nummer van het besluit" in text
    assert re.search(r"Kenmerk van de gegevens [0-9a-f]{16}", text)


def test_the_language_is_chosen_by_form_and_kept(day: Waterdal, samira: Visitor) -> None:
    page = samira.send(samira.form(samira.get("/wachtrij"), "/taal"), {"taal": "en"})
    assert page.url.path == "/wachtrij"
    assert '<html lang="en">' in page.text
    assert "Take the next" in words(samira.get("/"))


def test_a_language_form_leads_nowhere_else(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get("/"), "/taal")
    for away in ("https://example.org/", "//example.org/", "/\\example.org"):
        answer = samira.send(form, {"taal": "nl", "terug": away}, follow=False)
        assert answer.headers["location"] == "/"


def test_pages_are_never_stored_and_run_no_script(day: Waterdal, samira: Visitor) -> None:
    for path in day.pages:
        answer = samira.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        assert "style=" not in answer.text


def test_stylesheets_may_be_kept_by_the_browser(samira: Visitor) -> None:
    address = re.findall(r'href="(/static/worklist.css[^"]*)"', samira.get("/").text)[0]
    assert "immutable" in samira.get(address).headers["cache-control"]
