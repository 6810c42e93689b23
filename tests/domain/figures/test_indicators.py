"""The indicators of a cohort, as a pure function of summed facts."""

from datetime import UTC, date, datetime

import pytest

from domain.figures.indicators import Cohort, SummedFacts, cohort_figures, share
from domain.figures.metrics import INDICATORS, RECEIVED, STAGES, UNITS, counted_in
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import PartnerKind
from tests.domain.figures.builders import DAY, NOON, M, of_hulst

COHORT = Cohort(M, DAY, DAY, NOON)


def facts(kind: FactKind, amount: int, partner_kind: str = PartnerKind.ENERGY) -> SummedFacts:
    return SummedFacts(kind, partner_kind, amount)


def test_the_figures_of_hulst_2021_come_out_as_published() -> None:
    found = cohort_figures(COHORT, [facts(FactKind.SIGNAL_ACCEPTED, 32)])
    assert of_hulst(found.total["signal"]) == (32, 0, 0)
    assert share(found.total["signal"], "offers") == 0


def test_a_letter_sent_is_not_an_offer() -> None:
    sent = [
        facts(FactKind.SIGNAL_ACCEPTED, 5),
        facts(FactKind.TASK_DISPATCHED, 5),
        facts(FactKind.CONTACT_ATTEMPTED, 5),
    ]
    found = cohort_figures(COHORT, sent)
    assert (found.total["signal"]["offers"], found.total["case"]["offers"]) == (0, 0)


def test_reaching_a_resident_without_an_offer_is_not_an_offer() -> None:
    found = cohort_figures(COHORT, [facts(FactKind.CASE_OPENED, 3), facts(FactKind.CASE_REACHED, 3)])
    assert of_hulst(found.total["case"]) == (3, 0, 0)


def test_an_accepted_offer_is_not_yet_a_trajectory() -> None:
    accepted = [facts(FactKind.CASE_OPENED, 1), facts(FactKind.CASE_LED_TO_OFFER, 1), facts(FactKind.OFFER_ACCEPTED, 1)]
    found = cohort_figures(COHORT, [*accepted, facts(FactKind.FIRST_TALK_HELD, 1)])
    assert of_hulst(found.total["case"]) == (1, 1, 0)


def test_signals_and_cases_are_two_units() -> None:
    led = [facts(FactKind.SIGNAL_ACCEPTED, 3), facts(FactKind.SIGNAL_LED_TO_OFFER, 3)]
    one_case = [facts(kind, 1, PartnerKind.WATER) for kind in (FactKind.CASE_OPENED, FactKind.CASE_LED_TO_OFFER)]
    found = cohort_figures(COHORT, led + one_case)
    assert (found.total["signal"]["offers"], found.total["case"]["offers"]) == (3, 1)
    assert found.by_partner_kind[PartnerKind.WATER]["signal"]["signals"] == 0
    assert found.by_partner_kind[PartnerKind.ENERGY]["case"]["signals"] == 0


def test_partner_kinds_add_up_to_the_total() -> None:
    parts = [facts(FactKind.SIGNAL_ACCEPTED, 2), facts(FactKind.SIGNAL_ACCEPTED, 3, PartnerKind.WATER)]
    found = cohort_figures(COHORT, parts)
    assert sum(both["signal"]["signals"] for both in found.by_partner_kind.values()) == found.total["signal"]["signals"]


def test_a_share_of_nothing_is_not_zero_but_undefined() -> None:
    assert share({"signals": 0, "offers": 0}, "offers") is None
    assert share({"signals": 8, "offers": 2, "trajectories": 1}, "trajectories") == 0.125


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Cohort(M, DAY, date(2026, 3, 1), NOON)


def test_an_as_of_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Cohort(M, DAY, DAY, datetime(2026, 3, 2, 12, tzinfo=UTC).replace(tzinfo=None))


def test_stages_stand_in_the_order_of_the_funnel() -> None:
    order = "signals settled cases tasks attempts reached offers accepted trajectories"
    assert [stage for stage in STAGES if stage in order.split()] == order.split()
    assert len({counted.kind for counted in STAGES.values()}) == len(STAGES)


def test_the_three_of_hulst_are_there_in_both_units() -> None:
    for unit in UNITS:
        assert {"signals", "offers", "trajectories"} <= set(counted_in(unit))


def test_every_indicator_but_what_was_received_is_a_share_of_it_with_a_heading_of_its_own() -> None:
    others = [one for name, one in INDICATORS.items() if name != RECEIVED]
    assert INDICATORS[RECEIVED].share == INDICATORS[RECEIVED].heading == ""
    assert set(INDICATORS[RECEIVED].per) == set(UNITS)
    assert all(one.share and one.heading for one in others)
    assert len({one.share for one in others}) == len(others)
