"""The gauges as pure functions of state: what is not known is not shown, and every value has its labels."""

from collections import Counter
from dataclasses import replace

import pytest

from domain.figures.ledger import Ledger
from domain.figures.metrics import OVERRIDDEN_RULES
from schemas.reasons import ReasonCode
from schemas.vocabulary.figures import CaseClass, FactKind
from services.report.gauges import GAUGES, Gauge, State
from services.report.totals import Sum
from tests.domain.figures.builders import NEIGHBOUR, M

SETTLED = FactKind.SIGNAL_SETTLED


def a_state() -> State:
    """Two municipalities with every kind of fact, a counted ledger and an outbox."""
    return State(
        software="1.2.3",
        known={M: frozenset({"energy"}), NEIGHBOUR: frozenset()},
        sums=Counter({Sum(M, kind, "energy", "parked"): 2 for kind in FactKind}),
        ledger=Ledger(
            6, 5, 4, 3, 8, 2, 1, {"stuck": 2, "waiting": 5}, received_ahead=3, undone_seconds={"waiting": 150}
        ),
        outbox_rows=9,
    )


def shown(name: str, state: State) -> dict[tuple[str, ...], int]:
    return next(dict(gauge.samples(state)) for gauge in GAUGES if gauge.name == name)


def test_before_the_first_look_only_the_software_is_known() -> None:
    samples = {gauge.name: dict(gauge.samples(State("1.2.3"))) for gauge in GAUGES}
    assert {name: one for name, one in samples.items() if one} == {"vroegsignaal_build_info": {("1.2.3",): 1}}


def test_no_name_is_there_twice() -> None:
    assert len({gauge.name for gauge in GAUGES}) == len(GAUGES)


@pytest.mark.parametrize("gauge", GAUGES, ids=lambda gauge: gauge.name)
def test_every_value_has_every_label(gauge: Gauge) -> None:
    assert {len(labels) for labels in gauge.samples(a_state())} <= {len(gauge.labels)}


def test_numbers_of_the_ledger_are_shown_as_they_were_counted() -> None:
    names = ("delivered", "accepted", "superseded", "accounted", "difference")
    assert [shown(f"vroegsignaal_ledger_{name}", a_state())[()] for name in names] == [6, 5, 8, 1, 7]
    assert shown("vroegsignaal_received_ahead", a_state()) == {(): 3}
    assert shown("vroegsignaal_undone_seconds", a_state()) == {("waiting",): 150}
    assert shown("vroegsignaal_ledger_unaccounted", a_state()) == {("stuck",): 2, ("waiting",): 5}


def test_a_municipality_without_agreement_or_fact_starts_at_zero() -> None:
    assert shown("vroegsignaal_indicator", a_state())[NEIGHBOUR, "signal", "signals"] == 0
    assert shown("vroegsignaal_funnel", a_state())[M, "energy", "cases"] == 2


def test_refused_signals_and_those_that_a_worker_picked_up_after_all_are_shown_by_partner_kind() -> None:
    refused = {Sum(M, FactKind.SIGNAL_REFUSED, "energy"): 5, Sum(M, FactKind.SIGNAL_SETTLED, "energy", "parked"): 3}
    state = State("1.2.3", {M: frozenset({"energy"})}, Counter(refused))
    found = {(M, "energy", "refused"): 5, (M, "energy", "overturned"): 0}
    assert shown("vroegsignaal_refusals", state) == found
    overturned = replace(state, sums=Counter(refused | {Sum(M, FactKind.REFUSAL_OVERTURNED, "energy"): 1}))
    assert shown("vroegsignaal_refusals", overturned) == found | {(M, "energy", "overturned"): 1}


def test_choices_of_workers_are_shown_by_the_rule_that_they_set_aside_and_every_rule_starts_at_zero() -> None:
    sums = Counter(
        {Sum(M, FactKind.CASE_OVERRIDDEN, "energy", ReasonCode.SINGLE): 3, Sum(M, SETTLED, "energy", "x"): 9}
    )
    found = shown("vroegsignaal_overrides", State("1.2.3", {M: frozenset({"energy"})}, sums))
    assert found == {(M, "energy", rule): 0 for rule in OVERRIDDEN_RULES} | {(M, "energy", "single"): 3}


def test_a_class_of_cases_starts_at_zero_under_the_definition_of_today_and_keeps_others_beside_it() -> None:
    other = Sum(M, FactKind.CASE_CLASSED, "energy", CaseClass.SUCCESSIVE, "divosa-2030.1")
    found = shown("vroegsignaal_case_classes", State("1.2.3", {M: frozenset({"energy"})}, Counter({other: 4})))
    assert found[M, "energy", "successive", "divosa-2030.1"] == 4
    assert found[M, "energy", "successive", "divosa-2023.1"] == 0
    assert {name for _, _, name, _ in found} == set(CaseClass)
