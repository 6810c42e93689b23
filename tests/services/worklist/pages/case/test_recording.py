"""The forms of a case as a worker sends them, and everything that can go wrong with them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Table, create_engine, make_url, select

from plumbing.record.order import hold_municipalities
from plumbing.record.tables import attempt, case_file, milestone, offer
from schemas.ids import Id
from tests.database import Database
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import NOW, Desk, a_case, a_signal
from tests.services.worklist.serving import Served, serving
from tests.services.worklist.visiting import Visitor, a_visitor, words


@pytest.mark.parametrize("whose", ["none", "empty", "of another visitor"])
def test_a_form_without_its_own_token_is_refused_and_records_nothing(
    day: Waterdal, samira: Visitor, joost: Visitor, whose: str
) -> None:
    path = f"/zaken/{day.crisis}"
    form = samira.form(samira.get(path), "/contactpogingen")
    theirs = joost.form(joost.get(path), "/contactpogingen").fields["csrf"]
    form.fields |= {"csrf": {"of another visitor": theirs}.get(whose, "")}
    if whose == "none":
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
    topics = [event.topic for batch in served.published.batches for event in batch.events]
    assert topics == ["vroegsignaal.contact-recorded"]


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("contactpogingen", {"bereikt": "nee"}, {"bereikt": "ja"}),
        ("contactpogingen", {"bereikt": "ja", "soort": "visit"}, {"bereikt": "ja", "soort": "phone"}),
        ("sluiten", {"resultaat": "not-resident"}, {"resultaat": "deceased"}),
    ],
)
def test_the_same_form_with_another_answer_comes_back_and_is_never_said_to_be_recorded(
    day: Waterdal, samira: Visitor, name: str, first: dict[str, str], second: dict[str, str]
) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), f"/{name}")
    assert samira.send(form, first).url.params["gedaan"] == name
    before = record_of(day)
    back = samira.send(form, second)
    assert back.status_code == 409
    assert "Deze zaak is veranderd terwijl u bezig was" in words(back)
    assert record_of(day) == before


def record_of(day: Waterdal) -> list[tuple[object, ...]]:
    """Everything that was recorded on the case, as it stands."""
    with day.desk.engine.connect() as connection:
        tables = (attempt, offer, milestone)
        return [
            tuple(row) for one in tables for row in connection.execute(select(one).where(one.c.case_id == day.crisis))
        ]


def test_a_corrected_form_that_came_back_keeps_the_correction_and_can_be_sent(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get(f"/zaken/{day.crisis}"), "/contactpogingen")
    samira.send(form, {"bereikt": "nee"})
    again = samira.form(samira.send(form, {"bereikt": "ja"}), "/contactpogingen")
    assert again.fields["bereikt"] == "ja"
    before = count(day, attempt, day.crisis)
    assert samira.send(again).url.params["gedaan"] == "contactpogingen"
    assert count(day, attempt, day.crisis) == before + 1


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
            hold_municipalities(holder, [desk.municipality])
            answer = visitor.send(form)
    impatient.dispose()
    assert answer.status_code == 503
    assert "Het is even te druk" in words(answer)


def count(day: Waterdal, table: Table, case_id: Id) -> int:
    with day.desk.engine.connect() as connection:
        return len(connection.execute(select(table).where(table.c.case_id == case_id)).all())
