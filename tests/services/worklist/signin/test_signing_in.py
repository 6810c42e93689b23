"""Signing in and out, and what nobody sees without it."""

from datetime import timedelta

from sqlalchemy import Engine, select

from plumbing.record.tables import worker_session
from services.worklist.signin.session import csrf_token
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import NOW
from tests.services.worklist.serving import serving
from tests.services.worklist.visiting import Visitor, a_visitor, addresses, words


def test_nobody_sees_a_page_without_signing_in(day: Waterdal, stranger: Visitor) -> None:
    for path in addresses(day):
        answer = stranger.client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/aanmelden")


def test_a_development_user_signs_in_and_out(day: Waterdal, stranger: Visitor) -> None:
    form = stranger.form(stranger.get("/aanmelden"), "/aanmelden")
    home = stranger.send(form, {"medewerker": f"{day.samira.municipality}/{day.samira.id}"})
    assert "Samira el Idrissi" in words(home)
    assert stranger.send(stranger.form(home, "/afmelden")).url.path == "/aanmelden"
    with day.desk.engine.connect() as connection:
        assert connection.execute(select(worker_session)).all() == []


def test_whoever_goes_back_after_signing_out_sees_nobody(day: Waterdal, stranger: Visitor) -> None:
    form = stranger.form(stranger.get("/aanmelden"), "/aanmelden")
    home = stranger.send(form, {"medewerker": f"{day.samira.municipality}/{day.samira.id}"})
    assert home.headers["cache-control"] == "no-store"
    answer = stranger.send(stranger.form(home, "/afmelden"), follow=False)
    assert answer.headers["clear-site-data"] == '"cache"'


def test_a_form_of_a_browser_without_a_cookie_is_refused_also_with_the_token_that_would_follow_from_none(
    day: Waterdal, stranger: Visitor
) -> None:
    who = {"medewerker": f"{day.samira.municipality}/{day.samira.id}"}
    stranger.client.cookies.clear()
    answer = stranger.client.post("/aanmelden", data={"csrf": csrf_token(""), **who}, follow_redirects=False)
    assert answer.status_code == 403
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


def blocked(day: Waterdal, moment: str) -> None:
    with day.desk.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE worker SET blocked_at = {moment} WHERE id = %s", (day.samira.id,))


def test_a_worker_that_is_blocked_opens_nothing_any_more_and_cannot_sign_in(
    day: Waterdal, samira: Visitor, stranger: Visitor
) -> None:
    assert samira.get("/").status_code == 200
    blocked(day, "clock_timestamp()")
    for path in addresses(day):
        answer = samira.client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/aanmelden"), path
    page = stranger.get("/aanmelden")
    assert "Samira" not in words(page)
    who = {"medewerker": f"{day.samira.municipality}/{day.samira.id}"}
    assert stranger.send(stranger.form(page, "/aanmelden"), who, follow=False).status_code == 400
    blocked(day, "NULL")
    assert samira.get("/").status_code == 200
