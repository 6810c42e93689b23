"""The three indicators, as a pure function of summed facts."""

from datetime import UTC, date, datetime

import pytest

from domain.figures.indicators import Cohort, Figures, SummedFacts, indicators
from domain.figures.metrics import INDICATORS, STAGES
from schemas.vocabulary.figures import FactKind
from schemas.vocabulary.partners import SEVERAL_KINDS, PartnerKind
from tests.services.report.builders import DAY, NOON, M

COHORT = Cohort(M, DAY, DAY, NOON)


def facts(kind: FactKind, amount: int, partner_kind: str = PartnerKind.ENERGY) -> SummedFacts:
    return SummedFacts(kind, partner_kind, amount)


def test_the_figures_of_hulst_2021_come_out_as_published() -> None:
    report = indicators(COHORT, [facts(FactKind.SIGNAL_ACCEPTED, 32)])
    assert report.total.per_signal == Figures(received=32, offers=0, trajectories=0)
    assert report.total.per_signal.offer_share == 0


def test_a_letter_sent_is_not_an_offer() -> None:
    sent = [
        facts(FactKind.SIGNAL_ACCEPTED, 5),
        facts(FactKind.TASK_DISPATCHED, 5),
        facts(FactKind.CONTACT_ATTEMPTED, 5),
    ]
    report = indicators(COHORT, sent)
    assert (report.total.per_signal.offers, report.total.per_case.offers) == (0, 0)


def test_reaching_a_resident_without_an_offer_is_not_an_offer() -> None:
    report = indicators(COHORT, [facts(FactKind.CASE_OPENED, 3), facts(FactKind.CASE_REACHED, 3)])
    assert report.total.per_case == Figures(received=3, offers=0, trajectories=0)


def test_an_accepted_offer_is_not_yet_a_trajectory() -> None:
    accepted = [facts(FactKind.CASE_OPENED, 1), facts(FactKind.CASE_LED_TO_OFFER, 1), facts(FactKind.OFFER_ACCEPTED, 1)]
    report = indicators(COHORT, [*accepted, facts(FactKind.FIRST_TALK_HELD, 1)])
    assert report.total.per_case == Figures(received=1, offers=1, trajectories=0)


def test_signals_and_cases_are_two_units() -> None:
    led = [facts(FactKind.SIGNAL_ACCEPTED, 3), facts(FactKind.SIGNAL_LED_TO_OFFER, 3)]
    one_case = [facts(FactKind.CASE_OPENED, 1, SEVERAL_KINDS), facts(FactKind.CASE_LED_TO_OFFER, 1, SEVERAL_KINDS)]
    report = indicators(COHORT, led + one_case)
    assert (report.total.per_signal.offers, report.total.per_case.offers) == (3, 1)
    assert report.by_partner_kind[SEVERAL_KINDS].per_signal.received == 0
    assert report.by_partner_kind[PartnerKind.ENERGY].per_case.received == 0


def test_a_case_that_became_one_of_several_kinds_leaves_no_row_of_its_first_kind() -> None:
    relabelled = [facts(FactKind.CASE_OPENED, 0), facts(FactKind.CASE_OPENED, 1, SEVERAL_KINDS)]
    report = indicators(COHORT, relabelled)
    assert list(report.by_partner_kind) == [SEVERAL_KINDS]
    assert report.total.per_case.received == 1


def test_partner_kinds_add_up_to_the_total() -> None:
    parts = [facts(FactKind.SIGNAL_ACCEPTED, 2), facts(FactKind.SIGNAL_ACCEPTED, 3, PartnerKind.WATER)]
    report = indicators(COHORT, parts)
    assert sum(both.per_signal.received for both in report.by_partner_kind.values()) == report.total.per_signal.received


def test_a_share_of_nothing_is_not_zero_but_undefined() -> None:
    assert Figures(0, 0, 0).offer_share is None
    assert Figures(0, 0, 0).trajectory_share is None
    assert Figures(8, 2, 1).trajectory_share == 0.125


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Cohort(M, DAY, date(2026, 3, 1), NOON)


def test_an_as_of_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Cohort(M, DAY, DAY, datetime(2026, 3, 2, 12, tzinfo=UTC).replace(tzinfo=None))


def test_stages_stand_in_the_order_of_the_funnel() -> None:
    order = "signals settled cases tasks attempts reached offers accepted trajectories"
    assert list(STAGES) == order.split()
    assert len({counted.kind for counted in STAGES.values()}) == len(STAGES)


def test_both_units_have_the_same_three_indicators() -> None:
    assert {unit: list(figures) for unit, figures in INDICATORS.items()} == {
        "signal": ["signals", "offers", "trajectories"],
        "case": ["signals", "offers", "trajectories"],
    }
