"""The report from the fact table: cohort, as-of moment, corrections and erasure."""

import json
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from domain.figures.indicators import Cohort, CohortFigures
from schemas.vocabulary.decisions import Disposition
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import PartnerKind
from services.report.reports.period import NOTHING_RECEIVED, end_of_day, period_json, period_sheet
from services.report.store import UnknownMunicipality, read_cohort
from tests.database import Database
from tests.domain.figures.builders import DAY, NEIGHBOUR, NOON, M, a_municipality, commit, of_hulst, the_fact

LATER = NOON + timedelta(days=60)


@pytest.fixture
def figures(record: Database) -> Database:
    """An emptied record with one municipality."""
    a_municipality(record)
    return record


def of_day(database: Database, *, as_of: datetime = LATER, definitions: str | None = None) -> CohortFigures:
    chosen = {"definitions": definitions} if definitions else {}
    return read_cohort(database.engine("report"), Cohort(M, DAY, DAY, as_of, **chosen))


def test_the_cohort_counts_first_and_last_day_and_no_other(figures: Database) -> None:
    days = [DAY + timedelta(days=each) for each in range(-1, 4)]
    commit(figures, *(the_fact(FactKind.SIGNAL_ACCEPTED, cohort_date=day) for day in days))
    found = read_cohort(figures.engine("report"), Cohort(M, DAY, DAY + timedelta(days=2), LATER))
    assert found.total["signal"]["signals"] == 3


def test_what_follows_counts_for_the_day_the_signal_was_received(figures: Database) -> None:
    commit(figures, the_fact(FactKind.SIGNAL_ACCEPTED))
    commit(figures, the_fact(FactKind.SIGNAL_LED_TO_OFFER, held_on=DAY + timedelta(days=20)))
    assert of_hulst(of_day(figures).total["signal"]) == (1, 1, 0)
    next_month = read_cohort(
        figures.engine("report"), Cohort(M, DAY + timedelta(days=1), DAY + timedelta(days=40), LATER)
    )
    assert of_hulst(next_month.total["signal"]) == (0, 0, 0)


def test_figures_are_the_same_as_of_a_past_moment(figures: Database) -> None:
    commit(figures, the_fact(FactKind.SIGNAL_ACCEPTED))
    before = of_day(figures, as_of=NOON)
    after_noon = NOON + timedelta(microseconds=1)
    commit(figures, the_fact(FactKind.SIGNAL_LED_TO_OFFER, recorded_at=after_noon))
    commit(figures, the_fact(FactKind.SIGNAL_ACCEPTED, recorded_at=after_noon, amount=-1))
    assert of_day(figures, as_of=NOON) == before
    assert of_hulst(before.total["signal"]) == (1, 0, 0)
    assert of_hulst(of_day(figures).total["signal"]) == (0, 1, 0)


def test_a_compensating_fact_corrects_without_editing(figures: Database) -> None:
    commit(figures, the_fact(FactKind.CASE_OPENED, partner_kind=PartnerKind.WATER))
    commit(figures, the_fact(FactKind.CASE_OPENED, partner_kind=PartnerKind.WATER, amount=-1))
    commit(figures, the_fact(FactKind.CASE_OPENED, partner_kind=PartnerKind.OTHER))
    found = of_day(figures)
    assert found.total["case"]["signals"] == 1
    assert list(found.by_partner_kind) == ["other"]
    with figures.engine("superuser").connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM fact")).scalar_one() == 3


def test_a_period_in_which_nothing_was_received_says_so(figures: Database) -> None:
    assert NOTHING_RECEIVED in period_sheet(of_day(figures)).caption
    commit(figures, the_fact(FactKind.SIGNAL_ACCEPTED))
    assert NOTHING_RECEIVED not in period_sheet(of_day(figures)).caption


def test_the_neighbour_is_not_counted(figures: Database) -> None:
    commit(figures, the_fact(FactKind.SIGNAL_ACCEPTED, municipality=NEIGHBOUR), the_fact(FactKind.SIGNAL_ACCEPTED))
    assert of_day(figures).total["signal"]["signals"] == 1


def test_an_unknown_municipality_is_an_error_and_not_a_row_of_zeros(figures: Database) -> None:
    with pytest.raises(UnknownMunicipality):
        read_cohort(figures.engine("report"), Cohort(NEIGHBOUR, DAY, DAY, LATER))


def test_facts_under_other_definitions_are_told_and_not_mixed_in(figures: Database) -> None:
    commit(figures, the_fact(FactKind.SIGNAL_ACCEPTED))
    commit(figures, the_fact(FactKind.SIGNAL_ACCEPTED, definitions_version="divosa-2027.1"))
    found, other = of_day(figures), of_day(figures, definitions="divosa-2027.1")
    assert (found.total["signal"]["signals"], found.signals_defined_otherwise) == (1, 1)
    assert (other.total["signal"]["signals"], other.signals_defined_otherwise) == (1, 1)


def test_random_facts_give_the_figures_of_a_naive_count(figures: Database) -> None:
    chance = Random(3)
    facts = [
        the_fact(
            chance.choice(list(FactKind)),
            partner_kind=chance.choice([PartnerKind.ENERGY, PartnerKind.WATER, PartnerKind.OTHER]),
            municipality=chance.choice([M, NEIGHBOUR]),
            cohort_date=DAY + timedelta(days=chance.randrange(4)),
            recorded_at=NOON + timedelta(hours=chance.randrange(4)),
            amount=chance.choice([1, 1, 1, -1]),
        )
        for _ in range(400)
    ]
    commit(figures, *facts)
    as_of, last = NOON + timedelta(hours=2), DAY + timedelta(days=1)
    found = read_cohort(figures.engine("report"), Cohort(M, DAY, last, as_of)).total["case"]
    counted = [
        each.fact
        for each in facts
        if each.fact.municipality == M and each.fact.cohort_date <= last and each.at <= as_of
    ]
    expected = [
        sum(each.amount for each in counted if each.kind == kind)
        for kind in (FactKind.CASE_OPENED, FactKind.CASE_LED_TO_OFFER, FactKind.CASE_LED_TO_TRAJECTORY)
    ]
    assert list(of_hulst(found)) == expected


def told(answer: dict[str, Any], unit: str, names: Collection[str]) -> list[tuple[str, Any]]:
    """What a report in JSON says under these names, in its own order."""
    return [(name, value) for name, value in answer[unit].items() if name in names]


def test_json_tells_figures_shares_and_definitions(figures: Database) -> None:
    commit(figures, *(the_fact(FactKind.SIGNAL_ACCEPTED) for _ in range(3)))
    commit(figures, the_fact(FactKind.SIGNAL_LED_TO_OFFER), the_fact(FactKind.SIGNAL_SETTLED, code=Disposition.IN_CASE))
    answer = json.loads(json.dumps(period_json(of_day(figures))))
    signal = {"signals": 3, "offers": 1, "trajectories": 0, "offer_share": 0.3333, "trajectory_share": 0.0}
    assert (answer["municipality"], answer["from"], answer["to"]) == (M, "2026-03-02", "2026-03-02")
    assert told(answer, "per_signal", signal) == list(signal.items())
    assert told(answer["by_partner_kind"]["energy"], "per_signal", signal) == list(signal.items())
    assert next(iter(answer["per_case"])) == "cases"
    assert answer["per_case"]["offer_share"] is None
    for unit in ("per_signal", "per_case"):
        assert set(answer["definitions"][unit]) == {name for name in answer[unit] if not name.endswith("_share")}
    assert answer["definitions"]["per_case"]["cases"] == "cases opened from the signals received"
    assert answer["definitions"]["version"] == "divosa-2023.1"
    assert "a letter sent is not an offer" in answer["definitions"]["per_signal"]["offers"]


def test_a_person_reads_a_row_for_each_kind_a_total_and_what_was_counted(figures: Database) -> None:
    commit(figures, *(the_fact(FactKind.SIGNAL_ACCEPTED) for _ in range(32)))
    commit(figures, the_fact(FactKind.SIGNAL_LED_TO_OFFER))
    sheet = period_sheet(of_day(figures, as_of=datetime(2026, 3, 31, 21, 59, tzinfo=UTC)))
    (energy,) = sheet.rows
    assert sheet.title == "0677: received 2026-03-02 to 2026-03-02, followed up to 2026-03-31 23:59"
    assert {
        ("partner kind", "energy"),
        ("signals", "32"),
        ("led to offer", "1 (3.1%)"),
        ("led to trajectory", "0 (0.0%)"),
        ("cases", "0"),
        ("led to offer", "0 (no figure)"),
    } <= set(zip(sheet.headings, energy, strict=True))
    assert [heading for heading in sheet.headings if heading in {"signals", "cases"}] == ["signals", "cases"]
    assert sheet.total == ("total", *energy[1:])
    assert "a letter sent is not an offer" in sheet.caption


def test_a_day_ends_at_local_midnight_also_when_the_clock_was_changed() -> None:
    assert end_of_day(date(2026, 3, 28)) == datetime(2026, 3, 28, 22, 59, 59, 999999, tzinfo=UTC)
    assert end_of_day(date(2026, 3, 29)) == datetime(2026, 3, 29, 21, 59, 59, 999999, tzinfo=UTC)
    assert end_of_day(date(2026, 10, 25)) == datetime(2026, 10, 25, 22, 59, 59, 999999, tzinfo=UTC)
