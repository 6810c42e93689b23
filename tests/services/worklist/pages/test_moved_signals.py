"""A signal that was in a case stays to be seen and counted there, wherever its revisions take it afterwards."""

from collections.abc import Sequence
from typing import Any

import pytest

from domain.cases.acts import Act
from domain.cases.read import case_with_work
from domain.cases.work import WorkDone
from plumbing.record.connect import transaction
from schemas.ids import Id
from schemas.vocabulary.cases import EndResult
from schemas.vocabulary.offers import OfferAnswer
from services.triage.read import replay
from services.worklist.pages.case.case_page import CasePage
from services.worklist.pages.case.read import read_case
from services.worklist.pages.explain.read import read_explanation
from services.worklist.pages.search.read import search
from tests.builders import Town, a_signal
from tests.domain.cases.builders import a_plan, a_talk, a_try, an_end, an_offer, in_town

SURNAME = "Sterrenberg"
HIGHER = {"amount_cents": 20_000}
LOWER_ELSEWHERE = {"amount_cents": 10_000, "postcode": "9999XX", "house_number": "77"}


def cases(town: Town) -> list[Id]:
    """Ids of all cases, the oldest first."""
    return [Id(str(row["id"])) for row in town.rows("SELECT id FROM case_file ORDER BY number")]


def on_the_way_to_a_plan(town: Town, case: Id) -> Sequence[Act]:
    """A talk and an offer that was accepted."""
    today = town.now.date()
    reached = a_try(case, reached=True, held_on=today)
    return reached, a_talk(case, today), an_offer(case, OfferAnswer.ACCEPTED, made_on=today)


def a_closed_case(town: Town, revision: dict[str, Any]) -> Id:
    """A case that was closed after an accepted offer, and whose signal was revised since."""
    signal = a_signal(surname=SURNAME)
    town.bring(signal)
    (case,) = cases(town)
    in_town(town, *on_the_way_to_a_plan(town, case), an_end(case, EndResult.FURTHER_HELP_FINANCIAL))
    town.later(days=1)
    town.bring(signal.model_copy(update=revision))
    town.later(days=1)
    return case


def page_of(town: Town, case: Id) -> CasePage:
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        return read_case(connection, "9901", case, town.now)


def work_on(town: Town, case: Id) -> WorkDone | None:
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        return case_with_work(connection, ("9901", case)).work


def counted(town: Town, kind: str) -> int:
    (row,) = town.rows("SELECT coalesce(sum(amount), 0) AS n FROM fact WHERE kind = %s", kind)
    return int(str(row["n"]))


@pytest.mark.parametrize("revision", [HIGHER, LOWER_ELSEWHERE], ids=["moves to a new case", "stays with its case"])
def test_a_closed_case_keeps_its_signal_on_its_page_when_a_revision_goes_elsewhere(
    town: Town, revision: dict[str, Any]
) -> None:
    case = a_closed_case(town, revision)
    page = page_of(town, case)
    assert (len(page.signals), page.line.signals) == (1, 1)
    assert [one.on_case for one in page.people] == [True]
    assert SURNAME in str(page.line.names)


def test_a_signal_that_moved_is_on_the_pages_of_both_its_cases(town: Town) -> None:
    case = a_closed_case(town, HIGHER)
    old, new = cases(town)
    assert old == case
    assert [len(page_of(town, one).signals) for one in (old, new)] == [1, 1]


@pytest.mark.parametrize("revision", [HIGHER, LOWER_ELSEWHERE], ids=["moves to a new case", "stays with its case"])
def test_a_plan_decided_after_closing_counts_for_the_signals_that_the_case_had(
    town: Town, revision: dict[str, Any]
) -> None:
    case = a_closed_case(town, revision)
    in_town(town, a_plan(case, town.now.date()))
    assert (counted(town, "case-led-to-trajectory"), counted(town, "signal-led-to-trajectory")) == (1, 1)


def test_a_signal_that_leads_to_a_trajectory_on_both_its_cases_counts_once(town: Town) -> None:
    case = a_closed_case(town, HIGHER)
    _, new = cases(town)
    in_town(town, a_plan(case, town.now.date()), *on_the_way_to_a_plan(town, new), a_plan(new, town.now.date()))
    assert (counted(town, "case-led-to-trajectory"), counted(town, "signal-led-to-trajectory")) == (2, 1)


def test_a_search_finds_every_case_that_a_signal_was_in(town: Town) -> None:
    a_closed_case(town, HIGHER)
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        assert {line.case_id for line in search(connection, "9901", SURNAME, town.now)} == set(cases(town))


def test_each_case_explains_the_decision_that_put_the_signal_there(town: Town) -> None:
    case = a_closed_case(town, HIGHER)
    _, new = cases(town)
    with transaction(town.record.engine("worklist"), municipalities=("9901",)) as connection:
        told = [read_explanation(connection, "9901", one, town.now).decisions for one in (case, new)]
    assert [[one.sequence for one in decisions] for decisions in told] == [[1], [5]]


def test_the_trace_of_what_is_recorded_on_a_case_is_still_its_first_signal(town: Town) -> None:
    case = a_closed_case(town, HIGHER)
    (told,) = in_town(town, a_plan(case, town.now.date()))
    (signal,) = town.rows("SELECT id FROM signal")
    assert told.trace_id == str(signal["id"]).replace("-", "")


def test_a_signal_counts_once_in_its_case_however_often_it_was_decided_on_there(town: Town) -> None:
    signal = a_signal()
    town.bring(signal)
    town.later(days=1)
    town.bring(signal.model_copy(update=HIGHER))
    (case,) = cases(town)
    work = work_on(town, case)
    assert work is not None
    assert len(work.signals) == len(page_of(town, case).signals) == 1


def test_who_belongs_to_the_household_and_is_on_no_signal_of_the_case_is_still_shown(town: Town) -> None:
    case = a_closed_case(town, LOWER_ELSEWHERE)
    (signal,) = town.rows("SELECT postcode, house_number FROM signal WHERE revision = 2")
    town.bring(a_signal(surname=SURNAME, initials="B.", **signal))
    assert [(one.on_case, one.name) for one in page_of(town, case).people] == [
        (True, SURNAME),
        (False, f"B. {SURNAME}"),
    ]


def test_a_record_in_which_signals_moved_replays_equal(town: Town) -> None:
    a_closed_case(town, HIGHER)
    with town.record.engine("triage").connect() as connection:
        assert replay(connection, "9901").equal
