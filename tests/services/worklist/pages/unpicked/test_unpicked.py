"""What was not picked up: counted by reason, looked at by lot, and picked up after all in one click."""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

from schemas.ids import Id
from schemas.policy.form import Parking, Policy
from schemas.reasons import ReasonCode as R
from schemas.vocabulary.decisions import NOT_PICKED_UP, Disposition
from services.triage.read import replay
from services.worklist.pages import route
from services.worklist.pages.unpicked.read import SAMPLE
from tests.builders import Town, a_signal
from tests.services.triage.test_reasons import situation
from tests.services.worklist.pages.in_town import answer_questions
from tests.services.worklist.visiting import Visitor, words

PAGE = "/niet-opgepakt"
PAGES = Path(route.__file__).parent
YOUNG = date(2026, 3, 10)
"""Arrears that are six days old: not yet to be reported."""


def refused(town: Town, number: int = 1) -> list[Id]:
    names = (f"Proefpersoon{letter}" for letter in "ABCDEFGHIJKLMNOP"[:number])
    return town.bring(*(a_signal(arrears_since=YOUNG, surname=name) for name in names))


def overturned(visitor: Visitor, signal: Id, reason: str = "rule-does-not-fit") -> int:
    page = visitor.get(PAGE)
    return visitor.send(visitor.form(page, signal), {"reden": reason}).status_code


def test_the_page_counts_what_was_refused_today_by_reason(here: Town, anna: Visitor) -> None:
    refused(here, 2)
    first = a_signal()
    here.bring(first, first.model_copy(update={"signal_date": date(2026, 3, 17)}))
    found = words(anna.get(PAGE))
    assert "Onterecht signaal De achterstand is te kort of te lang oud 2" in found
    assert "Herhaalde melding Al eerder gemeld, en nu niet hoger 1" in found
    assert "ProefpersoonA" in found
    assert "Is de achterstand lang genoeg oud? De achterstand is 6 dagen oud." in found


def test_a_day_on_which_all_was_picked_up_says_so(here: Town, anna: Visitor) -> None:
    here.bring(a_signal())
    assert "Op deze dag is alles opgepakt." in words(anna.get(PAGE))


def test_the_way_back_leads_to_the_last_day_with_a_refusal_and_ends_at_the_first(here: Town, anna: Visitor) -> None:
    here.later(days=-9)
    first = here.now.date().isoformat()
    here.bring(a_signal(arrears_since=date(2026, 3, 1), signal_date=date(2026, 3, 7)))
    here.later(days=9)
    assert f'"{PAGE}?dag={first}"' in anna.get(PAGE).text
    assert f'"{PAGE}?dag=' not in anna.get(f"{PAGE}?dag={first}").text


def test_the_sample_is_the_same_whoever_looks_and_no_larger_than_it_may_be(here: Town, anna: Visitor) -> None:
    refused(here, 14)
    shown = [[form.action for form in anna.forms(anna.get(PAGE)) if form.action.startswith(f"{PAGE}/")] for _ in "ab"]
    assert shown[0] == shown[1]
    assert len(shown[0]) == SAMPLE
    assert shown[0] != sorted(shown[0])


def test_what_waits_now_is_shown_with_its_day_on_every_day_and_who_looked_is_logged(here: Town, anna: Visitor) -> None:
    assert "Wacht nu" not in words(anna.get(PAGE))
    here.publish(Policy(name="wachten", parking=Parking(below_threshold=True, days=20)))
    (signal,) = here.bring(a_signal(amount_cents=3_000, surname="Slaapkamer"))
    here.bring(a_signal(surname="Wakker"))
    found = words(anna.get(f"{PAGE}?dag=2026-03-01"))
    assert "Wacht nu" in found
    assert "Slaapkamer" in found
    assert "Wakker" not in found
    until = here.now + timedelta(days=20)
    assert re.search(rf"Het bedrag ligt onder de grens [a-z]{{2}} {until.day} ", found)
    assert "Toch oppakken" not in found, "nobody refused it"
    seen = here.rows("SELECT shown FROM access WHERE purpose = 'not-picked-up' ORDER BY accessed_at")
    assert [signal] in [row["shown"] for row in seen]


def test_one_click_picks_it_up_and_says_who_and_why(here: Town, anna: Visitor) -> None:
    (signal,) = refused(here)
    assert overturned(anna, signal) == 200
    assert "Een collega besloot om dit op te pakken." in words(anna.get(PAGE))
    answer_questions(here)
    (row,) = here.rows("SELECT disposition, occasion, case_id FROM disposition")
    assert (row["disposition"], row["occasion"]) == ("in-case", "by-hand")
    found = words(anna.get(PAGE))
    assert "Onterecht signaal De regel past niet bij deze situatie Anna de Wit" in found
    assert f"/zaken/{row['case_id']}" in anna.get(PAGE).text
    explained = words(anna.get(f"/zaken/{row['case_id']}/uitleg"))
    assert "Een collega besloot om deze melding toch op te pakken." in explained
    with here.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal


def test_the_clock_of_what_is_overturned_runs_from_that_day(here: Town, anna: Visitor) -> None:
    (signal,) = refused(here)
    overturned(anna, signal)
    answer_questions(here)
    assert here.rows("SELECT clock_from FROM case_file") == [{"clock_from": date(2026, 3, 17)}]


def test_it_is_overturned_once_however_often_somebody_clicks(here: Town, anna: Visitor) -> None:
    (signal,) = refused(here)
    form = anna.form(anna.get(PAGE), signal)
    for reason in ("known-trouble", "wrong-data"):
        assert anna.send(form, {"reden": reason}).status_code == 200
    assert here.rows("SELECT reason FROM question") == [{"reason": "known-trouble"}]
    answer_questions(here)
    assert anna.send(form, {"reden": "known-trouble"}).status_code == 404
    kinds = "('signal-refused', 'refusal-overturned')"
    counted = f"SELECT kind, sum(amount)::int AS n FROM fact WHERE kind IN {kinds} GROUP BY 1"
    assert {row["kind"]: row["n"] for row in here.rows(counted)} == {"signal-refused": 1, "refusal-overturned": 1}


def test_without_a_reason_nothing_is_picked_up(here: Town, anna: Visitor) -> None:
    (signal,) = refused(here)
    assert overturned(anna, signal, "") == 400
    assert here.rows("SELECT 1 FROM question") == []


def test_a_later_revision_leaves_what_was_overturned_in_its_case(here: Town, anna: Visitor) -> None:
    first = a_signal(arrears_since=YOUNG)
    (signal,) = here.bring(first)
    overturned(anna, signal)
    answer_questions(here)
    here.later(days=1)
    here.bring(first.model_copy(update={"amount_cents": 11_000}))
    assert here.rows("SELECT disposition FROM disposition") == [{"disposition": "in-case"}]


def test_what_is_in_a_case_or_of_a_neighbour_cannot_be_overturned(here: Town, anna: Visitor) -> None:
    (picked,) = here.bring(a_signal())
    (other,) = here.bring(a_signal(municipality="9902", arrears_since=YOUNG))
    (mine,) = refused(here)
    form = anna.form(anna.get(PAGE), mine)
    for signal in (picked, other):
        form.action = f"{PAGE}/{signal}"
        assert anna.send(form, {"reden": "wrong-data"}).status_code == 404


def test_another_day_can_be_looked_at_and_a_day_to_come_is_today(here: Town, anna: Visitor) -> None:
    refused(here)
    assert "Proefpersoon" not in anna.get(f"{PAGE}?dag=2026-03-16").text
    assert "Onterecht signaal" in words(anna.get(f"{PAGE}?dag=2031-01-01"))
    assert anna.get(f"{PAGE}?dag=geen-dag").status_code == 200


def test_a_look_is_logged(here: Town, anna: Visitor) -> None:
    (signal,) = refused(here)
    anna.get(PAGE)
    assert here.rows("SELECT purpose, shown FROM access") == [{"purpose": "not-picked-up", "shown": [signal]}]


SETTLE = {
    R.REPEAT,
    R.SAME_ARREARS,
    R.AGE_OUTSIDE,
    R.WAITED_BELOW_THRESHOLD,
    R.WAITED_FOR_CHECK,
    R.DECEASED,
    R.NOT_RESIDENT,
    R.KNOWN_AT_DEBT_HELP,
}


def test_every_reason_that_refuses_has_its_words() -> None:
    refusing = {made.reasons[-1].code for made in map(situation, R) if made.disposition in NOT_PICKED_UP}
    texts = tomllib.loads((PAGES / "unpicked" / "texts.toml").read_text(encoding="utf-8"))
    assert refusing == set(texts["unpicked"]["why"]) == SETTLE
    waiting = {made.reasons[-1].code for made in map(situation, R) if made.disposition is Disposition.PARKED}
    assert waiting == set(texts["unpicked"]["waits"])
