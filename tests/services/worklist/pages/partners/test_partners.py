"""Administrators see the partners of their own municipality; they end and withdraw, and open nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from plumbing.record import tables
from schemas.vocabulary.partners import PartnerKind
from services.worklist.pages.partners.read import read_partners
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.administrating import BEGUN, NEIGHBOUR, agreed, an_administrator, rows, without_agreements
from tests.services.worklist.builders import TODAY
from tests.services.worklist.conftest import Scope
from tests.services.worklist.nasty import recorded
from tests.services.worklist.serving import Served
from tests.services.worklist.test_nasty_texts import failed
from tests.services.worklist.visiting import Form, Visitor, words

ENERGY, WATER = PartnerKind.ENERGY, PartnerKind.WATER


@pytest.fixture
def day(day: Waterdal) -> Waterdal:
    """The agreements of these tests are their own."""
    return without_agreements(day)


@pytest.fixture
def mira(day: Waterdal, served: Served) -> Iterator[Visitor]:
    """An administrator; Waterdal has an agreement with the energy supplier, with both grounds."""
    agreed(day, ENERGY, bsn_basis="convenant 7", birth_date_basis="verordening 3")
    with an_administrator(day, served) as visitor:
        yield visitor


def narrowing(mira: Visitor) -> Form:
    return mira.form(mira.get("/partners"), "/_beperk")


def narrowed(mira: Visitor, what: str, **changes: str) -> Response:
    return mira.send(narrowing(mira), {"wat": what, **changes})


def ends(day: Waterdal) -> list[tuple[object, ...]]:
    return rows(day, "SELECT valid_to, bsn_basis, birth_date_basis FROM agreement ORDER BY municipality")


@pytest.mark.parametrize("path", ["/partners", "/kolomindeling"])
def test_who_has_another_role_gets_the_page_of_something_that_is_not_there(
    samira: Visitor, joost: Visitor, stranger: Visitor, path: str
) -> None:
    for visitor in (samira, joost):
        answer, nothing = visitor.get(path), visitor.get("/niets")
        assert answer.status_code == 404
        assert words(answer) == words(nothing)
        assert path not in visitor.get("/").text
    assert stranger.get(path).url.path == "/aanmelden"


def test_the_menu_of_an_administrator_leads_there(mira: Visitor) -> None:
    for path in ("/partners", "/kolomindeling"):
        assert f'<a href="{path}" aria-current="page">' in mira.get(path).text


def test_a_partner_is_shown_with_what_is_agreed(day: Waterdal, mira: Visitor) -> None:
    text = words(mira.get("/partners"))
    for said in ("Energie", "Mag sturen", "convenant 7", "verordening 3", "1 januari 2020", "Tot u stopt"):
        assert said in text
    assert "vroegsignaal partner rotate-key" in text


def test_partners_without_an_agreement_with_this_municipality_are_not_shown(day: Waterdal, work: Scope) -> None:
    energy = agreed(day, ENERGY)
    agreed(day, WATER, NEIGHBOUR)
    with work() as connection:
        assert [one.id for one in read_partners(connection, day.desk.municipality, TODAY)] == [energy]


@pytest.mark.parametrize(
    ("terms", "suspended", "state"),
    [
        ({}, False, "open"),
        ({"valid_to": TODAY}, False, "open"),
        ({"valid_from": TODAY + timedelta(days=9)}, False, "open"),
        ({"valid_to": TODAY - timedelta(days=1)}, False, "ended"),
        ({}, True, "suspended"),
    ],
)
def test_a_partner_says_whether_it_may_send(
    day: Waterdal, work: Scope, terms: dict[str, Any], suspended: bool, state: str
) -> None:
    agreed(day, ENERGY, **terms)
    if suspended:
        with day.desk.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE partner SET suspended_at = clock_timestamp()")
    with work() as connection:
        assert [one.state for one in read_partners(connection, day.desk.municipality, TODAY)] == [state]


def test_the_last_signal_is_that_for_the_own_municipality(day: Waterdal, work: Scope) -> None:
    agreed(day, ENERGY)
    latest = rows(day, f"SELECT max(received_at) FROM signal WHERE partner_id = '{day.desk.partner(ENERGY)}'")
    with work() as connection:
        assert [(one.last_signal,) for one in read_partners(connection, day.desk.municipality, TODAY)] == latest


def test_an_agreement_is_ended_from_a_day_on_and_history_says_by_whom(day: Waterdal, mira: Visitor) -> None:
    tomorrow = TODAY + timedelta(days=1)
    answer = narrowed(mira, "einde", dag=tomorrow.isoformat())
    assert "De afspraak is beëindigd." in words(answer)
    assert ends(day) == [(TODAY, "convenant 7", "verordening 3")]
    ((by, worker, subject, field, was, became),) = rows(
        day, "SELECT changed_by, worker_id::text, subject, field, was, became FROM configuration_change"
    )
    assert (by, subject, field, was, became) == ("page", "agreement", "valid_to", None, TODAY.isoformat())
    assert rows(day, f"SELECT role FROM worker WHERE id = '{worker}'") == [("administrator",)]


def test_an_agreement_that_is_ended_today_is_over_today(day: Waterdal, mira: Visitor) -> None:
    narrowed(mira, "einde", dag=TODAY.isoformat())
    assert ends(day)[0][0] == TODAY - timedelta(days=1)
    text = words(mira.get("/partners"))
    assert "Geen afspraak meer" in text
    assert not [form for form in mira.forms(mira.get("/partners")) if form.action.endswith("_beperk")]


@pytest.mark.parametrize(
    ("what", "left"),
    [("bsn", (None, None, "verordening 3")), ("geboortedatum", (None, "convenant 7", None))],
)
def test_a_ground_is_withdrawn_and_the_agreement_goes_on(
    day: Waterdal, mira: Visitor, what: str, left: tuple[object, ...]
) -> None:
    assert "ingetrokken" in words(narrowed(mira, what))
    assert ends(day) == [left]
    assert "niets veranderd" in words(narrowed(mira, what))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wat": ""}, "Kies een antwoord."),
        ({"wat": "openzetten"}, "Kies een antwoord."),
        ({"wat": "einde", "dag": "morgen"}, "Vul een dag in"),
        ({"wat": "einde", "dag": (TODAY - timedelta(days=1)).isoformat()}, "Kies vandaag of een latere dag."),
    ],
)
def test_what_cannot_be_recorded_comes_back_and_changes_nothing(
    day: Waterdal, mira: Visitor, changes: dict[str, str], said: str
) -> None:
    before = ends(day)
    answer = mira.send(narrowing(mira), changes)
    assert answer.status_code == 400
    assert said in words(answer)
    assert ends(day) == before


def test_an_agreement_of_the_neighbour_is_not_touched(day: Waterdal, mira: Visitor) -> None:
    day.desk.insert(
        tables.agreement, municipality=NEIGHBOUR, partner_id=day.desk.partner(ENERGY), valid_from=BEGUN, valid_to=None
    )
    narrowed(mira, "einde", dag=TODAY.isoformat())
    assert [row[0] for row in ends(day)] == [TODAY - timedelta(days=1), None]


def test_another_role_cannot_send_the_form(day: Waterdal, mira: Visitor, samira: Visitor) -> None:
    form = narrowing(mira)
    own = samira.form(samira.get("/zoeken"), "/zoeken").fields["csrf"]
    answer = samira.send(form, {"wat": "einde", "csrf": own})
    assert answer.status_code == 404
    assert ends(day)[0][0] is None


def test_a_form_of_another_visitor_is_refused(day: Waterdal, mira: Visitor) -> None:
    assert mira.send(narrowing(mira), {"wat": "einde", "csrf": "x"}).status_code == 403
    assert ends(day)[0][0] is None


def test_no_text_in_the_form_breaks_the_page_or_is_recorded(day: Waterdal, mira: Visitor) -> None:
    form, before = narrowing(mira), recorded(day.desk.engine)
    nothing = {field: value for field, value in form.fields.items() if field != "wat"}
    assert list(failed(mira, {"_beperk": Form(form.action, nothing | {"wat": ""})})) == []
    assert recorded(day.desk.engine) == before
