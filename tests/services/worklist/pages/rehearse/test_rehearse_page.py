"""A coordinator types a threshold and sees before and after; no persons, no guesses."""

from datetime import date

import pytest

from schemas.policy.form import DEFAULT
from schemas.policy.published import UNPUBLISHED
from services.triage.supposing.process import SupposingWorker
from services.worklist.forms import FormReader
from services.worklist.pages.rehearse.reading import read_rehearsal
from tests.database import Database
from tests.domain.cases.waterdal import Waterdal
from tests.services.worklist.builders import NOW
from tests.services.worklist.visiting import Visitor, words

TODAY = date(2026, 3, 17)


def typed(**changes: str) -> FormReader:
    given = {"beleid": "", "grens": "", "van": "2026-01-01", "tot": "2026-03-31", "uren": "40"}
    return FormReader(given | changes)


@pytest.mark.parametrize(("text", "cents"), [("75", 7_500), ("75,50", 7_550), ("€ 75.50", 7_550), ("", 5_000)])
def test_a_threshold_is_read_as_people_write_euros(text: str, cents: int) -> None:
    form = typed(grens=text)
    assert read_rehearsal(form, [UNPUBLISHED], TODAY).policy.threshold_cents == cents
    assert form.errors == {}


@pytest.mark.parametrize(
    ("field", "text"), [("grens", "-5"), ("grens", "99999"), ("uren", "veel"), ("beleid", "12"), ("tot", "2025-01-01")]
)
def test_what_cannot_be_meant_is_told_at_its_field(field: str, text: str) -> None:
    form = typed(**{field: text})
    read_rehearsal(form, [UNPUBLISHED], TODAY)
    assert set(form.errors) == {field}


def test_a_coordinator_sees_before_and_after_of_a_threshold(record: Database, day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get("/proefdraaien"), "/proefdraaien")
    waiting = samira.send(form, {"grens": "75", "van": "2026-01-01", "tot": "2026-03-31"})
    assert "neemt de besluiten opnieuw" in words(waiting)
    SupposingWorker(record.engine("triage"), lambda: NOW).round()
    shown = words(samira.get(waiting.url.path))
    assert "standaard 2026, grens € 75" in shown.replace("\xa0", " ")
    assert "Zaken die beginnen met: Huisbezoek" in shown
    assert "minder dan 5" in shown
    assert "Aanname: bezoek 2 uur, bellen 0,75 uur" in shown
    assert shown.index("niets meer krijgen") < shown.index("Zaken in bakje") < shown.index("Wat wilt u proberen?")
    assert not any(name in shown for name in ("Bruin", "Oostra", "Lindelaan", "Kade"))


def test_a_wrong_threshold_comes_back_with_what_was_typed(day: Waterdal, samira: Visitor) -> None:
    form = samira.form(samira.get("/proefdraaien"), "/proefdraaien")
    answer = samira.send(form, {"grens": "veel"})
    assert answer.status_code == 400
    assert "Schrijf een bedrag in euro" in words(answer)
    assert 'value="veel"' in answer.text


def test_a_worker_who_is_no_coordinator_has_no_rehearsals(day: Waterdal, joost: Visitor) -> None:
    assert joost.get("/proefdraaien").status_code == 404


def test_a_question_of_another_kind_is_no_rehearsal(day: Waterdal, samira: Visitor) -> None:
    samira.get(f"/zaken/{day.crisis}/uitleg")
    (asked,) = _asked(day)
    assert samira.get(f"/proefdraaien/{asked}").status_code == 404


def _asked(day: Waterdal) -> list[str]:
    with day.desk.engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT id FROM supposing").scalars())


def test_the_default_policy_is_the_one_in_force_where_nothing_was_published() -> None:
    assert read_rehearsal(typed(), [UNPUBLISHED], TODAY).policy == DEFAULT
