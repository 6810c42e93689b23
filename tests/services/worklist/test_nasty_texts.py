"""Whatever anybody types into any field, query or address of any page: an answer below 500, and nothing recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from tests.domain.cases.waterdal import Waterdal, a_refused_record
from tests.services.worklist.nasty import (
    LONGEST_ADDRESS,
    NASTY,
    OF_ADMINISTRATORS,
    ROUTES,
    accept,
    forms_of,
    recorded,
    sent,
)
from tests.services.worklist.visiting import Form, Visitor, addresses


def failed(visitor: Visitor, forms: Mapping[str, Form]) -> Iterator[tuple[str, str, str, int]]:
    """Route, field and text of every form that fails."""
    for path, form in forms.items():
        for field in form.fields:
            for name, nasty in NASTY.items():
                status = sent(visitor, form, field, nasty).status_code
                if status >= 500:
                    yield path, field, name, status


def mended(form: Form) -> Form:
    """The form as a worker sends it who has mended what was wrong."""
    right = {"postcode": "4512 AB"} if form.action.startswith("/geweigerd/") and "postcode" in form.fields else {}
    return Form(form.action, form.fields | right)


def test_no_text_in_a_field_of_a_form_breaks_a_page_or_is_recorded(
    day: Waterdal, samira: Visitor, engine: Engine
) -> None:
    accept(day, engine)
    forms = forms_of(samira, day)
    assert set(forms) == {route.path for route in ROUTES if "POST" in (route.methods or ())} - OF_ADMINISTRATORS
    before = recorded(day.desk.engine)
    assert list(failed(samira, forms)) == []
    assert {**recorded(day.desk.engine), "hand_entry": before["hand_entry"]} == before, "a letter may hold such texts"


def test_no_text_in_a_form_breaks_a_page_for_who_is_signed_out(day: Waterdal, stranger: Visitor) -> None:
    forms = forms_of(stranger, day)
    assert set(forms) == {"/aanmelden", "/taal"}
    before = recorded(day.desk.engine)
    assert list(failed(stranger, forms)) == []
    assert recorded(day.desk.engine) == before


def test_the_same_forms_without_a_nasty_text_are_recorded(day: Waterdal, samira: Visitor, engine: Engine) -> None:
    accept(day, engine)
    for path in forms_of(samira, day).keys() - {"/aanmelden", "/afmelden"}:
        day = replace(day, refused=a_refused_record(day.desk))
        form = mended(forms_of(samira, day)[path])
        before, answer = recorded(day.desk.engine), samira.send(form, follow=False)
        assert answer.status_code in {200, 303}, path
        assert (recorded(day.desk.engine) != before) is (path not in {"/taal", "/zoeken", "/proefdraaien"}), path


def test_no_text_in_an_address_or_query_breaks_a_page(day: Waterdal, samira: Visitor) -> None:
    known = {"case_id": day.crisis, "record_id": day.refused, "entry_id": day.refused}
    known |= {"person": day.refused, "shape": "html", "asked_id": day.refused}
    found = []
    for route in (one for one in ROUTES if "GET" in (one.methods or ())):
        address = route.path.format(**known)
        for nasty in (one[:LONGEST_ADDRESS] for one in NASTY.values()):
            queries = [f"{address}?{param.alias}={nasty}" for param in route.dependant.query_params]
            parts = [route.path.format(**known | {name: nasty}) for name in known if f"{{{name}}}" in route.path]
            found += [
                (path[:60], samira.get(path).status_code) for path in [*queries, *parts, f"{address}?onbekend={nasty}"]
            ]
    assert len({path.partition("?")[0] for path, _ in found}) > len(addresses(day)) / 2
    assert [one for one in found if one[1] >= 500] == []


@pytest.mark.parametrize("path", ["/niets/", "/static/"])
def test_no_text_breaks_an_address_that_is_no_page(samira: Visitor, path: str) -> None:
    statuses = {name: samira.get(path + nasty[:LONGEST_ADDRESS]).status_code for name, nasty in NASTY.items()}
    assert set(statuses.values()) <= {400, 404}, statuses


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", "["),
        ("Host", "a b"),
        ("Cookie", 'zitting="1901.\\000\\377"; taal="\\000"; bezoek="\\000"'),
        ("Cookie", "zitting=²²²².x; taal=²"),
        ("Content-Type", "multipart/form-data; boundary=x; charset=undefined"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/aanmelden", "/static/worklist.css"])
def test_no_text_in_a_header_breaks_a_page(stranger: Visitor, path: str, header: str, value: str) -> None:
    for method in ("GET", "POST"):
        answer = stranger.client.request(method, path, headers={header.encode(): value.encode("latin-1")}, content=b"x")
        assert answer.status_code < 500, method
