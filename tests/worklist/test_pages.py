"""The pages as a worker meets them: signing in, the lists, the case, and everything that can go wrong."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, Table, create_engine, make_url, select

from schemas.ids import Id
from services.record.tables import access, attempt, case_file, offer, worker_session
from services.running.chance import new_id
from services.worklist.case_row import hold_municipality
from tests.database import Database
from tests.worklist.builders import BERGEN, NOW, Desk, Person, a_case, a_desk, a_signal
from tests.worklist.serving import Served, serving
from tests.worklist.visiting import Visitor, a_visitor, words
from tests.worklist.waterdal import Waterdal, a_working_day


@pytest.fixture
def day(record: Database, engine: Engine) -> Waterdal:
    return a_working_day(record.engine("superuser"), engine)


@pytest.fixture
def served(engine: Engine) -> Iterator[Served]:
    with serving(engine) as served:
        yield served


@pytest.fixture
def samira(day: Waterdal, served: Served) -> Iterator[Visitor]:
    with a_visitor(served, day.samira) as visitor:
        yield visitor


@pytest.fixture
def joost(day: Waterdal, served: Served) -> Iterator[Visitor]:
    with a_visitor(served, day.joost) as visitor:
        yield visitor


@pytest.fixture
def stranger(day: Waterdal, served: Served) -> Iterator[Visitor]:
    with a_visitor(served) as visitor:
        yield visitor


def pages(day: Waterdal) -> list[str]:
    case = f"/zaken/{day.crisis}"
    lists = ["/", "/wachtrij", "/wachtrij?bakje=single", "/mijn-zaken", "/zoeken"]
    return [*lists, case, f"{case}/uitleg", f"/zaken/{day.offered}", f"/zaken/{day.closed}", f"/zaken/{day.free}"]


def test_every_page_has_a_language_a_title_and_headings_in_order(day: Waterdal, samira: Visitor) -> None:
    for path in [*pages(day), "/aanmelden", "/geen-pagina"]:
        text = samira.get(path).text
        assert '<html lang="nl">' in text, path
        assert re.search(r"<title>[^<]+ - Vroegsignaal", text), path
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", text)]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_every_id_is_there_once_and_every_reference_has_its_id(day: Waterdal, samira: Visitor) -> None:
    for path in pages(day):
        text = samira.get(path).text
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path
        named = re.findall(r'\b(?:for|aria-labelledby|aria-describedby)="([^"]+)"', text)
        inside = re.findall(r'href="#([^"]+)"', text)
        assert set(named) | set(inside) <= set(ids), path


def test_no_name_of_a_person_stands_in_an_address(day: Waterdal, samira: Visitor) -> None:
    names = ("bruin", "mulder", "oostra", "jansen", "lindelaan", "4512ab", "samira", "idrissi")
    for path in pages(day):
        for address in re.findall(r'\b(?:href|action|src)="([^"]*)"', samira.get(path).text):
            assert not any(name in address.lower() for name in names), (path, address)


def test_nobody_sees_a_page_without_signing_in(day: Waterdal, stranger: Visitor) -> None:
    for path in pages(day):
        answer = stranger.client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/aanmelden")


def test_a_development_user_signs_in_and_out(day: Waterdal, stranger: Visitor) -> None:
    form = stranger.form(stranger.get("/aanmelden"), "/aanmelden")
    home = stranger.send(form, {"medewerker": f"{day.samira.municipality}/{day.samira.id}"})
    assert "Samira el Idrissi" in words(home)
    assert stranger.send(stranger.form(home, "/afmelden")).url.path == "/aanmelden"
    with day.desk.engine.connect() as connection:
        assert connection.execute(select(worker_session)).all() == []


def test_a_session_is_stored_hashed_and_its_cookie_is_out_of_reach(day: Waterdal, stranger: Visitor) -> None:
    form = stranger.form(stranger.get("/aanmelden"), "/aanmelden")
    answer = stranger.send(form, {"medewerker": f"{day.samira.municipality}/{day.samira.id}"}, follow=False)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    with day.desk.engine.connect() as connection:
        stored = connection.execute(select(worker_session.c.token_hash)).scalar_one()
    assert stored.hex() not in cookie
    assert len(stored) == 32


def test_a_session_ends_after_a_working_day(day: Waterdal, engine: Engine) -> None:
    moment = [NOW]
    with serving(engine, clock=lambda: moment[0]) as served, a_visitor(served, day.samira) as visitor:
        assert visitor.get("/").url.path == "/"
        moment[0] = NOW + timedelta(hours=10)
        assert visitor.get("/").url.path == "/aanmelden"


def test_without_development_users_the_page_says_that_no_provider_is_configured(day: Waterdal, engine: Engine) -> None:
    with serving(engine, users=False) as served, a_visitor(served) as visitor:
        page = visitor.get("/aanmelden")
    assert "nog geen aanmelddienst ingesteld" in words(page)
    assert "Samira" not in page.text


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


def test_a_form_without_its_token_is_refused_and_records_nothing(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), "/contactpogingen")
    form.fields.pop("csrf")
    answer = samira.send(form, {"bereikt": "ja"})
    assert answer.status_code == 403
    assert "Dit formulier is verlopen" in words(answer)
    assert count(day, attempt, day.crisis) == 1


def test_an_attempt_is_recorded_once_and_its_event_is_published(day: Waterdal, samira: Visitor, served: Served) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), "/contactpogingen")
    assert "De contactpoging is vastgelegd" in words(samira.send(form, {"bereikt": "nee"}))
    assert "De contactpoging is vastgelegd" in words(samira.send(form, {"bereikt": "nee"}))
    assert count(day, attempt, day.crisis) == 2
    topics = [event.topic for chunk in served.published.chunks for event in chunk.events]
    assert topics == ["vroegsignaal.contact-recorded"]


def test_a_stale_form_shows_what_changed_and_keeps_what_was_typed(
    day: Waterdal, samira: Visitor, joost: Visitor
) -> None:
    path = f"/zaken/{day.crisis}"
    form = samira.form(samira.get(path), "/contactpogingen")
    joost.send(joost.form(joost.get(path), "/contactpogingen"), {"bereikt": "ja", "soort": "visit"})
    answer = samira.send(form, {"bereikt": "nee", "soort": "text-message", "dagdeel": "evening", "datum": "2026-03-16"})
    assert answer.status_code == 409
    assert "Deze zaak is veranderd terwijl u bezig was" in words(answer)
    assert "Huisbezoek: S. de Bruin bereikt. Joost Veenstra." in words(answer).split("Spreek alleen met")[0]
    again = samira.form(answer, "/contactpogingen")
    kept = ("bereikt", "soort", "dagdeel", "datum")
    assert [again.fields[name] for name in kept] == ["nee", "text-message", "evening", "2026-03-16"]
    assert samira.send(again).url.params["gedaan"] == "contactpogingen"
    assert count(day, attempt, day.crisis) == 3


def test_a_signal_that_joined_meanwhile_makes_the_form_stale(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), "/contactpogingen")
    a_signal(day.desk, day.crisis, at=NOW + timedelta(minutes=1))
    with day.desk.engine.begin() as connection:
        connection.execute(case_file.update().where(case_file.c.id == day.crisis).values(version=2))
    answer = samira.send(form, {"bereikt": "nee"})
    assert answer.status_code == 409
    assert "Signaal van Woonstichting De Linde." in words(answer).split("Spreek alleen met")[0]


def test_a_field_left_empty_is_named_and_the_rest_is_kept(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), "/contactpogingen")
    answer = samira.send(form, {"soort": "card", "datum": "gisteren"})
    assert answer.status_code == 400
    assert words(answer).count("Kies een antwoord.") == 1
    assert "Vul een dag in" in words(answer)
    assert samira.form(answer, "/contactpogingen").fields["soort"] == "card"


def test_tomorrow_is_refused_with_a_reason(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), "/contactpogingen")
    answer = samira.send(form, {"bereikt": "nee", "datum": "2026-03-18"})
    assert answer.status_code == 409
    assert "Die dag moet nog komen" in words(answer)


def test_an_offer_form_without_contact_says_what_to_record_first(day: Waterdal, samira: Visitor) -> None:
    page = samira.get(f"/zaken/{day.crisis}")
    assert "Een aanbod kan pas als er iemand is gesproken" in words(page)
    assert not [form for form in samira.forms(page) if form.action.endswith("/aanbod")]


def test_from_contact_to_plan_after_closing(day: Waterdal, samira: Visitor) -> None:
    path = f"/zaken/{day.crisis}"
    steps = [
        ("contactpogingen", {"bereikt": "ja"}),
        ("eerste-gesprek", {}),
        ("aanbod", {"soort": "debt-help", "antwoord": "open"}),
        ("antwoord", {"antwoord": "accepted"}),
        ("sluiten", {"resultaat": "further-help-financial"}),
        ("plan-van-aanpak", {}),
    ]
    for name, typed in steps:
        answer = samira.send(samira.form(samira.get(path), f"/{name}"), typed)
        assert answer.url.params.get("gedaan") == name, words(answer)
    text = words(samira.get(path))
    assert "Deze zaak is gesloten: Vervolghulp en/of verwijzing financieel." in text
    assert "Plan van aanpak vastgesteld." in text
    assert "Aanbod: Schuldhulp. Antwoord: Neemt het aan." in text
    assert count(day, offer, day.crisis) == 1


def test_a_result_that_cannot_be_stays_visible_with_its_reason(day: Waterdal, samira: Visitor) -> None:
    page = samira.get(f"/zaken/{day.offered}").text
    option = re.search(r'value="never-reached"[^>]*>.*?</label>', page, re.S)
    assert option
    assert "disabled" in option[0]
    assert "Kan niet: er is wel contact geweest." in option[0]
    assert page.count('name="resultaat"') == 16


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
    for path in pages(day):
        answer = samira.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "script-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "<script" not in answer.text
        assert "style=" not in answer.text


def test_stylesheets_may_be_kept_by_the_browser(samira: Visitor) -> None:
    address = re.findall(r'href="(/static/worklist.css[^"]*)"', samira.get("/").text)[0]
    assert "immutable" in samira.get(address).headers["cache-control"]


def test_a_municipality_that_is_held_for_too_long_gives_a_page_that_says_try_again(
    desk: Desk, record: Database
) -> None:
    impatient = create_engine(
        make_url(record.url("worklist")).set(drivername="postgresql+psycopg"),
        connect_args={"options": "-c lock_timeout=100"},
    )
    a_case(desk)
    with serving(impatient) as served, a_visitor(served, desk.worker()) as visitor:
        form = visitor.form(visitor.get("/"), "/_pak")
        with desk.engine.begin() as holder:
            hold_municipality(holder, desk.municipality)
            answer = visitor.send(form)
    impatient.dispose()
    assert answer.status_code == 503
    assert "Het is even te druk" in words(answer)


def count(day: Waterdal, table: Table, case_id: Id) -> int:
    with day.desk.engine.connect() as connection:
        return len(connection.execute(select(table).where(table.c.case_id == case_id)).all())
