"""Refused records on a page: counted by reason, opened as a form with what was sent, mended or put aside."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import Response

from domain.intake.quarantine import KEPT_DAYS
from plumbing.record import tables
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from services.worklist.pages.rejected.read import LINES_AT_MOST
from tests.domain.cases.waterdal import REFUSED, Waterdal, a_refused_record
from tests.services.worklist.builders import BERGEN, TODAY, a_desk
from tests.services.worklist.pages.enter.test_entering import entries, looks
from tests.services.worklist.visiting import Form, Visitor, words


def form_of(samira: Visitor, name: Id) -> Form:
    return samira.form(samira.get(f"/geweigerd/{name}"), f"/geweigerd/{name}")


def mended(samira: Visitor, day: Waterdal, **changes: str) -> Response:
    fields = {"postcode": "4512 AB", "reden": "typing-error"} | changes
    return samira.send(form_of(samira, day.refused), fields, follow=False)


def test_the_list_says_who_by_whom_why_and_until_when(day: Waterdal, samira: Visitor) -> None:
    page = samira.get("/geweigerd")
    for text in ("P. Hoekstra", "Kade 31, 4512 A", "Waterbedrijf Dal", "Dit ziet er anders uit", "ma 13 april"):
        assert text in words(page), text
    assert f"Na {KEPT_DAYS} dagen gaat het weg" in words(page)
    assert f'href="/geweigerd/{day.refused}"' in page.text


def test_reasons_are_counted_by_partner_also_where_nothing_else_is_kept(day: Waterdal, samira: Visitor) -> None:
    linde = day.desk.partner(PartnerKind.LANDLORD)
    objection = [{"field": "verklaring.bezwaar", "code": "bezwaar-gemaakt"}]
    for _ in range(2):
        nothing = {"record": None, "left_out": None, "reference": None, "signal_date": None}
        a_refused_record(day.desk, partner_id=linde, errors=objection, **nothing)
    page = words(samira.get("/geweigerd"))
    assert "Woonstichting De Linde De huurder maakte bezwaar." in page
    assert "van 2 bewaren wij alleen de reden" in page
    assert page.count("Hoekstra") == 1


def test_a_look_at_the_list_and_at_one_record_is_logged(day: Waterdal, samira: Visitor) -> None:
    other = a_refused_record(day.desk)
    samira.get("/geweigerd")
    samira.get(f"/geweigerd/{other}")
    found = [(purpose, set(shown)) for purpose, shown in looks(day)]
    assert found == [("rejected", {day.refused, other}), ("rejected", {other})]


def test_a_record_opens_as_a_form_with_what_was_sent_and_what_is_wrong(day: Waterdal, samira: Visitor) -> None:
    page = samira.get(f"/geweigerd/{day.refused}")
    fields = samira.form(page, f"/geweigerd/{day.refused}").fields
    assert (fields["achternaam"], fields["postcode"], fields["bedragInCenten"]) == ("Hoekstra", "4512 A", "231,50")
    assert (fields["ontvangen"], fields["signaaldatum"]) == ("2026-03-14", "2026-03-10")
    assert 'href="#veld-postcode"' in page.text
    assert "wat wij niet mogen bewaren, is weg" in words(page)


def test_a_mended_record_is_left_for_ingest_with_the_reason_and_the_names_of_what_changed(
    day: Waterdal, samira: Visitor
) -> None:
    answer = mended(samira, day, telefoonnummer="0600456789")
    (entry,) = entries(day)
    assert answer.headers["location"] == f"/signaal-invoeren/{entry['id']}"
    assert (entry["kind"], entry["mends"], entry["reason"]) == ("corrected", day.refused, "typing-error")
    assert sorted(entry["changed"]) == ["postcode", "telefoonnummer"]
    assert entry["content"] == REFUSED | {
        "postcode": "4512 AB",
        "telefoonnummer": "0600456789",
        "warmeOverdracht": False,
    }
    assert entry["received_on"] == date(2026, 3, 14)


def test_a_record_that_was_mended_stands_in_the_list_no_longer(day: Waterdal, samira: Visitor) -> None:
    mended(samira, day)
    assert "Hoekstra" not in words(samira.get("/geweigerd"))
    assert samira.get(f"/geweigerd/{day.refused}").status_code == 404


@pytest.mark.parametrize("changes", [{"reden": ""}, {"reden": "zomaar"}, {"postcode": "x"}])
def test_nothing_is_mended_without_a_reason_or_while_something_is_wrong(
    day: Waterdal, samira: Visitor, changes: dict[str, str]
) -> None:
    answer = mended(samira, day, **changes)
    assert (answer.status_code, entries(day)) == (400, [])
    assert samira.form(answer, f"/geweigerd/{day.refused}").fields["achternaam"] == "Hoekstra"


def test_a_likely_double_of_a_mended_record_is_shown_first(day: Waterdal, samira: Visitor) -> None:
    shown = mended(samira, day, achternaam="Oostra", postcode="4512 AC", huisnummer="3")
    assert (shown.status_code, entries(day)) == (409, [])
    assert "M. Oostra" in words(shown)
    again = samira.form(shown, f"/geweigerd/{day.refused}")
    assert samira.send(again, follow=False).status_code == 303


def test_a_record_is_put_aside_with_a_reason(day: Waterdal, samira: Visitor) -> None:
    page = samira.get(f"/geweigerd/{day.refused}")
    form = samira.form(page, "/opzij")
    without = samira.send(form, follow=False)
    assert (without.status_code, entries(day)) == (400, [])
    assert samira.send(form, {"reden": "not-meant"}, follow=False).headers["location"] == "/geweigerd"
    (entry,) = entries(day)
    wanted: dict[str, Any] = {"kind": "put-aside", "mends": day.refused, "reason": "not-meant", "content": None}
    assert {name: entry[name] for name in wanted} == wanted


def test_a_crisis_stands_on_top_also_where_more_waits_than_a_page_shows(day: Waterdal, samira: Visitor) -> None:
    for number in range(LINES_AT_MOST):
        a_refused_record(day.desk, kept_until=TODAY, record=REFUSED | {"achternaam": f"Nummer{number}"})
    crisis = a_refused_record(day.desk, record=REFUSED | {"achternaam": "Roerdink", "soort": "Afsluiting"})
    page = samira.get("/geweigerd")
    assert re.findall(r'href="/geweigerd/([^"]+)"', page.text)[0] == crisis
    told = words(page)
    assert f"U ziet de eerste {LINES_AT_MOST} van {LINES_AT_MOST + 2}." in told
    assert re.search(r"Roerdink Kade 31, \S+ \S+ (?:\S+ )?Afsluiting", told)


def test_what_waits_of_a_partner_is_judged_again_when_a_coordinator_asks(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get("/geweigerd"), "/geweigerd/opnieuw")
    for _ in range(2):
        assert samira.send(form, follow=False).headers["location"] == "/geweigerd"
    (entry,) = entries(day)
    wanted = {"kind": "judged-again", "partner_id": form.fields["partner"], "content": None, "mends": None}
    assert {name: entry[name] for name in wanted} == wanted
    page = samira.get("/geweigerd")
    assert "Wat van Waterbedrijf Dal wacht, wordt nu opnieuw beoordeeld." in words(page)
    assert "Hoekstra" in words(page)
    assert 'action="/geweigerd/opnieuw"' not in page.text


def test_nothing_is_judged_again_of_a_partner_that_is_suspended(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get("/geweigerd"), "/geweigerd/opnieuw")
    with day.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE partner SET suspended_at = now() WHERE id = %s", (form.fields["partner"],))
    assert 'action="/geweigerd/opnieuw"' not in samira.get("/geweigerd").text
    assert samira.send(form, follow=False).status_code == 404
    assert entries(day) == []


def test_only_what_waits_here_can_be_judged_again_and_only_by_a_coordinator(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get("/geweigerd"), "/geweigerd/opnieuw")
    elsewhere = day.desk.partner(PartnerKind.ENERGY)
    assert samira.send(form, {"partner": elsewhere}, follow=False).status_code == 404
    assert samira.send(form, {"partner": "x"}, follow=False).status_code in (400, 403)
    assert samira.send(form, {"csrf": "x"}, follow=False).status_code == 403
    assert entries(day) == []


def test_what_is_of_another_municipality_or_past_its_day_is_not_there(day: Waterdal, samira: Visitor) -> None:
    a_desk(day.desk.engine, BERGEN, "Bergen")
    there = a_refused_record(day.desk, municipality=BERGEN)
    gone = a_refused_record(day.desk, kept_until=TODAY - timedelta(days=1))
    with day.desk.engine.begin() as connection:
        connection.execute(tables.quarantine.delete().where(tables.quarantine.c.id == day.refused))
    assert [samira.get(f"/geweigerd/{name}").status_code for name in (there, gone, day.refused)] == [404] * 3
    assert "Er is niets geweigerd." in words(samira.get("/geweigerd"))


def test_a_text_that_is_no_day_is_shown_as_it_was_sent(day: Waterdal, samira: Visitor) -> None:
    wrong = a_refused_record(day.desk, record=REFUSED | {"ontstaansdatum": "begin januari"})
    page = samira.get(f"/geweigerd/{wrong}")
    assert "De partner stuurde: begin januari" in words(page)
    assert re.search(r'id="veld-ontstaansdatum"[^>]*aria-invalid="true"', page.text)


def test_what_a_partner_sent_that_is_suspended_is_not_mended_but_may_be_put_aside(
    day: Waterdal, samira: Visitor
) -> None:
    form = form_of(samira, day.refused)
    with day.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE partner SET suspended_at = clock_timestamp()")
    answer = samira.send(form, {"postcode": "4512 AB", "reden": "typing-error"}, follow=False)
    assert (answer.status_code, entries(day)) == (409, [])
    assert "Verbeteren kan zodra de partner weer mag leveren." in words(answer)
    assert "Verbeterd opslaan" not in words(answer)
    aside = samira.form(answer, "/opzij")
    assert samira.send(aside, {"reden": "not-meant"}, follow=False).status_code == 303
