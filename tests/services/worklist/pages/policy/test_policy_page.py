"""The page *Beleid*: what is in force in plain sentences, since when and by whom, and what it changed."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from plumbing.record import tables
from plumbing.record.published_policies import publish
from schemas.policy.form import DEFAULT, Policy
from schemas.written import read_model
from services.worklist.pages.policy.read import as_shown, read_policy_shown
from tests.architecture.checkout import ROOT
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.administrating import NEIGHBOUR
from tests.services.worklist.builders import TODAY
from tests.services.worklist.conftest import Scope
from tests.services.worklist.visiting import Visitor, words

PHONE_FIRST = ROOT / "deploy" / "policies" / "phone-first.yaml"


@pytest.fixture
def day(day: Waterdal) -> Waterdal:
    """A day in a municipality that published nothing."""
    with day.desk.engine.begin() as connection:
        connection.execute(delete(tables.policy))
    return day


def policy(path: Path = PHONE_FIRST) -> Policy:
    return read_model(Policy, path.read_text(encoding="utf-8"))


def published(day: Waterdal, body: Policy, valid_from: date, by: str | None = None, code: str = "") -> None:
    with day.desk.engine.begin() as connection:
        publish(connection, code or day.desk.municipality, body, valid_from, by)


def test_without_a_policy_of_its_own_a_municipality_sees_that_of_the_software(day: Waterdal, samira: Visitor) -> None:
    text = words(samira.get("/beleid"))
    assert "Uw gemeente publiceerde nog geen eigen beleid." in text
    assert "standaard 2026, van deze software" in text
    assert "Bakje Crisis: begin met huisbezoek." in text
    assert "Alle versies" not in text


def test_it_says_what_is_in_force_since_when_by_whom_and_what_changed(day: Waterdal, samira: Visitor) -> None:
    published(day, policy(), TODAY, "college van B en W")
    text = words(samira.get("/beleid"))
    assert "eerst bellen, versie 1" in text
    assert "college van B en W" in text
    assert "Elke maand achterstand telt voor 1 punt, samen hoogstens 6 punten." in text
    assert "Vergeleken met het beleid van deze software:" in text
    assert "Nieuw: Vanaf 8 punten: groep hoog. Veel haast." in text
    assert "wie eerder geen hulp wilde, wordt niet minder dringend" in text


def test_a_policy_with_the_date_of_tomorrow_is_shown_as_planned_and_not_as_in_force(
    day: Waterdal, samira: Visitor, work: Scope
) -> None:
    published(day, policy(), TODAY + timedelta(days=1))
    text = words(samira.get("/beleid"))
    assert "standaard 2026, van deze software" in text
    assert "Wat er verandert op" in text
    assert text.index("Bakje Crisis: begin met huisbezoek.") < text.index("Wat er verandert op")
    with work() as connection:
        tomorrow = read_policy_shown(connection, day.desk.municipality, TODAY + timedelta(days=1))
    assert tomorrow.published.policy == policy()
    assert tomorrow.planned == []


def test_the_page_is_there_in_english(day: Waterdal, samira: Visitor) -> None:
    published(day, policy(), TODAY)
    samira.send(samira.form(samira.get("/beleid"), "/taal"), {"taal": "en"})
    text = words(samira.get("/beleid"))
    assert "Every month behind counts for 1 point, together 6 points at most." in text
    assert "What never counts?" in text


def test_nobody_sees_the_policy_of_a_neighbour(day: Waterdal, samira: Visitor) -> None:
    published(day, policy(), TODAY, code=NEIGHBOUR)
    assert "eerst bellen" not in words(samira.get("/beleid"))


def test_every_version_says_whether_it_is_in_force(day: Waterdal, samira: Visitor, work: Scope) -> None:
    for cents, start in ((6_000, TODAY - timedelta(days=9)), (7_000, TODAY), (8_000, TODAY + timedelta(days=9))):
        published(day, DEFAULT.model_copy(update={"threshold_cents": cents}), start)
    with work() as connection:
        shown = read_policy_shown(connection, day.desk.municipality, TODAY)
    assert [(one.published.version, state) for one, state in shown.versions] == [
        (3, "planned"),
        (2, "now"),
        (1, "past"),
    ]
    assert shown.replaced is not None
    assert shown.replaced.before.policy.threshold_cents == 6_000
    assert [step.before.version for step in shown.planned] == [2]
    assert "niet meer" in words(samira.get("/beleid"))


def test_a_planned_version_that_a_newer_one_hides_is_no_change(day: Waterdal, work: Scope) -> None:
    published(day, DEFAULT.model_copy(update={"threshold_cents": 6_000}), TODAY + timedelta(days=9))
    published(day, DEFAULT.model_copy(update={"threshold_cents": 7_000}), TODAY - timedelta(days=9))
    with work() as connection:
        shown = read_policy_shown(connection, day.desk.municipality, TODAY)
    assert shown.planned == []
    assert [state for _, state in shown.versions] == ["now", "past"]


def test_without_versions_the_default_is_shown() -> None:
    shown = as_shown([], TODAY)
    assert (shown.now, shown.replaced, shown.planned, shown.published.policy) == (None, None, [], DEFAULT)
