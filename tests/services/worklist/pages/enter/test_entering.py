"""Typing a signal that came by post: the fields a partner may send, errors at their fields, doubles, and one entry."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import Response

from plumbing.record import tables
from plumbing.running.chance import new_id
from schemas.ids import Id
from schemas.vocabulary.partners import PartnerKind
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import BERGEN, NOW, TODAY, WATERDAL, a_desk
from tests.services.worklist.nasty import A_LETTER
from tests.services.worklist.visiting import Form, Visitor, words

NO_STATEMENT = {name: text for name, text in A_LETTER.items() if not name.startswith("verklaring")}


def address(day: Waterdal, kind: PartnerKind = PartnerKind.WATER) -> str:
    return f"/signaal-invoeren?partner={day.desk.partner(kind)}"


def form_of(samira: Visitor, day: Waterdal, kind: PartnerKind = PartnerKind.WATER) -> Form:
    return samira.form(samira.get(address(day, kind)), "/signaal-invoeren")


def typed(samira: Visitor, day: Waterdal, kind: PartnerKind = PartnerKind.WATER, **changes: Any) -> Response:
    """The answer on a letter, typed."""
    fields = (A_LETTER if kind is PartnerKind.LANDLORD else NO_STATEMENT) | changes
    return samira.send(form_of(samira, day, kind), fields, follow=False)


def entries(day: Waterdal) -> list[dict[str, Any]]:
    with day.desk.engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(tables.hand_entry.select())]


def looks(day: Waterdal) -> list[tuple[str, list[Id]]]:
    with day.desk.engine.connect() as connection:
        rows = connection.execute(tables.access.select().order_by(tables.access.c.accessed_at))
        return [(row.purpose, row.shown) for row in rows if row.shown is not None]


def names(page: Response) -> set[str]:
    return set(re.findall(r'name="([^"]+)"', page.text))


def test_a_letter_is_left_for_ingest_with_the_day_on_which_it_came_in(day: Waterdal, samira: Visitor) -> None:
    answer = typed(samira, day, ontvangen="2026-03-13")
    (entry,) = entries(day)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/signaal-invoeren/{entry['id']}")
    assert (entry["received_on"], entry["typed_at"]) == (date(2026, 3, 13), NOW)
    assert (entry["kind"], entry["worker_id"], entry["municipality"]) == ("typed", day.samira.id, WATERDAL)
    assert entry["partner_id"] == day.desk.partner(PartnerKind.WATER)
    assert entry["content"] == {
        "gemeentecode": WATERDAL,
        "kenmerk": "DL-1",
        "klantnummer": "K-1",
        "signaaldatum": "2026-03-12",
        "achternaam": "Terpstra",
        "huisnummer": "4",
        "postcode": "4512 AE",
        "bedragInCenten": 41_250,
        "ontstaansdatum": "2026-01-01",
        "aantalPerioden": 2,
        "soort": "achterstand",
        "warmeOverdracht": False,
    }


def test_a_form_that_is_sent_twice_is_one_entry(day: Waterdal, samira: Visitor) -> None:
    form = form_of(samira, day)
    answers = [samira.send(form, NO_STATEMENT, follow=False) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert len(entries(day)) == 1


@pytest.mark.parametrize(
    "second",
    [{"achternaam": "Wijnstra", "bedragInCenten": "88,00"}, {"ontvangen": "2026-03-13"}],
    ids=["letter", "day"],
)
def test_a_second_letter_in_the_same_form_is_a_second_entry_with_its_own_answer(
    day: Waterdal, samira: Visitor, second: dict[str, Any]
) -> None:
    form = form_of(samira, day)
    typed = (NO_STATEMENT, NO_STATEMENT | second, NO_STATEMENT, NO_STATEMENT | second)
    places = [samira.send(form, fields, follow=False).headers["location"] for fields in typed]
    assert places[0] == places[2] != places[1] == places[3]
    assert {f"/signaal-invoeren/{entry['id']}" for entry in entries(day)} == set(places)


def test_a_letter_of_another_partner_in_the_same_form_is_another_entry(day: Waterdal, samira: Visitor) -> None:
    form, other = form_of(samira, day), form_of(samira, day, PartnerKind.LANDLORD)
    other.fields["token"] = form.fields["token"]
    for filled, fields in ((form, NO_STATEMENT), (other, A_LETTER)):
        assert samira.send(filled, fields, follow=False).status_code == 303
    assert len({entry["partner_id"] for entry in entries(day)}) == 2


@pytest.mark.parametrize(
    ("fields", "place", "text"),
    [
        ({"achternaam": ""}, "veld-achternaam", "Vul dit in."),
        ({"bedragInCenten": "veel"}, "veld-bedragInCenten", "Vul een bedrag in euro's in"),
        ({"aantalPerioden": "twee"}, "veld-aantalPerioden", "Vul een heel getal in"),
        ({"signaaldatum": "31-02-2026"}, "veld-signaaldatum", "Vul een dag in die bestaat"),
        ({"signaaldatum": "2026-03-17", "ontvangen": "2026-03-13"}, "veld-signaaldatum", "Deze dag moet nog komen."),
        ({"postcode": "4512"}, "veld-postcode", "Dit ziet er anders uit"),
        ({"ontvangen": "2026-03-18"}, "veld-ontvangen", "Deze dag moet nog komen."),
        ({"ontvangen": ""}, "veld-ontvangen", "Vul dit in."),
        ({"ontvangen": "0001-01-01"}, "veld-ontvangen", "Deze dag is te lang geleden."),
    ],
)
def test_an_error_stands_on_top_with_a_link_to_its_field(
    day: Waterdal, samira: Visitor, fields: dict[str, Any], place: str, text: str
) -> None:
    answer = typed(samira, day, **fields)
    assert (answer.status_code, entries(day)) == (400, [])
    assert "<title>Fout: " in answer.text
    (summary,) = re.findall(r'<div[^>]*id="fouten".*?</ul>', answer.text, re.S)
    assert 'role="alert"' in summary
    assert "autofocus" in summary
    assert f'href="#{place}"' in summary
    assert text in summary.replace("&#39;", "'")
    assert re.search(rf'id="{place}"[^>]*aria-invalid="true"', answer.text)
    assert f'id="{place}-fout"' in answer.text


def test_what_was_typed_comes_back_with_its_errors(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(typed(samira, day, postcode="x", straat="Kade"), "/signaal-invoeren")
    assert (form.fields["postcode"], form.fields["straat"], form.fields["bedragInCenten"]) == ("x", "Kade", "412,50")
    assert samira.send(form, {"postcode": "4512 AE"}, follow=False).status_code == 303


@pytest.mark.parametrize(
    ("text", "cents"),
    [("412,50", 41_250), ("412.5", 41_250), ("€ 1.842", 184_200), ("1842,05", 184_205), ("12", 1_200)],
)
def test_amounts_are_read_as_people_write_them(day: Waterdal, samira: Visitor, text: str, cents: int) -> None:
    typed(samira, day, bedragInCenten=text)
    assert [one["content"]["bedragInCenten"] for one in entries(day)] == [cents]


def test_a_day_may_be_typed_with_the_day_first(day: Waterdal, samira: Visitor) -> None:
    typed(samira, day, signaaldatum="9-3-2026", geboortedatum="14-05-1988", ontvangen="12/03/2026")
    (entry,) = entries(day)
    found = entry["content"]
    assert (found["signaaldatum"], found["geboortedatum"]) == ("2026-03-09", "1988-05-14")
    assert entry["received_on"] == date(2026, 3, 12)


def test_a_landlord_states_what_was_done_first_and_others_are_not_asked(day: Waterdal, samira: Visitor) -> None:
    landlord, water = samira.get(address(day, PartnerKind.LANDLORD)), samira.get(address(day))
    assert {name for name in names(landlord) if name.startswith("verklaring.")} == {
        name for name in A_LETTER if name.startswith("verklaring.")
    }
    assert not {name for name in names(water) if name.startswith("verklaring")}
    assert typed(samira, day, PartnerKind.LANDLORD).status_code == 303
    refused = typed(samira, day, PartnerKind.LANDLORD, **{"verklaring.bezwaar": "ja", "kenmerk": "DL-2"})
    assert refused.status_code == 400
    assert "De huurder maakte bezwaar." in words(refused)
    assert len(entries(day)) == 1


def test_the_form_has_what_the_partner_may_send_and_never_a_bsn(day: Waterdal, samira: Visitor) -> None:
    for kind in (PartnerKind.LANDLORD, PartnerKind.WATER):
        assert {"burgerservicenummer", "gemeentecode"}.isdisjoint(names(samira.get(address(day, kind))))
    assert "geboortedatum" not in names(samira.get(address(day, PartnerKind.LANDLORD)))
    assert "geboortedatum" in names(samira.get(address(day)))
    options = re.findall(r'<option value="([a-z-]+)"', samira.get(address(day)).text)
    assert "huisuitzetting" not in options
    assert {"achterstand", "afsluiting"} <= set(options)


def test_a_likely_double_is_shown_with_its_case_before_it_is_saved(day: Waterdal, samira: Visitor) -> None:
    same_door: dict[str, Any] = {"achternaam": "oostra", "postcode": "4512AC", "huisnummer": "3 b"}
    shown = typed(samira, day, **same_door)
    assert (shown.status_code, entries(day)) == (409, [])
    assert "M. Oostra" in words(shown)
    cases = set(re.findall(r"/zaken/([0-9a-f-]{36})", shown.text))
    purpose, seen = looks(day)[-1]
    assert (purpose, set(seen)) == ("doubles", cases)
    saved = samira.send(samira.form(shown, "/signaal-invoeren"), follow=False)
    assert (saved.status_code, len(entries(day))) == (303, 1)


def test_another_name_at_the_same_door_is_no_double(day: Waterdal, samira: Visitor) -> None:
    assert typed(samira, day, postcode="4512AC", huisnummer="3").status_code == 303


def test_the_same_customer_of_the_same_partner_is_a_double_and_of_another_is_not(
    day: Waterdal, samira: Visitor
) -> None:
    with day.desk.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT customer_number FROM signal WHERE partner_kind = 'landlord'").first()
    assert row
    customer: dict[str, Any] = {"klantnummer": row[0].lower()}
    assert typed(samira, day, PartnerKind.LANDLORD, **customer).status_code == 409
    assert typed(samira, day, **customer).status_code == 303


@pytest.mark.parametrize(
    ("there", "number", "is_double"), [("00045", "45", True), ("0", "0", False), ("99999", "00000", False)]
)
def test_numbers_that_are_one_customer_are_a_double_and_a_number_that_names_nobody_is_none(
    day: Waterdal, samira: Visitor, there: str, number: str, is_double: bool
) -> None:
    with day.desk.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE signal SET customer_number = %s WHERE partner_kind = %s", (there, PartnerKind.LANDLORD)
        )
    page = typed(samira, day, PartnerKind.LANDLORD, klantnummer=number)
    assert (re.search(r"/zaken/[0-9a-f-]{36}", page.text) is not None) is is_double


def test_a_double_that_came_up_since_is_shown_though_another_was_seen(day: Waterdal, samira: Visitor) -> None:
    shown = samira.form(typed(samira, day, achternaam="Oostra", postcode="4512AC", huisnummer="3"), "/signaal-invoeren")
    other = samira.send(shown, {"huisnummer": "27", "achternaam": "Janssen"}, follow=False)
    assert (other.status_code, entries(day)) == (409, [])


def test_signals_of_another_municipality_are_no_doubles(day: Waterdal, samira: Visitor) -> None:
    a_desk(day.desk.engine, BERGEN, "Bergen")
    with day.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE decision SET municipality = %s", (BERGEN,))
        connection.exec_driver_sql("UPDATE signal SET municipality = %s", (BERGEN,))
    assert typed(samira, day, achternaam="Oostra", postcode="4512AC", huisnummer="3").status_code == 303


def test_a_letter_that_lay_for_more_than_sixty_days_needs_a_word(day: Waterdal, samira: Visitor) -> None:
    old: dict[str, Any] = {"signaaldatum": "2025-12-01", "ontstaansdatum": "2025-10-01"}
    days = {days: typed(samira, day, ontvangen=str(TODAY - timedelta(days=days)), **old) for days in (61, 60)}
    assert [one.status_code for one in days.values()] == [409, 303]
    assert "meer dan 60 dagen geleden" in words(days[61])
    assert samira.send(samira.form(days[61], "/signaal-invoeren"), follow=False).status_code == 303


def test_what_would_be_repaired_is_shown_before_it_is_saved(day: Waterdal, samira: Visitor) -> None:
    shown = typed(samira, day, telefoonnummer="bel de buren")
    assert (shown.status_code, entries(day)) == (409, [])
    assert "Dit nummer kunnen wij niet bellen" in words(shown)
    assert samira.send(samira.form(shown, "/signaal-invoeren"), follow=False).status_code == 303
    assert entries(day)[0]["content"]["telefoonnummer"] == "bel de buren"


def test_only_partners_with_an_agreement_here_can_be_chosen(day: Waterdal, samira: Visitor) -> None:
    with day.desk.engine.begin() as connection:
        water = day.desk.partner(PartnerKind.WATER)
        connection.exec_driver_sql("UPDATE agreement SET valid_to = '2026-02-01' WHERE partner_id = %s", (water,))
    page = words(samira.get("/signaal-invoeren"))
    assert "Waterbedrijf Dal" not in page
    assert "Woonstichting De Linde" in page
    assert "Kies een andere" in words(samira.get(address(day)))
    form = form_of(samira, day, PartnerKind.LANDLORD)
    form.fields["partner"] = water
    refused = samira.send(form, NO_STATEMENT, follow=False)
    assert "geen afspraak" in words(refused)
    assert samira.send(form, {"partner": new_id()}, follow=False).status_code == 404


def test_an_agreement_that_held_on_the_day_of_the_letter_is_enough(day: Waterdal, samira: Visitor) -> None:
    form = form_of(samira, day)
    with day.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE agreement SET valid_to = '2026-03-12'")
    assert samira.send(form, NO_STATEMENT | {"ontvangen": "2026-03-12"}, follow=False).status_code == 303


@pytest.mark.parametrize("path", ["/signaal-invoeren", "/geweigerd"])
def test_these_pages_are_for_coordinators_alone(day: Waterdal, samira: Visitor, joost: Visitor, path: str) -> None:
    assert (samira.get(path).status_code, joost.get(path).status_code) == (200, 404)
    assert f'href="{path}"' in samira.get("/").text
    assert f'href="{path}"' not in joost.get("/").text
    form = form_of(samira, day)
    csrf = joost.forms(joost.get("/"))[0].fields["csrf"]
    form.fields["csrf"] = csrf
    assert joost.send(form, NO_STATEMENT).status_code == 404
    assert entries(day) == []


def answered(day: Waterdal, name: Id, **columns: Any) -> None:
    """What ingest answers on an entry."""
    row = {
        "municipality": WATERDAL,
        "id": name,
        "kind": "typed",
        "partner_id": day.desk.partner(PartnerKind.WATER),
        "worker_id": day.samira.id,
        "received_on": TODAY,
        "typed_at": NOW,
        "taken_at": NOW,
    }
    day.desk.insert(tables.hand_answer, **row | columns)


def test_an_entry_that_is_not_taken_says_that_it_is_kept(day: Waterdal, samira: Visitor) -> None:
    typed(samira, day)
    page = samira.get(f"/signaal-invoeren/{entries(day)[0]['id']}")
    assert "Uw signaal wordt verwerkt" in words(page)
    assert "u hoeft niets opnieuw te doen" in words(page)


def test_the_answer_leads_to_the_case_of_the_signal(day: Waterdal, samira: Visitor) -> None:
    with day.desk.engine.connect() as connection:
        sql = "SELECT signal_id FROM case_signal WHERE case_id = %s LIMIT 1"
        signal_id = connection.exec_driver_sql(sql, (day.crisis,)).scalar_one()
    name = new_id()
    answered(day, name, outcome="accepted", signal_id=signal_id)
    page = samira.get(f"/signaal-invoeren/{name}")
    assert "Het signaal is opgeslagen" in words(page)
    assert f'href="/zaken/{day.crisis}"' in page.text


def test_the_answer_says_what_was_wrong(day: Waterdal, samira: Visitor) -> None:
    name = new_id()
    answered(day, name, outcome="rejected", errors=[{"field": "gemeentecode", "code": "geen-overeenkomst"}])
    page = words(samira.get(f"/signaal-invoeren/{name}"))
    assert "Het signaal is geweigerd" in page
    assert "geen afspraak met de gemeente" in page
    assert samira.get(f"/signaal-invoeren/{new_id()}").status_code == 404


def test_a_letter_of_a_partner_that_is_suspended_may_be_entered_with_a_warning(day: Waterdal, samira: Visitor) -> None:
    assert "Deze partner staat stil." not in words(samira.get(address(day)))
    with day.desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE partner SET suspended_at = clock_timestamp()")
    assert "Deze partner staat stil." in words(samira.get(address(day)))
    assert typed(samira, day).status_code == 303
    assert len(entries(day)) == 1
