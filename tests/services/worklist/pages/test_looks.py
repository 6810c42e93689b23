"""The log of looks: every page leaves one row with all cases that stand on it, so that it says who saw a case."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from plumbing.record.tables import access
from schemas.ids import Id
from services.worklist.pages.route import navigation
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.visiting import Visitor, addresses

DECISION = Path(__file__).parents[4] / "docs" / "decisions" / "0024-the-log-says-who-saw-a-case.md"
LINKS = re.compile(r"/zaken/([0-9a-f-]{36})")
SOME_TRAY = "/wachtrij?bakje=single"
PURPOSES = {
    "/": "today",
    SOME_TRAY: "queue",
    "/mijn-zaken": "mine",
    "/zaken/{}": "case",
    "/zaken/{}/uitleg": "explanation",
}


def looks(connection: Connection) -> set[tuple[Id, str, tuple[Id, ...]]]:
    """Row, purpose and sorted cases of each look; a case that a row names twice stands there twice."""
    rows = connection.execute(select(access).where(access.c.purpose != "take")).all()
    return {(row.id, row.purpose, (row.case_id,) if row.case_id else tuple(sorted(row.shown))) for row in rows}


def test_a_page_leaves_one_row_with_every_case_that_stands_on_it(day: Waterdal, samira: Visitor) -> None:
    with_cases = set()
    with day.desk.engine.connect() as connection:
        for path in addresses(day):
            before = looks(connection)
            linked = set(LINKS.findall(samira.get(path).text))
            if linked:
                with_cases.add(path)
                ((_, _, seen),) = looks(connection) - before
                assert seen == tuple(sorted(linked)), path
            connection.rollback()
    assert with_cases > {"/", "/wachtrij", "/mijn-zaken", SOME_TRAY} & {menu.address for menu in navigation()}


def test_a_search_leaves_one_row_with_every_case_that_it_found(day: Waterdal, samira: Visitor) -> None:
    answer = samira.send(samira.form(samira.get("/zoeken"), "/zoeken"), {"vraag": "kerkstraat"})
    with day.desk.engine.connect() as connection:
        ((_, purpose, seen),) = looks(connection)
    assert purpose == "search"
    assert len(seen) == 2
    assert seen == tuple(sorted(set(LINKS.findall(answer.text))))


@pytest.mark.parametrize("path", PURPOSES)
def test_a_privacy_officer_can_ask_who_saw_a_case(day: Waterdal, joost: Visitor, path: str) -> None:
    (query,) = re.findall(r"```sql\n(.*?)```", DECISION.read_text(), re.S)
    case = LINKS.findall(joost.get(path.format(day.crisis)).text)[-1]
    with day.desk.engine.connect() as connection:
        who = connection.exec_driver_sql(query, {"municipality": day.desk.municipality, "case": case}).all()
    assert (day.joost.name, PURPOSES[path]) in {(row.name, row.purpose) for row in who}
