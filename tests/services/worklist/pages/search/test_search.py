"""Finding a case: what finds it, how many at most, and what is kept of the question."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, literal, select

from domain.people.folding import search_form
from plumbing.record.tables import access
from services.worklist.pages.search.read import folded_column, search
from tests.services.worklist.builders import BERGEN, NOW, WATERDAL, Desk, Person, a_case, a_desk
from tests.services.worklist.serving import serving
from tests.services.worklist.visiting import a_visitor, words

Scope = Callable[[], AbstractContextManager[Connection]]
RESIDENT = Person("Wiśniewska", "D.", birth_date=date(1990, 1, 2), phone="+31 6 0012 3456")


def found(work: Scope, text: str) -> list[str]:
    with work() as connection:
        return [line.number for line in search(connection, WATERDAL, text, NOW)]


@pytest.mark.parametrize(
    "text",
    [
        "wisniewska",
        "Wiśnie",
        "D. Wiśniewska",
        "wisniewska esdoorn",
        "Esdoornpad 6",
        "4512 ab",
        "4512AB 6",
        "4512 AB, 6",
        "06 00 12 34 56",
        "0600123456",
        "2026-0001",
    ],
)
def test_a_case_is_found_by_what_a_resident_says(desk: Desk, work: Scope, text: str) -> None:
    a_case(desk, street="Esdoornpad", house_number="6-B", person=RESIDENT)
    assert found(work, text) == ["2026-0001"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Țepeșan", "tepesan"),
        ("Hegedűsi", "hegedusi"),
        ("Đurić", "duric"),
        ("O\N{RIGHT SINGLE QUOTATION MARK}Keefe", "o'keefe"),
        ("O'Keefe", "okeefe"),
        ("Vĳverman", "vijverman"),
        ("Weißgerber", "weissgerber"),
        ("Kærgaard", "kaergaard"),
        ("Þorsdóttir", "thorsdottir"),
        ("Məmmədov", "memmedov"),
        ("Łukaszøv", "lukaszov"),
        ("'t Wout", "\N{RIGHT SINGLE QUOTATION MARK}t wout"),
        ("\N{LEFT SINGLE QUOTATION MARK}t Wout", "'t WOUT"),
        ("Smit\N{EN DASH}Ünal", "unal"),
        ("Smit-Ünal", "smit\N{NON-BREAKING HYPHEN}unal"),
        ("smit ünal", "SMIT-ÜNAL"),
        ("Zoe\u0308", "zoë"),
        ("İpekçi", "ipekci"),
    ],
)
def test_a_name_is_found_whatever_keyboard_either_was_typed_on(desk: Desk, work: Scope, name: str, text: str) -> None:
    a_case(desk, person=Person(name))
    a_case(desk, house_number="9", person=Person("Bos"))
    assert found(work, text) == ["2026-0001"]


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\x00", max_codepoint=0x24FF),
        min_size=1,
        max_size=12,
    )
)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_record_folds_its_columns_as_a_question_is_folded(work: Scope, text: str) -> None:
    """But for characters that the one knows and the other does not yet."""
    with work() as connection:
        assert connection.execute(select(folded_column(literal(text)))).scalar_one() == search_form(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "4512AB6",
            "4512ab-6",
            "4512 AB 6 B",
            "4512 AB nr 6",
            "Esdoornpad 6 4512AB",
            "6, 4512 AB",
            "4512AB tegenover 6",
        ),
        *("Esdoornpad 6 B", "esdoornpad nr 6", "wisniewska 4512ab"),
    ],
)
@pytest.mark.parametrize("number", ["6", "6B", "t/o 6"])
def test_postcode_and_number_find_a_door_however_both_are_written(
    desk: Desk, work: Scope, number: str, text: str
) -> None:
    a_case(desk, street="Esdoornpad", house_number=number, person=RESIDENT)
    a_case(desk, street="Esdoornpad", house_number="66", person=Person("Bos"))
    assert found(work, text) == ["2026-0001"]


@pytest.mark.parametrize(
    "text", ["", " ", "w", "6", "%", "_%", "Esdoornpad 66", "4512 AB 61", "2025-0001", "jansen esdoorn", "0600123457"]
)
def test_what_does_not_fit_finds_nobody(desk: Desk, work: Scope, text: str) -> None:
    a_case(desk, street="Esdoornpad", house_number="6", person=RESIDENT)
    assert found(work, text) == []


@pytest.mark.parametrize("text", ["02-01-1990", "2/1/1990", "2 januari 1990", "1990-01-02", "02011990", "wiśn 2-1-90"])
def test_a_birth_date_in_any_form_finds_who_was_born_then_and_nobody_by_house_number(
    desk: Desk, work: Scope, text: str
) -> None:
    a_case(desk, house_number="6", person=RESIDENT)
    for number in ("2", "02", "1990", "90", "1"):
        a_case(desk, house_number=number, person=Person("Wiśniewska", birth_date=date(1991, 1, 2)))
    assert found(work, text) == ["2026-0001"]


@pytest.mark.parametrize("text", ["02-01-1990", "wiśniewska 2 januari 1990"])
def test_who_was_born_on_a_day_that_is_known_in_part_is_found_by_the_day(desk: Desk, work: Scope, text: str) -> None:
    for born in ("1990-01-00", "1990-00-00", "1990-02-00", "1991-00-00"):
        a_case(desk, person=Person("Wiśniewska", birth_date=born))
    assert sorted(found(work, text)) == ["2026-0001", "2026-0002"]


@pytest.mark.parametrize("stored", ["0224-000317", "+31 224 000317", "+31224000317", "0031224000317", "(0224) 000317"])
@pytest.mark.parametrize("text", ["0224-000317", "0224 000317", "(0224) 000317", "+31224000317", "0031 224 000317"])
def test_a_phone_number_finds_its_case_however_either_is_written(
    desk: Desk, work: Scope, stored: str, text: str
) -> None:
    a_case(desk, person=Person("Wiśniewska", phone=stored))
    a_case(desk, house_number="224", person=Person("Bos", phone="0317-000224"))
    assert found(work, text) == ["2026-0001"]


@pytest.mark.parametrize("text", ["2026-0002", "2026-2", "zaak 2026-0002", "zaak 2"])
def test_a_case_number_finds_that_case(desk: Desk, work: Scope, text: str) -> None:
    for _ in range(3):
        a_case(desk, house_number="2026", person=RESIDENT)
    assert found(work, text) == ["2026-0002"]


def test_what_may_be_two_things_finds_both(desk: Desk, work: Scope) -> None:
    desk.numbers = count(31_700)
    a_case(desk)
    a_case(desk, person=Person("Bos", phone="0202-631700"))
    assert sorted(found(work, "2026-31700")) == ["2026-31700", "2026-31701"]


def test_at_most_ten_are_shown(desk: Desk, work: Scope) -> None:
    for number in range(12):
        a_case(desk, house_number=str(number + 1), person=RESIDENT)
    assert len(found(work, "wisniewska")) == 10


def test_the_neighbour_is_never_found(desk: Desk, work: Scope) -> None:
    a_case(a_desk(desk.engine, BERGEN, "Bergen"), person=RESIDENT)
    assert found(work, "wisniewska") == []


def test_a_search_is_logged_with_what_it_showed_and_without_what_was_asked(desk: Desk, engine: Engine) -> None:
    case_id = a_case(desk, person=RESIDENT)
    worker = desk.worker()
    with serving(engine) as served, a_visitor(served, worker) as visitor:
        page = visitor.send(visitor.form(visitor.get("/zoeken"), "/zoeken"), {"vraag": "wisniewska"})
    assert page.url.path == "/zoeken"
    assert page.url.query == b""
    assert "1 zaak gevonden" in words(page)
    with desk.engine.connect() as connection:
        row = connection.execute(select(access)).one()
    assert (row.purpose, row.worker_id, row.case_id, row.shown) == ("search", worker.id, None, [case_id])
    assert "wisniewska" not in str(row).lower()
